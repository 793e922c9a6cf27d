#pragma once
#include "levels.h"
#include <stddef.h>

// Products of matrices. Every number that they give is a sum over `inner` in an order that nothing decides but how long
// `inner` is: not the level (but for sse4, which rounds each product), nor what stands in other rows and columns.

/// Columns of a panel.
size_t foley_panel(void);

/// Orders a matrix for products: its columns in panels, (panels, inner, foley_panel()), with zeros where the last one is
/// not full. The number in row k and column c is b[k row_stride + c column_stride].
void foley_pack(size_t inner, size_t columns, const float *b, size_t row_stride, size_t column_stride, float *panels);

/// c = a b, or c += a b, where b is ordered in panels and a[r row_stride + k inner_stride] is a's number in row r and
/// column k; the rows of c are c_stride apart.
void foley_panel_product(
    size_t rows, size_t inner, size_t columns, const float *a, size_t row_stride, size_t inner_stride,
    const float *panels, int adding, float *c, size_t c_stride);

/// The numbers that foley_product needs room for.
size_t foley_product_room(size_t inner, size_t columns);

/// The same with b as it lies, which is ordered on the way.
void foley_product(
    size_t rows, size_t inner, size_t columns, const float *a, size_t row_stride, size_t inner_stride, const float *b,
    size_t b_row_stride, size_t b_column_stride, int adding, float *c, size_t c_stride, float *room);
