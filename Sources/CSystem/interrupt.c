#include "system.h"
#include <signal.h>
#include <stdatomic.h>

static atomic_bool interrupted;

static void raise_flag(int signal) {
    (void)signal;
    atomic_store(&interrupted, true);
}

// Code that oneDNN makes as it runs takes the stack pointer for other ends: a handler on the ordinary stack would be
// called in the middle of the heap. Threads of Dispatch leave signals to the one that began.
static void leave_the_stack(void) {
    static _Alignas(64) char room[1 << 16];
    stack_t present;
    if (sigaltstack(NULL, &present) != 0 || !(present.ss_flags & SS_DISABLE)) return;
    stack_t other = {.ss_sp = room, .ss_size = sizeof room};
    sigaltstack(&other, NULL);
}

void foley_catch_interrupts(void) {
    leave_the_stack();
    struct sigaction action = {.sa_handler = raise_flag, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, 0);
}

bool foley_interrupted(void) { return atomic_load_explicit(&interrupted, memory_order_relaxed); }
void foley_set_interrupted(bool value) { atomic_store(&interrupted, value); }
