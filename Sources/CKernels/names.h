#pragma once

/// The names of all kernels, without the prefix. One that is missing here fails to link: it would be there several times.
#define FOLEY_KERNELS(X) \
    X(multiply) X(power) X(decibels) X(has_nonfinite) X(range) X(weigh_bands) X(unpack_real) \
    X(add) X(add_scaled) X(scale) X(blend) X(squares) X(adam) X(momentum) X(adadelta) \
    X(tanh) X(lstm) X(lstm_back) X(gru) X(gru_back) X(column_sums) X(softmax_loss) \
    X(block_moments) X(block_forward) X(block_reduce) X(block_spread) \
    X(average_columns) X(average_columns_back) X(summarise) X(summarise_back) \
    X(panel) X(pack) X(panel_product) X(product_room) X(product) \
    X(reorder) X(convolution_weights) X(convolution_room) X(convolution_gradient_room) X(convolution_order) \
    X(convolve) X(convolution_gradient)
