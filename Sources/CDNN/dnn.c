#include "dnn.h"
#include <dlfcn.h>
#include <levels.h>
#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_version.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if DNNL_VERSION_MAJOR == 2
#include "version2.h"
#elif DNNL_VERSION_MAJOR == 3
#include "version3.h"
#else
#error "oneDNN 2 or 3 is needed"
#endif

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)

/// What the process is held to, in oneDNN's words; its own variable of the environment has no say in it.
static dnnl_cpu_isa_t isa(void) {
    switch (foley_level()) {
    case FOLEY_SSE4: return dnnl_cpu_isa_sse41;
    case FOLEY_AVX2: return dnnl_cpu_isa_avx2;
    case FOLEY_AVX512: return dnnl_cpu_isa_avx512_core;
    default: return every_isa;
    }
}

/// Values say which version made them, and that is known before it is loaded.
static int is_as_compiled(const dnnl_version_t *found) {
    return found->major == DNNL_VERSION_MAJOR && found->minor == DNNL_VERSION_MINOR && found->patch == DNNL_VERSION_PATCH;
}

static void load(void) {
    // Which of these names the library has depends on who made the package.
    static const char *const NAMES[] = {
        "libdnnl.so." TEXT(DNNL_VERSION_MAJOR), "libdnnl.so." TEXT(DNNL_VERSION_MAJOR) "." TEXT(DNNL_VERSION_MINOR),
        "libdnnl.so"};
    void *library = NULL;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !library; i++) {
        library = dlopen(NAMES[i], RTLD_NOW | RTLD_LOCAL);
        if (!library && i == 0) strncpy(dnn.problem, dlerror(), sizeof dnn.problem - 1);
    }
    if (!library) return;
    dnn.problem[0] = 0;
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
    return TEXT(DNNL_VERSION_MAJOR) "." TEXT(DNNL_VERSION_MINOR) "." TEXT(DNNL_VERSION_PATCH);
}

const char *foley_dnn_open(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return dnn.problem[0] ? dnn.problem : NULL;
}

// Layouts

/// One that is none yet.
static foley_dnn_layout *empty(void) { return calloc(1, sizeof(foley_dnn_layout)); }

foley_dnn_layout *foley_dnn_plain(int rank, const int64_t *dims) {
    dnnl_dims_t strides;
    int64_t stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride *= dims[axis];
    }
    return foley_dnn_strided(rank, dims, strides);
}

foley_dnn_layout *foley_dnn_strided(int rank, const int64_t *dims, const int64_t *strides) {
    foley_dnn_layout *layout = empty();
    if (layout) describe_strides(layout, rank, dims, strides);
    return layout;
}

static foley_dnn_layout *tagged(int rank, const int64_t *dims, dnnl_format_tag_t tag) {
    foley_dnn_layout *layout = empty();
    if (layout) describe_tag(layout, rank, dims, tag);
    return layout;
}

foley_dnn_layout *foley_dnn_any(int rank, const int64_t *dims) { return tagged(rank, dims, dnnl_format_tag_any); }

foley_dnn_layout *foley_dnn_in_blocks(int rank, const int64_t *dims, int64_t inner) {
    return tagged(
        rank, dims, inner == 16 ? dnnl_nChw16c : inner == 8 ? dnnl_nChw8c : inner == 4 ? dnnl_nChw4c : dnnl_nhwc);
}

void foley_dnn_free_layout(foley_dnn_layout *layout) {
    if (!layout) return;
    forget(layout);
    free(layout);
}

int foley_dnn_shape(const foley_dnn_layout *layout, int64_t *dims) {
    Facts facts = facts_of(layout);
    if (facts.rank) memcpy(dims, facts.dims, (size_t)facts.rank * sizeof *dims);
    return facts.rank;
}

int foley_dnn_grid(const foley_dnn_layout *layout, int64_t *grid) {
    Facts facts = facts_of(layout);
    if (!facts.is_blocked) return 0;
    const dnnl_dim_t *dims = facts.dims, *strides = facts.strides;
    int rank = facts.rank;
    if (rank == 3 && facts.blocks == 0 && strides[2] == 1 && strides[1] == dims[2] &&
        strides[0] == dims[1] * dims[2]) {
        int64_t found[] = {dims[0], 1, 1, dims[1], dims[2]};
        memcpy(grid, found, sizeof found);
        return 1;
    }
    // Sequences, first step of all examples first: steps for images.
    if (rank == 3 && facts.blocks == 0 && strides[2] == 1 && strides[0] == dims[2] &&
        strides[1] == dims[0] * dims[2]) {
        int64_t found[] = {dims[1], 1, 1, dims[0], dims[2]};
        memcpy(grid, found, sizeof found);
        return 1;
    }
    if (rank != 2 && rank != 4) return 0;
    if (facts.blocks > 1 || (facts.blocks == 1 && facts.axes[0] != 1)) return 0;
    int64_t channels = facts.padded[1], rows = rank == 4 ? facts.padded[2] : 1;
    int64_t columns = rank == 4 ? facts.padded[3] : 1;
    int64_t inner = facts.blocks ? facts.inner[0] : strides[1] == 1 ? channels : 1;
    int64_t groups = channels / inner;
    // Images, groups, rows, columns, lanes, one inside the other without gaps; an axis of one may have any stride.
    if (rank == 4 && columns > 1 && strides[3] != inner) return 0;
    if (rank == 4 && rows > 1 && strides[2] != columns * inner) return 0;
    if (groups > 1 && strides[1] != rows * columns * inner) return 0;
    if (dims[0] > 1 && strides[0] != groups * rows * columns * inner) return 0;
    int64_t found[] = {dims[0], groups, rows, columns, inner};
    memcpy(grid, found, sizeof found);
    return 1;
}

static size_t bytes_of(const_dnnl_memory_desc_t layout) { return layout ? dnn.memory_desc_get_size(layout) : 0; }

size_t foley_dnn_bytes(const foley_dnn_layout *layout) { return bytes_of(described(layout)); }

int foley_dnn_same(const foley_dnn_layout *a, const foley_dnn_layout *b) {
    return dnn.memory_desc_equal(described(a), described(b));
}

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

/// What an argument lies as: one of oneDNN's own, which lives as long as the operation.
static const_dnnl_memory_desc_t argument_of(dnnl_primitive_desc_t description, int argument) {
    return dnn.primitive_desc_query_md(description, dnnl_query_exec_arg_md, argument);
}

foley_dnn_layout *foley_dnn_layout_of(const foley_dnn_operation *operation, int argument) {
    const_dnnl_memory_desc_t found = argument_of(operation->description, argument);
    foley_dnn_layout *layout = empty();
    if (layout && found) describe_copy(layout, found);
    return layout;
}

static size_t scratch_of(dnnl_primitive_desc_t description) {
    return bytes_of(dnn.primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0));
}

int foley_dnn_is_slow(const foley_dnn_operation *operation) {
    const char *name = NULL;
    dnn.primitive_desc_query(operation->description, dnnl_query_impl_info_str, 0, &name);
    return name && strncmp(name, "ref", 3) == 0;
}

size_t foley_dnn_scratch(const foley_dnn_operation *operation) { return scratch_of(operation->description); }

static int bind(foley_dnn_operation *operation, int argument, void *place) {
    for (int i = 0; i < operation->count; i++) {
        if (operation->bound[i].arg != argument) continue;
        if (operation->places[i] == place) return dnnl_success;
        operation->places[i] = place;
        return dnn.memory_set_data_handle(operation->bound[i].memory, place);
    }
    if (operation->count == slots) return dnnl_invalid_arguments;
    dnnl_memory_t memory;
    int status = dnn.memory_create(&memory, argument_of(operation->description, argument), dnn.engine, place);
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
    size_t bytes = scratch_of(description);
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

/// The operation that `create` describes with the attributes `own`, which end here; NULL without them.
#define MADE(own, create, ...) \
    dnnl_primitive_attr_t with = own; \
    if (!with) return NULL; \
    dnn.omp_set_num_threads(1); \
    dnnl_primitive_desc_t description; \
    dnnl_status_t status = create(&description, __VA_ARGS__, with); \
    dnn.primitive_attr_destroy(with); \
    return status == dnnl_success ? finished(description) : NULL

foley_dnn_operation *foley_dnn_reorder(const foley_dnn_layout *from, const foley_dnn_layout *to) {
    MADE(attributes(), dnn.reorder_primitive_desc_create, described(from), dnn.engine, described(to), dnn.engine);
}

static const dnnl_dims_t one_by_one = {1, 1}, no_gaps = {0, 0};

static dnnl_prop_kind_t forward_kind(int training) {
    return training ? dnnl_forward_training : dnnl_forward_inference;
}

static dnnl_alg_kind_t method(int fast) { return fast ? dnnl_convolution_winograd : dnnl_convolution_direct; }

/// Attributes with what is done to the numbers before they are written: a rectifier, or what is there added to them.
static dnnl_primitive_attr_t finishing(int rectifier, int adding) {
    dnnl_primitive_attr_t own = attributes();
    dnnl_post_ops_t after = NULL;
    if (!own || (!rectifier && !adding)) return own;
    int elu = rectifier == 2;
    int ready = dnn.post_ops_create(&after) == dnnl_success &&
        (!adding || append_sum(after) == dnnl_success) &&
        (!rectifier ||
            append_eltwise(after, elu ? dnnl_eltwise_elu : dnnl_eltwise_relu, elu ? 1.0f : 0.0f, 0.0f) == dnnl_success) &&
        dnn.primitive_attr_set_post_ops(own, after) == dnnl_success;
    if (after) dnn.post_ops_destroy(after);
    if (ready) return own;
    dnn.primitive_attr_destroy(own);
    return NULL;
}

foley_dnn_operation *foley_dnn_convolution(
    int training, int fast, int rectifier, const foley_dnn_layout *x, const foley_dnn_layout *weights,
    const foley_dnn_layout *bias, const foley_dnn_layout *y, const int64_t *before, const int64_t *after) {
    MADE(
        finishing(rectifier, 0), create_convolution_forward, dnn.engine, forward_kind(training), method(fast),
        described(x), described(weights), described(bias), described(y), one_by_one, no_gaps, before, after);
}

foley_dnn_operation *foley_dnn_convolution_data(
    int fast, const foley_dnn_layout *dx, const foley_dnn_layout *weights, const foley_dnn_layout *dy,
    const int64_t *before, const int64_t *after, const foley_dnn_operation *forward) {
    MADE(
        attributes(), create_convolution_backward_data, dnn.engine, method(fast), described(dx), described(weights),
        described(dy), one_by_one, no_gaps, before, after, forward->description);
}

foley_dnn_operation *foley_dnn_convolution_weights(
    int fast, const foley_dnn_layout *x, const foley_dnn_layout *dweights, const foley_dnn_layout *dbias,
    const foley_dnn_layout *dy, const int64_t *before, const int64_t *after, const foley_dnn_operation *forward) {
    MADE(
        attributes(), create_convolution_backward_weights, dnn.engine, method(fast), described(x), described(dweights),
        described(dbias), described(dy), one_by_one, no_gaps, before, after, forward->description);
}

foley_dnn_operation *foley_dnn_dense(
    int training, const foley_dnn_layout *x, const foley_dnn_layout *weights, const foley_dnn_layout *bias,
    const foley_dnn_layout *y) {
    MADE(
        attributes(), create_inner_product_forward, dnn.engine, forward_kind(training), described(x),
        described(weights), described(bias), described(y));
}

foley_dnn_operation *foley_dnn_dense_data(
    const foley_dnn_layout *dx, const foley_dnn_layout *weights, const foley_dnn_layout *dy,
    const foley_dnn_operation *forward) {
    MADE(
        attributes(), create_inner_product_backward_data, dnn.engine, described(dx), described(weights), described(dy),
        forward->description);
}

foley_dnn_operation *foley_dnn_dense_weights(
    const foley_dnn_layout *x, const foley_dnn_layout *dweights, const foley_dnn_layout *dbias,
    const foley_dnn_layout *dy, const foley_dnn_operation *forward) {
    MADE(
        attributes(), create_inner_product_backward_weights, dnn.engine, described(x), described(dweights),
        described(dbias), described(dy), forward->description);
}

// Products

foley_dnn_operation *foley_dnn_product(
    int adding, const foley_dnn_layout *x, const foley_dnn_layout *weights, const foley_dnn_layout *y) {
    MADE(
        finishing(0, adding), create_matmul, dnn.engine, described(x), described(weights), NULL, described(y));
}

int foley_dnn_multiply(
    int turn_a, int turn_b, int64_t rows, int64_t columns, int64_t inner, const float *a, int64_t a_stride,
    const float *b, int64_t b_stride, int adding, float *c, int64_t c_stride) {
    dnn.omp_set_num_threads(1);
    return dnn.sgemm(
        turn_a ? 'T' : 'N', turn_b ? 'T' : 'N', rows, columns, inner, 1.0f, a, a_stride, b, b_stride,
        adding ? 1.0f : 0.0f, c, c_stride);
}
