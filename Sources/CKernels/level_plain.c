// For other architectures, whatever the compiler makes of it.
#if !defined(__x86_64__)
#include "compiled.h"
#include "kernels/all.h"
#endif
