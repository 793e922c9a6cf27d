#define _GNU_SOURCE
#include "terminal.h"
#include "system.h"
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

bool foley_window_size(int descriptor, foley_window *window) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
    *window = (foley_window){size.ws_col, size.ws_row, size.ws_xpixel, size.ws_ypixel};
    return true;
}

// MARK: Signals that ask for attention

static atomic_bool resized, continued;

static void note_attention(int signal) { atomic_store(signal == SIGCONT ? &continued : &resized, true); }

foley_input foley_wait_for_input(int descriptor, int milliseconds) {
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGWINCH);
    sigaddset(&blocked, SIGCONT);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);

    struct timespec limit = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
    struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
    foley_input result;
    for (;;) {
        if (foley_interrupted()) { result = FOLEY_INPUT_INTERRUPTED; break; }
        if (atomic_exchange(&continued, false)) { result = FOLEY_INPUT_CONTINUED; break; }
        if (atomic_exchange(&resized, false)) { result = FOLEY_INPUT_RESIZED; break; }
        int ready = ppoll(&wanted, 1, milliseconds < 0 ? NULL : &limit, &before);
        if (ready > 0 || (ready < 0 && errno != EINTR)) { result = FOLEY_INPUT_READY; break; }
        if (ready == 0) { result = FOLEY_INPUT_TIMEOUT; break; }
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result;
}

// MARK: Restoring the terminal

static const int endings[] = {SIGHUP, SIGTERM, SIGQUIT, SIGPIPE, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
enum { ending_count = sizeof endings / sizeof *endings };

static struct sigaction before_ending[ending_count], before_resize, before_continue;
static struct termios kept;
static int guarded_descriptor;
static char last_words[32];
static volatile sig_atomic_t guarded;

static void restore(void) {
    if (!guarded) return;
    ssize_t ignored = write(guarded_descriptor, last_words, strlen(last_words));
    (void)ignored;
    // A background process that changes the settings is stopped by SIGTTOU unless it blocks it.
    sigset_t output, before;
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &output, &before);
    tcsetattr(guarded_descriptor, TCSANOW, &kept);
    // Last: a signal in the middle begins again.
    guarded = 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void restore_and_pass_on(int signal, siginfo_t *info, void *context) {
    (void)context;
    restore();
    for (int i = 0; i < ending_count; i++)
        if (endings[i] == signal) sigaction(signal, &before_ending[i], NULL);
    // A fault happens again on return; anything sent has to be sent again.
    if (info->si_code <= 0 || signal == SIGHUP || signal == SIGQUIT || signal == SIGPIPE) raise(signal);
}

void foley_terminal_guard(int descriptor, const char *farewell) {
    static bool at_exit_too;
    if (guarded || tcgetattr(descriptor, &kept) != 0) return;
    guarded_descriptor = descriptor;
    strncpy(last_words, farewell, sizeof last_words - 1);
    if (!at_exit_too) {
        atexit(restore);
        at_exit_too = true;
    }
    struct sigaction ending = {.sa_sigaction = restore_and_pass_on, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&ending.sa_mask);
    for (int i = 0; i < ending_count; i++) {
        sigaction(endings[i], NULL, &before_ending[i]);
        if (before_ending[i].sa_handler != SIG_IGN) sigaction(endings[i], &ending, NULL);
    }
    struct sigaction attention = {.sa_handler = note_attention, .sa_flags = SA_RESTART | SA_ONSTACK};
    sigemptyset(&attention.sa_mask);
    sigaction(SIGWINCH, &attention, &before_resize);
    sigaction(SIGCONT, &attention, &before_continue);
    atomic_store(&resized, false);
    atomic_store(&continued, false);
    guarded = 1;
}

void foley_terminal_release(void) {
    if (!guarded) return;
    restore();
    for (int i = 0; i < ending_count; i++) sigaction(endings[i], &before_ending[i], NULL);
    sigaction(SIGWINCH, &before_resize, NULL);
    sigaction(SIGCONT, &before_continue, NULL);
}

void foley_stop_group(int signal) {
    struct sigaction standard = {.sa_handler = SIG_DFL}, before;
    sigemptyset(&standard.sa_mask);
    sigaction(signal, &standard, &before);
    kill(0, signal);
    sigaction(signal, &before, NULL);
}

// MARK: Pseudo-terminals

int foley_spawn_on_terminal(const char *program, char *const arguments[], char *const environment[],
                            int columns, int rows, pid_t *process) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    int master;
    pid_t child = forkpty(&master, NULL, NULL, &size);
    if (child < 0) return -1;
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        for (int signal = 1; signal < 32; signal++) {
            struct sigaction standard = {.sa_handler = SIG_DFL};
            sigaction(signal, &standard, NULL);
        }
        execve(program, arguments, environment);
        _exit(127);
    }
    *process = child;
    return master;
}

bool foley_resize_terminal(int master, int columns, int rows) {
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    return ioctl(master, TIOCSWINSZ, &size) == 0;
}
