#include "convolution.h"
#include "filters.h"
#include "winograd.h"

// Directly: y at some places is their numbers of x, one row each, by the filters, one column each. Nothing is gathered:
// the numbers that a filter looks at are at the same distances from every place.

/// Places of y that are computed one after the other while the filters of a panel are at hand.
enum { PLACES = 96, GRADIENT_PLACES = 240 };

/// x with its zeros around it, as it is worked on.
typedef struct {
    const float *start;
    foley_order order;
} bordered;

static int has_border(const foley_convolution *of, const extent *e) {
    return of->above > 0 || of->before > 0 || e->rows > of->rows || e->columns > of->columns;
}

static size_t border_room(const foley_convolution *of, const extent *e) {
    return has_border(of, e) ? of->channels * e->rows * e->columns : 0;
}

/// An image as it lies, or in `room` with zeros around it.
static bordered image_of(const foley_convolution *of, const extent *e, size_t image, const float *x, float *room) {
    const float *from = x + image * of->x.images;
    if (!has_border(of, e)) return (bordered){from, of->x};
    foley_order order = {.lanes = 1, .groups = e->rows * e->columns, .rows = e->columns, .columns = 1};
    memset(room, 0, of->channels * e->rows * e->columns * sizeof(float));
    // y may need less of x than there is.
    size_t rows = e->rows - of->above, columns = e->columns - of->before;
    foley_reorder(
        1, of->channels, rows < of->rows ? rows : of->rows, columns < of->columns ? columns : of->columns, &of->x, from,
        &order, room + of->above * e->columns + of->before);
    return (bordered){room, order};
}

/// How far each number that a filter looks at is from the first.
static void distances(const foley_convolution *of, const foley_order *order, ptrdiff_t *to) {
    for (size_t c = 0; c < of->channels; c++)
        for (size_t k = 0; k < of->down; k++)
            for (size_t l = 0; l < of->across; l++)
                *to++ = (ptrdiff_t)(
                    c / order->lanes * order->groups + c % order->lanes * order->within + k * order->rows
                    + l * order->columns);
}

static size_t floats_of(size_t distances) { return distances * (sizeof(ptrdiff_t) / sizeof(float)); }

static size_t direct_weights(const extent *e) { return e->panels * e->taps * PANEL; }

// The distances come first, for they are the widest.
static size_t direct_room(const foley_convolution *of, const extent *e) {
    return floats_of(e->taps) + border_room(of, e);
}

static size_t direct_gradient_room(const foley_convolution *of, const extent *e) {
    return direct_room(of, e) + GRADIENT_PLACES * PANEL * e->panels + direct_weights(e);
}

// (panels, taps, PANEL)
static void direct_order(const foley_convolution *of, int turned, const float *w, float *weights) {
    extent e = extent_of(of);
    size_t window = of->down * of->across;
    memset(weights, 0, direct_weights(&e) * sizeof(float));
    for (size_t f = 0; f < of->filters; f++)
        for (size_t c = 0; c < of->channels; c++)
            for (size_t tap = 0; tap < window; tap++) {
                size_t from = turned ? (c * of->filters + f) * window + window - 1 - tap : (f * of->channels + c) * window + tap;
                weights[(f / PANEL * e.taps + c * window + tap) * PANEL + f % PANEL] = w[from];
            }
}

static void direct(
    const foley_convolution *of, const float *x, const float *weights, const float *bias, int rectified, float *y,
    float *room) {
    extent e = extent_of(of);
    ptrdiff_t *offsets = (ptrdiff_t *)room;
    float *border = room + floats_of(e.taps);
    size_t all = of->rows_out * of->columns_out;
    for (size_t image = 0; image < of->images; image++) {
        bordered from = image_of(of, &e, image, x, border);
        if (image == 0) distances(of, &from.order, offsets);
        for (size_t first = 0; first < all; first += PLACES) {
            size_t count = all - first < PLACES ? all - first : PLACES;
            const float *starts[PLACES];
            size_t targets[PLACES];
            for (size_t i = 0; i < count; i++) {
                size_t row = (first + i) / of->columns_out, column = (first + i) % of->columns_out;
                starts[i] = from.start + row * from.order.rows + column * from.order.columns;
                targets[i] = row * of->y.rows + column * of->y.columns;
            }
            for (size_t panel = 0; panel < e.panels; panel++)
                for (size_t i = 0; i < count; i += MOST_ROWS) {
                    size_t rows = count - i < MOST_ROWS ? count - i : MOST_ROWS;
                    float made[MOST_ROWS * PANEL];
                    scattered_rows_by_panel(
                        rows, starts + i, offsets, weights + panel * e.taps * PANEL, e.taps, 0, made, PANEL);
                    for (size_t half = 0, f = panel * PANEL; half < PANEL && f < e.filters; half += VECTOR, f += VECTOR) {
                        float add[VECTOR];
                        take_bias(of, bias, f, add);
                        float *to = y + lanes_at(&of->y, image, f);
                        for (size_t r = 0; r < rows; r++) {
                            wide z = LOAD(made + r * PANEL + half) + LOAD(add);
                            if (rectified) z = RECTIFIED(z);
                            STORE(to + targets[i + r], z);
                        }
                    }
                }
        }
    }
}

static void direct_gradient(
    const foley_convolution *of, const float *x, const float *dy, float *dw, float *dbias, float *room) {
    extent e = extent_of(of);
    ptrdiff_t *offsets = (ptrdiff_t *)room;
    // above: (panels, places, PANEL); sums: (panels, taps, PANEL)
    float *border = room + floats_of(e.taps), *above = border + border_room(of, &e);
    float *sums = above + GRADIENT_PLACES * PANEL * e.panels;
    memset(above, 0, (GRADIENT_PLACES * PANEL * e.panels + direct_weights(&e)) * sizeof(float));
    memset(dbias, 0, of->filters * sizeof(float));
    size_t all = of->rows_out * of->columns_out;
    for (size_t image = 0; image < of->images; image++) {
        bordered from = image_of(of, &e, image, x, border);
        if (image == 0) distances(of, &from.order, offsets);
        for (size_t first = 0; first < all; first += GRADIENT_PLACES) {
            size_t count = all - first < GRADIENT_PLACES ? all - first : GRADIENT_PLACES;
            ptrdiff_t starts[GRADIENT_PLACES];
            size_t targets[GRADIENT_PLACES];
            for (size_t i = 0; i < count; i++) {
                size_t row = (first + i) / of->columns_out, column = (first + i) % of->columns_out;
                starts[i] = (ptrdiff_t)(row * from.order.rows + column * from.order.columns);
                targets[i] = row * of->y.rows + column * of->y.columns;
            }
            for (size_t f = 0; f < e.filters; f += VECTOR) {
                const float *source = dy + lanes_at(&of->y, image, f);
                float *to = above + f / PANEL * GRADIENT_PLACES * PANEL + f % PANEL;
                wide total = FILL(0.0f);
                for (size_t i = 0; i < count; i++) {
                    wide g = LOAD(source + targets[i]);
                    STORE(to + i * PANEL, g);
                    total += g;
                }
                float totals[VECTOR];
                STORE(totals, total);
                for (size_t lane = 0; lane < VECTOR && f + lane < of->filters; lane++) dbias[f + lane] += totals[lane];
            }
            for (size_t panel = 0; panel < e.panels; panel++)
                for (size_t tap = 0; tap < e.taps; tap += MOST_ROWS) {
                    size_t rows = e.taps - tap < MOST_ROWS ? e.taps - tap : MOST_ROWS;
                    const float *taps[MOST_ROWS];
                    for (size_t r = 0; r < rows; r++) taps[r] = from.start + offsets[tap + r];
                    scattered_rows_by_panel(
                        rows, taps, starts, above + panel * GRADIENT_PLACES * PANEL, count, 1,
                        sums + (panel * e.taps + tap) * PANEL, PANEL);
                }
        }
    }
    for (size_t f = 0; f < of->filters; f++)
        for (size_t tap = 0; tap < e.taps; tap++)
            dw[f * e.taps + tap] = sums[(f / PANEL * e.taps + tap) * PANEL + f % PANEL];
}

size_t foley_convolution_weights(const foley_convolution *of) {
    extent e = extent_of(of);
    return of->winograd ? winograd_weights(&e) : direct_weights(&e);
}

size_t foley_convolution_room(const foley_convolution *of) {
    extent e = extent_of(of);
    return of->winograd ? winograd_room(&e) : direct_room(of, &e);
}

size_t foley_convolution_gradient_room(const foley_convolution *of) {
    extent e = extent_of(of);
    return of->winograd ? winograd_gradient_room(&e) : direct_gradient_room(of, &e);
}

void foley_convolution_order(const foley_convolution *of, int turned, const float *w, float *weights) {
    (of->winograd ? winograd_order : direct_order)(of, turned, w, weights);
}

void foley_convolve(
    const foley_convolution *of, const float *x, const float *weights, const float *bias, int rectified, float *y,
    float *room) {
    (of->winograd ? winograd : direct)(of, x, weights, bias, rectified, y, room);
}

void foley_convolution_gradient(
    const foley_convolution *of, const float *x, const float *dy, float *dw, float *dbias, float *room) {
    (of->winograd ? winograd_gradient : direct_gradient)(of, x, dy, dw, dbias, room);
}
