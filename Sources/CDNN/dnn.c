#include "dnn.h"
#include <dlfcn.h>
#include <levels.h>
#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_version.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(X) \
    X(version) X(set_max_cpu_isa) X(engine_create) X(stream_create) X(stream_destroy) X(stream_wait) \
    X(memory_desc_init_by_strides) X(memory_desc_init_by_tag) X(memory_desc_get_size) X(memory_desc_equal) \
    X(memory_create) X(memory_destroy) X(memory_set_data_handle) \
    X(primitive_attr_create) X(primitive_attr_destroy) X(primitive_attr_set_scratchpad_mode) \
    X(primitive_attr_set_post_ops) X(post_ops_create) X(post_ops_destroy) \
    X(post_ops_append_eltwise) X(post_ops_append_sum) \
    X(primitive_desc_create) X(primitive_desc_destroy) X(primitive_desc_query_md) \
    X(primitive_desc_query) \
    X(primitive_create) X(primitive_destroy) X(primitive_execute) X(reorder_primitive_desc_create) \
    X(convolution_forward_desc_init) X(convolution_backward_data_desc_init) X(convolution_backward_weights_desc_init) \
    X(inner_product_forward_desc_init) X(inner_product_backward_data_desc_init) \
    X(inner_product_backward_weights_desc_init) \
    X(matmul_desc_init) \
    X(sgemm)

#define DECLARE(name) __typeof__(dnnl_##name) *name;
static struct {
    FUNCTIONS(DECLARE)
    void (*omp_set_num_threads)(int);
    dnnl_engine_t engine;
    char problem[256];
} dnn;

/// What the process is held to, in oneDNN's words; its own variable of the environment has no say in it.
static dnnl_cpu_isa_t isa(void) {
    switch (foley_level()) {
    case FOLEY_SSE4: return dnnl_cpu_isa_sse41;
    case FOLEY_AVX2: return dnnl_cpu_isa_avx2;
    case FOLEY_AVX512: return dnnl_cpu_isa_avx512_core;
    default: return dnnl_cpu_isa_all;
    }
}

/// Values say which version made them, and that is known before it is loaded.
static int is_as_compiled(const dnnl_version_t *found) {
    return found->major == DNNL_VERSION_MAJOR && found->minor == DNNL_VERSION_MINOR && found->patch == DNNL_VERSION_PATCH;
}

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
    } else if (!is_as_compiled(dnn.version())) {
        snprintf(
            dnn.problem, sizeof dnn.problem, "this program was built for version %s, and here is %d.%d.%d",
            foley_dnn_version(), dnn.version()->major, dnn.version()->minor, dnn.version()->patch);
    } else if (dnn.set_max_cpu_isa(isa()) != dnnl_success) {
        strncpy(dnn.problem, "it cannot be held to a level of instructions", sizeof dnn.problem - 1);
    } else if (dnn.engine_create(&dnn.engine, dnnl_cpu, 0) != dnnl_success) {
        strncpy(dnn.problem, "it has no engine for this processor", sizeof dnn.problem - 1);
    }
}

const char *foley_dnn_version(void) {
#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
    return TEXT(DNNL_VERSION_MAJOR) "." TEXT(DNNL_VERSION_MINOR) "." TEXT(DNNL_VERSION_PATCH);
}

const char *foley_dnn_open(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return dnn.problem[0] ? dnn.problem : NULL;
}

// Layouts

dnnl_memory_desc_t foley_dnn_plain(int rank, const int64_t *dims) {
    dnnl_dims_t strides;
    int64_t stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride *= dims[axis];
    }
    return foley_dnn_strided(rank, dims, strides);
}

dnnl_memory_desc_t foley_dnn_strided(int rank, const int64_t *dims, const int64_t *strides) {
    dnnl_memory_desc_t layout;
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

int foley_dnn_grid(const dnnl_memory_desc_t *layout, int64_t *grid) {
    const dnnl_blocking_desc_t *blocks = &layout->format_desc.blocking;
    if (layout->format_kind != dnnl_blocked || layout->offset0 != 0) return 0;
    int rank = layout->ndims, blocked = blocks->inner_nblks;
    if (rank == 3 && blocked == 0 && blocks->strides[2] == 1 && blocks->strides[1] == layout->dims[2] &&
        blocks->strides[0] == layout->dims[1] * layout->dims[2]) {
        int64_t found[] = {layout->dims[0], 1, 1, layout->dims[1], layout->dims[2]};
        memcpy(grid, found, sizeof found);
        return 1;
    }
    // Sequences, first step of all examples first: steps for images.
    if (rank == 3 && blocked == 0 && blocks->strides[2] == 1 && blocks->strides[0] == layout->dims[2] &&
        blocks->strides[1] == layout->dims[0] * layout->dims[2]) {
        int64_t found[] = {layout->dims[1], 1, 1, layout->dims[0], layout->dims[2]};
        memcpy(grid, found, sizeof found);
        return 1;
    }
    if (rank != 2 && rank != 4) return 0;
    if (blocked > 1 || (blocked == 1 && blocks->inner_idxs[0] != 1)) return 0;
    int64_t channels = layout->padded_dims[1], rows = rank == 4 ? layout->padded_dims[2] : 1;
    int64_t columns = rank == 4 ? layout->padded_dims[3] : 1;
    const dnnl_dim_t *strides = blocks->strides;
    int64_t inner = blocked ? blocks->inner_blks[0] : strides[1] == 1 ? channels : 1;
    int64_t groups = channels / inner;
    // Images, groups, rows, columns, lanes, one inside the other without gaps; an axis of one may have any stride.
    if (rank == 4 && columns > 1 && strides[3] != inner) return 0;
    if (rank == 4 && rows > 1 && strides[2] != columns * inner) return 0;
    if (groups > 1 && strides[1] != rows * columns * inner) return 0;
    if (layout->dims[0] > 1 && strides[0] != groups * rows * columns * inner) return 0;
    int64_t found[] = {layout->dims[0], groups, rows, columns, inner};
    memcpy(grid, found, sizeof found);
    return 1;
}

dnnl_memory_desc_t foley_dnn_in_blocks(int rank, const int64_t *dims, int64_t inner) {
    dnnl_memory_desc_t layout;
    memset(&layout, 0, sizeof layout);
    dnnl_format_tag_t tag = inner == 16 ? dnnl_nChw16c : inner == 8 ? dnnl_nChw8c : inner == 4 ? dnnl_nChw4c : dnnl_nhwc;
    dnn.memory_desc_init_by_tag(&layout, rank, dims, dnnl_f32, tag);
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

int foley_dnn_is_slow(const foley_dnn_operation *operation) {
    const char *name = NULL;
    dnn.primitive_desc_query(operation->description, dnnl_query_impl_info_str, 0, &name);
    return name && strncmp(name, "ref", 3) == 0;
}

size_t foley_dnn_scratch(const foley_dnn_operation *operation) {
    dnnl_memory_desc_t scratch = layout_of(operation->description, dnnl_query_scratchpad_md, 0);
    return foley_dnn_bytes(&scratch);
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

static foley_dnn_operation *made_with(
    dnnl_primitive_attr_t own, dnnl_status_t described, const_dnnl_op_desc_t what, const foley_dnn_operation *forward) {
    if (!own) return NULL;
    if (described != dnnl_success) {
        dnn.primitive_attr_destroy(own);
        return NULL;
    }
    dnn.omp_set_num_threads(1);
    dnnl_primitive_desc_t description;
    dnnl_status_t status =
        dnn.primitive_desc_create(&description, what, own, dnn.engine, forward ? forward->description : NULL);
    dnn.primitive_attr_destroy(own);
    return status == dnnl_success ? finished(description) : NULL;
}

static foley_dnn_operation *made(dnnl_status_t described, const_dnnl_op_desc_t what, const foley_dnn_operation *forward) {
    return made_with(attributes(), described, what, forward);
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

static dnnl_alg_kind_t method(int fast) { return fast ? dnnl_convolution_winograd : dnnl_convolution_direct; }

/// The rectifier that follows is part of the operation.
static dnnl_primitive_attr_t rectifying(int rectifier) {
    dnnl_primitive_attr_t own = attributes();
    dnnl_post_ops_t after;
    if (!own || !rectifier) return own;
    if (dnn.post_ops_create(&after) != dnnl_success) {
        dnn.primitive_attr_destroy(own);
        return NULL;
    }
    int elu = rectifier == 2;
    dnn.post_ops_append_eltwise(after, 1.0f, elu ? dnnl_eltwise_elu : dnnl_eltwise_relu, elu ? 1.0f : 0.0f, 0.0f);
    dnn.primitive_attr_set_post_ops(own, after);
    dnn.post_ops_destroy(after);
    return own;
}

foley_dnn_operation *foley_dnn_convolution(
    int training, int fast, int rectifier, foley_dnn_layout x, foley_dnn_layout weights, foley_dnn_layout bias,
    foley_dnn_layout y, const int64_t *before, const int64_t *after) {
    dnnl_convolution_desc_t what;
    return made_with(
        rectifying(rectifier),
        dnn.convolution_forward_desc_init(
            &what, forward_kind(training), method(fast), x, weights, bias, y, one_by_one, before, after),
        &what, NULL);
}

foley_dnn_operation *foley_dnn_convolution_data(
    int fast, foley_dnn_layout dx, foley_dnn_layout weights, foley_dnn_layout dy, const int64_t *before,
    const int64_t *after, const foley_dnn_operation *forward) {
    dnnl_convolution_desc_t what;
    return made(
        dnn.convolution_backward_data_desc_init(&what, method(fast), dx, weights, dy, one_by_one, before, after), &what,
        forward);
}

foley_dnn_operation *foley_dnn_convolution_weights(
    int fast, foley_dnn_layout x, foley_dnn_layout dweights, foley_dnn_layout dbias, foley_dnn_layout dy,
    const int64_t *before, const int64_t *after, const foley_dnn_operation *forward) {
    dnnl_convolution_desc_t what;
    return made(
        dnn.convolution_backward_weights_desc_init(
            &what, method(fast), x, dweights, dbias, dy, one_by_one, before, after),
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

// Products

foley_dnn_operation *foley_dnn_product(
    int adding, foley_dnn_layout x, foley_dnn_layout weights, foley_dnn_layout y) {
    dnnl_matmul_desc_t what;
    if (dnn.matmul_desc_init(&what, x, weights, NULL, y) != dnnl_success) return NULL;
    dnn.omp_set_num_threads(1);
    dnnl_primitive_attr_t own = attributes();
    dnnl_post_ops_t after = NULL;
    dnnl_primitive_desc_t description;
    int ready = own && dnn.post_ops_create(&after) == dnnl_success &&
        (!adding || dnn.post_ops_append_sum(after, 1.0f) == dnnl_success) &&
        dnn.primitive_attr_set_post_ops(own, after) == dnnl_success &&
        dnn.primitive_desc_create(&description, &what, own, dnn.engine, NULL) == dnnl_success;
    if (after) dnn.post_ops_destroy(after);
    if (own) dnn.primitive_attr_destroy(own);
    return ready ? finished(description) : NULL;
}

int foley_dnn_multiply(
    int turn_a, int turn_b, int64_t rows, int64_t columns, int64_t inner, const float *a, int64_t a_stride,
    const float *b, int64_t b_stride, int adding, float *c, int64_t c_stride) {
    dnn.omp_set_num_threads(1);
    return dnn.sgemm(
        turn_a ? 'T' : 'N', turn_b ? 'T' : 'N', rows, columns, inner, 1.0f, a, a_stride, b, b_stride,
        adding ? 1.0f : 0.0f, c, c_stride);
}
