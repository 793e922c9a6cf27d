#pragma once
#include <stddef.h>
#include <stdint.h>

// oneDNN, loaded when a network first computes: linked, it would cost every start of the program milliseconds.
// Every operation runs on the calling thread alone; different operations may run on different threads at once.

/// NULL once the library is there, else why it is not.
const char *foley_dnn_open(void);

/// The version that this was compiled for, which is the only one that is loaded.
const char *foley_dnn_version(void);

/// How an array lies in memory. Whoever is given one frees it; NULL where there is no memory for it.
typedef struct foley_dnn_layout foley_dnn_layout;

/// Plain (row-major), by strides, or "any" for the operation to decide.
foley_dnn_layout *foley_dnn_plain(int rank, const int64_t *dims);
foley_dnn_layout *foley_dnn_strided(int rank, const int64_t *dims, const int64_t *strides);
foley_dnn_layout *foley_dnn_any(int rank, const int64_t *dims);
/// Channels in blocks of 16, 8 or 4, or all of them as lanes for any other number.
foley_dnn_layout *foley_dnn_in_blocks(int rank, const int64_t *dims, int64_t inner);

void foley_dnn_free_layout(foley_dnn_layout *layout);

enum { FOLEY_DNN_MOST_AXES = 12 };

/// Writes the axes' lengths, and returns how many there are.
int foley_dnn_shape(const foley_dnn_layout *layout, int64_t *dims);
size_t foley_dnn_bytes(const foley_dnn_layout *layout);
/// Writes images, groups, rows, columns and lanes if the array lies as [image][group][row][column][lane], a channel
/// being group * lanes + lane; returns 0 if it does not. A row of units is one column; an array of rank 3 has its last
/// axis as lanes, and its second as images where that is the outermost in memory.
int foley_dnn_grid(const foley_dnn_layout *layout, int64_t *grid);
int foley_dnn_same(const foley_dnn_layout *a, const foley_dnn_layout *b);

/// A computation for given shapes and layouts. Those that make one give NULL where oneDNN has none such.
typedef struct foley_dnn_operation foley_dnn_operation;

foley_dnn_operation *foley_dnn_reorder(const foley_dnn_layout *from, const foley_dnn_layout *to);

/// `fast` asks for Winograd's method, which there is for 3x3 filters only, at some levels of instructions and before
/// version 3.2 of oneDNN; rectifier is 0 none, 1 ReLU, 2 ELU.
foley_dnn_operation *foley_dnn_convolution(
    int training, int fast, int rectifier, const foley_dnn_layout *x, const foley_dnn_layout *weights,
    const foley_dnn_layout *bias, const foley_dnn_layout *y, const int64_t *before, const int64_t *after);
foley_dnn_operation *foley_dnn_convolution_data(
    int fast, const foley_dnn_layout *dx, const foley_dnn_layout *weights, const foley_dnn_layout *dy,
    const int64_t *before, const int64_t *after, const foley_dnn_operation *forward);
foley_dnn_operation *foley_dnn_convolution_weights(
    int fast, const foley_dnn_layout *x, const foley_dnn_layout *dweights, const foley_dnn_layout *dbias,
    const foley_dnn_layout *dy, const int64_t *before, const int64_t *after, const foley_dnn_operation *forward);

foley_dnn_operation *foley_dnn_dense(
    int training, const foley_dnn_layout *x, const foley_dnn_layout *weights, const foley_dnn_layout *bias,
    const foley_dnn_layout *y);
foley_dnn_operation *foley_dnn_dense_data(
    const foley_dnn_layout *dx, const foley_dnn_layout *weights, const foley_dnn_layout *dy,
    const foley_dnn_operation *forward);
foley_dnn_operation *foley_dnn_dense_weights(
    const foley_dnn_layout *x, const foley_dnn_layout *dweights, const foley_dnn_layout *dbias,
    const foley_dnn_layout *dy, const foley_dnn_operation *forward);

/// y = x weights, or y += x weights, of matrices.
foley_dnn_operation *foley_dnn_product(
    int adding, const foley_dnn_layout *x, const foley_dnn_layout *weights, const foley_dnn_layout *y);

/// c = a b, or c += a b, where c is (rows, columns) and the inner side is as long as `inner`; a stride is from one row in
/// memory to the next, and a matrix is turned that lies transposed. For products that are large enough to be worth
/// ordering their operands anew each time. 0, or oneDNN's status.
int foley_dnn_multiply(
    int turn_a, int turn_b, int64_t rows, int64_t columns, int64_t inner, const float *a, int64_t a_stride,
    const float *b, int64_t b_stride, int adding, float *c, int64_t c_stride);

/// The layout that the operation takes or gives for one of oneDNN's DNNL_ARG numbers; of no bytes where it has none.
foley_dnn_layout *foley_dnn_layout_of(const foley_dnn_operation *operation, int argument);

/// Whether it is computed by the loops that oneDNN has for want of anything better: a hundred times slower.
int foley_dnn_is_slow(const foley_dnn_operation *operation);

/// The working memory that it has, in bytes.
size_t foley_dnn_scratch(const foley_dnn_operation *operation);

/// Runs on the calling thread: `arguments[i]` lies at `places[i]`. 0, or oneDNN's status.
int foley_dnn_run(foley_dnn_operation *operation, int count, const int *arguments, void *const *places);

void foley_dnn_free(foley_dnn_operation *operation);
