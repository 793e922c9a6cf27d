#include "helper.h"
#include <sys/syscall.h>
#include <unistd.h>

bool status_of(int descriptor, struct stat *status) {
    // Some libc's own fstat is a call that takes a path as well, and no such call is allowed.
    return syscall(SYS_fstat, descriptor, status) == 0;
}

int64_t size_of(int descriptor) {
    struct stat status;
    return status_of(descriptor, &status) ? status.st_size : -1;
}
