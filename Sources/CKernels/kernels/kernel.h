#pragma once

/// A part of a kernel, compiled into each that uses it.
#define INLINE static inline __attribute__((always_inline))

/// Eight and four floats that need not be aligned.
typedef float floats8 __attribute__((vector_size(32), aligned(4)));
typedef float floats4 __attribute__((vector_size(16), aligned(4)));
