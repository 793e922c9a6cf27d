// Which compilation of a kernel a call reaches. The kernels' own headers stay out: here their types do not matter.
#include "include/levels.h"
#include "names.h"
#include <stdlib.h>
#include <string.h>

static int chosen;

int foley_level(void) { return chosen; }

#if defined(__x86_64__)

int foley_level_of_machine(void) {
    __builtin_cpu_init();
    // All processors with 512 bits but the Xeon Phi.
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd"))
        return FOLEY_AVX512;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? FOLEY_AVX2 : FOLEY_SSE4;
}

// A call jumps to wherever the slot points, its arguments untouched.
#define SLOT(name) \
    extern char foley_##name##_avx512[], foley_##name##_avx2[], foley_##name##_sse4[]; \
    __attribute__((visibility("hidden"))) const void *foley_slot_##name; \
    __attribute__((naked)) void foley_##name(void) { __asm__("jmpq *foley_slot_" #name "(%rip)"); }
FOLEY_KERNELS(SLOT)

void foley_hold_level(int level) {
    chosen = level;
#define CHOOSE(name) \
    foley_slot_##name = level == FOLEY_AVX512 ? foley_##name##_avx512 \
        : level == FOLEY_AVX2                 ? foley_##name##_avx2 \
                                              : foley_##name##_sse4;
    FOLEY_KERNELS(CHOOSE)
}

#else

int foley_level_of_machine(void) { return FOLEY_PLAIN; }
void foley_hold_level(int level) { chosen = level; }

#endif

static int named(const char *name) {
    static const char *const names[] = {"", "sse4", "avx2", "avx512"};
    for (int level = FOLEY_SSE4; name && level <= FOLEY_AVX512; level++)
        if (strcmp(name, names[level]) == 0) return level;
    return FOLEY_PLAIN;
}

/// Before anything else runs: there is always a level.
__attribute__((constructor)) static void begin(void) {
    int best = foley_level_of_machine(), wanted = named(getenv("FOLEY_ISA"));
    foley_hold_level(wanted > FOLEY_PLAIN && wanted < best ? wanted : best);
}
