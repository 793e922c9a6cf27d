#include "ahead.h"
#include "converter.h"
#include <math.h>
#include <string.h>

/// The decoding of a movie's pictures for one request.
typedef struct {
    const foley_media_pictures *wish;
    Slots *slots;
    Source source;
    AVStream *stream;
    AVCodecContext *decoder;
    Converter converter;
    Ahead ahead;
    AVPacket *packet;
    AVFrame *frame;
    /// Pictures in the slot that is being filled, and how many have a place in one.
    uint64_t filled, capacity;
    /// Pictures in the range so far.
    int64_t index;
    /// Where a rate chooses: the picture that is being seen, and the next moment.
    AVFrame *shown;
    double shown_time, origin;
    int64_t moment;
    bool begun, finished;
    double last_time;
    /// Whether a picture in the range was handed over, and when the last one is gone; below 0 where that is not known.
    bool any;
    double end;
} Pictures;

static size_t frame_bytes(const Pictures *pictures) {
    return (size_t)pictures->wish->width * pictures->wish->height * pictures->wish->channels;
}

static void hand_over(Pictures *pictures) {
    if (!pictures->filled) return;
    foley_media_reply reply = {.count = pictures->filled, .stride = foley_media_pictures_offset(pictures->capacity)};
    give_slot(pictures->slots, &reply);
    pictures->filled = 0;
}

static int emit(Pictures *pictures, const AVFrame *frame, double time) {
    uint8_t *slot = empty_slot(pictures->slots);
    size_t offset = foley_media_pictures_offset(pictures->capacity) + pictures->filled * frame_bytes(pictures);
    int error = convert(&pictures->converter, frame, slot + offset);
    if (error) return error;
    memcpy(slot + pictures->filled * sizeof time, &time, sizeof time);
    if (++pictures->filled == pictures->capacity) hand_over(pictures);
    return 0;
}

/// Shows the picture at each moment before `end`.
static int show_until(Pictures *pictures, double end) {
    const foley_media_pictures *wish = pictures->wish;
    int64_t first = moment_from(pictures->origin, wish->rate, pictures->shown_time);
    if (first > pictures->moment) pictures->moment = first;
    for (;; pictures->moment++) {
        double moment = pictures->origin + (double)pictures->moment / wish->rate;
        if (moment >= wish->to - SAME_TIME) pictures->finished = true;
        if (pictures->finished || moment >= end - SAME_TIME) return 0;
        int error = emit(pictures, pictures->shown, pictures->shown_time);
        if (error) return error;
    }
}

/// How long the picture that is shown lasts where no other follows.
static double last_lasting(const Pictures *pictures) {
    AVRational rate = pictures->stream->avg_frame_rate;
    double step = (double)duration_of(pictures->shown) * av_q2d(pictures->stream->time_base);
    if (step <= 0) step = rate.num > 0 && rate.den > 0 ? av_q2d(av_inv_q(rate)) : 0.04;
    double end = stream_end(&pictures->source, pictures->stream);
    const char *first;
    // Of a damaged movie the last picture that there is need not be its last.
    bool is_whole = !complaints(&first);
    return is_whole && end > pictures->shown_time + step + 0.002 ? end - pictures->shown_time : step;
}

static int show(Pictures *pictures, const AVFrame *frame, double time) {
    av_frame_unref(pictures->shown);
    pictures->shown_time = time;
    return av_frame_ref(pictures->shown, frame);
}

static double frame_time(Pictures *pictures, const AVFrame *frame) {
    AVRational rate = pictures->stream->avg_frame_rate;
    double step = rate.num > 0 && rate.den > 0 ? av_q2d(av_inv_q(rate)) : 0.04;
    double time = pictures->begun ? pictures->last_time + step : 0;
    if (frame->best_effort_timestamp != AV_NOPTS_VALUE)
        time = (double)frame->best_effort_timestamp * av_q2d(pictures->stream->time_base) - pictures->ahead.clock;
    return pictures->last_time = time;
}

/// What a decoded picture leads to.
static int take(Pictures *pictures, const AVFrame *frame) {
    const foley_media_pictures *wish = pictures->wish;
    bool skipping = pictures->ahead.skipping != SKIP_NOTHING;
    double time = frame_time(pictures, frame);
    if (frame->decode_error_flags || frame->flags & AV_FRAME_FLAG_CORRUPT) complain("a picture is damaged");
    bool is_wanted = skipping && is_next_wanted(&pictures->ahead, frame->pts);
    if (wish->every > 0) {
        if (time >= wish->to - SAME_TIME) {
            pictures->end = skipping ? pictures->ahead.after : time;
            pictures->finished = true;
            // Nothing else begins in the range: it is seen from its start on.
            return pictures->begun && !pictures->any ? emit(pictures, pictures->shown, wish->from) : 0;
        }
        pictures->begun = true;
        int error = show(pictures, frame, time);
        if (error || time < wish->from - SAME_TIME) return error;
        pictures->any = true;
        if (!skipping) is_wanted = pictures->index++ % wish->every == 0;
        return is_wanted ? emit(pictures, frame, time) : 0;
    }
    if (!pictures->begun) pictures->origin = isfinite(wish->from) ? wish->from : time;
    int error = pictures->begun ? show_until(pictures, time) : 0;
    pictures->begun = true;
    return error || pictures->finished ? error : show(pictures, frame, time);
}

static int show_last(Pictures *pictures) {
    if (!pictures->begun || pictures->finished) return 0;
    double end = pictures->shown_time + last_lasting(pictures);
    if (pictures->wish->every <= 0) return show_until(pictures, end);
    pictures->end = end;
    bool is_seen = !pictures->any && pictures->wish->from < end - SAME_TIME;
    return is_seen ? emit(pictures, pictures->shown, pictures->wish->from) : 0;
}

/// Sends a packet (NULL: the end) to the decoder and takes what comes out.
static int decode(Pictures *pictures, AVPacket *packet) {
    int error = avcodec_send_packet(pictures->decoder, packet);
    if (error == AVERROR(ENOMEM)) return error;
    if (error < 0 && error != AVERROR_EOF && error != AVERROR(EAGAIN)) complain("a picture cannot be decoded");
    while (!pictures->finished) {
        error = avcodec_receive_frame(pictures->decoder, pictures->frame);
        if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return 0;
        if (error == AVERROR(ENOMEM)) return error;
        if (error < 0) {
            complain("a picture cannot be decoded");
            return 0;
        }
        still_busy();
        error = take(pictures, pictures->frame);
        av_frame_unref(pictures->frame);
        if (error) return error;
    }
    return 0;
}

static bool holds_idr(const AVCodecParameters *parameters, const AVPacket *packet) {
    const uint8_t *data = packet->data;
    int size = packet->size, at = 0;
    if (parameters->extradata_size < 7 || parameters->extradata[0] != 1) return false;
    int length_bytes = (parameters->extradata[4] & 3) + 1;
    while (at + length_bytes < size) {
        uint32_t length = 0;
        for (int i = 0; i < length_bytes; i++) length = length << 8 | data[at++];
        if ((data[at] & 31) == 5) return true;
        if (length > (uint32_t)(size - at)) return false;
        at += (int)length;
    }
    return false;
}

/// Whether decoding may begin with a packet and give the same pictures as decoding from the start.
static bool begins_afresh(const AVStream *stream, const AVPacket *packet) {
    switch (stream->codecpar->codec_id) {
    case AV_CODEC_ID_H264: return packet->flags & AV_PKT_FLAG_KEY && holds_idr(stream->codecpar, packet);
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_VP9: return packet->flags & AV_PKT_FLAG_KEY;
    case AV_CODEC_ID_MJPEG:
    case AV_CODEC_ID_PRORES:
    case AV_CODEC_ID_DNXHD: return true;
    default: return false;
    }
}

/// Goes to where decoding for the range can begin; false where the file has to be read from its start and has moved.
static bool go_to_range(Pictures *pictures) {
    Source *source = &pictures->source;
    AVStream *stream = pictures->stream;
    const char *name = source->format->iformat->name;
    if (!(pictures->wish->from > 1) || (strncmp(name, "mov", 3) && strncmp(name, "matroska", 8))) return true;
    enum AVCodecID codec = stream->codecpar->codec_id;
    if (codec == AV_CODEC_ID_HEVC || codec == AV_CODEC_ID_AV1) return true;
    int64_t time = (int64_t)floor((pictures->wish->from + pictures->ahead.clock) / av_q2d(stream->time_base));
    if (av_seek_frame(source->format, stream->index, time, AVSEEK_FLAG_BACKWARD) < 0) return false;
    AVPacket *packet = av_packet_alloc();
    if (!packet) return false;
    int error;
    while (!(error = av_read_frame(source->format, packet)) && packet->stream_index != stream->index) av_packet_unref(packet);
    bool is_good = !error && packet->pts != AV_NOPTS_VALUE && packet->pts <= time && begins_afresh(stream, packet);
    if (!is_good) {
        av_packet_free(&packet);
        return false;
    }
    // The packet has been read: seeking again to its own time makes it the next.
    int64_t landed = packet->pts;
    av_packet_unref(packet);
    av_packet_free(&packet);
    return av_seek_frame(source->format, stream->index, landed, AVSEEK_FLAG_BACKWARD) >= 0;
}

static void close_pictures(Pictures *pictures) {
    free_ahead(&pictures->ahead);
    free_converter(&pictures->converter);
    av_packet_free(&pictures->packet);
    av_frame_free(&pictures->frame);
    av_frame_free(&pictures->shown);
    avcodec_free_context(&pictures->decoder);
    close_source(&pictures->source);
}

/// How much of a file is read and decoded for a range of it.
typedef struct {
    bool from_start, everything;
} Effort;

/// One pass over the file; sets `again` where it has to be read anew, with more effort.
static Outcome pass(Pictures *pictures, const foley_media_request *request, int descriptor, Effort *effort, bool *again) {
    int error = open_source(&pictures->source, descriptor);
    if (error) return failure(FOLEY_MEDIA_UNREADABLE, error, "");
    pictures->stream = chosen_stream(&pictures->source, AVMEDIA_TYPE_VIDEO, request->picture_stream);
    if (!pictures->stream) return failure(FOLEY_MEDIA_NO_PICTURES, 0, "");
    Outcome outcome = fine();
    if (!(pictures->decoder = open_decoder(pictures->stream, &outcome))) return outcome;
    only_stream(&pictures->source, pictures->stream);
    pictures->converter = (Converter){
        .wanted = pictures->wish,
        .orientation = orientation_of(pictures->stream),
        .shape = pixel_shape(&pictures->source, pictures->stream),
    };
    pictures->packet = av_packet_alloc();
    pictures->frame = av_frame_alloc();
    pictures->shown = av_frame_alloc();
    if (!pictures->packet || !pictures->frame || !pictures->shown)
        return failure(FOLEY_MEDIA_NO_MEMORY, AVERROR(ENOMEM), "");
    Ahead *ahead = &pictures->ahead;
    ahead->format = pictures->source.format;
    ahead->stream = pictures->stream;
    ahead->wish = pictures->wish;
    ahead->clock = clock_start(&pictures->source);
    ahead->after = NAN;
    if (!effort->everything) ahead->skipping = skipping_for(ahead->format, ahead->stream, pictures->wish);
    forget_complaints();
    if (!effort->from_start && !go_to_range(pictures)) {
        effort->from_start = *again = true;
        return fine();
    }
    bool needed;
    const char *first;
    while (!pictures->finished && !(error = next_packet(ahead, pictures->packet, &needed))) {
        pictures->decoder->skip_frame =
            !needed && ahead->skipping == SKIP_UNREFERENCED ? AVDISCARD_NONREF : AVDISCARD_DEFAULT;
        if (needed || ahead->skipping != SKIP_UNWANTED) error = decode(pictures, pictures->packet);
        av_packet_unref(pictures->packet);
        if (error == AVERROR(ERANGE)) return failure(FOLEY_MEDIA_UNDECODABLE, 0, "its pictures change their size");
        if (error) return failure(FOLEY_MEDIA_UNDECODABLE, error, "");
        if (ahead->skipping != SKIP_NOTHING && (ahead->lost || complaints(&first))) {
            effort->everything = *again = true;
            return fine();
        }
    }
    if (!pictures->finished && error != AVERROR_EOF) {
        if (error == AVERROR(ENOMEM)) return failure(FOLEY_MEDIA_NO_MEMORY, error, "");
        complain("the file breaks off");
    }
    if (!pictures->finished) {
        pictures->decoder->skip_frame = AVDISCARD_DEFAULT;
        error = decode(pictures, NULL);
        if (!error) error = show_last(pictures);
        if (error && error != AVERROR_EOF) return failure(FOLEY_MEDIA_UNDECODABLE, error, "");
        if (ahead->skipping != SKIP_NOTHING && (ahead->lost || ahead->wanted_count || complaints(&first)))
            effort->everything = *again = true;
    }
    return fine();
}

Outcome decode_pictures(const foley_media_request *request, int descriptor, Slots *slots, double *end) {
    const foley_media_pictures *wish = &request->pictures;
    if (wish->width <= 0 || wish->height <= 0 || (wish->channels != 1 && wish->channels != 3)
        || (wish->every <= 0 && !(wish->rate > 0)))
        return failure(FOLEY_MEDIA_BAD_REQUEST, 0, "these pictures cannot be wanted");
    Pictures pictures;
    Effort effort = {.everything = wish->all};
    for (;;) {
        pictures = (Pictures){.wish = wish, .slots = slots, .end = -1};
        size_t bytes = frame_bytes(&pictures);
        if (slots->slot_bytes < bytes + 64 + FOLEY_MEDIA_MARGIN)
            return failure(FOLEY_MEDIA_BAD_REQUEST, 0, "a picture has no room");
        pictures.capacity = (slots->slot_bytes - 64 - FOLEY_MEDIA_MARGIN) / (bytes + sizeof(double));
        bool again = false;
        Outcome outcome = pass(&pictures, request, descriptor, &effort, &again);
        if (!again) {
            if (!outcome.cause) hand_over(&pictures);
            *end = pictures.end;
            close_pictures(&pictures);
            return outcome;
        }
        close_pictures(&pictures);
        foley_media_reply reply = {.answer = FOLEY_MEDIA_AGAIN};
        answer(&reply);
    }
}
