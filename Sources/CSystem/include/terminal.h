#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// A window's size in character cells, and in pixels where the terminal tells (else 0).
typedef struct {
    int columns, rows, width, height;
} foley_window;

/// Asks the terminal behind `descriptor` for its size; false if it is none or does not know.
bool foley_window_size(int descriptor, foley_window *window);

/// What ended a wait for input.
typedef enum {
    FOLEY_INPUT_READY,
    FOLEY_INPUT_TIMEOUT,
    FOLEY_INPUT_INTERRUPTED,
    FOLEY_INPUT_RESIZED,
    FOLEY_INPUT_CONTINUED,
} foley_input;

/// Waits until `descriptor` can be read, `milliseconds` pass (negative: no limit) or a signal asks for attention.
/// No signal is lost between looking at its flag and waiting.
foley_input foley_wait_for_input(int descriptor, int milliseconds);

/// Keeps the terminal's settings, and has them restored (with `farewell` written to it) by whatever ends the
/// process from here on: a signal, a crash, or exit. Also starts listening for a new window size and for SIGCONT.
void foley_terminal_guard(int descriptor, const char *farewell);
/// Ends the guard: restores the settings and the signal handlers as they were.
void foley_terminal_release(void);

/// Stops the whole process group as the terminal driver would, with default behaviour for `signal`.
void foley_stop_group(int signal);

/// Starts `program` as the leader of a new session on a new pseudo-terminal; returns its master descriptor or -1.
int foley_spawn_on_terminal(const char *program, char *const arguments[], char *const environment[],
                            int columns, int rows, pid_t *process);
/// Gives the pseudo-terminal a new size; the processes on it receive SIGWINCH.
bool foley_resize_terminal(int master, int columns, int rows);
