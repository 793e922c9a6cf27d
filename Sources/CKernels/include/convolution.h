#pragma once
#include "levels.h"
#include <stddef.h>

/// How numbers of images lie: number (image, channel, row, column) is at
/// image * images + channel / lanes * groups + row * rows + column * columns + channel % lanes * within.
typedef struct {
    size_t lanes;
    size_t images, groups, rows, columns, within;
} foley_order;

/// y = x, each as it lies; lanes of y that no channel fills become zero.
void foley_reorder(
    size_t images, size_t channels, size_t rows, size_t columns, const foley_order *from, const float *x,
    const foley_order *to, float *y);

/// A convolution: y[f][i][j] = bias[f] + sum over c, k, l of w[f][c][k][l] x[c][i + k - above][j + l - before].
///
/// y lies in lanes next to each other (`within` is 1), a multiple of 16 of them; what fills up the last group
/// is zero. A number depends on nothing but what it is made of, and is the same at each level (but at sse4, which rounds
/// products and sums each by itself).
typedef struct {
    size_t images, channels, filters;
    /// Of x, of y, and of a filter.
    size_t rows, columns, rows_out, columns_out, down, across;
    /// Zeros before the first row and the first column; behind the last there are as many as y needs.
    size_t above, before;
    foley_order x, y;
    /// By Winograd's method, 36 products where there would be 144 for each 4x4 of y: of 3x3 filters, where x lies as y
    /// has to and what fills up its last group is zero. A. Lavin and S. Gray, "Fast algorithms for convolutional neural
    /// networks" (2016), F(4x4, 3x3).
    int winograd;
} foley_convolution;

/// How many floats they take: the weights as they are ordered, and the room to work in; gradients of weights have a room
/// of their own.
size_t foley_convolution_weights(const foley_convolution *of);
size_t foley_convolution_room(const foley_convolution *of);
size_t foley_convolution_gradient_room(const foley_convolution *of);

/// Orders weights (filters, channels, down, across). Turned, they are those of the gradient of x, which is a convolution
/// of y's gradient: w is (channels, filters, down, across) then.
void foley_convolution_order(const foley_convolution *of, int turned, const float *w, float *weights);

/// y, rectified by max(y, 0) where asked for; bias may be NULL.
void foley_convolve(
    const foley_convolution *of, const float *x, const float *weights, const float *bias, int rectified, float *y,
    float *room);

/// The gradients of the weights, (filters, channels, down, across), and of the bias.
void foley_convolution_gradient(
    const foley_convolution *of, const float *x, const float *dy, float *dw, float *dbias, float *room);
