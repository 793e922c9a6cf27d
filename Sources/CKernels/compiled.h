// Kernels are compiled once for each level of instructions, and levels.c decides which one a call reaches. All of them
// give the same bits: sums are added in an order that does not depend on the width of the registers, and nothing is
// contracted to a fused multiplication and addition (-ffp-contract=off).
#include "include/block.h"
#include "include/convolution.h"
#include "include/kernels.h"
#include "include/products.h"
#include "names.h"
#include <math.h>
#include <string.h>

#define FOLEY_PRAGMA(text) _Pragma(#text)
