// The functions of oneDNN once it is loaded, and what both versions tell of a layout.
#pragma once

#define FUNCTIONS(X) \
    X(version) X(set_max_cpu_isa) X(engine_create) X(stream_create) X(stream_destroy) X(stream_wait) \
    X(memory_desc_get_size) X(memory_desc_equal) \
    X(memory_create) X(memory_destroy) X(memory_set_data_handle) \
    X(primitive_attr_create) X(primitive_attr_destroy) X(primitive_attr_set_scratchpad_mode) \
    X(primitive_attr_set_post_ops) X(post_ops_create) X(post_ops_destroy) \
    X(post_ops_append_eltwise) X(post_ops_append_sum) \
    X(primitive_desc_destroy) X(primitive_desc_query_md) X(primitive_desc_query) \
    X(primitive_create) X(primitive_destroy) X(primitive_execute) X(reorder_primitive_desc_create) \
    X(sgemm) \
    FUNCTIONS_OF_VERSION(X)

#define DECLARE(name) __typeof__(dnnl_##name) *name;
static struct {
    FUNCTIONS(DECLARE)
    void (*omp_set_num_threads)(int);
    dnnl_engine_t engine;
    char problem[256];
} dnn;

/// A layout's axes, and the distances in memory and inner blocks where it has them and begins at its first byte.
typedef struct {
    int rank, is_blocked;
    const dnnl_dim_t *dims, *padded, *strides;
    int blocks;
    const dnnl_dim_t *inner, *axes;
} Facts;
