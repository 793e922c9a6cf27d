// Fuzzes the helpers for movies and sounds: any bytes are probed, measured, listened to, and decoded.
//
// The first byte says what is asked for, the rest is the file. In the place of main.c, helper.c, parent.c and the confinement,
// in which no sanitizer could work, stands a parent that takes everything at once. The libraries are as they are installed;
// their memory is watched where they ask for it and copy it.
// sources: Sources/foley-media/*.c Sources/foley-sound/*.c Sources/CHelper/*.c but main helper parent confinement
// packages: libavformat libavcodec libswscale libswresample libavutil sndfile libmpg123 nettle
// seeds: media reports
#include "../../Sources/foley-media/movies.h"
#include "../../Sources/foley-sound/hear.h"
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

Outcome fine(void) { return (Outcome){0}; }

Outcome refuse(int cause, const char *message) {
    Outcome outcome = {.cause = cause};
    snprintf(outcome.message, sizeof outcome.message, "%s", message);
    return outcome;
}

void next_request(foley_media_request *request, int *descriptor) { (void)request, (void)descriptor, abort(); }
void answer(const foley_media_reply *reply) { (void)reply; }
bool map_slots(Slots *slots, const foley_media_request *request) { (void)slots, (void)request; return true; }
void still_busy(void) {}

uint8_t *empty_slot(Slots *slots) { return slots->memory + slots->next * slots->slot_bytes; }

static uint64_t given;
/// Reads all of it, so that what was never written shows.
void give_slot(Slots *slots, foley_media_reply *reply) {
    uint8_t sum = 0;
    if (reply->count > slots->slot_bytes) abort();
    for (size_t i = 0; i < reply->count; i += 64) sum ^= slots->memory[slots->next * slots->slot_bytes + i];
    given += sum;
    slots->next ^= 1;
}

static uint64_t complaint_count;
void complain(const char *message) { (void)message, complaint_count++; }
void forget_complaints(void) { complaint_count = 0; }
uint64_t complaints(const char **first) {
    *first = "";
    return complaint_count;
}

void remark(const char *format, ...) { (void)format; }
uint64_t remarks(const char **first) {
    *first = "";
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static Slots slots;
    enum { SLOT = 1 << 20 };
    if (!slots.memory) {
        slots.memory = malloc(2 * SLOT);
        slots.slot_bytes = SLOT;
        av_log_set_level(AV_LOG_QUIET);
        av_max_alloc(1 << 28);
    }
    if (size < 2) return 0;
    int file = memfd_create("fuzz", MFD_CLOEXEC);
    if (write(file, data + 1, size - 1) != (ssize_t)(size - 1)) abort();
    foley_media_request request = {.slot_bytes = SLOT};
    static foley_media_reply reply;
    forget_complaints();
    switch (data[0] % 6) {
    case 0:
        request.wish = FOLEY_MEDIA_MEASURE;
        hear(&request, file, &slots, &reply.hearing);
        break;
    case 1:
        request.wish = FOLEY_MEDIA_LISTEN;
        request.samples.first = data[0] & 64 ? 1000 : 0;
        request.samples.last = data[0] & 128 ? INT64_MAX : 100000;
        hear(&request, file, &slots, &reply.hearing);
        break;
    case 2: probe(&request, file, &reply.facts); break;
    case 3:
        request.sound = (foley_media_sound){data[0] & 64 ? 8000 : 0, data[0] & 128, data[0] & 32 ? 0.1 : 0, 2};
        decode_sound(&request, file, &slots);
        break;
    default:
        request.pictures = (foley_media_pictures){
            .width = 32, .height = 24, .channels = data[0] & 64 ? 3 : 1, .every = data[0] & 128 ? 0 : 1, .rate = 5,
            .from = data[0] & 32 ? 0.2 : -INFINITY, .to = 1.5, .all = data[0] % 6 == 5};
        request.picture_stream = data[0] & 16 ? 2 : 0;
        decode_pictures(&request, file, &slots, &reply.end);
    }
    close(file);
    return 0;
}
