#pragma once
#include "movies.h"

enum {
    /// Packets that are read before they are decoded.
    AHEAD_PACKETS = 64,
    /// By how many places a picture may come earlier in a file than it is seen; H.264 allows 16.
    REORDERED = 20,
};

/// What need not be decoded for the pictures that are wanted.
typedef enum {
    SKIP_NOTHING,
    /// Pictures that no other is made from.
    SKIP_UNREFERENCED,
    /// All that are not wanted: each stands for itself.
    SKIP_UNWANTED,
} Skipping;

/// Packets in the order of decoding, read so far ahead that it is known which pictures are wanted.
///
/// Wanted is what the decoded pictures would decide as well; where the packets do not tell that, or tell something else,
/// `lost` is set, and the decoding has to begin again with SKIP_NOTHING.
typedef struct {
    AVFormatContext *format;
    AVStream *stream;
    const foley_media_pictures *wish;
    Skipping skipping;
    double clock;
    bool lost;

    AVPacket *packets[AHEAD_PACKETS];
    int first, count;
    /// Why no more packets come.
    int end;
    /// Times of pictures whose place in the order is not known yet, least first.
    int64_t unplaced[REORDERED + 1];
    int unplaced_count;
    /// The last picture that has a place, and how many have.
    int64_t placed;
    bool any_placed;
    int64_t index;
    double origin;
    /// The first picture behind the range, in seconds; NAN where none has come.
    double after;
    bool any_in_range;
    /// Up to here it is known which are wanted.
    int64_t known;
    bool any_known;
    /// Pictures that are wanted and have not come out of the decoder, in order.
    int64_t wanted[4 * AHEAD_PACKETS];
    int wanted_count;
} Ahead;

Skipping skipping_for(AVFormatContext *format, AVStream *stream, const foley_media_pictures *wish);
/// The next packet to decode; sets `needed` to whether its picture is wanted. 0 or libav's error, AVERROR_EOF at the end.
int next_packet(Ahead *ahead, AVPacket *packet, bool *needed);
/// Whether a picture that came out of the decoder is the next wanted one.
bool is_next_wanted(Ahead *ahead, int64_t time);
void free_ahead(Ahead *ahead);

/// Times within so many seconds of each other are the same.
#define SAME_TIME 1e-6

/// The first of the moments `origin` + k / `rate` that is not before `time`, as k.
int64_t moment_from(double origin, double rate, double time);
