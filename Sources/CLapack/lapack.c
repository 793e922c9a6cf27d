#include "lapack.h"
#include <levels.h>
#include <lazily.h>
#include <stdlib.h>
#include <string.h>

// What is a row here is a column there: the lower half of LAPACK's is the upper half of ours. Fortran's functions take
// the lengths of their words last.
#define FUNCTIONS(X) \
    X(void, dpotrf_, (const char *half, const int *n, double *a, const int *stride, int *info, long one), \
      (half, n, a, stride, info, one)) \
    X(void, dsygst_, (const int *kind, const char *half, const int *n, double *a, const int *stride, const double *root, \
                      const int *other, int *info, long one), (kind, half, n, a, stride, root, other, info, one)) \
    X(void, dsyevd_, (const char *job, const char *half, const int *n, double *a, const int *stride, double *values, \
                      double *room, const int *count, int *whole, const int *whole_count, int *info, long one, long two), \
      (job, half, n, a, stride, values, room, count, whole, whole_count, info, one, two)) \
    X(void, dtrtrs_, (const char *half, const char *turned, const char *unit, const int *n, const int *columns, \
                      const double *a, const int *stride, double *b, const int *other, int *info, long one, long two, \
                      long three), (half, turned, unit, n, columns, a, stride, b, other, info, one, two, three)) \
    X(void, openblas_set_num_threads, (int threads), (threads))

FOLEY_LAZILY(foley_lapack_library, "libopenblas.so.0", FUNCTIONS)

/// The kernels of one kind of processor for all that have the level, so that bits do not differ from one to the next; it
/// is read when the library is loaded.
static const char *kernels(void) {
    switch (foley_level()) {
    case FOLEY_SSE4: return "Nehalem";
    case FOLEY_AVX2:
    case FOLEY_AVX512: return "Haswell";
    default: return NULL;
    }
}

static const char *problem;

static void load(void) {
    const char *before = getenv("OPENBLAS_CORETYPE");
    char *kept = before ? strdup(before) : NULL;
    if (kernels()) setenv("OPENBLAS_CORETYPE", kernels(), 1);
    problem = foley_lapack_library();
    // What is started from here is not concerned.
    if (kept) setenv("OPENBLAS_CORETYPE", kept, 1);
    else if (kernels()) unsetenv("OPENBLAS_CORETYPE");
    free(kept);
    if (!problem) openblas_set_num_threads(1);
}

const char *foley_lapack_open(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return problem;
}

int foley_lapack_root(int size, double *matrix) {
    int info;
    dpotrf_("L", &size, matrix, &size, &info, 1);
    return info;
}

int foley_lapack_reduce(int size, double *matrix, const double *root) {
    int kind = 1, info;
    dsygst_(&kind, "L", &size, matrix, &size, root, &size, &info, 1);
    return info;
}

int foley_lapack_eigen(int size, double *matrix, double *values) {
    int info, ask = -1, whole;
    double needed;
    dsyevd_("V", "L", &size, matrix, &size, values, &needed, &ask, &whole, &ask, &info, 1, 1);
    if (info != 0) return info;
    int count = (int)needed;
    double *room = malloc((size_t)count * sizeof *room);
    int *whole_room = malloc((size_t)whole * sizeof *whole_room);
    if (room && whole_room)
        dsyevd_("V", "L", &size, matrix, &size, values, room, &count, whole_room, &whole, &info, 1, 1);
    else info = size + 1;
    free(room);
    free(whole_room);
    return info;
}

int foley_lapack_solve_turned(int size, int count, const double *root, double *rows) {
    int info;
    dtrtrs_("L", "T", "N", &size, &count, root, &size, rows, &size, &info, 1, 1, 1);
    return info;
}
