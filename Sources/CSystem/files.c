#define _GNU_SOURCE
#include "system.h"
#include <fcntl.h>

void foley_begin_bringing(int descriptor) {
#ifdef SYNC_FILE_RANGE_WRITE
    sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
#endif
}
