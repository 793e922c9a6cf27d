// Confines itself as the helpers do, and tries what it may do and what it may not: a line for each, what and the error.
// `ConfinedProbe aborting` confines itself and aborts; `ConfinedProbe refusing PROGRAM ARGUMENT…` starts a program that the
// kernel gives no filter. What confines it is the helpers' own file.
#include "../../Sources/CHelper/confinement.c"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// What is written waits here: the report is the last thing that is done.
static char report[1 << 16];
static size_t reported;

static void say(const char *what, long outcome) {
    const char *text = outcome != -1 ? "done" : strerrorname_np(errno);
    reported += (size_t)snprintf(report + reported, sizeof report - reported, "%s: %s\n", what, text ? text : "unknown");
}

#define TRY(what, ...) (errno = 0, say(what, (long)(__VA_ARGS__)))

static int pipe_ends[2], socket_ends[2], memory;
static char folder[] = "/tmp/foley-confined-XXXXXX";
static char kept[64], new[64];

// MARK: What is refused

static void try_files(void) {
    struct stat status;
    TRY("open", syscall(SYS_open, kept, O_RDONLY));
    TRY("openat", openat(AT_FDCWD, kept, O_RDONLY));
    TRY("openat to write", openat(AT_FDCWD, kept, O_WRONLY));
    TRY("create", openat(AT_FDCWD, new, O_CREAT | O_RDWR, 0600));
    TRY("openat2", syscall(SYS_openat2, AT_FDCWD, kept, (uint64_t[3]){O_RDONLY}, sizeof(uint64_t[3])));
    TRY("creat", syscall(SYS_creat, new, 0600));
    TRY("stat", stat(kept, &status));
    TRY("fstatat", fstatat(AT_FDCWD, kept, &status, 0));
    TRY("statx", syscall(SYS_statx, AT_FDCWD, kept, 0, STATX_SIZE, (char[256]){0}));
    TRY("access", access(kept, R_OK));
    TRY("readlink", readlink("/proc/self/exe", (char[64]){0}, 64));
    TRY("getcwd", syscall(SYS_getcwd, (char[512]){0}, 512));
    TRY("getdents64", syscall(SYS_getdents64, 0, (char[512]){0}, 512));
    TRY("unlink", unlink(kept));
    TRY("rename", rename(kept, new));
    TRY("link", link(kept, new));
    TRY("symlink", symlink(kept, new));
    TRY("mkdir", mkdir(new, 0700));
    TRY("mknod", mknod(new, S_IFIFO | 0600, 0));
    TRY("chmod", chmod(kept, 0777));
    TRY("chown", chown(kept, 1, 1));
    TRY("truncate", truncate(kept, 0));
    TRY("ftruncate", ftruncate(memory, 1 << 20));
    TRY("chdir", chdir("/"));
    TRY("chroot", chroot("/tmp"));
    TRY("mount", syscall(SYS_mount, "none", folder, "tmpfs", 0, 0));
    TRY("memfd_create", memfd_create("more", 0));
    TRY("fcntl", fcntl(pipe_ends[0], F_DUPFD, 100));
    TRY("dup", dup(pipe_ends[0]));
    TRY("ioctl", syscall(SYS_ioctl, 0, 0x5412, "x"));
    TRY("process_vm_readv", syscall(SYS_process_vm_readv, getppid(), 0, 0, 0, 0, 0));
    TRY("open_by_handle_at", syscall(SYS_open_by_handle_at, 0, 0, 0));
}

static void try_sockets(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/run/none"};
    struct iovec part = {"x", 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    TRY("socket", socket(AF_UNIX, SOCK_STREAM, 0));
    TRY("socket of the internet", socket(AF_INET, SOCK_STREAM, 0));
    TRY("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){0}));
    TRY("connect", connect(socket_ends[0], (struct sockaddr *)&address, sizeof address));
    TRY("bind", bind(socket_ends[0], (struct sockaddr *)&address, sizeof address));
    TRY("listen", listen(socket_ends[0], 1));
    TRY("accept", accept(socket_ends[0], NULL, NULL));
    TRY("sendmsg", sendmsg(socket_ends[0], &message, 0));
    TRY("sendto an address", sendto(socket_ends[0], "x", 1, 0, (struct sockaddr *)&address, sizeof address));
    TRY("send elsewhere", send(socket_ends[1], "x", 1, 0));
    TRY("receive elsewhere", recvmsg(socket_ends[1], &message, MSG_DONTWAIT));
    TRY("pipe", pipe((int[2]){0}));
    TRY("io_uring_setup", syscall(SYS_io_uring_setup, 1, (char[256]){0}));
    TRY("epoll_create1", syscall(SYS_epoll_create1, 0));
    TRY("inotify_init1", syscall(SYS_inotify_init1, 0));
}

static long clone_with(unsigned long flags) {
    long process = syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
    if (process == 0) _exit(0);
    return process;
}

static void try_processes(void) {
    char *arguments[] = {"true", NULL}, *environment[] = {NULL};
    struct clone_args {
        uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
    } start = {.exit_signal = SIGCHLD};
    long process = fork();
    if (process == 0) _exit(0);
    say("fork", process);
    TRY("clone of a process", clone_with(SIGCHLD));
    TRY("clone with a namespace", clone_with(CLONE_NEWUSER | SIGCHLD));
    TRY("clone with memory alone", clone_with(CLONE_VM | CLONE_UNTRACED | SIGCHLD));
    TRY("clone of a thread in a namespace", clone_with(SHARED | CLONE_NEWNET));
    errno = 0;
    process = syscall(SYS_clone3, &start, sizeof start);
    if (process == 0) _exit(0);
    say("clone3", process);
#ifdef SYS_vfork
    errno = 0;
    process = syscall(SYS_vfork);
    if (process == 0) _exit(0);
    say("vfork", process);
#endif
    TRY("execve", execve("/bin/true", arguments, environment));
    TRY("execveat", syscall(SYS_execveat, AT_FDCWD, "/bin/true", arguments, environment, 0));
    TRY("unshare", unshare(CLONE_NEWUSER));
    TRY("setns", setns(pipe_ends[0], 0));
    TRY("wait", waitpid(-1, NULL, WNOHANG));
    TRY("kill the parent", kill(getppid(), 0));
    TRY("kill itself", kill(getpid(), 0));
    TRY("kill a group", kill(0, 0));
    TRY("tkill", syscall(SYS_tkill, getpid(), 0));
    TRY("tgkill another", syscall(SYS_tgkill, 1, 1, 0));
    TRY("sigqueue", syscall(SYS_rt_sigqueueinfo, getpid(), 0, (char[128]){0}));
    TRY("pidfd_open", syscall(SYS_pidfd_open, getpid(), 0));
    TRY("setpgid", setpgid(0, 0));
    TRY("setsid", setsid());
}

static void try_powers(void) {
    struct rlimit limits = {RLIM_INFINITY, RLIM_INFINITY};
    char page[64] = {0};
    TRY("ptrace", ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
    TRY("ptrace me", ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    TRY("bpf", syscall(SYS_bpf, 0, page, sizeof page));
    TRY("perf_event_open", syscall(SYS_perf_event_open, page, 0, -1, -1, 0));
    TRY("userfaultfd", syscall(SYS_userfaultfd, 1));
    TRY("keyctl", syscall(SYS_keyctl, 0, -3, 0));
    TRY("add_key", syscall(SYS_add_key, "user", "x", "y", 1, -3));
    TRY("personality", syscall(SYS_personality, 0x0400000));
    TRY("prctl to be dumped", prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
    TRY("prctl of capabilities", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
    TRY("seccomp", syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &(uint32_t){SECCOMP_RET_ALLOW}));
    TRY("setuid", syscall(SYS_setuid, getuid()));
    TRY("capset", syscall(SYS_capset, page, page + 16));
    TRY("setpriority", setpriority(PRIO_PROCESS, 0, 0));
    TRY("sched_setaffinity", syscall(SYS_sched_setaffinity, 0, sizeof(long), &(long){1}));
    TRY("limit of memory", setrlimit(RLIMIT_AS, &limits));
    TRY("limit of another", prlimit(getppid(), RLIMIT_CPU, NULL, &limits));
    TRY("settimeofday", syscall(SYS_settimeofday, (long[2]){0}, NULL));
    TRY("reboot", syscall(SYS_reboot, 0, 0, 0, 0));
    TRY("a call of no kernel", syscall(4000));
#ifdef __x86_64__
    TRY("a call of x32", syscall(0x40000000 | SYS_getpid));
#endif
    void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    say("mmap to run", code == MAP_FAILED ? -1 : 0);
    void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TRY("mprotect to run", mprotect(data, 4096, PROT_READ | PROT_EXEC));
    TRY("pkey_mprotect to run", syscall(SYS_pkey_mprotect, data, 4096, PROT_READ | PROT_EXEC, -1));
    TRY("shmget", syscall(SYS_shmget, 0, 4096, 0600));
}

static void *try_to_open(void *what) {
    TRY(what, openat(AT_FDCWD, kept, O_RDONLY));
    return NULL;
}

static pthread_mutex_t confined = PTHREAD_MUTEX_INITIALIZER;

static void *try_to_open_later(void *what) {
    pthread_mutex_lock(&confined);
    return try_to_open(what);
}

// MARK: What is allowed

static void *do_nothing(void *argument) { return argument; }

static void try_work(void) {
    char bytes[8] = "";
    struct iovec part = {bytes, sizeof bytes};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    struct stat status;
    struct timespec time;
    struct rusage used;
    struct rlimit limits;
    pthread_t thread;
    TRY("write", write(pipe_ends[1], "x", 1));
    TRY("read", read(pipe_ends[0], bytes, 1));
    TRY("pwrite", pwrite(memory, "abcd", 4, 100));
    TRY("pread", pread(memory, bytes, 4, 100));
    TRY("lseek", lseek(memory, 0, SEEK_END));
    TRY("fstat", syscall(SYS_fstat, memory, &status));
    char *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    say("mmap of memory that is shared", shared != MAP_FAILED && !memcmp(shared + 100, "abcd", 4) ? 0 : -1);
    void *much = malloc(64 << 20);
    if (much) memset(much, 1, 64 << 20);
    say("malloc", much ? 0 : -1);
    much = realloc(much, 128 << 20);
    say("realloc", much ? 0 : -1);
    free(much);
    TRY("send to the parent", send(socket_ends[0], "x", 1, MSG_NOSIGNAL));
    TRY("receive from the parent", recvmsg(socket_ends[0], &message, MSG_DONTWAIT));
    errno = pthread_create(&thread, NULL, do_nothing, NULL);
    say("a thread", errno ? -1 : pthread_join(thread, NULL));
    TRY("name", prctl(PR_SET_NAME, "probe"));
    TRY("time", clock_gettime(CLOCK_MONOTONIC, &time));
    TRY("time of the process", clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time));
    TRY("sleep", nanosleep(&(struct timespec){0, 1000}, NULL));
    TRY("random", syscall(SYS_getrandom, bytes, sizeof bytes, 0));
    TRY("processors", sched_getaffinity(0, sizeof(cpu_set_t), &(cpu_set_t){0}));
    TRY("use", getrusage(RUSAGE_SELF, &used));
    TRY("limits", getrlimit(RLIMIT_CPU, &limits));
    TRY("limit of time", setrlimit(RLIMIT_CPU, &limits));
    TRY("signal to itself", raise(SIGCONT));
}

// MARK: Kernels without filters

static int start_refusing(char **arguments) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(seccomp), 0);
    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP));
    if (!seccomp_load(filter)) execv(arguments[0], arguments);
    perror(arguments[0]);
    return 1;
}

int main(int count, char **arguments) {
    if (count > 2 && strcmp(arguments[1], "refusing") == 0) return start_refusing(arguments + 2);
    if (!mkdtemp(folder)) return 2;
    snprintf(kept, sizeof kept, "%s/kept", folder);
    snprintf(new, sizeof new, "%s/new", folder);
    close(open(kept, O_CREAT | O_RDWR, 0600));
    memory = memfd_create("probe", 0);
    if (memory < 0 || ftruncate(memory, 4096) || pipe(pipe_ends) || socketpair(AF_UNIX, SOCK_SEQPACKET, 0, socket_ends)) return 2;
    // As the parent would.
    if (send(socket_ends[1], "hello", 5, 0) != 5) return 2;
    pthread_t before, after;
    pthread_mutex_lock(&confined);
    if (pthread_create(&before, NULL, try_to_open_later, "open in a thread from before")) return 2;
    int error = foley_confine(socket_ends[0]);
    if (error) {
        fprintf(stderr, "not confined: %s\n", strerror(error));
        return 3;
    }
    if (count > 1) abort();
    pthread_mutex_unlock(&confined);
    pthread_join(before, NULL);
    if (!pthread_create(&after, NULL, try_to_open, "open in a new thread")) pthread_join(after, NULL);
    try_files();
    try_sockets();
    try_processes();
    try_powers();
    reported += (size_t)snprintf(report + reported, sizeof report - reported, "\n");
    try_work();
    // The folder's name, so that whoever reads this can look into it.
    reported += (size_t)snprintf(report + reported, sizeof report - reported, "\n%s\n", folder);
    return write(1, report, reported) != (ssize_t)reported;
}
