#pragma once

/// One clone per instruction set, chosen when the program starts.
#if defined(__x86_64__)
#define CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONED
#endif

/// A part of such functions, compiled into each clone.
#define INLINE static inline __attribute__((always_inline))

/// Eight and four floats that need not be aligned.
typedef float floats8 __attribute__((vector_size(32), aligned(4)));
typedef float floats4 __attribute__((vector_size(16), aligned(4)));
