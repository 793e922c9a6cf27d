#pragma once
#include "filters.h"
#include <string.h>

// The points are 0, +-P, +-Q and infinity. With N(p) the product of p's differences from the other four:
// B^T has the coefficients of the product of (x - q) over the others, A^T the powers of the points, G the same over N.
// P = 5/8 and Q = 3/2 are off by half as much as 1 and 2.
#define P 0.625f
#define Q 1.5f
#define P2 (P * P)
#define Q2 (Q * Q)
#define OVER_P (1 / (2 * P2 * (P2 - Q2)))
#define OVER_Q (1 / (2 * Q2 * (Q2 - P2)))
#define OVER_0 (1 / (P2 * Q2))

/// d = B^T d: six numbers, `s` apart.
INLINE void to_points(wide *d, int s) {
    wide d0 = d[0], d1 = d[s], d2 = d[2 * s], d3 = d[3 * s], d4 = d[4 * s], d5 = d[5 * s];
    wide even_p = FUSED(FILL(-Q2), d2, d4), odd_p = P * FUSED(FILL(-Q2), d1, d3);
    wide even_q = FUSED(FILL(-P2), d2, d4), odd_q = Q * FUSED(FILL(-P2), d1, d3);
    d[0] = FUSED(FILL(P2 * Q2), d0, FUSED(FILL(-(P2 + Q2)), d2, d4));
    d[s] = even_p + odd_p, d[2 * s] = even_p - odd_p;
    d[3 * s] = even_q + odd_q, d[4 * s] = even_q - odd_q;
    d[5 * s] = FUSED(FILL(P2 * Q2), d1, FUSED(FILL(-(P2 + Q2)), d3, d5));
}

/// m = A^T m: six numbers become four.
INLINE void from_points(wide *m, int s) {
    wide m0 = m[0], sum_p = m[s] + m[2 * s], gap_p = m[s] - m[2 * s];
    wide sum_q = m[3 * s] + m[4 * s], gap_q = m[3 * s] - m[4 * s], m5 = m[5 * s];
    m[0] = m0 + sum_p + sum_q;
    m[s] = FUSED(FILL(Q), gap_q, P * gap_p);
    m[2 * s] = FUSED(FILL(Q2), sum_q, P2 * sum_p);
    m[3 * s] = FUSED(FILL(Q * Q2), gap_q, FUSED(FILL(P * P2), gap_p, m5));
}

/// y = A y: four numbers become six.
INLINE void gradient_to_points(wide *y, int s) {
    wide y0 = y[0], y1 = y[s], y2 = y[2 * s], y3 = y[3 * s];
    wide even_p = FUSED(FILL(P2), y2, y0), odd_p = P * FUSED(FILL(P2), y3, y1);
    wide even_q = FUSED(FILL(Q2), y2, y0), odd_q = Q * FUSED(FILL(Q2), y3, y1);
    y[s] = even_p + odd_p, y[2 * s] = even_p - odd_p;
    y[3 * s] = even_q + odd_q, y[4 * s] = even_q - odd_q;
    y[5 * s] = y3;
}

/// g = G g: three numbers become six.
INLINE void weights_to_points(wide *g, int s) {
    wide g0 = g[0], g1 = g[s], g2 = g[2 * s];
    wide even_p = OVER_P * FUSED(FILL(P2), g2, g0), odd_p = (OVER_P * P) * g1;
    wide even_q = OVER_Q * FUSED(FILL(Q2), g2, g0), odd_q = (OVER_Q * Q) * g1;
    g[0] = OVER_0 * g0;
    g[s] = even_p + odd_p, g[2 * s] = even_p - odd_p;
    g[3 * s] = even_q + odd_q, g[4 * s] = even_q - odd_q;
    g[5 * s] = g2;
}

/// u = G^T u: six numbers become three.
INLINE void weights_from_points(wide *u, int s) {
    wide sum_p = OVER_P * (u[s] + u[2 * s]), gap_p = (OVER_P * P) * (u[s] - u[2 * s]);
    wide sum_q = OVER_Q * (u[3 * s] + u[4 * s]), gap_q = (OVER_Q * Q) * (u[3 * s] - u[4 * s]);
    u[0] = FUSED(FILL(OVER_0), u[0], sum_p + sum_q);
    u[s] = gap_p + gap_q;
    u[2 * s] = FUSED(FILL(P2), sum_p, FUSED(FILL(Q2), sum_q, u[5 * s]));
}

enum {
    POINTS = 36,
    /// 4x4 blocks of y that are computed together.
    TILES = 24,
    GRADIENT_TILES = 48,
    /// Floats between one point's numbers and the next, so that they do not fall on the same lines of the cache.
    GAP = 16,
};

/// How y is cut into tiles: across and down an image, and of all images.
typedef struct {
    size_t across, down, tiles;
} tiling;

static tiling tiling_of(const foley_convolution *of) {
    tiling t;
    t.across = (of->columns_out + 3) / 4;
    t.down = (of->rows_out + 3) / 4;
    t.tiles = of->images * t.across * t.down;
    return t;
}

/// From one point to the next: of tiles of x, and of tiles of panels.
static size_t point_step(const extent *e, size_t tiles) { return tiles * e->channels + GAP; }
static size_t panel_step(size_t panels, size_t tiles) { return tiles * panels * PANEL + GAP; }

static size_t winograd_weights(const extent *e) { return POINTS * e->panels * e->channels * PANEL; }

static size_t winograd_room(const extent *e) { return POINTS * (point_step(e, TILES) + panel_step(1, TILES)); }

static size_t winograd_gradient_room(const extent *e) {
    return POINTS * (point_step(e, GRADIENT_TILES) + panel_step(e->panels, GRADIENT_TILES)) + winograd_weights(e);
}

// (points, panels, channels, PANEL)
static void winograd_order(const foley_convolution *of, int turned, const float *w, float *weights) {
    extent e = extent_of(of);
    size_t filter_stride = turned ? 9 : of->channels * 9, channel_stride = turned ? of->filters * 9 : 9;
    for (size_t panel = 0; panel < e.panels; panel++)
        for (size_t c = 0; c < e.channels; c++)
            for (size_t half = 0; half < PANEL; half += VECTOR) {
                wide g[POINTS];
                for (size_t tap = 0; tap < 9; tap++) {
                    float lanes[VECTOR] = {0};
                    for (size_t lane = 0, f = panel * PANEL + half; lane < VECTOR && f < of->filters; lane++, f++)
                        if (c < of->channels)
                            lanes[lane] = w[f * filter_stride + c * channel_stride + (turned ? 8 - tap : tap)];
                    g[tap / 3 * 6 + tap % 3] = LOAD(lanes);
                }
                for (int j = 0; j < 3; j++) weights_to_points(g + j, 6);
                for (int i = 0; i < 6; i++) weights_to_points(g + i * 6, 1);
                float *to = weights + (panel * e.channels + c) * PANEL + half;
                for (size_t p = 0; p < POINTS; p++) STORE(to + p * e.panels * e.channels * PANEL, g[p]);
            }
}

/// Where a tile's first number of y stands.
typedef struct {
    size_t image, row, column;
} place;

INLINE place place_of(const tiling *t, size_t tile) {
    return (place){tile / (t->across * t->down), tile / t->across % t->down * 4, tile % t->across * 4};
}

/// The points of a 6x6 of x, in VECTOR channels from `channel` on; `step` from one to the next.
INLINE void take_tile(const foley_convolution *of, place at, size_t channel, const float *x, float *to, size_t step) {
    const float *from = x + lanes_at(&of->x, at.image, channel);
    ptrdiff_t top = (ptrdiff_t)at.row - (ptrdiff_t)of->above, left = (ptrdiff_t)at.column - (ptrdiff_t)of->before;
    ptrdiff_t rows = (ptrdiff_t)of->rows, columns = (ptrdiff_t)of->columns;
    ptrdiff_t down = (ptrdiff_t)of->x.rows, across = (ptrdiff_t)of->x.columns;
    wide d[POINTS];
    if (top >= 0 && left >= 0 && top + 6 <= rows && left + 6 <= columns) {
        for (int i = 0; i < 6; i++)
            for (int j = 0; j < 6; j++) d[i * 6 + j] = LOAD(from + (top + i) * down + (left + j) * across);
    } else {
        for (int i = 0; i < 6; i++)
            for (int j = 0; j < 6; j++) {
                ptrdiff_t row = top + i, column = left + j;
                int is_inside = row >= 0 && column >= 0 && row < rows && column < columns;
                d[i * 6 + j] = is_inside ? LOAD(from + row * down + column * across) : FILL(0.0f);
            }
    }
    for (int j = 0; j < 6; j++) to_points(d + j, 6);
    for (int i = 0; i < 6; i++) {
        to_points(d + i * 6, 1);
        for (int j = 0; j < 6; j++) STORE(to + (i * 6 + j) * step, d[i * 6 + j]);
    }
}

/// A 4x4 of y from its points, in VECTOR filters from `filter` on.
INLINE void give_tile(
    const foley_convolution *of, place at, size_t filter, const float *from, size_t step, const float *bias,
    int rectified, float *y) {
    size_t rows = of->rows_out - at.row, columns = of->columns_out - at.column;
    float *to = y + lanes_at(&of->y, at.image, filter) + at.row * of->y.rows + at.column * of->y.columns;
    wide m[POINTS], add = LOAD(bias);
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 6; j++) m[i * 6 + j] = LOAD(from + (i * 6 + j) * step);
        from_points(m + i * 6, 1);
    }
    for (size_t j = 0; j < 4; j++) {
        from_points(m + j, 6);
        for (size_t i = 0; i < 4; i++) {
            wide x = m[i * 6 + j] + add;
            if (rectified) x = RECTIFIED(x);
            if (i < rows && j < columns) STORE(to + i * of->y.rows + j * of->y.columns, x);
        }
    }
}

static void winograd(
    const foley_convolution *of, const float *x, const float *weights, const float *bias, int rectified, float *y,
    float *room) {
    extent e = extent_of(of);
    tiling tiling = tiling_of(of);
    size_t step = point_step(&e, TILES), step_out = panel_step(1, TILES);
    float *in = room, *out = room + POINTS * step;
    place places[TILES];
    for (size_t first = 0; first < tiling.tiles; first += TILES) {
        size_t count = tiling.tiles - first < TILES ? tiling.tiles - first : TILES;
        for (size_t t = 0; t < count; t++) places[t] = place_of(&tiling, first + t);
        for (size_t c = 0; c < e.channels; c += VECTOR)
            for (size_t t = 0; t < count; t++) take_tile(of, places[t], c, x, in + t * e.channels + c, step);
        for (size_t panel = 0; panel < e.panels; panel++) {
            const float *by = weights + panel * e.channels * PANEL;
            for (size_t p = 0; p < POINTS; p++)
                for (size_t t = 0; t < count; t += MOST_ROWS) {
                    const float *b = by + p * e.panels * e.channels * PANEL;
                    rows_by_panel(
                        count - t < MOST_ROWS ? count - t : MOST_ROWS, in + p * step + t * e.channels, e.channels, 1, b,
                        e.channels, further_on(b), 0, out + p * step_out + t * PANEL, PANEL);
                }
            for (size_t half = 0, f = panel * PANEL; half < PANEL && f < e.filters; half += VECTOR, f += VECTOR) {
                float add[VECTOR];
                take_bias(of, bias, f, add);
                for (size_t t = 0; t < count; t++)
                    give_tile(of, places[t], f, out + t * PANEL + half, step_out, add, rectified, y);
            }
        }
    }
}

/// The points of a 4x4 of y's gradient, and its sum.
INLINE void take_gradient(
    const foley_convolution *of, place at, size_t filter, const float *dy, float *to, size_t step, float *sum) {
    size_t rows = of->rows_out - at.row, columns = of->columns_out - at.column;
    const float *from = dy + lanes_at(&of->y, at.image, filter) + at.row * of->y.rows + at.column * of->y.columns;
    wide d[POINTS], total = FILL(0.0f);
    for (size_t i = 0; i < 4; i++) {
        wide across = FILL(0.0f);
        for (size_t j = 0; j < 4; j++) {
            int is_inside = i < rows && j < columns;
            d[i * 6 + j] = is_inside ? LOAD(from + i * of->y.rows + j * of->y.columns) : FILL(0.0f);
            across += d[i * 6 + j];
        }
        total += across;
    }
    STORE(sum, LOAD(sum) + total);
    for (int j = 0; j < 4; j++) gradient_to_points(d + j, 6);
    for (int i = 0; i < 6; i++) {
        gradient_to_points(d + i * 6, 1);
        for (int j = 0; j < 6; j++) STORE(to + (i * 6 + j) * step, d[i * 6 + j]);
    }
}

static void winograd_gradient(
    const foley_convolution *of, const float *x, const float *dy, float *dw, float *dbias, float *room) {
    extent e = extent_of(of);
    tiling tiling = tiling_of(of);
    size_t step = point_step(&e, GRADIENT_TILES), step_out = panel_step(e.panels, GRADIENT_TILES);
    // in: (points, tiles, channels); out: (points, panels, tiles, PANEL); sums: (points, panels, channels, PANEL)
    float *in = room, *out = in + POINTS * step, *sums = out + POINTS * step_out;
    memset(out, 0, (POINTS * step_out + winograd_weights(&e)) * sizeof(float));
    memset(dbias, 0, of->filters * sizeof(float));
    place places[GRADIENT_TILES];
    for (size_t first = 0; first < tiling.tiles; first += GRADIENT_TILES) {
        size_t count = tiling.tiles - first < GRADIENT_TILES ? tiling.tiles - first : GRADIENT_TILES;
        for (size_t t = 0; t < count; t++) places[t] = place_of(&tiling, first + t);
        for (size_t c = 0; c < e.channels; c += VECTOR)
            for (size_t t = 0; t < count; t++) take_tile(of, places[t], c, x, in + t * e.channels + c, step);
        for (size_t f = 0; f < e.filters; f += VECTOR) {
            float total[VECTOR] = {0};
            float *to = out + f / PANEL * GRADIENT_TILES * PANEL + f % PANEL;
            for (size_t t = 0; t < count; t++)
                take_gradient(of, places[t], f, dy, to + t * PANEL, step_out, total);
            for (size_t lane = 0; lane < VECTOR && f + lane < of->filters; lane++) dbias[f + lane] += total[lane];
        }
        for (size_t p = 0; p < POINTS; p++)
            for (size_t panel = 0; panel < e.panels; panel++)
                for (size_t c = 0; c < e.channels; c += MOST_ROWS) {
                    const float *b = out + p * step_out + panel * GRADIENT_TILES * PANEL;
                    rows_by_panel(
                        e.channels - c < MOST_ROWS ? e.channels - c : MOST_ROWS, in + p * step + c, 1, e.channels, b, count,
                        further_on(b), 1, sums + ((p * e.panels + panel) * e.channels + c) * PANEL, PANEL);
                }
    }
    for (size_t panel = 0; panel < e.panels; panel++)
        for (size_t c = 0; c < of->channels; c++)
            for (size_t half = 0; half < PANEL; half += VECTOR) {
                wide u[POINTS];
                for (size_t p = 0; p < POINTS; p++)
                    u[p] = LOAD(sums + ((p * e.panels + panel) * e.channels + c) * PANEL + half);
                for (int i = 0; i < 6; i++) weights_from_points(u + i * 6, 1);
                for (int j = 0; j < 3; j++) weights_from_points(u + j, 6);
                for (size_t tap = 0; tap < 9; tap++) {
                    float lanes[VECTOR];
                    STORE(lanes, u[tap / 3 * 6 + tap % 3]);
                    for (size_t lane = 0, f = panel * PANEL + half; lane < VECTOR && f < of->filters; lane++, f++)
                        dw[(f * of->channels + c) * 9 + tap] = lanes[lane];
                }
            }
}
