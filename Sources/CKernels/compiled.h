// Kernels are compiled once for each level of instructions, and levels.c decides which one a call reaches. All of them
// give the same bits: sums are added in an order that does not depend on the width of the registers (VECTOR floats), and
// nothing becomes a fused multiplication and addition that is not written as one (-ffp-contract=off). Where one is written
// and the level has none (HAS_FMA is 0), its two roundings give other bits: products and convolutions at sse4.
#include "include/block.h"
#include "include/convolution.h"
#include "include/kernels.h"
#include "include/products.h"
#include "names.h"
#include <math.h>
#include <string.h>

#define FOLEY_PRAGMA(text) _Pragma(#text)
