#pragma once
#include <stdbool.h>

/// Installs a SIGINT handler (without SA_RESTART) that raises the flag below.
void foley_catch_interrupts(void);
/// Whether Control-C was pressed since the flag was last lowered; async-signal-safe, any thread.
bool foley_interrupted(void);
void foley_set_interrupted(bool value);

/// Has the system begin to bring a file's bytes to the disk, without waiting for it; a hint that may come to nothing.
void foley_begin_bringing(int descriptor);
