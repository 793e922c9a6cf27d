#include "helper.h"
#include <libavutil/channel_layout.h>
#include <libavutil/mem.h>
#include <libswresample/swresample.h>
#include <math.h>
#include <string.h>

/// The decoding of a file's sound for one request.
typedef struct {
    const foley_media_sound *wish;
    Slots *slots;
    Source source;
    AVCodecContext *decoder;
    AVPacket *packet;
    AVFrame *frame;
    SwrContext *resampler;
    /// What the resampler was made for.
    AVChannelLayout layout;
    int format, rate;
    /// What comes out.
    int channels;
    double out_rate;
    /// Samples a channel: those in the slot that is being filled, its room, those made so far and the range that is wanted.
    int64_t filled, capacity, made, from, to;
    /// Seconds of sound that went into the resampler.
    double taken;
    bool finished;
} Sound;

enum { MOST_CHANNELS = 64 };

static void hand_over(Sound *sound) {
    if (!sound->filled) return;
    foley_media_reply reply = {.count = (uint64_t)sound->filled, .stride = (uint64_t)sound->capacity,
                               .sample_channels = sound->channels, .sample_rate = sound->out_rate};
    give_slot(sound->slots, &reply);
    sound->filled = 0;
}

/// Resamples `count` samples (NULL and 0: what the resampler still holds) into slots, up to `most` samples in all.
static int resample(Sound *sound, const uint8_t **data, int count, int64_t most) {
    for (bool first = true; !sound->finished; first = false) {
        uint8_t *slot = empty_slot(sound->slots);
        uint8_t *targets[MOST_CHANNELS];
        float *start = (float *)slot + sound->filled;
        for (int channel = 0; channel < sound->channels; channel++)
            targets[channel] = (uint8_t *)(start + channel * sound->capacity);
        int room = (int)(sound->capacity - sound->filled);
        int done = swr_convert(sound->resampler, targets, room, data, first ? count : 0);
        if (done < 0) return done;
        int64_t kept = done;
        if (sound->made + kept > most) kept = most > sound->made ? most - sound->made : 0;
        // What comes before the range is left out.
        int64_t dropped = sound->from - sound->made;
        dropped = dropped < 0 ? 0 : dropped > kept ? kept : dropped;
        if (dropped && dropped < kept)
            for (int channel = 0; channel < sound->channels; channel++)
                memmove(targets[channel], (float *)targets[channel] + dropped, (size_t)(kept - dropped) * sizeof(float));
        sound->made += kept;
        sound->filled += kept - dropped;
        if (sound->made >= sound->to) {
            sound->filled -= sound->made - sound->to < sound->filled ? sound->made - sound->to : sound->filled;
            sound->finished = true;
        }
        bool full = done == room;
        if (sound->filled == sound->capacity) hand_over(sound);
        if (!full) return 0;
    }
    return 0;
}

/// Empties the resampler: as many samples as the sound that went in lasts.
static int flush(Sound *sound) {
    if (!sound->resampler) return 0;
    int error = resample(sound, NULL, 0, (int64_t)ceil(sound->taken * sound->out_rate - 1e-6));
    swr_free(&sound->resampler);
    return error;
}

/// Makes a resampler for sound as `frame` has it.
static int prepare(Sound *sound, const AVFrame *frame) {
    AVChannelLayout in = frame->ch_layout, out = {0};
    if (in.nb_channels < 1 || in.nb_channels > MOST_CHANNELS) return AVERROR_PATCHWELCOME;
    if (!sound->channels) {
        sound->channels = sound->wish->mono ? 1 : in.nb_channels;
        sound->out_rate = sound->wish->rate > 0 ? sound->wish->rate : frame->sample_rate;
        sound->capacity = (int64_t)((sound->slots->slot_bytes - FOLEY_MEDIA_MARGIN) / sizeof(float)) / sound->channels & ~15ll;
        sound->from = sound->wish->from > 0 ? (int64_t)ceil(sound->wish->from * sound->out_rate - 1e-6) : 0;
        sound->to = isfinite(sound->wish->to) ? (int64_t)ceil(sound->wish->to * sound->out_rate - 1e-6) : INT64_MAX;
    }
    av_channel_layout_uninit(&sound->layout);
    int error = av_channel_layout_copy(&sound->layout, &in);
    if (error) return error;
    sound->format = frame->format;
    sound->rate = frame->sample_rate;
    // Channels are numbered, not placed in a room: their mean is a plain one.
    if (sound->channels != in.nb_channels)
        out = (AVChannelLayout){.order = AV_CHANNEL_ORDER_UNSPEC, .nb_channels = sound->channels};
    else if ((error = av_channel_layout_copy(&out, &in))) return error;
    error = swr_alloc_set_opts2(&sound->resampler, &out, AV_SAMPLE_FMT_FLTP, (int)lround(sound->out_rate), &in,
                                frame->format, frame->sample_rate, 0, NULL);
    av_channel_layout_uninit(&out);
    if (!error && sound->channels != in.nb_channels) {
        double matrix[MOST_CHANNELS * MOST_CHANNELS] = {0};
        for (int i = 0; i < in.nb_channels; i++)
            for (int o = 0; o < sound->channels; o++)
                matrix[o * in.nb_channels + i] = sound->wish->mono ? 1.0 / in.nb_channels : i == o;
        error = swr_set_matrix(sound->resampler, matrix, in.nb_channels);
    }
    return error ? error : swr_init(sound->resampler);
}

static int take(Sound *sound, const AVFrame *frame) {
    if (sound->resampler
        && (frame->format != sound->format || frame->sample_rate != sound->rate
            || av_channel_layout_compare(&frame->ch_layout, &sound->layout))) {
        int error = flush(sound);
        if (error < 0) return error;
    }
    if (!sound->resampler) {
        int error = prepare(sound, frame);
        if (error < 0) return error;
    }
    if (frame->decode_error_flags || frame->flags & AV_FRAME_FLAG_CORRUPT) complain("the sound is damaged");
    sound->taken += (double)frame->nb_samples / frame->sample_rate;
    return resample(sound, (const uint8_t **)frame->extended_data, frame->nb_samples, INT64_MAX);
}

/// Sends a packet (NULL: the end) to the decoder and takes what comes out.
static int decode(Sound *sound, AVPacket *packet) {
    int error = avcodec_send_packet(sound->decoder, packet);
    if (error == AVERROR(ENOMEM)) return error;
    if (error < 0 && error != AVERROR_EOF && error != AVERROR(EAGAIN)) complain("the sound cannot be decoded");
    while (!sound->finished) {
        error = avcodec_receive_frame(sound->decoder, sound->frame);
        if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return 0;
        if (error == AVERROR(ENOMEM)) return error;
        if (error < 0) {
            complain("the sound cannot be decoded");
            return 0;
        }
        still_busy();
        error = take(sound, sound->frame);
        av_frame_unref(sound->frame);
        if (error < 0) return error;
    }
    return 0;
}

static Outcome pass(Sound *sound, const foley_media_request *request, int descriptor) {
    int error = open_source(&sound->source, descriptor, request->name);
    if (error) return failure(FOLEY_MEDIA_UNREADABLE, error, "");
    AVStream *stream = chosen_stream(&sound->source, AVMEDIA_TYPE_AUDIO, request->sound_stream);
    if (!stream) return failure(FOLEY_MEDIA_NO_SOUND, 0, "");
    Outcome outcome = fine();
    if (!(sound->decoder = open_decoder(stream, &outcome))) return outcome;
    only_stream(&sound->source, stream);
    sound->packet = av_packet_alloc();
    sound->frame = av_frame_alloc();
    if (!sound->packet || !sound->frame) return failure(FOLEY_MEDIA_NO_MEMORY, AVERROR(ENOMEM), "");
    forget_complaints();
    while (!sound->finished && !(error = av_read_frame(sound->source.format, sound->packet))) {
        still_busy();
        if (sound->packet->stream_index == stream->index) error = decode(sound, sound->packet);
        av_packet_unref(sound->packet);
        if (error < 0) return failure(FOLEY_MEDIA_UNDECODABLE, error, "");
    }
    if (!sound->finished) {
        if (error == AVERROR(ENOMEM)) return failure(FOLEY_MEDIA_NO_MEMORY, error, "");
        if (error != AVERROR_EOF) complain("the file breaks off");
        error = decode(sound, NULL);
        if (error >= 0) error = flush(sound);
        if (error < 0) return failure(FOLEY_MEDIA_UNDECODABLE, error, "");
    }
    hand_over(sound);
    return fine();
}

Outcome decode_sound(const foley_media_request *request, int descriptor, Slots *slots) {
    if (slots->slot_bytes < (1 << 16) || request->sound.rate < 0 || request->sound.rate > 4e6)
        return failure(FOLEY_MEDIA_BAD_REQUEST, 0, "this sound cannot be wanted");
    Sound sound = {.wish = &request->sound, .slots = slots};
    Outcome outcome = pass(&sound, request, descriptor);
    swr_free(&sound.resampler);
    av_channel_layout_uninit(&sound.layout);
    av_packet_free(&sound.packet);
    av_frame_free(&sound.frame);
    avcodec_free_context(&sound.decoder);
    close_source(&sound.source);
    return outcome;
}
