#pragma once
#include "kernel.h"
#include <stddef.h>
#include <stdint.h>

/// As many numbers as a register of the level holds (VECTOR), which need not be aligned.
typedef float wide __attribute__((vector_size(4 * VECTOR), aligned(4)));
typedef int32_t wide_int __attribute__((vector_size(4 * VECTOR), aligned(4)));

#define LOAD(from) (*(const wide *)(from))
#define STORE(to, x) (*(wide *)(to) = (x))
/// The same number in all places.
#define FILL(number) ((number) - (wide){0})

/// a b + c, rounded once where the level can, twice where it cannot: at sse4.
#if HAS_FMA
#define FUSED(a, b, c) __builtin_elementwise_fma((wide)(a), (wide)(b), (wide)(c))
#else
#define FUSED(a, b, c) ((a) * (b) + (c))
#endif
