#include "clock.h"
#include <libavutil/channel_layout.h>
#include <libavutil/mem.h>
#include <libavutil/samplefmt.h>
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
    SoundClock clock;
    /// Frames whose place is not known yet, and how long they last together.
    AVFrame *held[HELD_FRAMES];
    int held_count;
    double held_seconds;
    /// Samples that are still to be left out because others have their place.
    int64_t dropping;
    bool finished;
} Sound;

enum { MOST_CHANNELS = 64, SILENT_SAMPLES = 4096 };

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

static double lasting(const AVFrame *frame) { return (double)frame->nb_samples / frame->sample_rate; }

/// Takes a frame's samples from number `first` on.
static int take(Sound *sound, const AVFrame *frame, int first) {
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
    const uint8_t *planes[MOST_CHANNELS];
    bool is_planar = av_sample_fmt_is_planar(frame->format);
    int channels = frame->ch_layout.nb_channels, bytes = av_get_bytes_per_sample(frame->format);
    for (int i = 0; i < (is_planar ? channels : 1); i++)
        planes[i] = frame->extended_data[i] + (size_t)first * bytes * (is_planar ? 1 : channels);
    int count = frame->nb_samples - first;
    sound->taken += (double)count / frame->sample_rate;
    return resample(sound, planes, count, INT64_MAX);
}

/// Takes `count` samples of silence as `frame` would have them.
static int take_silence(Sound *sound, const AVFrame *frame, int64_t count) {
    AVFrame *silence = av_frame_alloc();
    if (!silence) return AVERROR(ENOMEM);
    silence->format = frame->format;
    silence->sample_rate = frame->sample_rate;
    silence->nb_samples = SILENT_SAMPLES;
    int error = av_channel_layout_copy(&silence->ch_layout, &frame->ch_layout);
    if (error >= 0) error = av_frame_get_buffer(silence, 0);
    if (error >= 0)
        error = av_samples_set_silence(silence->extended_data, 0, SILENT_SAMPLES, frame->ch_layout.nb_channels, frame->format);
    for (; error >= 0 && count > 0 && !sound->finished; count -= silence->nb_samples) {
        silence->nb_samples = count < SILENT_SAMPLES ? (int)count : SILENT_SAMPLES;
        error = take(sound, silence, 0);
        still_busy();
    }
    av_frame_free(&silence);
    return error < 0 ? error : 0;
}

/// Puts the first frame that is held to where it begins, `late` seconds after what came before it, and takes it.
static int place(Sound *sound, double late) {
    AVFrame *frame = sound->held[0];
    sound->held_seconds -= lasting(frame);
    memmove(sound->held, sound->held + 1, (size_t)--sound->held_count * sizeof *sound->held);
    int error = 0;
    int64_t silent = llround(late * frame->sample_rate) - sound->dropping;
    sound->dropping = silent < 0 ? -silent : 0;
    if (silent > 0) error = take_silence(sound, frame, silent);
    int dropped = sound->dropping < frame->nb_samples ? (int)sound->dropping : frame->nb_samples;
    sound->dropping -= dropped;
    if (!error && !sound->finished && dropped < frame->nb_samples) error = take(sound, frame, dropped);
    av_frame_free(&frame);
    return error;
}

/// How much later than what comes before it a frame says that it begins, `ahead` seconds of others being between; 0 where it
/// says nothing.
static double late(Sound *sound, const AVFrame *frame, double ahead) {
    if (frame->pts == AV_NOPTS_VALUE) return 0;
    double reached = sound->taken + ahead - (double)sound->dropping / frame->sample_rate;
    return lateness(&sound->clock, (double)frame->pts * av_q2d(sound->clock.unit), reached);
}

/// Takes the frames that are held, as far as it is known where each belongs; at the end all of them.
static int place_held(Sound *sound, bool is_end) {
    while (sound->held_count && !sound->finished) {
        double least = late(sound, sound->held[0], 0), ahead = lasting(sound->held[0]);
        bool is_jitter = fabs(least) <= JITTER;
        for (int i = 1; i < sound->held_count && !is_jitter; i++) {
            const AVFrame *frame = sound->held[i];
            if (frame->pts != AV_NOPTS_VALUE) {
                double next = late(sound, frame, ahead);
                is_jitter = fabs(next) <= JITTER || (next > 0) != (least > 0);
                if (fabs(next) < fabs(least)) least = next;
            }
            ahead += lasting(frame);
        }
        bool is_long = sound->held_count == HELD_FRAMES || (sound->held_count > 2 && sound->held_seconds >= HELD_SECONDS);
        if (!is_jitter && !is_long && !is_end) return 0;
        double by = is_jitter ? 0 : believed(&sound->clock, least, sound->taken);
        int error = place(sound, by);
        if (error < 0) return error;
    }
    return 0;
}

/// Takes a frame as soon as it is known where it belongs.
static int hold(Sound *sound, const AVFrame *frame) {
    if (frame->sample_rate <= 0 || frame->nb_samples <= 0) return 0;
    if (frame->ch_layout.nb_channels < 1 || frame->ch_layout.nb_channels > MOST_CHANNELS) return AVERROR_PATCHWELCOME;
    AVFrame *kept = av_frame_clone(frame);
    if (!kept) return AVERROR(ENOMEM);
    sound->held[sound->held_count++] = kept;
    sound->held_seconds += lasting(kept);
    return place_held(sound, false);
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
        error = hold(sound, sound->frame);
        av_frame_unref(sound->frame);
        if (error < 0) return error;
    }
    return 0;
}

static Outcome pass(Sound *sound, const foley_media_request *request, int descriptor) {
    int error = open_source(&sound->source, descriptor);
    if (error) return failure(FOLEY_MEDIA_UNREADABLE, error, "");
    AVStream *stream = chosen_stream(&sound->source, AVMEDIA_TYPE_AUDIO, request->sound_stream);
    if (!stream) return failure(FOLEY_MEDIA_NO_SOUND, 0, "");
    Outcome outcome = fine();
    if (!(sound->decoder = open_decoder(stream, &outcome))) return outcome;
    only_stream(&sound->source, stream);
    sound->clock = clock_of(&sound->source, stream);
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
        if (error >= 0) error = place_held(sound, true);
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
    for (int i = 0; i < sound.held_count; i++) av_frame_free(&sound.held[i]);
    swr_free(&sound.resampler);
    av_channel_layout_uninit(&sound.layout);
    av_packet_free(&sound.packet);
    av_frame_free(&sound.frame);
    avcodec_free_context(&sound.decoder);
    close_source(&sound.source);
    return outcome;
}
