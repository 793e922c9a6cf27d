#pragma once
#include <stddef.h>
#include <stdint.h>

/// out[i] = a[i] * b[i]
void foley_multiply(float *out, const float *a, const float *b, size_t count);

/// out[i] = re[i]^2 + im[i]^2 over interleaved complex numbers.
void foley_power(float *out, const float *complex, size_t count);

/// out[b] = sum over k of weights[offsets[b] + k] * row[starts[b] + k], k < offsets[b + 1] - offsets[b].
void foley_weigh_bands(
    float *out, const float *row, size_t bands, const int32_t *starts, const int32_t *offsets, const float *weights);

/// out[i] = max(10 log10(max(x[i], smallest)) - offset, floor); smallest is a normal number.
void foley_decibels(float *out, const float *x, size_t count, float smallest, float offset, float floor);

/// Whether an infinity or NaN is among the numbers.
int foley_has_nonfinite(const float *x, size_t count);
