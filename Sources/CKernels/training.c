#include "cloned.h"
#include "kernels.h"
#include <math.h>

CLONED void foley_keep_mask(float *uniform, size_t count, float share) {
    float kept = 1.0f / (1.0f - share);
    for (size_t i = 0; i < count; i++) uniform[i] = uniform[i] < share ? 0.0f : kept;
}

CLONED void foley_add(float *restrict a, const float *restrict b, size_t count) {
    for (size_t i = 0; i < count; i++) a[i] += b[i];
}

CLONED void foley_adam(
    float *restrict weights, float *restrict m, float *restrict v, const float *restrict gradient, size_t count,
    float rate, float c1, float c2, float decay) {
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i];
        m[i] = 0.9f * m[i] + 0.1f * g;
        v[i] = 0.999f * v[i] + 0.001f * g * g;
        weights[i] -= rate * (m[i] * c1 / (sqrtf(v[i] * c2) + 1e-8f) + decay * weights[i]);
    }
}
