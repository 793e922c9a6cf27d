#include "media.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// The helper's side of the socket and the memory become its descriptors 3 and 4, and it has no others.
static int spawn(const char *program, uint64_t bytes, const char *level, int socket, int memory, pid_t *process) {
    char limit[24];
    snprintf(limit, sizeof limit, "%llu", (unsigned long long)bytes);
    char *arguments[] = {(char *)program, limit, (char *)level, NULL};
    // Nothing around us changes what it does; a crash is to be its end at once.
    char libraries[4096], *environment[] = {"SWIFT_BACKTRACE=enable=no", NULL, NULL};
    const char *path = getenv("LD_LIBRARY_PATH");
    if (path && snprintf(libraries, sizeof libraries, "LD_LIBRARY_PATH=%s", path) < (int)sizeof libraries)
        environment[1] = libraries;
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    for (int descriptor = 0; descriptor < 3 && !error; descriptor++)
        error = posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, socket, 3);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, memory, 4);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 5);
    posix_spawnattr_t attributes;
    if (!error && !(error = posix_spawnattr_init(&attributes))) {
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        // In a group of its own no key of the terminal reaches it.
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
        error = posix_spawn(process, program, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/// A descriptor above those that the helper is given, so that giving one does not close the other.
static int raised(int descriptor) {
    if (descriptor < 0 || descriptor > 4) return descriptor;
    int higher = fcntl(descriptor, F_DUPFD_CLOEXEC, 5);
    close(descriptor);
    return higher;
}

int foley_media_start(const char *program, uint64_t bytes, const char *level, foley_media_helper *helper) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) return errno;
    int ours = raised(ends[0]), theirs = raised(ends[1]);
    int memory = raised(memfd_create("foley", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    int error = ours < 0 || theirs < 0 || memory < 0 ? errno : 0;
    // Whatever the helper does, memory that we have mapped stays there.
    if (!error && fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK) < 0) error = errno;
    if (!error) error = spawn(program, bytes, level, theirs, memory, &helper->process);
    if (theirs >= 0) close(theirs);
    if (error) {
        if (ours >= 0) close(ours);
        if (memory >= 0) close(memory);
        return error;
    }
    helper->socket = ours;
    helper->memory = memory;
    return 0;
}

int foley_media_ended(foley_media_helper *helper) {
    // One that lives ends when nobody listens any more; one that does not is ended after a tenth of a second.
    close(helper->socket);
    close(helper->memory);
    int status = 0;
    pid_t ended = 0;
    for (int tries = 0; ended == 0 || (ended < 0 && errno == EINTR); tries++) {
        ended = waitpid(helper->process, &status, tries < 200 ? WNOHANG : 0);
        if (ended == 0) nanosleep(&(struct timespec){0, 500000}, NULL);
        if (tries == 199) kill(helper->process, SIGKILL);
    }
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

void foley_media_stop(foley_media_helper *helper) {
    kill(helper->process, SIGKILL);
    foley_media_ended(helper);
}

int foley_media_send(const foley_media_helper *helper, const foley_media_request *request, int descriptor) {
    struct iovec part = {(void *)request, sizeof *request};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        control.header = (struct cmsghdr){CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
    }
    ssize_t sent;
    while ((sent = sendmsg(helper->socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {}
    return sent < 0 ? errno : 0;
}

int foley_media_receive(const foley_media_helper *helper, foley_media_reply *reply, int milliseconds) {
    struct pollfd wait = {helper->socket, POLLIN, 0};
    int ready = poll(&wait, 1, milliseconds);
    if (ready < 0) return errno == EINTR ? 0 : -1;
    if (ready == 0) return 0;
    ssize_t count = recv(helper->socket, reply, sizeof *reply, MSG_DONTWAIT);
    if (count == (ssize_t)sizeof *reply) return 1;
    return count < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : -1;
}

/// Text that ends within its room, whoever wrote it.
#define TEXT(field) (field[sizeof field - 1] == 0 ? field : "")

const char *foley_media_message(const foley_media_reply *reply) { return TEXT(reply->message); }
const char *foley_media_sound_format(const foley_media_hearing *hearing) { return TEXT(hearing->format); }
const char *foley_media_note(const foley_media_reply *reply) { return TEXT(reply->note); }
const char *foley_media_container_name(const foley_media_facts *facts) { return TEXT(facts->container); }
const char *foley_media_picture_codec(const foley_media_facts *facts) { return TEXT(facts->picture_codec); }
const char *foley_media_pixel_format(const foley_media_facts *facts) { return TEXT(facts->pixel_format); }
const char *foley_media_sound_codec(const foley_media_facts *facts) { return TEXT(facts->sound_codec); }
