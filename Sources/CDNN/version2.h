// oneDNN 2 by the names that version 3 has: there an operation's description is made in one step, of layouts that are
// handles; here it is made in two, of layouts that are values.
#pragma once

#define FUNCTIONS_OF_VERSION(X) \
    X(memory_desc_init_by_strides) X(memory_desc_init_by_tag) X(primitive_desc_create) \
    X(dilated_convolution_forward_desc_init) X(dilated_convolution_backward_data_desc_init) \
    X(dilated_convolution_backward_weights_desc_init) \
    X(inner_product_forward_desc_init) X(inner_product_backward_data_desc_init) \
    X(inner_product_backward_weights_desc_init) \
    X(matmul_desc_init)

typedef const dnnl_memory_desc_t *const_dnnl_memory_desc_t;

enum { every_isa = dnnl_cpu_isa_all };

#include "library.h"

// Layouts

struct foley_dnn_layout {
    dnnl_memory_desc_t value;
};

static const_dnnl_memory_desc_t described(const foley_dnn_layout *layout) { return &layout->value; }

static dnnl_status_t describe_strides(foley_dnn_layout *layout, int rank, const int64_t *dims, const int64_t *strides) {
    return dnn.memory_desc_init_by_strides(&layout->value, rank, dims, dnnl_f32, strides);
}

static dnnl_status_t describe_tag(foley_dnn_layout *layout, int rank, const int64_t *dims, dnnl_format_tag_t tag) {
    return dnn.memory_desc_init_by_tag(&layout->value, rank, dims, dnnl_f32, tag);
}

static dnnl_status_t describe_copy(foley_dnn_layout *layout, const_dnnl_memory_desc_t other) {
    layout->value = *other;
    return dnnl_success;
}

static void forget(foley_dnn_layout *layout) { (void)layout; }

static Facts facts_of(const foley_dnn_layout *layout) {
    const dnnl_memory_desc_t *value = &layout->value;
    const dnnl_blocking_desc_t *blocks = &value->format_desc.blocking;
    return (Facts){
        value->ndims, value->format_kind == dnnl_blocked && value->offset0 == 0, value->dims, value->padded_dims,
        blocks->strides, blocks->inner_nblks, blocks->inner_blks, blocks->inner_idxs};
}

// Operations

static dnnl_status_t append_eltwise(dnnl_post_ops_t after, dnnl_alg_kind_t kind, float alpha, float beta) {
    return dnn.post_ops_append_eltwise(after, 1.0f, kind, alpha, beta);
}

static dnnl_status_t append_sum(dnnl_post_ops_t after) { return dnn.post_ops_append_sum(after, 1.0f); }

/// In the functions that follow, the second step.
#define FINISH(begun, hint) \
    dnnl_status_t status = begun; \
    return status == dnnl_success ? dnn.primitive_desc_create(made, &what, attributes, engine, hint) : status

static dnnl_status_t create_convolution_forward(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, dnnl_prop_kind_t kind, dnnl_alg_kind_t method,
    const_dnnl_memory_desc_t x, const_dnnl_memory_desc_t weights, const_dnnl_memory_desc_t bias,
    const_dnnl_memory_desc_t y, const dnnl_dims_t strides, const dnnl_dims_t gaps, const dnnl_dims_t before,
    const dnnl_dims_t after, const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t what;
    FINISH(
        dnn.dilated_convolution_forward_desc_init(
            &what, kind, method, x, weights, bias, y, strides, gaps, before, after), NULL);
}

static dnnl_status_t create_convolution_backward_data(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, dnnl_alg_kind_t method, const_dnnl_memory_desc_t dx,
    const_dnnl_memory_desc_t weights, const_dnnl_memory_desc_t dy, const dnnl_dims_t strides, const dnnl_dims_t gaps,
    const dnnl_dims_t before, const dnnl_dims_t after, const_dnnl_primitive_desc_t forward,
    const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t what;
    FINISH(
        dnn.dilated_convolution_backward_data_desc_init(&what, method, dx, weights, dy, strides, gaps, before, after),
        forward);
}

static dnnl_status_t create_convolution_backward_weights(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, dnnl_alg_kind_t method, const_dnnl_memory_desc_t x,
    const_dnnl_memory_desc_t dweights, const_dnnl_memory_desc_t dbias, const_dnnl_memory_desc_t dy,
    const dnnl_dims_t strides, const dnnl_dims_t gaps, const dnnl_dims_t before, const dnnl_dims_t after,
    const_dnnl_primitive_desc_t forward, const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t what;
    FINISH(
        dnn.dilated_convolution_backward_weights_desc_init(
            &what, method, x, dweights, dbias, dy, strides, gaps, before, after), forward);
}

static dnnl_status_t create_inner_product_forward(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, dnnl_prop_kind_t kind, const_dnnl_memory_desc_t x,
    const_dnnl_memory_desc_t weights, const_dnnl_memory_desc_t bias, const_dnnl_memory_desc_t y,
    const_dnnl_primitive_attr_t attributes) {
    dnnl_inner_product_desc_t what;
    FINISH(dnn.inner_product_forward_desc_init(&what, kind, x, weights, bias, y), NULL);
}

static dnnl_status_t create_inner_product_backward_data(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, const_dnnl_memory_desc_t dx, const_dnnl_memory_desc_t weights,
    const_dnnl_memory_desc_t dy, const_dnnl_primitive_desc_t forward, const_dnnl_primitive_attr_t attributes) {
    dnnl_inner_product_desc_t what;
    FINISH(dnn.inner_product_backward_data_desc_init(&what, dx, weights, dy), forward);
}

static dnnl_status_t create_inner_product_backward_weights(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, const_dnnl_memory_desc_t x, const_dnnl_memory_desc_t dweights,
    const_dnnl_memory_desc_t dbias, const_dnnl_memory_desc_t dy, const_dnnl_primitive_desc_t forward,
    const_dnnl_primitive_attr_t attributes) {
    dnnl_inner_product_desc_t what;
    FINISH(dnn.inner_product_backward_weights_desc_init(&what, x, dweights, dbias, dy), forward);
}

static dnnl_status_t create_matmul(
    dnnl_primitive_desc_t *made, dnnl_engine_t engine, const_dnnl_memory_desc_t x, const_dnnl_memory_desc_t weights,
    const_dnnl_memory_desc_t bias, const_dnnl_memory_desc_t y, const_dnnl_primitive_attr_t attributes) {
    dnnl_matmul_desc_t what;
    FINISH(dnn.matmul_desc_init(&what, x, weights, bias, y), NULL);
}
