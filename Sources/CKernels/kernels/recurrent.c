#include "kernel.h"
#include "kernels.h"
#include <math.h>
#include <string.h>

// x = n ln 2 + r, |r| <= ln 2 / 2, exp(r) by the polynomial of Cephes' expf. Without a branch, so that loops vectorise;
// adding 1.5 x 2^23 rounds to a whole number.
INLINE float power_of_e(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    float n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    int32_t bits = ((int32_t)n + 127) << 23;
    float scale;
    memcpy(&scale, &bits, 4);
    return p * scale;
}

INLINE float logistic(float x) { return 1.0f / (1.0f + power_of_e(-x)); }

// Near zero the polynomial of Cephes' tanhf, elsewhere 1 - 2 / (exp(2 |x|) + 1) with the sign of x.
INLINE float hyperbolic_tangent(float x) {
    float size = x < 0.0f ? -x : x;
    float far = 1.0f - 2.0f / (power_of_e(2.0f * size) + 1.0f);
    far = x < 0.0f ? -far : far;
    float q = x * x;
    float p = -5.70498872745e-3f;
    p = p * q + 2.06390887954e-2f;
    p = p * q - 5.37397155531e-2f;
    p = p * q + 1.33314422036e-1f;
    p = p * q - 3.33332819422e-1f;
    float near = p * q * x + x;
    return size < 0.625f ? near : far;
}

void foley_tanh(float *x, size_t count) {
    for (size_t i = 0; i < count; i++) x[i] = hyperbolic_tangent(x[i]);
}

void foley_lstm(
    float *restrict gates, const float *restrict bias, const float *restrict before, float *restrict cell,
    float *restrict hidden, size_t units) {
    float *restrict forget = gates + units, *restrict candidate = forget + units, *restrict output = candidate + units;
    for (size_t u = 0; u < units; u++) {
        float i = logistic(gates[u] + bias[u]);
        float f = logistic(forget[u] + bias[units + u]);
        float g = hyperbolic_tangent(candidate[u] + bias[2 * units + u]);
        float o = logistic(output[u] + bias[3 * units + u]);
        float c = f * before[u] + i * g;
        gates[u] = i;
        forget[u] = f;
        candidate[u] = g;
        output[u] = o;
        cell[u] = c;
        hidden[u] = o * hyperbolic_tangent(c);
    }
}

void foley_lstm_back(
    float *restrict gates, const float *restrict before, const float *restrict cell, const float *restrict dy,
    const float *restrict carry, float *restrict dcell, size_t units) {
    float *restrict forget = gates + units, *restrict candidate = forget + units, *restrict output = candidate + units;
    for (size_t u = 0; u < units; u++) {
        float i = gates[u], f = forget[u], g = candidate[u], o = output[u];
        float t = hyperbolic_tangent(cell[u]), dh = dy[u] + carry[u];
        float dc = dcell[u] + dh * o * (1.0f - t * t);
        gates[u] = dc * g * i * (1.0f - i);
        forget[u] = dc * before[u] * f * (1.0f - f);
        candidate[u] = dc * i * (1.0f - g * g);
        output[u] = dh * t * o * (1.0f - o);
        dcell[u] = dc * f;
    }
}

void foley_gru(
    float *restrict gates, const float *restrict bias, float *restrict products, const float *restrict before,
    float *restrict hidden, size_t units) {
    float *restrict update = gates + units, *restrict candidate = update + units;
    float *restrict inner = products + 2 * units;
    for (size_t u = 0; u < units; u++) {
        float r = logistic(gates[u] + products[u] + bias[u]);
        float z = logistic(update[u] + products[units + u] + bias[units + u]);
        float q = inner[u] + bias[3 * units + u];
        float n = hyperbolic_tangent(candidate[u] + bias[2 * units + u] + r * q);
        gates[u] = r;
        update[u] = z;
        candidate[u] = n;
        inner[u] = q;
        hidden[u] = n + z * (before[u] - n);
    }
}

void foley_gru_back(
    float *restrict gates, float *restrict products, const float *restrict before, const float *restrict dy,
    float *restrict carry, size_t units) {
    float *restrict update = gates + units, *restrict candidate = update + units;
    float *restrict inner = products + 2 * units;
    for (size_t u = 0; u < units; u++) {
        float r = gates[u], z = update[u], n = candidate[u], dh = dy[u] + carry[u];
        float dn = dh * (1.0f - z) * (1.0f - n * n);
        float dz = dh * (before[u] - n) * z * (1.0f - z);
        float dr = dn * inner[u] * r * (1.0f - r);
        gates[u] = products[u] = dr;
        update[u] = products[units + u] = dz;
        candidate[u] = dn;
        inner[u] = dn * r;
        carry[u] = dh * z;
    }
}

void foley_column_sums(
    float *restrict sums, const float *restrict matrix, size_t rows, size_t columns, size_t stride) {
    for (size_t c = 0; c < columns; c++) sums[c] = 0.0f;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) sums[c] += matrix[r * stride + c];
}

enum { LANES = 16 };

float foley_softmax_loss(float *row, size_t count, size_t label, float scale, int *is_greatest) {
    float high[LANES], sums[LANES];
    for (size_t lane = 0; lane < LANES; lane++) high[lane] = row[0], sums[lane] = 0.0f;
    size_t whole = count / LANES * LANES, i = 0;
    for (; i < whole; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) high[lane] = row[i + lane] > high[lane] ? row[i + lane] : high[lane];
    for (; i < count; i++) high[0] = row[i] > high[0] ? row[i] : high[0];
    for (size_t lane = 1; lane < LANES; lane++) high[0] = high[lane] > high[0] ? high[lane] : high[0];
    float greatest = high[0], chosen = row[label] - greatest;
    *is_greatest = chosen == 0.0f;
    for (i = 0; i < whole; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            float p = power_of_e(row[i + lane] - greatest);
            row[i + lane] = p;
            sums[lane] += p;
        }
    for (; i < count; i++) sums[0] += row[i] = power_of_e(row[i] - greatest);
    for (size_t width = LANES / 2; width; width /= 2)
        for (size_t lane = 0; lane < width; lane++) sums[lane] += sums[lane + width];
    float weight = scale / sums[0];
    for (i = 0; i < count; i++) row[i] *= weight;
    row[label] -= scale;
    return logf(sums[0]) - chosen;
}
