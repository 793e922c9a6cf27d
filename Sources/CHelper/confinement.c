#include "confinement.h"
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/// Calls that touch nothing but this process's memory, its threads, the time and what is open.
static const int HARMLESS[] = {
    // Memory; mapping and protecting it are below.
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    // What is open. A file is measured by its descriptor: what would take a path as well is not among them.
    SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
    SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(close), SCMP_SYS(poll), SCMP_SYS(ppoll),
    // Threads, beyond their start.
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(gettid), SCMP_SYS(getpid), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(restart_syscall),
    // How a signal is met.
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
    // Time, chance, and how much there is and was used; sorting asks how much memory the machine has.
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday),
    SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getrusage), SCMP_SYS(sysinfo),
};

/// What a new thread has in common with the one that starts it, and what may be asked for besides.
enum {
    SHARED = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD,
    BESIDES = CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | CLONE_DETACHED,
};

/// Calls that are allowed with some arguments alone.
static int allow_some(scmp_filter_ctx filter, int parent) {
#define ALLOW(call, count, ...) \
    if (!error) error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(call), count, __VA_ARGS__)
    int error = 0;
    // Memory never becomes code.
    ALLOW(mmap, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    ALLOW(mprotect, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    // Messages from the parent and to it, without descriptors.
    ALLOW(recvmsg, 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)parent));
    ALLOW(sendto, 2, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)parent), SCMP_A4(SCMP_CMP_EQ, 0));
    // Threads, and no processes. Where clone3 seems unknown, libc takes clone, whose flags can be looked at.
    ALLOW(clone, 1, SCMP_A0(SCMP_CMP_MASKED_EQ, ~(scmp_datum_t)BESIDES, SHARED));
    if (!error) error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    ALLOW(prctl, 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
    // abort() signals to this process.
    ALLOW(tgkill, 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
    // Limits are read, and that of processor time is set for each request.
    ALLOW(prlimit64, 2, SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0));
    ALLOW(prlimit64, 2, SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A1(SCMP_CMP_EQ, RLIMIT_CPU));
    return error;
}

int foley_confine(int parent) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter) return ENOMEM;
    // Also what is called as another architecture would, and by every thread.
    int error = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM));
    if (!error) error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    for (size_t i = 0; i < sizeof HARMLESS / sizeof *HARMLESS && !error; i++) {
        error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, HARMLESS[i], 0);
        // Not every architecture has every call.
        if (error == -EDOM) error = 0;
    }
    if (!error) error = allow_some(filter, parent);
    if (!error) error = seccomp_load(filter);
    seccomp_release(filter);
    return -error;
}
