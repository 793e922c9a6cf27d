#include "system.h"
#include <signal.h>
#include <stdatomic.h>

static atomic_bool interrupted;

static void raise_flag(int signal) {
    (void)signal;
    atomic_store(&interrupted, true);
}

void foley_catch_interrupts(void) {
    struct sigaction action = {.sa_handler = raise_flag};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, 0);
}

bool foley_interrupted(void) { return atomic_load_explicit(&interrupted, memory_order_relaxed); }
void foley_set_interrupted(bool value) { atomic_store(&interrupted, value); }
