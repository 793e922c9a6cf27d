#include <fftw3.h>

static inline const char *foley_fftw_version(void) { return fftwf_version; }
