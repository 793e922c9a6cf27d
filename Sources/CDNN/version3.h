// oneDNN 3 by the names that dnn.c has for both versions.
#pragma once

#define FUNCTIONS_OF_VERSION(X) \
    X(memory_desc_create_with_strides) X(memory_desc_create_with_tag) X(memory_desc_clone) X(memory_desc_destroy) \
    X(memory_desc_query) \
    X(convolution_forward_primitive_desc_create) X(convolution_backward_data_primitive_desc_create) \
    X(convolution_backward_weights_primitive_desc_create) \
    X(inner_product_forward_primitive_desc_create) X(inner_product_backward_data_primitive_desc_create) \
    X(inner_product_backward_weights_primitive_desc_create) \
    X(matmul_primitive_desc_create)

enum { every_isa = dnnl_cpu_isa_default };

#include "library.h"

// Layouts

struct foley_dnn_layout {
    /// NULL where there is none.
    dnnl_memory_desc_t handle;
};

static const_dnnl_memory_desc_t described(const foley_dnn_layout *layout) { return layout->handle; }

static dnnl_status_t describe_strides(foley_dnn_layout *layout, int rank, const int64_t *dims, const int64_t *strides) {
    return dnn.memory_desc_create_with_strides(&layout->handle, rank, dims, dnnl_f32, strides);
}

static dnnl_status_t describe_tag(foley_dnn_layout *layout, int rank, const int64_t *dims, dnnl_format_tag_t tag) {
    return dnn.memory_desc_create_with_tag(&layout->handle, rank, dims, dnnl_f32, tag);
}

static dnnl_status_t describe_copy(foley_dnn_layout *layout, const_dnnl_memory_desc_t other) {
    return dnn.memory_desc_clone(&layout->handle, other);
}

static void forget(foley_dnn_layout *layout) {
    if (layout->handle) dnn.memory_desc_destroy(layout->handle);
}

static Facts facts_of(const foley_dnn_layout *layout) {
    Facts facts = {0};
    if (!layout->handle) return facts;
    dnnl_format_kind_t kind = dnnl_format_kind_undef;
    dnnl_dim_t offset = 0;
    dnn.memory_desc_query(layout->handle, dnnl_query_ndims_s32, &facts.rank);
    dnn.memory_desc_query(layout->handle, dnnl_query_dims, &facts.dims);
    dnn.memory_desc_query(layout->handle, dnnl_query_padded_dims, &facts.padded);
    dnn.memory_desc_query(layout->handle, dnnl_query_format_kind, &kind);
    dnn.memory_desc_query(layout->handle, dnnl_query_submemory_offset_s64, &offset);
    facts.is_blocked = kind == dnnl_blocked && offset == 0;
    if (!facts.is_blocked) return facts;
    dnn.memory_desc_query(layout->handle, dnnl_query_strides, &facts.strides);
    dnn.memory_desc_query(layout->handle, dnnl_query_inner_nblks_s32, &facts.blocks);
    dnn.memory_desc_query(layout->handle, dnnl_query_inner_blks, &facts.inner);
    dnn.memory_desc_query(layout->handle, dnnl_query_inner_idxs, &facts.axes);
    return facts;
}

// Operations

static dnnl_status_t append_eltwise(dnnl_post_ops_t after, dnnl_alg_kind_t kind, float alpha, float beta) {
    return dnn.post_ops_append_eltwise(after, kind, alpha, beta);
}

static dnnl_status_t append_sum(dnnl_post_ops_t after) {
    return dnn.post_ops_append_sum(after, 1.0f, 0, dnnl_data_type_undef);
}

#define create_convolution_forward dnn.convolution_forward_primitive_desc_create
#define create_convolution_backward_data dnn.convolution_backward_data_primitive_desc_create
#define create_convolution_backward_weights dnn.convolution_backward_weights_primitive_desc_create
#define create_inner_product_forward dnn.inner_product_forward_primitive_desc_create
#define create_inner_product_backward_data dnn.inner_product_backward_data_primitive_desc_create
#define create_inner_product_backward_weights dnn.inner_product_backward_weights_primitive_desc_create
#define create_matmul dnn.matmul_primitive_desc_create
