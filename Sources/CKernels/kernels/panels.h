#pragma once
#include "wide.h"

/// Columns of a panel, and rows that are computed at once: as many sums as the registers hold.
enum { PANEL = 2 * VECTOR, MOST_ROWS = VECTOR == 16 ? 8 : 6 };

/// Puts sums, `across` vectors for each of the rows, where they belong.
INLINE void keep_sums(const int rows, const int across, const wide *sums, int adding, float *c, size_t c_stride) {
    for (int r = 0; r < rows; r++)
        for (int h = 0; h < across; h++) {
            float *to = c + r * c_stride + h * VECTOR;
            STORE(to, adding ? LOAD(to) + sums[r * across + h] : sums[r * across + h]);
        }
}

/// What will be read next, and is brought nearer meanwhile: `step` numbers for each of those that are summed.
typedef struct {
    const float *from;
    size_t step;
} coming;

/// This panel itself, some way ahead: panels may come from afar, and no processor looks beyond a page.
INLINE coming further_on(const float *panel) { return (coming){panel + 24 * PANEL, PANEL}; }

/// Some rows by some panels that stand `next` apart: `rows` and `panels` are known to the compiler.
INLINE void rows_by_panels(
    const int rows, const int panels, const float *a, size_t row_stride, size_t inner_stride, const float *b,
    size_t next, size_t inner, coming then, int adding, float *c, size_t c_stride) {
    wide sums[16], from[8];
    const int across = 2 * panels;
    for (int s = 0; s < rows * across; s++) sums[s] = FILL(0.0f);
    // Counting takes the units that multiply: once for two.
#pragma clang loop unroll_count(2)
    for (size_t k = 0; k < inner; k++) {
        for (int h = 0; h < across; h += 16 / VECTOR)
            __builtin_prefetch(then.from + h / 2 * next + h % 2 * VECTOR);
        then.from += then.step;
        for (int h = 0; h < across; h++) from[h] = LOAD(b + h / 2 * next + h % 2 * VECTOR);
        for (int r = 0; r < rows; r++) {
            wide x = FILL(a[r * row_stride]);
            for (int h = 0; h < across; h++) sums[r * across + h] = FUSED(x, from[h], sums[r * across + h]);
        }
        a += inner_stride;
        b += PANEL;
    }
    keep_sums(rows, across, sums, adding, c, c_stride);
}

/// Up to MOST_ROWS rows by one panel.
INLINE void rows_by_panel(
    size_t rows, const float *a, size_t row_stride, size_t inner_stride, const float *b, size_t inner, coming then,
    int adding, float *c, size_t c_stride) {
#define ROWS(n) \
    case n: rows_by_panels(n, 1, a, row_stride, inner_stride, b, 0, inner, then, adding, c, c_stride); break;
    switch (rows) {
        ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6)
#if VECTOR == 16
        ROWS(7) ROWS(8)
#endif
    }
#undef ROWS
}

/// The same where rows of a begin at `a`, and the numbers of `inner` are `offsets` from there.
INLINE void scattered_rows(
    const int rows, const float *const *a, const ptrdiff_t *offsets, const float *b, size_t inner, int adding,
    float *c, size_t c_stride) {
    wide sums[2 * MOST_ROWS];
    for (int s = 0; s < 2 * rows; s++) sums[s] = FILL(0.0f);
#pragma clang loop unroll_count(2)
    for (size_t k = 0; k < inner; k++, b += PANEL) {
        wide first = LOAD(b), second = LOAD(b + VECTOR);
        for (int r = 0; r < rows; r++) {
            wide x = FILL(a[r][offsets[k]]);
            sums[2 * r] = FUSED(x, first, sums[2 * r]);
            sums[2 * r + 1] = FUSED(x, second, sums[2 * r + 1]);
        }
    }
    keep_sums(rows, 2, sums, adding, c, c_stride);
}

INLINE void scattered_rows_by_panel(
    size_t rows, const float *const *a, const ptrdiff_t *offsets, const float *b, size_t inner, int adding, float *c,
    size_t c_stride) {
#define ROWS(n) \
    case n: scattered_rows(n, a, offsets, b, inner, adding, c, c_stride); break;
    switch (rows) {
        ROWS(1) ROWS(2) ROWS(3) ROWS(4) ROWS(5) ROWS(6)
#if VECTOR == 16
        ROWS(7) ROWS(8)
#endif
    }
#undef ROWS
}
