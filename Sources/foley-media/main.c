// foley-media: decodes and encodes movies for its parent, so that neither a decoder's crash nor a hostile file is foley's.
// It is handed open files and opens none: that and most else is refused to it; see confinement.c.
//
// Descriptor 3 is the socket to the parent, 4 the memory that both map; see media.h for what they say to each other.
#include "confinement.h"
#include "helper.h"
#include <libavutil/cpu.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/// Seconds of processor time that one request may take, should the parent not notice.
enum { MOST_SECONDS = 3600 };

static void limit(int resource, rlim_t value) {
    struct rlimit limits = {value, value};
    setrlimit(resource, &limits);
}

/// A new request may take its time again.
static void allow_processor_time(void) {
    struct rusage used;
    struct rlimit limits;
    if (getrusage(RUSAGE_SELF, &used) || getrlimit(RLIMIT_CPU, &limits)) return;
    limits.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + MOST_SECONDS);
    setrlimit(RLIMIT_CPU, &limits);
}

/// Ends the process when the parent has gone, whatever it is doing. PR_SET_PDEATHSIG would not do: it counts the end of
/// the thread that started us as the parent's.
static void *watch_parent(void *unused) {
    (void)unused;
    struct pollfd parent = {3, POLLRDHUP, 0};
    while (poll(&parent, 1, -1) <= 0 || !(parent.revents & (POLLRDHUP | POLLHUP | POLLERR))) {}
    _exit(0);
}

static void serve(const foley_media_request *request, int descriptor, Slots *slots) {
    static foley_media_reply reply;
    memset(&reply, 0, sizeof reply);
    reply.end = -1;
    forget_complaints();
    allow_processor_time();
    Outcome outcome;
    if (descriptor < 0) {
        outcome = failure(FOLEY_MEDIA_BAD_REQUEST, 0, "no file came along");
    } else if (request->wish == FOLEY_MEDIA_PROBE) {
        outcome = probe(request, descriptor, &reply.facts);
    } else if (request->wish == FOLEY_MEDIA_MEASURE) {
        outcome = hear(request, descriptor, slots, &reply.hearing);
    } else if (!map_slots(slots, request)) {
        outcome = failure(FOLEY_MEDIA_NO_MEMORY, 0, "the shared memory cannot be mapped");
    } else if (request->wish == FOLEY_MEDIA_PICTURES) {
        outcome = decode_pictures(request, descriptor, slots, &reply.end);
    } else if (request->wish == FOLEY_MEDIA_SOUND) {
        outcome = decode_sound(request, descriptor, slots);
    } else if (request->wish == FOLEY_MEDIA_LISTEN) {
        outcome = hear(request, descriptor, slots, &reply.hearing);
    } else if (request->wish == FOLEY_MEDIA_ENCODE) {
        outcome = encode(request, descriptor, slots);
    } else {
        outcome = failure(FOLEY_MEDIA_BAD_REQUEST, 0, "there is no such request");
    }
    if (descriptor >= 0) close(descriptor);
    const char *first, *note;
    reply.complaints = complaints(&first);
    reply.notes = remarks(&note);
    snprintf(reply.note, sizeof reply.note, "%s", note);
    reply.cause = outcome.cause;
    if (outcome.cause) reply.answer = FOLEY_MEDIA_FAILED;
    else if (request->wish == FOLEY_MEDIA_PROBE || request->wish == FOLEY_MEDIA_MEASURE) reply.answer = FOLEY_MEDIA_FACTS;
    else reply.answer = FOLEY_MEDIA_DONE;
    snprintf(reply.message, sizeof reply.message, "%s", outcome.cause ? outcome.message : first);
    answer(&reply);
}

/// Takes from this process whatever decoding does not need, and tells the parent where that is not possible. What is read
/// at first use is read before.
static void confine(void) {
    tzset();
    av_get_cpu_flags();
    int error = foley_confine(3);
    if (!error) return;
    foley_media_reply reply = {.answer = FOLEY_MEDIA_UNCONFINED};
    snprintf(reply.message, sizeof reply.message, "%s", strerror(error));
    answer(&reply);
}

/// Holds libav to a level of instructions.
static void hold_level(const char *level) {
    int avx512 = AV_CPU_FLAG_AVX512 | AV_CPU_FLAG_AVX512ICL;
    int avx = AV_CPU_FLAG_AVX | AV_CPU_FLAG_AVX2 | AV_CPU_FLAG_AVXSLOW | AV_CPU_FLAG_XOP | AV_CPU_FLAG_FMA3 |
        AV_CPU_FLAG_FMA4 | AV_CPU_FLAG_BMI1 | AV_CPU_FLAG_BMI2;
    if (strcmp(level, "avx2") == 0) av_force_cpu_flags(av_get_cpu_flags() & ~avx512);
    if (strcmp(level, "sse4") == 0) av_force_cpu_flags(av_get_cpu_flags() & ~(avx512 | avx));
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "foley-media is started by foley\n");
        return 2;
    }
    uint64_t bytes = strtoull(arguments[1], NULL, 10);
    // A crash is the parent's to report; it leaves no file behind.
    limit(RLIMIT_CORE, 0);
    if (bytes) {
        limit(RLIMIT_AS, bytes);
        av_max_alloc(bytes < INT32_MAX ? bytes : INT32_MAX);
    }
    hold_level(arguments[2]);
    prctl(PR_SET_NAME, "foley-media");
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    confine();
    pthread_attr_t attributes;
    pthread_t watcher;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 1 << 18);
    if (pthread_create(&watcher, &attributes, watch_parent, NULL)) return 3;

    static Slots slots;
    static foley_media_request request;
    for (;;) {
        int descriptor;
        next_request(&request, &descriptor);
        // What belongs to a request that has ended is of no interest any more.
        if (request.wish < FOLEY_MEDIA_TAKEN) serve(&request, descriptor, &slots);
        else if (descriptor >= 0) close(descriptor);
    }
}
