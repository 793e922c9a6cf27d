#include "panels.h"
#include "products.h"
#include <string.h>

// Sums are taken over DEPTH numbers at a time, so that a panel of them stays in the nearest cache; BAND rows of a stay in
// the next, and of b, where it is ordered on the way, STRIPE columns.
enum { DEPTH = 256, BAND = 96, STRIPE = 1024 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

size_t foley_panel(void) { return PANEL; }

/// Four rows of four numbers become columns.
INLINE void turn_four(const float *from, size_t stride, float *to, size_t to_stride) {
    floats4 a = *(const floats4 *)from, b = *(const floats4 *)(from + stride);
    floats4 c = *(const floats4 *)(from + 2 * stride), d = *(const floats4 *)(from + 3 * stride);
    floats4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    floats4 high_ab = __builtin_shufflevector(a, b, 2, 6, 3, 7), high_cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    *(floats4 *)to = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
    *(floats4 *)(to + to_stride) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
    *(floats4 *)(to + 2 * to_stride) = __builtin_shufflevector(high_ab, high_cd, 0, 1, 4, 5);
    *(floats4 *)(to + 3 * to_stride) = __builtin_shufflevector(high_ab, high_cd, 2, 3, 6, 7);
}

void foley_pack(size_t inner, size_t columns, const float *b, size_t row_stride, size_t column_stride, float *panels) {
    size_t whole = columns / PANEL * PANEL, left = columns - whole, next = inner * PANEL;
    if (left) memset(panels + whole * inner, 0, next * sizeof(float));
    if (column_stride == 1) {
        for (size_t k = 0; k < inner; k++) {
            const float *from = b + k * row_stride;
            float *to = panels + k * PANEL;
            for (size_t c = 0; c < columns; c += 16) __builtin_prefetch(from + c + 2 * row_stride);
            for (size_t c = 0; c < whole; c += PANEL, to += next) memcpy(to, from + c, PANEL * sizeof(float));
            memcpy(to, from + whole, left * sizeof(float));
        }
        return;
    }
    for (size_t first = 0; first < columns; first += PANEL, panels += next) {
        const float *from = b + first * column_stride;
        size_t count = least(PANEL, columns - first), turned = row_stride == 1 && count == PANEL ? inner / 4 * 4 : 0;
        for (size_t k = 0; k < turned; k += 4)
            for (size_t c = 0; c < PANEL; c += 4)
                turn_four(from + c * column_stride + k, column_stride, panels + k * PANEL + c, PANEL);
        for (size_t k = turned; k < inner; k++)
            for (size_t c = 0; c < count; c++) panels[k * PANEL + c] = from[k * row_stride + c * column_stride];
    }
}

/// Rows of a as they are computed, MOST_ROWS beside each other: (groups, inner, MOST_ROWS). As they lie, each would be on
/// a page of its own.
static void gather_rows(
    size_t rows, size_t inner, const float *a, size_t row_stride, size_t inner_stride, float *to) {
    if (row_stride == 1) {
        for (size_t k = 0; k < inner; k++, a += inner_stride) {
            // No processor foresees steps this long.
            for (size_t r = 0; r < rows; r += 16) __builtin_prefetch(a + r + 8 * inner_stride);
            float *at = to + k * MOST_ROWS;
            size_t r = 0;
            for (; r + MOST_ROWS <= rows; r += MOST_ROWS) memcpy(at + r * inner, a + r, MOST_ROWS * sizeof(float));
            for (; r < rows; r++) at[r / MOST_ROWS * MOST_ROWS * inner + r % MOST_ROWS] = a[r];
        }
        return;
    }
    for (size_t start = 0; start < rows; start += MOST_ROWS, to += MOST_ROWS * inner) {
        const float *from = a + start * row_stride;
        size_t count = least(MOST_ROWS, rows - start), whole = 0;
        for (size_t r = 0; r < count; r++) __builtin_prefetch(from + (MOST_ROWS + r) * row_stride);
        if (inner_stride == 1 && count == MOST_ROWS)
            for (; whole + 4 <= inner; whole += 4) {
                // Of six rows the last four overlap the first.
                turn_four(from + whole, row_stride, to + whole * MOST_ROWS, MOST_ROWS);
                turn_four(
                    from + (MOST_ROWS - 4) * row_stride + whole, row_stride, to + whole * MOST_ROWS + MOST_ROWS - 4,
                    MOST_ROWS);
            }
        for (size_t k = whole; k < inner; k++)
            for (size_t r = 0; r < count; r++) to[k * MOST_ROWS + r] = from[r * row_stride + k * inner_stride];
    }
}

/// The product over at most DEPTH numbers; a panel is `next` from the one before.
static void shallow_product(
    size_t rows, size_t inner, size_t columns, const float *a, size_t row_stride, size_t inner_stride,
    const float *panels, size_t next, int adding, float *c, size_t c_stride) {
    // One and two rows take several panels at once, so that no sum waits for itself.
    size_t column = 0;
    if (rows == 1 || rows == 2)
        for (size_t across = 4 / rows * PANEL; column + across <= columns; column += across) {
            const float *b = panels + column / PANEL * next;
            coming then = further_on(b);
            float *to = c + column;
            if (rows == 1) rows_by_panels(1, 4, a, 0, inner_stride, b, next, inner, then, adding, to, c_stride);
            else rows_by_panels(2, 2, a, row_stride, inner_stride, b, next, inner, then, adding, to, c_stride);
        }
    if (column >= columns) return;
    float gathered[BAND * DEPTH];
    for (size_t first = 0; first < rows; first += BAND) {
        size_t count = least(BAND, rows - first);
        gather_rows(count, inner, a + first * row_stride, row_stride, inner_stride, gathered);
        for (size_t at = column; at < columns; at += PANEL) {
            const float *b = panels + at / PANEL * next;
            size_t left = columns - at;
            // Each group of rows brings its part of the next panel.
            size_t groups = (count + MOST_ROWS - 1) / MOST_ROWS;
            coming then = {left > PANEL ? b + next : panels, (PANEL + groups - 1) / groups};
            for (size_t start = 0; start < count; start += MOST_ROWS, then.from += then.step * inner) {
                size_t group = least(MOST_ROWS, count - start);
                const float *x = gathered + start * inner;
                float *to = c + (first + start) * c_stride + at;
                // Where the sums go may be far away, each row on its own; it comes while they are made.
                for (size_t r = 0; r < group; r++)
                    for (size_t i = 0; i < PANEL; i += 16) __builtin_prefetch(to + r * c_stride + i);
                if (left >= PANEL) {
                    rows_by_panel(group, x, 1, MOST_ROWS, b, inner, then, adding, to, c_stride);
                    continue;
                }
                float last[MOST_ROWS * PANEL];
                rows_by_panel(group, x, 1, MOST_ROWS, b, inner, then, 0, last, PANEL);
                for (size_t r = 0; r < group; r++)
                    for (size_t i = 0; i < left; i++)
                        to[r * c_stride + i] = adding ? to[r * c_stride + i] + last[r * PANEL + i] : last[r * PANEL + i];
            }
        }
    }
}

void foley_panel_product(
    size_t rows, size_t inner, size_t columns, const float *a, size_t row_stride, size_t inner_stride,
    const float *panels, int adding, float *c, size_t c_stride) {
    for (size_t k = 0; k < inner || k == 0; k += DEPTH)
        shallow_product(
            rows, least(DEPTH, inner - k), columns, a + k * inner_stride, row_stride, inner_stride, panels + k * PANEL,
            inner * PANEL, adding || k > 0, c, c_stride);
}

size_t foley_product_room(size_t inner, size_t columns) {
    return least(DEPTH, inner) * ((least(STRIPE, columns) + PANEL - 1) / PANEL * PANEL);
}

void foley_product(
    size_t rows, size_t inner, size_t columns, const float *a, size_t row_stride, size_t inner_stride, const float *b,
    size_t b_row_stride, size_t b_column_stride, int adding, float *c, size_t c_stride, float *room) {
    for (size_t column = 0; column < columns; column += STRIPE)
        for (size_t k = 0; k < inner || k == 0; k += DEPTH) {
            size_t depth = least(DEPTH, inner - k), across = least(STRIPE, columns - column);
            foley_pack(
                depth, across, b + k * b_row_stride + column * b_column_stride, b_row_stride, b_column_stride, room);
            shallow_product(
                rows, depth, across, a + k * inner_stride, row_stride, inner_stride, room, depth * PANEL,
                adding || k > 0, c + column, c_stride);
        }
}
