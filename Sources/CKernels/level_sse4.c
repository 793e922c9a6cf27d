#if defined(__x86_64__)
#include "compiled.h"

#define VECTOR 4
#define HAS_FMA 0

#define NAMED(name) FOLEY_PRAGMA(redefine_extname foley_##name foley_##name##_sse4)
FOLEY_KERNELS(NAMED)
#include "kernels/all.h"
#endif
