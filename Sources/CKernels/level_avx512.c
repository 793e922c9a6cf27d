#if defined(__x86_64__)
#include "compiled.h"

#define VECTOR 16
#define HAS_FMA 1

#define NAMED(name) FOLEY_PRAGMA(redefine_extname foley_##name foley_##name##_avx512)
FOLEY_KERNELS(NAMED)
#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#include "kernels/all.h"
#pragma clang attribute pop
#endif
