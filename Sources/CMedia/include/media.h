#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// What foley and its helpers foley-media and foley-sound say to each other, each message one datagram on a socket, and how
// foley starts them. Pictures and samples lie in slots of memory that both map.

/// What foley asks for.
typedef enum {
    /// The facts of a file, whose descriptor comes along.
    FOLEY_MEDIA_PROBE = 1,
    FOLEY_MEDIA_PICTURES,
    FOLEY_MEDIA_SOUND,
    /// A movie to be written to the file whose descriptor comes along.
    FOLEY_MEDIA_ENCODE,
    /// Of foley-sound: what a file of sound is, and how long, as decoding would find it.
    FOLEY_MEDIA_MEASURE,
    /// The same, and its samples.
    FOLEY_MEDIA_LISTEN,
    /// During decoding: the slot was emptied.
    FOLEY_MEDIA_TAKEN,
    /// During encoding: the slot holds `count` pictures, or samples a channel.
    FOLEY_MEDIA_MORE_PICTURES,
    FOLEY_MEDIA_MORE_SOUND,
    FOLEY_MEDIA_FINISH,
} foley_media_wish;

/// Pictures as they are wanted. Times are in seconds from the movie's start.
typedef struct {
    /// Of a picture as it is handed over, in pixels.
    int32_t width, height;
    /// 1 for grey, 3 for red, green and blue.
    int32_t channels;
    /// The part of the upright picture that is shown, in its pixels; no width is the whole.
    int32_t crop_x, crop_y, crop_width, crop_height;
    /// Each n-th picture from the first in the range on; 0 where `rate` chooses.
    int64_t every;
    /// Pictures a second: at each of these moments the one that is seen then.
    double rate;
    /// from <= time < to
    double from, to;
    /// Whether all pictures are decoded, also those that no wanted one needs.
    bool all;
} foley_media_pictures;

typedef struct {
    /// Samples a second; 0 is the file's own.
    double rate;
    /// Whether the channels are averaged to one.
    bool mono;
    /// from <= time < to, in seconds from the sound's first sample.
    double from, to;
} foley_media_sound;

/// Samples of a sound file, per channel: first <= sample < last.
typedef struct {
    int64_t first, last;
} foley_media_samples;

typedef enum {
    FOLEY_MEDIA_MP4 = 1,
    FOLEY_MEDIA_QUICKTIME,
    FOLEY_MEDIA_WAV,
} foley_media_container;

typedef enum {
    FOLEY_MEDIA_H264 = 1,
    FOLEY_MEDIA_MPEG4,
    FOLEY_MEDIA_AAC,
    FOLEY_MEDIA_PCM,
} foley_media_codec;

typedef struct {
    int32_t container, picture_codec, sound_codec;
    /// Of a picture as it comes, in pixels; no width is no pictures.
    int32_t width, height, channels;
    /// A tick of the picture's clock is `tick_numerator / tick_denominator` seconds.
    int32_t tick_numerator, tick_denominator;
    /// Pictures a second, on average.
    int32_t rate_numerator, rate_denominator;
    /// Samples a second; 0 is no sound.
    int32_t sample_rate, sample_channels;
    /// The tick of the last picture, and for how many it is seen; 0 is as long as the others on average.
    int64_t last_tick, last_ticks;
    /// Whether H.264 is to be such as players show: pictures of odd sides get their last column or row twice.
    int32_t for_players;
} foley_media_encoding;

typedef struct {
    int32_t wish;
    uint32_t slot;
    uint64_t count;
    /// Two slots of so many bytes are at hand.
    uint64_t slot_bytes;
    foley_media_pictures pictures;
    foley_media_sound sound;
    foley_media_encoding encoding;
    foley_media_samples samples;
    /// Which of the file's streams of pictures and of sound, counted from 1 in its order; 0 is the one that players take.
    int32_t picture_stream, sound_stream;
} foley_media_request;

/// What the helper answers.
typedef enum {
    FOLEY_MEDIA_FACTS = 1,
    /// A slot is full: `count` pictures, whose times stand before them, or samples, channel after channel; of a sound file
    /// that is listened to, sample after sample.
    FOLEY_MEDIA_CHUNK,
    /// Nothing yet, but it goes on.
    FOLEY_MEDIA_BUSY,
    /// What was handed over does not count: it comes again from the start.
    FOLEY_MEDIA_AGAIN,
    FOLEY_MEDIA_DONE,
    FOLEY_MEDIA_FAILED,
    /// Before anything else, and only then: the system does not let the helper be confined; `message` says why.
    FOLEY_MEDIA_UNCONFINED,
} foley_media_answer;

/// Why there is no result.
typedef enum {
    FOLEY_MEDIA_UNREADABLE = 1,
    FOLEY_MEDIA_NO_PICTURES,
    FOLEY_MEDIA_NO_SOUND,
    FOLEY_MEDIA_NO_DECODER,
    FOLEY_MEDIA_NO_MEMORY,
    FOLEY_MEDIA_NO_ENCODER,
    FOLEY_MEDIA_UNWRITABLE,
    FOLEY_MEDIA_BAD_REQUEST,
    /// It was read as a movie, and its pictures or its sound give nothing that was asked for.
    FOLEY_MEDIA_UNDECODABLE,
    /// The disk, or what stands for one, does not give the bytes.
    FOLEY_MEDIA_NO_BYTES,
    /// It is no sound file that libsndfile or libmpg123 knows.
    FOLEY_MEDIA_UNKNOWN_SOUND,
    /// It is one, and damaged.
    FOLEY_MEDIA_DAMAGED_SOUND,
} foley_media_cause;

typedef struct {
    char container[64];
    /// In seconds; below 0 where the file does not tell.
    double duration;
    int32_t picture_streams, sound_streams;
    char picture_codec[32], pixel_format[32];
    /// In pixels, as they are stored; mirrored where `mirrored` says so, left for right, and then turned clockwise by
    /// `rotation` degrees (0, 90, 180, 270) they are upright.
    int32_t width, height, rotation;
    /// Pictures a second, as a fraction; 0/0 where the file does not tell.
    int32_t rate_numerator, rate_denominator;
    /// 0 where only decoding would tell.
    int64_t pictures;
    /// When the first one comes, in seconds on the movie's clock.
    double picture_start;
    char sound_codec[32];
    int32_t sample_rate, sample_channels;
    double sound_start;
    /// In seconds; below 0 where the file does not tell.
    double sound_duration;
    int32_t mirrored;
    /// As wide and as high as they are shown, in square pixels, upright.
    int32_t shown_width, shown_height;
    /// Of a stored pixel, its width to its height, where that makes a difference; else 1 to 1.
    int32_t pixel_width, pixel_height;
} foley_media_facts;

/// What a file of sound is.
typedef struct {
    /// In words, such as `FLAC (Free Lossless Audio Codec), Signed 16 bit PCM`.
    char format[96];
    int32_t rate, channels;
    /// Per channel.
    int64_t samples;
    /// Where the file ends early: how many it would have, below 0 where it does not tell; else 0.
    int64_t promised;
    /// How many samples a whole file may end before `samples`.
    int32_t slack;
} foley_media_hearing;

typedef struct {
    int32_t answer;
    int32_t cause;
    uint32_t slot;
    uint64_t count;
    /// Of a chunk of sound: floats from one channel's first sample to the next one's.
    uint64_t stride;
    int32_t sample_channels;
    double sample_rate;
    /// How often the decoder complained, and its first complaint.
    uint64_t complaints;
    char message[256];
    foley_media_facts facts;
    foley_media_hearing hearing;
    /// When the last picture that was handed over is gone, in seconds on the movie's clock; below 0 where it was not the last
    /// of all that the range has.
    double end;
    /// How often there was something to say of the file that is no damage, and the first of it.
    uint64_t notes;
    char note[256];
} foley_media_reply;

/// Where pictures begin in a slot that holds up to `capacity`: behind their times.
static inline uint64_t foley_media_pictures_offset(uint64_t capacity) { return (capacity * sizeof(double) + 63) & ~63ull; }
/// Bytes behind the last picture of a slot that may be written to as well.
enum { FOLEY_MEDIA_MARGIN = 1024 };

/// A running helper as its parent sees it.
typedef struct {
    pid_t process;
    int socket;
    /// The file that both map.
    int memory;
} foley_media_helper;

/// Starts `program`, which may take `bytes` of address space and is held to a level of instructions, `avx2`; returns 0 or
/// the error number.
int foley_media_start(const char *program, uint64_t bytes, const char *level, foley_media_helper *helper);
/// Ends the helper at once and forgets it.
void foley_media_stop(foley_media_helper *helper);
/// Waits for the end of a helper whose socket is closed; returns the signal that ended it, or 0.
int foley_media_ended(foley_media_helper *helper);

/// Sends a request, with a descriptor where it is not negative; returns 0 or the error number.
int foley_media_send(const foley_media_helper *helper, const foley_media_request *request, int descriptor);
/// Waits up to `milliseconds`: 1 for a reply, 0 for none, -1 for the helper's end.
int foley_media_receive(const foley_media_helper *helper, foley_media_reply *reply, int milliseconds);

/// The texts of a reply, which end within their room.
const char *foley_media_message(const foley_media_reply *reply);
const char *foley_media_sound_format(const foley_media_hearing *hearing);
const char *foley_media_note(const foley_media_reply *reply);
const char *foley_media_container_name(const foley_media_facts *facts);
const char *foley_media_picture_codec(const foley_media_facts *facts);
const char *foley_media_pixel_format(const foley_media_facts *facts);
const char *foley_media_sound_codec(const foley_media_facts *facts);
