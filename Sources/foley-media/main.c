// foley-media: decodes and encodes movies for its parent, so that neither a decoder's crash nor a hostile file is foley's.
#include "movies.h"
#include <libavutil/cpu.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
#include <stdio.h>
#include <string.h>

static Outcome serve(const foley_media_request *request, int descriptor, Slots *slots, foley_media_reply *reply) {
    switch (request->wish) {
    case FOLEY_MEDIA_PROBE: return probe(request, descriptor, &reply->facts);
    case FOLEY_MEDIA_PICTURES: return decode_pictures(request, descriptor, slots, &reply->end);
    case FOLEY_MEDIA_SOUND: return decode_sound(request, descriptor, slots);
    case FOLEY_MEDIA_ENCODE: return encode(request, descriptor, slots);
    default: return refuse(FOLEY_MEDIA_BAD_REQUEST, "there is no such request");
    }
}

static void listen_to_libav(void *context, int level, const char *format, va_list values) {
    (void)context;
    if (level > AV_LOG_ERROR) return;
    char text[256];
    vsnprintf(text, sizeof text, format, values);
    size_t length = strlen(text);
    while (length && strchr("\r\n .", text[length - 1])) text[--length] = 0;
    if (length) complain(text);
}

/// Holds libav to a level of instructions.
static void hold_level(const char *level) {
    int avx512 = AV_CPU_FLAG_AVX512 | AV_CPU_FLAG_AVX512ICL;
    int avx = AV_CPU_FLAG_AVX | AV_CPU_FLAG_AVX2 | AV_CPU_FLAG_AVXSLOW | AV_CPU_FLAG_XOP | AV_CPU_FLAG_FMA3 |
        AV_CPU_FLAG_FMA4 | AV_CPU_FLAG_BMI1 | AV_CPU_FLAG_BMI2;
    if (strcmp(level, "avx2") == 0) av_force_cpu_flags(av_get_cpu_flags() & ~avx512);
    if (strcmp(level, "sse4") == 0) av_force_cpu_flags(av_get_cpu_flags() & ~(avx512 | avx));
}

static void prepare(uint64_t bytes, const char *level) {
    if (bytes) av_max_alloc(bytes < INT32_MAX ? bytes : INT32_MAX);
    hold_level(level);
    // Read at first use.
    av_get_cpu_flags();
    av_log_set_callback(listen_to_libav);
}

int main(int count, char **arguments) { return serve_parent(count, arguments, (Trade){"foley-media", prepare, serve}); }
