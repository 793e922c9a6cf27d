#include "kernel.h"
#include "kernels.h"
#include <string.h>

void foley_multiply(float *restrict out, const float *a, const float *b, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = a[i] * b[i];
}

void foley_power(float *restrict out, const float *restrict complex, size_t count) {
    for (size_t i = 0; i < count; i++) {
        float re = complex[2 * i], im = complex[2 * i + 1];
        out[i] = re * re + im * im;
    }
}

// x = 2^e m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh((m - 1)/(m + 1)) by its series, off by less than 1e-9.
void foley_decibels(
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

int foley_has_nonfinite(const float *x, size_t count) {
    uint32_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, &x[i], 4);
        found |= (bits & 0x7f800000) == 0x7f800000;
    }
    return (int)found;
}

void foley_range(const float *x, size_t count, float *least, float *greatest) {
    enum { LANES = 16 };
    float low[LANES], high[LANES];
    for (size_t lane = 0; lane < LANES; lane++) low[lane] = high[lane] = x[0];
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            low[lane] = x[i + lane] < low[lane] ? x[i + lane] : low[lane];
            high[lane] = x[i + lane] > high[lane] ? x[i + lane] : high[lane];
        }
    for (; i < count; i++) {
        low[0] = x[i] < low[0] ? x[i] : low[0];
        high[0] = x[i] > high[0] ? x[i] : high[0];
    }
    for (size_t lane = 1; lane < LANES; lane++) {
        low[0] = low[lane] < low[0] ? low[lane] : low[0];
        high[0] = high[lane] > high[0] ? high[lane] : high[0];
    }
    *least = low[0];
    *greatest = high[0];
}
