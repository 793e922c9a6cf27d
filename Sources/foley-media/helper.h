#pragma once
#include "media.h"
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
#include <stddef.h>

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

// MARK: Parent

/// What a request came to: no cause, or why there is no result.
typedef struct {
    int cause;
    char message[256];
} Outcome;

Outcome fine(void);
/// `what` says what was tried, `error` is libav's.
Outcome failure(int cause, int error, const char *what);

/// The two slots of shared memory; each is ours to fill, or with the parent.
typedef struct {
    uint8_t *memory;
    size_t mapped, slot_bytes;
    bool away[2];
    unsigned next;
} Slots;

/// Reads the next request and the descriptor that came along (-1 for none); ends the process when the parent is gone.
void next_request(foley_media_request *request, int *descriptor);
void answer(const foley_media_reply *reply);
/// Maps the slots that a request speaks of; false where they are not there.
bool map_slots(Slots *slots, const foley_media_request *request);
/// The next slot that is ours, waiting for the parent where both are with it.
uint8_t *empty_slot(Slots *slots);
/// Hands over the slot that `empty_slot` gave last.
void give_slot(Slots *slots, foley_media_reply *reply);
/// Tells the parent now and then that the work goes on.
void still_busy(void);

/// What the decoders complained of since the last request began.
void forget_complaints(void);
uint64_t complaints(const char **first);
/// Counts something that is wrong with the file and that libav said nothing of.
void complain(const char *message);

// MARK: Files

/// A file that is read through its descriptor: libav opens nothing by itself.
typedef struct {
    AVFormatContext *format;
    AVIOContext *io;
    int descriptor;
    int64_t position, size;
} Source;

/// The bytes of an open file; -1 where they cannot be told.
int64_t size_of(int descriptor);
int open_source(Source *source, int descriptor, const char *name);
void close_source(Source *source);
/// The stream of a kind that a player would show, or NULL.
AVStream *best_stream(Source *source, enum AVMediaType kind);
/// All other streams' packets are left out.
void only_stream(Source *source, AVStream *stream);
/// An open decoder on one thread; NULL and an outcome where there is none.
AVCodecContext *open_decoder(AVStream *stream, Outcome *outcome);
/// When the movie's clock begins, in seconds on the file's.
double clock_start(const Source *source);
/// How far the picture has to be turned clockwise: 0, 90, 180 or 270 degrees.
int rotation_of(AVStream *stream);

// MARK: Requests

Outcome probe(const foley_media_request *request, int descriptor, foley_media_facts *facts);
Outcome decode_pictures(const foley_media_request *request, int descriptor, Slots *slots);
Outcome decode_sound(const foley_media_request *request, int descriptor, Slots *slots);
Outcome encode(const foley_media_request *request, int descriptor, Slots *slots);
/// What a sound file is; where it is listened to, its samples as well.
Outcome hear(const foley_media_request *request, int descriptor, Slots *slots, foley_media_hearing *facts);
