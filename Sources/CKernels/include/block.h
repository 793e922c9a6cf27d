#pragma once
#include <stddef.h>
#include <stdint.h>

/// Batch normalisation, rectifier, max-pool and dropout in one pass over activations that lie as
/// x[image][group][row][column][inner]; a channel is group * inner + lane. Each of the four may be absent. NaN stays NaN
/// in all of them, and is a window's maximum wherever it stands.
typedef struct {
    size_t images, groups, rows, columns, inner;
    /// The pool's window; 1 and 1 without one. Rows and columns that fill no window are left out.
    size_t down, across;
    /// 0 none, 1 max(z, 0), 2 z > 0 ? z : exp(z) - 1.
    int rectifier;
    /// Dropout of `share`: kept numbers are multiplied by `kept`; 0 and 1 without it.
    float share, kept;
    /// The counter of the random numbers: Philox 4x32-10, one word a number that leaves.
    uint64_t seed, stream;
} foley_block;

/// sums[c] += sum of x - pivot[c], sums[channels + c] += sum of (x - pivot[c])^2, channels = groups * inner.
void foley_block_moments(const foley_block *block, const float *x, const float *pivot, double *sums);

/// z = scale[c] x + shift[c] (x itself where scale is NULL), y = dropout(rectifier(max over the window of z)); places,
/// where not NULL, says of each y where in its window it was found, or 255 where it was dropped.
void foley_block_forward(
    const foley_block *block, const float *scale, const float *shift, const float *x, float *y, uint8_t *places);

/// dy becomes g, the gradient of the window's largest z. Where sums is not NULL: sums[c] += sum of g,
/// sums[channels + c] += sum of g (x - mean[c]), x being where the largest z was.
void foley_block_reduce(
    const foley_block *block, const float *x, const float *y, const uint8_t *places, float *dy, const float *mean,
    double *sums);

/// dx = scale[c] g + slope[c] x + shift[c], g being zero but where the largest z was; dx = g where scale is NULL.
void foley_block_spread(
    const foley_block *block, const float *x, const float *g, const uint8_t *places, const float *scale,
    const float *slope, const float *shift, float *dx);

/// y[image][group][row][0][lane] = mean over the columns; and its gradient.
void foley_average_columns(const foley_block *block, const float *x, float *y);
void foley_average_columns_back(const foley_block *block, const float *dy, float *dx);

/// Of each channel over rows and columns: its mean and its maximum (NaN where one is among them), and the cell
/// (row * columns + column) where it is. y[image * width + offset + c] with c < channels; mean or greatest may be NULL.
void foley_summarise(
    const foley_block *block, size_t channels, const float *x, size_t width, float *mean, float *greatest,
    int32_t *cells);
/// The gradient: dx = dmean / cells everywhere, and dgreatest where the maximum was.
void foley_summarise_back(
    const foley_block *block, size_t channels, size_t width, const float *dmean, const float *dgreatest,
    const int32_t *cells, float *dx);
