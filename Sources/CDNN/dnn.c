#include "dnn.h"
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X) \
    X(engine_create) X(stream_create) X(stream_destroy) X(stream_wait) \
    X(memory_desc_init_by_strides) X(memory_desc_get_size) X(memory_desc_equal) \
    X(memory_create) X(memory_destroy) X(memory_set_data_handle) \
    X(primitive_attr_create) X(primitive_attr_destroy) X(primitive_attr_set_scratchpad_mode) \
    X(primitive_desc_create) X(primitive_desc_destroy) X(primitive_desc_query_md) \
    X(primitive_create) X(primitive_destroy) X(primitive_execute) X(reorder_primitive_desc_create) \
    X(convolution_forward_desc_init) X(convolution_backward_data_desc_init) X(convolution_backward_weights_desc_init) \
    X(inner_product_forward_desc_init) X(inner_product_backward_data_desc_init) \
    X(inner_product_backward_weights_desc_init) \
    X(batch_normalization_forward_desc_init) X(batch_normalization_backward_desc_init) \
    X(pooling_forward_desc_init) X(pooling_backward_desc_init) \
    X(eltwise_forward_desc_init) X(eltwise_backward_desc_init)

#define DECLARE(name) __typeof__(dnnl_##name) *name;
static struct {
    FUNCTIONS(DECLARE)
    void (*omp_set_num_threads)(int);
    dnnl_engine_t engine;
    char problem[256];
} dnn;

static void load(void) {
    void *library = dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        strncpy(dnn.problem, dlerror(), sizeof dnn.problem - 1);
        return;
    }
    const char *missing = NULL;
#define LOOK_UP(name) \
    if (!(dnn.name = (__typeof__(dnnl_##name) *)dlsym(library, "dnnl_" #name))) missing = "dnnl_" #name;
    FUNCTIONS(LOOK_UP)
    // Parallelism is over shards: inside an operation there is one thread.
    if (!(dnn.omp_set_num_threads = (void (*)(int))dlsym(library, "omp_set_num_threads")))
        missing = "omp_set_num_threads";
    if (missing) {
        strncpy(dnn.problem, missing, sizeof dnn.problem - 1);
    } else if (dnn.engine_create(&dnn.engine, dnnl_cpu, 0) != dnnl_success) {
        strncpy(dnn.problem, "it has no engine for this processor", sizeof dnn.problem - 1);
    }
}

const char *foley_dnn_open(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return dnn.problem[0] ? dnn.problem : NULL;
}

// Layouts

dnnl_memory_desc_t foley_dnn_plain(int rank, const int64_t *dims) {
    dnnl_memory_desc_t layout;
    dnnl_dims_t strides;
    int64_t stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride *= dims[axis];
    }
    memset(&layout, 0, sizeof layout);
    dnn.memory_desc_init_by_strides(&layout, rank, dims, dnnl_f32, strides);
    return layout;
}

dnnl_memory_desc_t foley_dnn_any(int rank, const int64_t *dims) {
    dnnl_memory_desc_t layout;
    memset(&layout, 0, sizeof layout);
    layout.ndims = rank;
    for (int axis = 0; axis < rank; axis++) layout.dims[axis] = layout.padded_dims[axis] = dims[axis];
    layout.data_type = dnnl_f32;
    layout.format_kind = dnnl_format_kind_any;
    return layout;
}

size_t foley_dnn_bytes(const dnnl_memory_desc_t *layout) {
    return layout->ndims == 0 ? 0 : dnn.memory_desc_get_size(layout);
}

int foley_dnn_same(const dnnl_memory_desc_t *a, const dnnl_memory_desc_t *b) { return dnn.memory_desc_equal(a, b); }

// Operations

enum { slots = 12 };

struct foley_dnn_operation {
    dnnl_primitive_desc_t description;
    dnnl_primitive_t primitive;
    dnnl_stream_t stream;
    void *scratch;
    int count;
    dnnl_exec_arg_t bound[slots];
    void *places[slots];
};

void foley_dnn_free(foley_dnn_operation *operation) {
    if (!operation) return;
    for (int i = 0; i < operation->count; i++) dnn.memory_destroy(operation->bound[i].memory);
    if (operation->primitive) dnn.primitive_destroy(operation->primitive);
    if (operation->description) dnn.primitive_desc_destroy(operation->description);
    if (operation->stream) dnn.stream_destroy(operation->stream);
    free(operation->scratch);
    free(operation);
}

static dnnl_memory_desc_t layout_of(dnnl_primitive_desc_t description, dnnl_query_t what, int number) {
    dnnl_memory_desc_t none;
    memset(&none, 0, sizeof none);
    const dnnl_memory_desc_t *found = dnn.primitive_desc_query_md(description, what, number);
    return found ? *found : none;
}

dnnl_memory_desc_t foley_dnn_layout_of(const foley_dnn_operation *operation, int argument) {
    return layout_of(operation->description, dnnl_query_exec_arg_md, argument);
}

static int bind(foley_dnn_operation *operation, int argument, void *place) {
    for (int i = 0; i < operation->count; i++) {
        if (operation->bound[i].arg != argument) continue;
        if (operation->places[i] == place) return dnnl_success;
        operation->places[i] = place;
        return dnn.memory_set_data_handle(operation->bound[i].memory, place);
    }
    if (operation->count == slots) return dnnl_invalid_arguments;
    dnnl_memory_desc_t layout = foley_dnn_layout_of(operation, argument);
    dnnl_memory_t memory;
    int status = dnn.memory_create(&memory, &layout, dnn.engine, place);
    if (status != dnnl_success) return status;
    operation->bound[operation->count] = (dnnl_exec_arg_t){argument, memory};
    operation->places[operation->count++] = place;
    return dnnl_success;
}

int foley_dnn_run(foley_dnn_operation *operation, int count, const int *arguments, void *const *places) {
    dnn.omp_set_num_threads(1);
    for (int i = 0; i < count; i++) {
        int status = bind(operation, arguments[i], places[i]);
        if (status != dnnl_success) return status;
    }
    int status = dnn.primitive_execute(operation->primitive, operation->stream, operation->count, operation->bound);
    return status != dnnl_success ? status : (int)dnn.stream_wait(operation->stream);
}

/// Takes the description over.
static foley_dnn_operation *finished(dnnl_primitive_desc_t description) {
    foley_dnn_operation *operation = calloc(1, sizeof *operation);
    if (!operation) {
        dnn.primitive_desc_destroy(description);
        return NULL;
    }
    operation->description = description;
    dnnl_memory_desc_t scratch = layout_of(description, dnnl_query_scratchpad_md, 0);
    size_t bytes = foley_dnn_bytes(&scratch);
    if (dnn.primitive_create(&operation->primitive, description) != dnnl_success ||
        dnn.stream_create(&operation->stream, dnn.engine, dnnl_stream_default_flags) != dnnl_success ||
        (bytes && !(operation->scratch = aligned_alloc(64, (bytes + 63) / 64 * 64))) ||
        (bytes && bind(operation, DNNL_ARG_SCRATCHPAD, operation->scratch) != dnnl_success)) {
        foley_dnn_free(operation);
        return NULL;
    }
    return operation;
}

/// The scratchpad is the operation's own: oneDNN's would belong to the thread that made it.
static dnnl_primitive_attr_t attributes(void) {
    dnnl_primitive_attr_t attributes;
    if (dnn.primitive_attr_create(&attributes) != dnnl_success) return NULL;
    dnn.primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    return attributes;
}

static foley_dnn_operation *made(dnnl_status_t described, const_dnnl_op_desc_t what, const foley_dnn_operation *forward) {
    if (described != dnnl_success) return NULL;
    dnn.omp_set_num_threads(1);
    dnnl_primitive_attr_t own = attributes();
    if (!own) return NULL;
    dnnl_primitive_desc_t description;
    dnnl_status_t status =
        dnn.primitive_desc_create(&description, what, own, dnn.engine, forward ? forward->description : NULL);
    dnn.primitive_attr_destroy(own);
    return status == dnnl_success ? finished(description) : NULL;
}

foley_dnn_operation *foley_dnn_reorder(foley_dnn_layout from, foley_dnn_layout to) {
    dnn.omp_set_num_threads(1);
    dnnl_primitive_attr_t own = attributes();
    if (!own) return NULL;
    dnnl_primitive_desc_t description;
    dnnl_status_t status = dnn.reorder_primitive_desc_create(&description, from, dnn.engine, to, dnn.engine, own);
    dnn.primitive_attr_destroy(own);
    return status == dnnl_success ? finished(description) : NULL;
}

static const dnnl_dims_t one_by_one = {1, 1};

static dnnl_prop_kind_t forward_kind(int training) {
    return training ? dnnl_forward_training : dnnl_forward_inference;
}

foley_dnn_operation *foley_dnn_convolution(
    int training, foley_dnn_layout x, foley_dnn_layout weights, foley_dnn_layout bias, foley_dnn_layout y,
    const int64_t *before, const int64_t *after) {
    dnnl_convolution_desc_t what;
    return made(
        dnn.convolution_forward_desc_init(
            &what, forward_kind(training), dnnl_convolution_direct, x, weights, bias, y, one_by_one, before, after),
        &what, NULL);
}

foley_dnn_operation *foley_dnn_convolution_data(
    foley_dnn_layout dx, foley_dnn_layout weights, foley_dnn_layout dy, const int64_t *before,
    const int64_t *after, const foley_dnn_operation *forward) {
    dnnl_convolution_desc_t what;
    return made(
        dnn.convolution_backward_data_desc_init(
            &what, dnnl_convolution_direct, dx, weights, dy, one_by_one, before, after),
        &what, forward);
}

foley_dnn_operation *foley_dnn_convolution_weights(
    foley_dnn_layout x, foley_dnn_layout dweights, foley_dnn_layout dbias, foley_dnn_layout dy,
    const int64_t *before, const int64_t *after, const foley_dnn_operation *forward) {
    dnnl_convolution_desc_t what;
    return made(
        dnn.convolution_backward_weights_desc_init(
            &what, dnnl_convolution_direct, x, dweights, dbias, dy, one_by_one, before, after),
        &what, forward);
}

foley_dnn_operation *foley_dnn_dense(
    int training, foley_dnn_layout x, foley_dnn_layout weights, foley_dnn_layout bias, foley_dnn_layout y) {
    dnnl_inner_product_desc_t what;
    return made(dnn.inner_product_forward_desc_init(&what, forward_kind(training), x, weights, bias, y), &what, NULL);
}

foley_dnn_operation *foley_dnn_dense_data(
    foley_dnn_layout dx, foley_dnn_layout weights, foley_dnn_layout dy, const foley_dnn_operation *forward) {
    dnnl_inner_product_desc_t what;
    return made(dnn.inner_product_backward_data_desc_init(&what, dx, weights, dy), &what, forward);
}

foley_dnn_operation *foley_dnn_dense_weights(
    foley_dnn_layout x, foley_dnn_layout dweights, foley_dnn_layout dbias, foley_dnn_layout dy,
    const foley_dnn_operation *forward) {
    dnnl_inner_product_desc_t what;
    return made(dnn.inner_product_backward_weights_desc_init(&what, x, dweights, dbias, dy), &what, forward);
}

foley_dnn_operation *foley_dnn_batch_normalisation(int training, foley_dnn_layout x, float epsilon) {
    dnnl_batch_normalization_desc_t what;
    unsigned flags = dnnl_use_scaleshift | (training ? 0 : dnnl_use_global_stats);
    return made(
        dnn.batch_normalization_forward_desc_init(&what, forward_kind(training), x, epsilon, flags), &what, NULL);
}

foley_dnn_operation *foley_dnn_batch_normalisation_back(
    foley_dnn_layout dx, foley_dnn_layout x, float epsilon, const foley_dnn_operation *forward) {
    dnnl_batch_normalization_desc_t what;
    return made(
        dnn.batch_normalization_backward_desc_init(&what, dnnl_backward, dx, x, epsilon, dnnl_use_scaleshift), &what,
        forward);
}

static dnnl_alg_kind_t pooling(int mean) { return mean ? dnnl_pooling_avg_exclude_padding : dnnl_pooling_max; }
static const dnnl_dims_t nothing = {0, 0};

foley_dnn_operation *foley_dnn_pool(
    int training, int mean, foley_dnn_layout x, foley_dnn_layout y, const int64_t *window) {
    dnnl_pooling_desc_t what;
    return made(
        dnn.pooling_forward_desc_init(
            &what, forward_kind(training), pooling(mean), x, y, window, window, nothing, nothing),
        &what, NULL);
}

foley_dnn_operation *foley_dnn_pool_back(
    int mean, foley_dnn_layout dx, foley_dnn_layout dy, const int64_t *window, const foley_dnn_operation *forward) {
    dnnl_pooling_desc_t what;
    return made(
        dnn.pooling_backward_desc_init(&what, pooling(mean), dx, dy, window, window, nothing, nothing), &what, forward);
}

static dnnl_alg_kind_t rectifier(int exponential) {
    return exponential ? dnnl_eltwise_elu_use_dst_for_bwd : dnnl_eltwise_relu_use_dst_for_bwd;
}

foley_dnn_operation *foley_dnn_rectifier(int exponential, foley_dnn_layout x) {
    dnnl_eltwise_desc_t what;
    return made(
        dnn.eltwise_forward_desc_init(
            &what, dnnl_forward_training, rectifier(exponential), x, exponential ? 1.0f : 0.0f, 0.0f),
        &what, NULL);
}

foley_dnn_operation *foley_dnn_rectifier_back(
    int exponential, foley_dnn_layout dy, foley_dnn_layout y, const foley_dnn_operation *forward) {
    dnnl_eltwise_desc_t what;
    return made(
        dnn.eltwise_backward_desc_init(&what, rectifier(exponential), dy, y, exponential ? 1.0f : 0.0f, 0.0f), &what,
        forward);
}
