#include "helper.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PARENT = 3, MEMORY = 4 };

Outcome fine(void) { return (Outcome){0}; }

Outcome refuse(int cause, const char *message) {
    Outcome outcome = {.cause = cause};
    snprintf(outcome.message, sizeof outcome.message, "%s", message);
    return outcome;
}

// MARK: Messages

void next_request(foley_media_request *request, int *descriptor) {
    struct iovec part = {request, sizeof *request};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t count;
    while ((count = recvmsg(PARENT, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {}
    if (count != (ssize_t)sizeof *request) _exit(0);
    *descriptor = -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
}

static double last_answer;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

void answer(const foley_media_reply *reply) {
    ssize_t sent;
    while ((sent = send(PARENT, reply, sizeof *reply, MSG_NOSIGNAL)) < 0 && errno == EINTR) {}
    if (sent < 0) _exit(0);
    last_answer = now();
}

void still_busy(void) {
    if (now() - last_answer < 0.25) return;
    static const foley_media_reply busy = {.answer = FOLEY_MEDIA_BUSY};
    answer(&busy);
}

// MARK: Slots

bool map_slots(Slots *slots, const foley_media_request *request) {
    size_t bytes = request->slot_bytes * 2;
    int64_t size = size_of(MEMORY);
    if (size < 0 || bytes < request->slot_bytes || (uint64_t)size < bytes) return false;
    if (bytes > slots->mapped) {
        if (slots->memory) munmap(slots->memory, slots->mapped);
        slots->mapped = 0;
        slots->memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, MEMORY, 0);
        if (slots->memory == MAP_FAILED) {
            slots->memory = NULL;
            return false;
        }
        slots->mapped = bytes;
    }
    slots->slot_bytes = request->slot_bytes;
    slots->away[0] = slots->away[1] = false;
    slots->next = 0;
    return true;
}

uint8_t *empty_slot(Slots *slots) {
    static foley_media_request request;
    while (slots->away[slots->next]) {
        int descriptor;
        next_request(&request, &descriptor);
        if (descriptor >= 0) close(descriptor);
        if (request.wish != FOLEY_MEDIA_TAKEN || request.slot > 1) _exit(4);
        slots->away[request.slot] = false;
    }
    return slots->memory + slots->next * slots->slot_bytes;
}

void give_slot(Slots *slots, foley_media_reply *reply) {
    reply->answer = FOLEY_MEDIA_CHUNK;
    reply->slot = slots->next;
    slots->away[slots->next] = true;
    slots->next ^= 1;
    answer(reply);
}

// MARK: Complaints

static uint64_t complaint_count, remark_count;
static char first_complaint[256], first_remark[256];

void complain(const char *message) {
    if (!complaint_count++) snprintf(first_complaint, sizeof first_complaint, "%s", message);
}

void remark(const char *format, ...) {
    if (remark_count++) return;
    va_list values;
    va_start(values, format);
    vsnprintf(first_remark, sizeof first_remark, format, values);
    va_end(values);
}

uint64_t remarks(const char **first) {
    *first = first_remark;
    return remark_count;
}

void forget_complaints(void) {
    complaint_count = remark_count = 0;
    first_complaint[0] = first_remark[0] = 0;
}

uint64_t complaints(const char **first) {
    *first = first_complaint;
    return complaint_count;
}
