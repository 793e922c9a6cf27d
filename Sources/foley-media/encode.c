#include "movies.h"
#include <errno.h>
#include <libavutil/channel_layout.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <string.h>
#include <unistd.h>

/// A movie that is being written.
typedef struct {
    const foley_media_encoding *wish;
    AVFormatContext *format;
    AVIOContext *io;
    int descriptor;
    int64_t position;
    AVCodecContext *pictures, *sound;
    AVStream *picture_stream, *sound_stream;
    struct SwsContext *scaler;
    SwrContext *resampler;
    AVFrame *picture, *samples;
    /// A picture with its last column and row once more, where its sides are odd; else NULL.
    uint8_t *evened;
    AVPacket *packet;
    /// Samples a channel that were given, and those that were encoded.
    int64_t given, encoded;
} Movie;

enum { BLOCK_BYTES = 1 << 16, PCM_SAMPLES = 1024 };

static int write_bytes(void *opaque, WrittenByte *buffer, int count) {
    Movie *movie = opaque;
    for (int left = count; left > 0;) {
        ssize_t done = pwrite(movie->descriptor, buffer, (size_t)left, movie->position);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return AVERROR(done < 0 ? errno : EIO);
        buffer += done;
        left -= (int)done;
        movie->position += done;
    }
    return count;
}

static int64_t seek_bytes(void *opaque, int64_t offset, int whence) {
    Movie *movie = opaque;
    whence &= ~AVSEEK_FORCE;
    if (whence == SEEK_CUR) offset += movie->position;
    else if (whence != SEEK_SET) return AVERROR(EINVAL);
    return offset < 0 ? AVERROR(EINVAL) : (movie->position = offset);
}

static AVStream *add_stream(Movie *movie, const AVCodecContext *encoder) {
    AVStream *stream = avformat_new_stream(movie->format, NULL);
    if (!stream || avcodec_parameters_from_context(stream->codecpar, encoder) < 0) return NULL;
    stream->time_base = encoder->time_base;
    return stream;
}

static AVCodecContext *encoder_for(Movie *movie, const AVCodec *codec) {
    AVCodecContext *encoder = codec ? avcodec_alloc_context3(codec) : NULL;
    if (!encoder) return NULL;
    encoder->thread_count = 1;
    encoder->flags |= AV_CODEC_FLAG_BITEXACT;
    if (movie->format->oformat->flags & AVFMT_GLOBALHEADER) encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    return encoder;
}

/// Whether pictures come at other times than one a tick.
static bool is_uneven(const AVCodecContext *encoder) {
    return av_cmp_q(encoder->time_base, av_inv_q(encoder->framerate)) != 0;
}

static Outcome open_pictures(Movie *movie) {
    const foley_media_encoding *wish = movie->wish;
    const AVCodec *codec = wish->picture_codec == FOLEY_MEDIA_H264 ? avcodec_find_encoder_by_name("libx264")
                                                                   : avcodec_find_encoder(AV_CODEC_ID_MPEG4);
    AVCodecContext *encoder = movie->pictures = encoder_for(movie, codec);
    if (!encoder) return failure(FOLEY_MEDIA_NO_ENCODER, 0, "this libav cannot write such pictures");
    // Two colour samples share one in the other direction only where sides are even, and players show nothing else.
    bool is_even = wish->width % 2 == 0 && wish->height % 2 == 0;
    bool is_kept = is_even || wish->picture_codec != FOLEY_MEDIA_H264 || !wish->for_players;
    encoder->width = wish->width + (is_kept ? 0 : wish->width % 2);
    encoder->height = wish->height + (is_kept ? 0 : wish->height % 2);
    encoder->time_base = (AVRational){wish->tick_numerator, wish->tick_denominator};
    encoder->framerate = (AVRational){wish->rate_numerator, wish->rate_denominator};
    // MP4 has no durations but what lies between two pictures in the order of decoding: where pictures last unevenly that has
    // to be the order in which they are seen, or the last one ends at another time.
    if (is_uneven(encoder)) encoder->max_b_frames = 0;
    bool is_full = !is_even && is_kept && wish->picture_codec == FOLEY_MEDIA_H264;
    encoder->pix_fmt = is_full ? AV_PIX_FMT_YUV444P : AV_PIX_FMT_YUV420P;
    encoder->color_range = AVCOL_RANGE_MPEG;
    encoder->colorspace = AVCOL_SPC_SMPTE170M;
    AVDictionary *options = NULL;
    if (wish->picture_codec == FOLEY_MEDIA_H264) {
        av_dict_set(&options, "preset", "medium", 0);
        av_dict_set(&options, "crf", "18", 0);
        // The same bits whatever the processor offers.
        av_dict_set(&options, "x264-params", "cpu-independent=1:threads=1:lookahead-threads=1:sliced-threads=0", 0);
    } else {
        encoder->flags |= AV_CODEC_FLAG_QSCALE;
        encoder->global_quality = 3 * FF_QP2LAMBDA;
    }
    int error = avcodec_open2(encoder, codec, &options);
    av_dict_free(&options);
    if (error < 0) return failure(FOLEY_MEDIA_NO_ENCODER, error, "the pictures cannot be encoded");
    int format = wish->channels == 1 ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_RGB24;
    movie->scaler = sws_getContext(encoder->width, encoder->height, format, encoder->width, encoder->height,
                                   encoder->pix_fmt, SCALING, NULL, NULL, NULL);
    movie->picture = av_frame_alloc();
    if (!is_kept)
        movie->evened = av_malloc((size_t)encoder->width * encoder->height * wish->channels + FOLEY_MEDIA_MARGIN);
    if (!movie->scaler || !movie->picture || (!is_kept && !movie->evened))
        return failure(FOLEY_MEDIA_NO_MEMORY, AVERROR(ENOMEM), "");
    const int *coefficients = sws_getCoefficients(SWS_CS_ITU601);
    sws_setColorspaceDetails(movie->scaler, coefficients, 1, coefficients, 0, 0, 1 << 16, 1 << 16);
    movie->picture->format = encoder->pix_fmt;
    movie->picture->width = encoder->width;
    movie->picture->height = encoder->height;
    movie->picture->colorspace = encoder->colorspace;
    movie->picture->color_range = encoder->color_range;
    error = av_frame_get_buffer(movie->picture, 0);
    if (error < 0) return failure(FOLEY_MEDIA_NO_MEMORY, error, "");
    movie->picture_stream = add_stream(movie, encoder);
    if (!movie->picture_stream) return failure(FOLEY_MEDIA_NO_MEMORY, AVERROR(ENOMEM), "");
    movie->picture_stream->avg_frame_rate = encoder->framerate;
    return fine();
}

static Outcome open_sound(Movie *movie) {
    const foley_media_encoding *wish = movie->wish;
    bool aac = wish->sound_codec == FOLEY_MEDIA_AAC;
    const AVCodec *codec = avcodec_find_encoder(aac ? AV_CODEC_ID_AAC : AV_CODEC_ID_PCM_S16LE);
    AVCodecContext *encoder = movie->sound = encoder_for(movie, codec);
    if (!encoder) return failure(FOLEY_MEDIA_NO_ENCODER, 0, "this libav cannot write such sound");
    encoder->sample_rate = wish->sample_rate;
    av_channel_layout_default(&encoder->ch_layout, wish->sample_channels);
    encoder->sample_fmt = aac ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_S16;
    encoder->time_base = (AVRational){1, wish->sample_rate};
    if (aac) encoder->bit_rate = 96000 * wish->sample_channels;
    int error = avcodec_open2(encoder, codec, NULL);
    if (error < 0) return failure(FOLEY_MEDIA_NO_ENCODER, error, "the sound cannot be encoded");
    error = swr_alloc_set_opts2(&movie->resampler, &encoder->ch_layout, encoder->sample_fmt, wish->sample_rate,
                                &encoder->ch_layout, AV_SAMPLE_FMT_FLTP, wish->sample_rate, 0, NULL);
    if (error >= 0) error = swr_init(movie->resampler);
    movie->samples = av_frame_alloc();
    if (error < 0 || !movie->samples) return failure(FOLEY_MEDIA_NO_MEMORY, error < 0 ? error : AVERROR(ENOMEM), "");
    movie->samples->format = encoder->sample_fmt;
    movie->samples->nb_samples = encoder->frame_size ? encoder->frame_size : PCM_SAMPLES;
    movie->samples->sample_rate = wish->sample_rate;
    error = av_channel_layout_copy(&movie->samples->ch_layout, &encoder->ch_layout);
    if (error >= 0) error = av_frame_get_buffer(movie->samples, 0);
    movie->sound_stream = error < 0 ? NULL : add_stream(movie, encoder);
    return movie->sound_stream ? fine() : failure(FOLEY_MEDIA_NO_MEMORY, AVERROR(ENOMEM), "");
}

static Outcome open_movie(Movie *movie) {
    static const char *const CONTAINERS[] = {[FOLEY_MEDIA_MP4] = "mp4", [FOLEY_MEDIA_QUICKTIME] = "mov", [FOLEY_MEDIA_WAV] = "wav"};
    const foley_media_encoding *wish = movie->wish;
    if (wish->container < FOLEY_MEDIA_MP4 || wish->container > FOLEY_MEDIA_WAV)
        return failure(FOLEY_MEDIA_BAD_REQUEST, 0, "there is no such container");
    int error = avformat_alloc_output_context2(&movie->format, NULL, CONTAINERS[wish->container], NULL);
    if (error < 0) return failure(FOLEY_MEDIA_NO_ENCODER, error, CONTAINERS[wish->container]);
    movie->format->flags |= AVFMT_FLAG_BITEXACT;
    uint8_t *buffer = av_malloc(BLOCK_BYTES);
    if (buffer) movie->io = avio_alloc_context(buffer, BLOCK_BYTES, 1, movie, NULL, write_bytes, seek_bytes);
    if (!movie->io) av_free(buffer);
    movie->packet = av_packet_alloc();
    if (!movie->io || !movie->packet) return failure(FOLEY_MEDIA_NO_MEMORY, AVERROR(ENOMEM), "");
    movie->format->pb = movie->io;
    Outcome outcome = fine();
    if (wish->width > 0) outcome = open_pictures(movie);
    if (!outcome.cause && wish->sample_rate > 0) outcome = open_sound(movie);
    if (outcome.cause) return outcome;
    if (!movie->format->nb_streams) return failure(FOLEY_MEDIA_BAD_REQUEST, 0, "neither pictures nor sound");
    error = avformat_write_header(movie->format, NULL);
    return error < 0 ? failure(FOLEY_MEDIA_UNWRITABLE, error, "") : fine();
}

/// Encodes a frame (NULL: the end) and writes what comes out.
static int write_frame(Movie *movie, AVCodecContext *encoder, AVStream *stream, const AVFrame *frame) {
    int error = avcodec_send_frame(encoder, frame);
    while (error >= 0) {
        error = avcodec_receive_packet(encoder, movie->packet);
        if (error == AVERROR(EAGAIN) || error == AVERROR_EOF) return 0;
        if (error < 0) break;
        const foley_media_encoding *wish = movie->wish;
        if (stream == movie->picture_stream && is_uneven(encoder)) {
            // What an encoder says of the others is the average, which may reach beyond the end.
            if (movie->packet->pts != wish->last_tick) movie->packet->duration = 1;
            else if (wish->last_ticks > 0) movie->packet->duration = wish->last_ticks;
        }
        av_packet_rescale_ts(movie->packet, encoder->time_base, stream->time_base);
        movie->packet->stream_index = stream->index;
        error = av_interleaved_write_frame(movie->format, movie->packet);
    }
    still_busy();
    return error;
}

/// Writes a picture to `evened`.
static void make_even(Movie *movie, const uint8_t *pixels) {
    int channels = movie->wish->channels, width = movie->wish->width, height = movie->wish->height;
    size_t row = (size_t)width * channels, wide = (size_t)movie->picture->width * channels;
    for (int y = 0; y < movie->picture->height; y++) {
        const uint8_t *from = pixels + (size_t)(y < height ? y : height - 1) * row;
        uint8_t *to = movie->evened + (size_t)y * wide;
        memcpy(to, from, row);
        if (wide > row) memcpy(to + row, from + row - channels, (size_t)channels);
    }
}

/// Encodes the pictures of a slot; their times are ticks.
static int write_pictures(Movie *movie, const uint8_t *slot, uint64_t count, uint64_t capacity) {
    int stride = movie->wish->width * movie->wish->channels;
    const uint8_t *pixels = slot + foley_media_pictures_offset(capacity);
    for (uint64_t i = 0; i < count; i++) {
        int error = av_frame_make_writable(movie->picture);
        if (error < 0) return error;
        const uint8_t *picture = pixels + i * (uint64_t)stride * (uint64_t)movie->wish->height;
        if (movie->evened) make_even(movie, picture);
        const uint8_t *planes[4] = {movie->evened ? movie->evened : picture};
        int strides[4] = {movie->picture->width * movie->wish->channels};
        error = sws_scale(movie->scaler, planes, strides, 0, movie->picture->height, movie->picture->data,
                          movie->picture->linesize);
        if (error < 0) return error;
        double tick;
        memcpy(&tick, slot + i * sizeof tick, sizeof tick);
        movie->picture->pts = (int64_t)tick;
        error = write_frame(movie, movie->pictures, movie->picture_stream, movie->picture);
        if (error < 0) return error;
    }
    return 0;
}

/// Encodes samples as soon as they fill a frame, and at the end those that do not.
static int write_samples(Movie *movie, const float *slot, uint64_t count, uint64_t stride, bool is_end) {
    const uint8_t *planes[64] = {NULL};
    for (int channel = 0; channel < movie->wish->sample_channels && slot; channel++)
        planes[channel] = (const uint8_t *)(slot + (size_t)channel * stride);
    movie->given += (int64_t)count;
    int size = movie->sound->frame_size ? movie->sound->frame_size : PCM_SAMPLES;
    // The resampler holds what has no frame yet.
    int error = swr_convert(movie->resampler, NULL, 0, slot ? planes : NULL, (int)count);
    while (error >= 0) {
        int64_t left = movie->given - movie->encoded;
        if (left <= 0 || (left < size && !is_end)) return 0;
        error = av_frame_make_writable(movie->samples);
        if (error < 0) return error;
        movie->samples->nb_samples = left < size ? (int)left : size;
        error = swr_convert(movie->resampler, movie->samples->extended_data, movie->samples->nb_samples, NULL, 0);
        if (error < 0) return error;
        if (error != movie->samples->nb_samples) return AVERROR_BUG;
        movie->samples->pts = movie->encoded;
        movie->encoded += movie->samples->nb_samples;
        error = write_frame(movie, movie->sound, movie->sound_stream, movie->samples);
    }
    return error;
}

/// Takes what the parent sends until it says that this is all.
static Outcome receive_all(Movie *movie, Slots *slots, uint64_t capacity) {
    static foley_media_request part;
    int64_t channels = movie->wish->sample_channels;
    uint64_t stride = channels > 0 ? (slots->slot_bytes - FOLEY_MEDIA_MARGIN) / sizeof(float) / (uint64_t)channels & ~15ull : 0;
    for (;;) {
        int descriptor;
        next_request(&part, &descriptor);
        if (descriptor >= 0) close(descriptor);
        if (part.slot > 1) return failure(FOLEY_MEDIA_BAD_REQUEST, 0, "there is no such slot");
        const uint8_t *slot = slots->memory + part.slot * slots->slot_bytes;
        int error = 0;
        if (part.wish == FOLEY_MEDIA_FINISH) {
            if (movie->sound) error = write_samples(movie, NULL, 0, 0, true);
            if (movie->pictures && error >= 0) error = write_frame(movie, movie->pictures, movie->picture_stream, NULL);
            if (movie->sound && error >= 0) error = write_frame(movie, movie->sound, movie->sound_stream, NULL);
            if (error >= 0) error = av_write_trailer(movie->format);
            avio_flush(movie->io);
            if (error >= 0 && movie->io->error < 0) error = movie->io->error;
            return error < 0 ? failure(FOLEY_MEDIA_UNWRITABLE, error, "") : fine();
        }
        if (part.wish == FOLEY_MEDIA_MORE_PICTURES && movie->pictures && part.count <= capacity) {
            error = write_pictures(movie, slot, part.count, capacity);
        } else if (part.wish == FOLEY_MEDIA_MORE_SOUND && movie->sound && part.count <= stride) {
            error = write_samples(movie, (const float *)slot, part.count, stride, false);
        } else {
            return failure(FOLEY_MEDIA_BAD_REQUEST, 0, "what was sent does not belong to the movie");
        }
        if (error >= 0 && movie->io->error < 0) error = movie->io->error;
        if (error < 0) return failure(FOLEY_MEDIA_UNWRITABLE, error, "");
        foley_media_reply reply = {.answer = FOLEY_MEDIA_CHUNK, .slot = part.slot};
        answer(&reply);
    }
}

Outcome encode(const foley_media_request *request, int descriptor, Slots *slots) {
    const foley_media_encoding *wish = &request->encoding;
    size_t bytes = (size_t)wish->width * (size_t)wish->height * (size_t)wish->channels;
    bool pictures_fit = wish->width <= 0
                        || (wish->height > 0 && (wish->channels == 1 || wish->channels == 3) && wish->tick_numerator > 0
                            && wish->tick_denominator > 0 && wish->rate_numerator > 0 && wish->rate_denominator > 0
                            && slots->slot_bytes >= bytes + 64 + FOLEY_MEDIA_MARGIN);
    if (!pictures_fit || wish->sample_channels < 0 || wish->sample_channels > 64 || slots->slot_bytes < (1 << 16))
        return failure(FOLEY_MEDIA_BAD_REQUEST, 0, "such a movie cannot be written");
    uint64_t capacity = wish->width > 0 ? (slots->slot_bytes - 64 - FOLEY_MEDIA_MARGIN) / (bytes + sizeof(double)) : 0;
    Movie movie = {.wish = wish, .descriptor = descriptor};
    Outcome outcome = open_movie(&movie);
    if (!outcome.cause) {
        // Ready for the first part.
        foley_media_reply reply = {.answer = FOLEY_MEDIA_BUSY};
        answer(&reply);
        outcome = receive_all(&movie, slots, capacity);
    }
    avcodec_free_context(&movie.pictures);
    avcodec_free_context(&movie.sound);
    sws_freeContext(movie.scaler);
    swr_free(&movie.resampler);
    av_freep(&movie.evened);
    av_frame_free(&movie.picture);
    av_frame_free(&movie.samples);
    av_packet_free(&movie.packet);
    if (movie.io) av_freep(&movie.io->buffer);
    avio_context_free(&movie.io);
    avformat_free_context(movie.format);
    return outcome;
}
