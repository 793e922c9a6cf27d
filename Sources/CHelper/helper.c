#include "helper.h"
#include "confinement.h"
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

static bool needs_slots(int wish) { return wish != FOLEY_MEDIA_PROBE && wish != FOLEY_MEDIA_MEASURE; }

static void serve(const Trade *trade, const foley_media_request *request, int descriptor, Slots *slots) {
    static foley_media_reply reply;
    memset(&reply, 0, sizeof reply);
    reply.end = -1;
    forget_complaints();
    allow_processor_time();
    Outcome outcome;
    if (descriptor < 0) outcome = refuse(FOLEY_MEDIA_BAD_REQUEST, "no file came along");
    else if (needs_slots(request->wish) && !map_slots(slots, request))
        outcome = refuse(FOLEY_MEDIA_NO_MEMORY, "the shared memory cannot be mapped");
    else outcome = trade->serve(request, descriptor, slots, &reply);
    if (descriptor >= 0) close(descriptor);
    const char *first, *note;
    reply.complaints = complaints(&first);
    reply.notes = remarks(&note);
    snprintf(reply.note, sizeof reply.note, "%s", note);
    reply.cause = outcome.cause;
    if (outcome.cause) reply.answer = FOLEY_MEDIA_FAILED;
    else reply.answer = needs_slots(request->wish) ? FOLEY_MEDIA_DONE : FOLEY_MEDIA_FACTS;
    snprintf(reply.message, sizeof reply.message, "%s", outcome.cause ? outcome.message : first);
    answer(&reply);
}

/// Takes from this process whatever decoding does not need, and tells the parent where that is not possible. What is read
/// at first use is read before.
static void confine(void) {
    tzset();
    int error = foley_confine(3);
    if (!error) return;
    foley_media_reply reply = {.answer = FOLEY_MEDIA_UNCONFINED};
    snprintf(reply.message, sizeof reply.message, "%s", strerror(error));
    answer(&reply);
}

int serve_parent(int count, char **arguments, Trade trade) {
    if (count != 3) {
        fprintf(stderr, "%s is started by foley\n", trade.name);
        return 2;
    }
    uint64_t bytes = strtoull(arguments[1], NULL, 10);
    // A crash is the parent's to report; it leaves no file behind.
    limit(RLIMIT_CORE, 0);
    if (bytes) limit(RLIMIT_AS, bytes);
    trade.prepare(bytes, arguments[2]);
    prctl(PR_SET_NAME, trade.name);
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
        if (request.wish < FOLEY_MEDIA_TAKEN) serve(&trade, &request, descriptor, &slots);
        else if (descriptor >= 0) close(descriptor);
    }
}
