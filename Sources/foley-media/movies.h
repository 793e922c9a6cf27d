#pragma once
#include "helper.h"
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>

/// How pictures are scaled and their colours converted, the same bits every time. Without the whole chroma white comes out
/// as 253 and all colours one level too dark.
enum {
    SCALING = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP,
};

// MARK: Versions

// libav 5 to 7: what was renamed or made constant in between.

#if LIBAVFORMAT_VERSION_MAJOR < 61
typedef uint8_t WrittenByte;
#else
typedef const uint8_t WrittenByte;
#endif

/// How long a picture is shown, in its stream's units; 0 where that is not known.
static inline int64_t duration_of(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT < AV_VERSION_INT(57, 30, 100)
    return frame->pkt_duration;
#else
    return frame->duration;
#endif
}

/// `what` says what was tried, `error` is libav's.
Outcome failure(int cause, int error, const char *what);

// MARK: Files

/// A file that is read through its descriptor: libav opens nothing by itself.
typedef struct {
    AVFormatContext *format;
    AVIOContext *io;
    int descriptor;
    int64_t position, size;
} Source;

int open_source(Source *source, int descriptor);
void close_source(Source *source);
/// The stream of a kind with a number, counted from 1; with 0 the one that a player would take, the first of those that are
/// marked as usual and can be decoded. NULL where there is none.
AVStream *chosen_stream(Source *source, enum AVMediaType kind, int number);
/// All other streams' packets are left out.
void only_stream(Source *source, AVStream *stream);
/// An open decoder on one thread; NULL and an outcome where there is none.
AVCodecContext *open_decoder(AVStream *stream, Outcome *outcome);
/// Whether the container has times for its packets; in others libav counts.
bool has_stamps(const Source *source);
/// How long the file lasts by its header, in seconds; below 0 where it does not tell.
double file_duration(const Source *source);
/// The same of one stream.
double stream_duration(const Source *source, const AVStream *stream);
/// When the movie's clock begins, in seconds on the file's.
double clock_start(const Source *source);
/// When a stream's sound begins on the file's clock, without what its decoder leaves out; AV_NOPTS_VALUE where that is not known.
int64_t heard_from(const Source *source, const AVStream *stream);
/// When a stream ends, in seconds on the movie's clock; below 0 where the file does not tell.
double stream_end(const Source *source, const AVStream *stream);

/// How a picture becomes upright: mirrored first, left for right, then turned clockwise by 0, 90, 180 or 270 degrees.
typedef struct {
    bool mirrored;
    int rotation;
} Orientation;

Orientation orientation_of(AVStream *stream);
/// By how much pictures are wider where their pixels are square; 1 to 1 where that makes no difference.
AVRational pixel_shape(Source *source, AVStream *stream);
/// `width` pixels of that shape as square ones.
int squared(int width, AVRational shape);

// MARK: Requests

Outcome probe(const foley_media_request *request, int descriptor, foley_media_facts *facts);
/// Sets `end` as a reply has it.
Outcome decode_pictures(const foley_media_request *request, int descriptor, Slots *slots, double *end);
Outcome decode_sound(const foley_media_request *request, int descriptor, Slots *slots);
Outcome encode(const foley_media_request *request, int descriptor, Slots *slots);
