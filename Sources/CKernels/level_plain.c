// For other architectures, whatever the compiler makes of it.
#if !defined(__x86_64__)
#include "compiled.h"

#define VECTOR 4
#define HAS_FMA 1
#include "kernels/all.h"
#endif
