#include "ahead.h"
#include <math.h>
#include <string.h>

Skipping skipping_for(AVFormatContext *format, AVStream *stream, const foley_media_pictures *wish) {
    if (wish->every == 1 && !isfinite(wish->from)) return SKIP_NOTHING;
    const char *name = format->iformat->name;
    if (strncmp(name, "mov", 3) && strncmp(name, "matroska", 8)) return SKIP_NOTHING;
    enum AVCodecID codec = stream->codecpar->codec_id;
    if (codec == AV_CODEC_ID_H264) return SKIP_UNREFERENCED;
    if (codec == AV_CODEC_ID_MJPEG || codec == AV_CODEC_ID_PRORES || codec == AV_CODEC_ID_DNXHD) return SKIP_UNWANTED;
    return SKIP_NOTHING;
}

int64_t moment_from(double origin, double rate, double time) {
    double k = ceil((time - SAME_TIME - origin) * rate);
    return k < 0 ? 0 : k > 1e15 ? (int64_t)1e15 : (int64_t)k;
}

static double seconds(const Ahead *ahead, int64_t time) { return (double)time * av_q2d(ahead->stream->time_base) - ahead->clock; }

static void want(Ahead *ahead, int64_t time) {
    if (ahead->wanted_count == (int)(sizeof ahead->wanted / sizeof *ahead->wanted)) ahead->lost = true;
    else ahead->wanted[ahead->wanted_count++] = time;
}

/// Decides on pictures now that the next one in order is `time`, or there is none.
static void place(Ahead *ahead, int64_t time, bool is_end) {
    const foley_media_pictures *wish = ahead->wish;
    if (!is_end && ahead->any_placed && time <= ahead->placed) {
        ahead->lost = true;
        return;
    }
    if (wish->every > 0) {
        double at = is_end ? INFINITY : seconds(ahead, time);
        bool is_before = at < wish->from - SAME_TIME, is_behind = at >= wish->to - SAME_TIME;
        if (is_behind && isnan(ahead->after)) {
            ahead->after = at;
            // The one before is seen all the time.
            if (!ahead->any_in_range && ahead->any_placed) want(ahead, ahead->placed);
        }
        ahead->any_in_range = ahead->any_in_range || (!is_before && !is_behind);
        if (!is_before && !is_behind && ahead->index++ % wish->every == 0) want(ahead, time);
        if (!is_before || ahead->any_placed) {
            ahead->known = is_before ? ahead->placed : time;
            ahead->any_known = true;
        }
    } else if (ahead->any_placed) {
        // The one before is seen up to this one.
        double shown = seconds(ahead, ahead->placed), next = is_end ? INFINITY : seconds(ahead, time);
        double moment = ahead->origin + (double)moment_from(ahead->origin, wish->rate, shown) / wish->rate;
        if (is_end || moment < next - SAME_TIME) want(ahead, ahead->placed);
        ahead->known = ahead->placed;
        ahead->any_known = true;
    } else if (!is_end) {
        ahead->origin = isfinite(wish->from) ? wish->from : seconds(ahead, time);
    }
    if (!is_end) {
        ahead->placed = time;
        ahead->any_placed = true;
    }
}

static void place_least(Ahead *ahead) {
    int64_t least = ahead->unplaced[0];
    memmove(ahead->unplaced, ahead->unplaced + 1, (size_t)--ahead->unplaced_count * sizeof *ahead->unplaced);
    place(ahead, least, false);
}

/// Reads one more packet of the stream; false at the end.
static bool read_one(Ahead *ahead) {
    if (ahead->end) return false;
    AVPacket *packet = av_packet_alloc();
    int error = packet ? 0 : AVERROR(ENOMEM);
    while (!error) {
        error = av_read_frame(ahead->format, packet);
        if (error || packet->stream_index == ahead->stream->index) break;
        av_packet_unref(packet);
        still_busy();
    }
    if (error) {
        av_packet_free(&packet);
        ahead->end = error;
        while (ahead->unplaced_count) place_least(ahead);
        place(ahead, 0, true);
        ahead->known = INT64_MAX;
        ahead->any_known = true;
        return false;
    }
    ahead->packets[(ahead->first + ahead->count++) % AHEAD_PACKETS] = packet;
    if (ahead->skipping != SKIP_NOTHING && !(packet->flags & AV_PKT_FLAG_DISCARD)) {
        if (packet->pts == AV_NOPTS_VALUE || packet->flags & AV_PKT_FLAG_CORRUPT) {
            ahead->lost = true;
            return true;
        }
        int i = ahead->unplaced_count++;
        for (; i > 0 && ahead->unplaced[i - 1] > packet->pts; i--) ahead->unplaced[i] = ahead->unplaced[i - 1];
        ahead->unplaced[i] = packet->pts;
        if (ahead->unplaced_count > REORDERED) place_least(ahead);
    }
    return true;
}

int next_packet(Ahead *ahead, AVPacket *packet, bool *needed) {
    *needed = true;
    if (!ahead->count) read_one(ahead);
    if (!ahead->count) return ahead->end;
    AVPacket *head = ahead->packets[ahead->first];
    if (ahead->skipping != SKIP_NOTHING && !(head->flags & AV_PKT_FLAG_DISCARD)) {
        while (!ahead->lost && !(ahead->any_known && ahead->known >= head->pts)) {
            if (ahead->count == AHEAD_PACKETS) ahead->lost = true;
            else if (!read_one(ahead)) break;
        }
        *needed = ahead->lost;
        for (int i = 0; i < ahead->wanted_count && !*needed; i++) *needed = ahead->wanted[i] == head->pts;
    }
    av_packet_move_ref(packet, head);
    av_packet_free(&head);
    ahead->first = (ahead->first + 1) % AHEAD_PACKETS;
    ahead->count--;
    return 0;
}

bool is_next_wanted(Ahead *ahead, int64_t time) {
    if (!ahead->wanted_count || time < ahead->wanted[0]) return false;
    if (time > ahead->wanted[0]) {
        ahead->lost = true;
        return false;
    }
    memmove(ahead->wanted, ahead->wanted + 1, (size_t)--ahead->wanted_count * sizeof *ahead->wanted);
    return true;
}

void free_ahead(Ahead *ahead) {
    while (ahead->count) {
        av_packet_free(&ahead->packets[ahead->first]);
        ahead->first = (ahead->first + 1) % AHEAD_PACKETS;
        ahead->count--;
    }
}
