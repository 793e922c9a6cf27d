#include "kernel.h"
#include "kernels.h"
#include <math.h>

void foley_add(float *restrict a, const float *restrict b, size_t count) {
    for (size_t i = 0; i < count; i++) a[i] += b[i];
}

void foley_adam(
    float *restrict weights, float *restrict m, float *restrict v, const float *restrict gradient, size_t count,
    float rate, float c1, float c2, float decay) {
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i];
        m[i] = 0.9f * m[i] + 0.1f * g;
        v[i] = 0.999f * v[i] + 0.001f * g * g;
        weights[i] -= rate * (m[i] * c1 / (sqrtf(v[i] * c2) + 1e-8f) + decay * weights[i]);
    }
}

void foley_momentum(
    float *restrict weights, float *restrict velocity, const float *restrict gradient, size_t count, float rate,
    float momentum, int ahead) {
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i], v = momentum * velocity[i] + g;
        velocity[i] = v;
        weights[i] -= rate * (ahead ? g + momentum * v : v);
    }
}

void foley_adadelta(
    float *restrict weights, float *restrict squares, float *restrict moves, const float *restrict gradient,
    size_t count, float rate) {
    for (size_t i = 0; i < count; i++) {
        float g = gradient[i];
        squares[i] = 0.95f * squares[i] + 0.05f * g * g;
        float move = sqrtf(moves[i] + 1e-6f) / sqrtf(squares[i] + 1e-6f) * g;
        moves[i] = 0.95f * moves[i] + 0.05f * move * move;
        weights[i] -= rate * move;
    }
}

void foley_scale(float *a, size_t count, float factor) {
    for (size_t i = 0; i < count; i++) a[i] *= factor;
}

void foley_add_scaled(float *restrict a, const float *restrict b, size_t count, float factor) {
    for (size_t i = 0; i < count; i++) a[i] += factor * b[i];
}

void foley_blend(float *restrict a, const float *restrict b, size_t count, float share) {
    for (size_t i = 0; i < count; i++) a[i] = share * a[i] + (1.0f - share) * b[i];
}

double foley_squares(const float *x, size_t count) {
    enum { LANES = 16 };
    double lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) lanes[lane] += (double)x[i + lane] * (double)x[i + lane];
    for (size_t lane = 0; i < count; i++, lane++) lanes[lane] += (double)x[i] * (double)x[i];
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
    return lanes[0];
}
