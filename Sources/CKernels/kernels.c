#include "kernels.h"
#include <string.h>

/// One clone per instruction set, chosen when the program starts.
#if defined(__x86_64__)
#define CLONED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONED
#endif

enum { LANES = 16 };

CLONED void foley_multiply(float *restrict out, const float *a, const float *b, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = a[i] * b[i];
}

CLONED void foley_power(float *restrict out, const float *restrict complex, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float re = complex[2 * i], im = complex[2 * i + 1];
        out[i] = re * re + im * im;
    }
}

// Sixteen partial sums, added in a fixed tree: the order does not depend on the width of the registers.
CLONED void foley_weigh_bands(
    float *restrict out, const float *restrict row, size_t bands, const int32_t *restrict starts,
    const int32_t *restrict offsets, const float *restrict weights) {
    for (size_t band = 0; band < bands; band++) {
        const float *x = row + starts[band], *w = weights + offsets[band];
        size_t count = (size_t)(offsets[band + 1] - offsets[band]), k = 0;
        float rest = 0;
        if (count >= LANES) {
            float sums[LANES] = {0};
            for (; k + LANES <= count; k += LANES)
                for (size_t lane = 0; lane < LANES; lane++) sums[lane] += w[k + lane] * x[k + lane];
            for (size_t half = LANES / 2; half > 0; half /= 2)
                for (size_t lane = 0; lane < half; lane++) sums[lane] += sums[lane + half];
            rest = sums[0];
        }
        for (; k < count; k++) rest += w[k] * x[k];
        out[band] = rest;
    }
}

// x = 2^e m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh((m - 1)/(m + 1)) by its series, off by less than 1e-9.
CLONED void foley_decibels(
    float *out, const float *x, size_t count, float smallest, float offset, float floor) {
    for (size_t i = 0; i < count; i++) {
        float value = x[i] > smallest ? x[i] : smallest;
        int32_t bits;
        memcpy(&bits, &value, 4);
        int32_t exponent = (bits - 0x3f3504f3) >> 23;
        int32_t reduced = bits - exponent * (1 << 23);
        float m;
        memcpy(&m, &reduced, 4);
        float s = (m - 1.0f) / (m + 1.0f), q = s * s;
        float series = s * (2.0f + q * (2.0f / 3 + q * (2.0f / 5 + q * (2.0f / 7 + q * (2.0f / 9)))));
        float decibels = 3.01029995664f * (float)exponent + 4.34294481903f * series - offset;
        out[i] = decibels > floor ? decibels : floor;
    }
}

CLONED int foley_has_nonfinite(const float *x, size_t count) {
    uint32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &x[i], 4);
        found |= (bits & 0x7f800000) == 0x7f800000;
    }
    return (int)found;
}
