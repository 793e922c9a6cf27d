#pragma once
#include "levels.h"
#include <stddef.h>
#include <stdint.h>

/// out[i] = a[i] * b[i]
void foley_multiply(float *out, const float *a, const float *b, size_t count);

/// out[i] = re[i]^2 + im[i]^2 over interleaved complex numbers.
void foley_power(float *out, const float *complex, size_t count);

/// out[b] = sum over k of weights[offsets[b] + k] * row[starts[b] + k], k < offsets[b + 1] - offsets[b], which is a
/// multiple of 8.
void foley_weigh_bands(
    float *out, const float *row, size_t bands, const int32_t *starts, const int32_t *offsets, const float *weights);

/// Turns Z, the transform of z[n] = x[2n] + i x[2n + 1], n < half, into X[0...half], the transform of x, where it lies:
/// with E = (Z[k] + conj Z[half - k]) / 2 and O = (Z[k] - conj Z[half - k]) / 2i,
/// X[k] = E + exp(-2 pi i k / 2 half) O. cosines and sines are of 2 pi k / (2 half), k <= half / 2.
void foley_unpack_real(float *complex, size_t half, const float *cosines, const float *sines);

/// out[i] = max(10 log10(max(x[i], smallest)) - offset, floor); smallest is a normal number.
void foley_decibels(float *out, const float *x, size_t count, float smallest, float offset, float floor);

/// Whether an infinity or NaN is among the numbers.
int foley_has_nonfinite(const float *x, size_t count);

/// The least and the greatest of the numbers, count > 0, none of them NaN.
void foley_range(const float *x, size_t count, float *least, float *greatest);

/// a[i] += b[i]
void foley_add(float *restrict a, const float *restrict b, size_t count);

/// One step of Adam: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2,
/// w -= rate (m c1 / (sqrt(v c2) + 1e-8) + decay w), where g is gradient[i] and b1 = 0.9, b2 = 0.999.
void foley_adam(
    float *restrict weights, float *restrict m, float *restrict v, const float *restrict gradient, size_t count,
    float rate, float c1, float c2, float decay);

/// One step downhill with momentum: v = momentum v + g, w -= rate v; looking ahead (Nesterov), w -= rate (g + momentum v).
void foley_momentum(
    float *restrict weights, float *restrict velocity, const float *restrict gradient, size_t count, float rate,
    float momentum, int ahead);

/// One step of Adadelta: s = r s + (1 - r) g^2, d = sqrt(m + e) / sqrt(s + e) g, m = r m + (1 - r) d^2, w -= rate d,
/// where r = 0.95 and e = 1e-6.
void foley_adadelta(
    float *restrict weights, float *restrict squares, float *restrict moves, const float *restrict gradient,
    size_t count, float rate);

/// a[i] *= factor
void foley_scale(float *a, size_t count, float factor);

/// a[i] += factor b[i]
void foley_add_scaled(float *restrict a, const float *restrict b, size_t count, float factor);

/// a[i] = share a[i] + (1 - share) b[i]
void foley_blend(float *restrict a, const float *restrict b, size_t count, float share);

/// The sum of x[i]^2 in double precision, in sixteen lanes that are added in a tree.
double foley_squares(const float *x, size_t count);

// Recurrent layers. exp is off by 2e-7 of its value at most, tanh and the logistic function likewise.

/// x[i] = tanh(x[i])
void foley_tanh(float *x, size_t count);

/// One step of an LSTM for one example. `gates` holds the products for the gates i, f, g, o, `units` of each, and becomes
/// i = s(gates + bias), f, o likewise, g = tanh(..); cell = f before + i g, hidden = o tanh(cell).
void foley_lstm(
    float *gates, const float *bias, const float *before, float *cell, float *hidden, size_t units);

/// Its gradient: dy + carry is that of `hidden`, dcell that of `cell`, which becomes that of `before`; `gates` becomes the
/// gradient of the products.
void foley_lstm_back(
    float *gates, const float *before, const float *cell, const float *dy, const float *carry, float *dcell,
    size_t units);

/// One step of a GRU for one example, with the reset gate after the product: `gates` holds the input's products for
/// r, z, n and `products` the state's, bias r, z, n and the state's n. r = s(..), z = s(..),
/// n = tanh(gates + bias + r (products + bias)), hidden = (1 - z) n + z before; `products` keeps its last third with bias.
void foley_gru(
    float *gates, const float *bias, float *products, const float *before, float *hidden, size_t units);

/// Its gradient: dy + carry is that of `hidden`; `gates` and `products` become the gradients of either's products, `carry`
/// what reaches `before` past them: dh z.
void foley_gru_back(
    float *gates, float *products, const float *before, const float *dy, float *carry, size_t units);

/// sums[c] = sum over r of matrix[r * stride + c]
void foley_column_sums(float *sums, const float *matrix, size_t rows, size_t columns, size_t stride);

/// The cross-entropy -log p[label] of p = softmax(row); row becomes (p - [label]) scale, the gradient.
float foley_softmax_loss(float *row, size_t count, size_t label, float scale, int *is_greatest);
