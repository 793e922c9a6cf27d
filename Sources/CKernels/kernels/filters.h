#pragma once
#include "convolution.h"
#include "panels.h"

/// Sizes that follow from a convolution's.
typedef struct {
    /// Channels and filters with what fills up their last group of lanes, and panels of filters.
    size_t channels, filters, panels;
    /// Numbers of a filter.
    size_t taps;
    /// Rows and columns of x and of the zeros around it.
    size_t rows, columns;
} extent;

static extent extent_of(const foley_convolution *of) {
    extent e;
    e.channels = (of->channels + of->x.lanes - 1) / of->x.lanes * of->x.lanes;
    e.filters = (of->filters + of->y.lanes - 1) / of->y.lanes * of->y.lanes;
    e.panels = (e.filters + PANEL - 1) / PANEL;
    e.taps = of->channels * of->down * of->across;
    e.rows = of->rows_out + of->down - 1;
    e.columns = of->columns_out + of->across - 1;
    return e;
}

/// Where the first number of VECTOR channels of an image is, from `channel` on.
INLINE size_t lanes_at(const foley_order *order, size_t image, size_t channel) {
    return image * order->images + channel / order->lanes * order->groups + channel % order->lanes;
}

/// VECTOR biases from filter `f` on; zero for what fills up the last group.
INLINE void take_bias(const foley_convolution *of, const float *bias, size_t f, float *to) {
    for (size_t lane = 0; lane < VECTOR; lane++, f++) to[lane] = bias && f < of->filters ? bias[f] : 0.0f;
}

/// max(x, 0), or NaN.
#define RECTIFIED(x) ((wide)((wide_int)(x) & ~((x) < 0.0f)))
