// Sound files as libsndfile and libmpg123 read them, told stream by stream.
#include "hear.h"
#include "streams.h"
#include <errno.h>
#include <mpg123.h>
#include <nettle/md5.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Bytes of a FLAC stream up to the end of what they say of the sound.
enum { FLAC_HEAD = 42 };

/// A stream of a file as a library sees it: as if it were a file of its own.
typedef struct {
    int descriptor;
    int64_t start, size, position;
    /// Of FLAC: the number of samples that its header is to have; below 0 as it is.
    int64_t count;
    /// Of FLAC: how many bytes behind what its header says of the sound are left out.
    int64_t skipped;
    /// Bytes of the file from a place on that were read ahead: libmpg123 asks for a frame's header, then for its rest.
    uint8_t held[1 << 15];
    int64_t held_from;
    size_t held_count;
} Window;

typedef struct {
    int descriptor;
    Layout layout;
    foley_media_hearing facts;
    /// The library's number of the format.
    int format;
    /// The stream that is open, and what it is read by.
    Window window;
    SNDFILE *sound;
    mpg123_handle *mpeg;
    int stream;
    /// How many samples libsndfile takes it for; below 0 where it does not know.
    int64_t samples;
    /// Whether it is measured, and nothing was read since.
    bool is_measured;
} Hearing;

// MARK: Bytes

/// As `bytes_at`.
static size_t held_bytes(Window *window, int64_t place, void *bytes, size_t count) {
    int64_t ahead = place - window->held_from;
    if (ahead < 0 || ahead + (int64_t)count > (int64_t)window->held_count) {
        still_busy();
        if (count > sizeof window->held) return bytes_at(window->descriptor, place, bytes, count);
        window->held_from = place;
        window->held_count = bytes_at(window->descriptor, place, window->held, sizeof window->held);
        ahead = 0;
    }
    if (count > window->held_count - (size_t)ahead) count = window->held_count - (size_t)ahead;
    memcpy(bytes, window->held + ahead, count);
    return count;
}

static int64_t window_read(Window *window, void *bytes, int64_t count) {
    int64_t left = window->size - window->position;
    if (count > left) count = left;
    bool is_head = window->position < FLAC_HEAD;
    if (window->skipped && is_head && count > FLAC_HEAD - window->position) count = FLAC_HEAD - window->position;
    if (count <= 0) return 0;
    int64_t place = window->start + window->position + (is_head ? 0 : window->skipped);
    size_t got = held_bytes(window, place, bytes, (size_t)count);
    // Its first block is the last one that is not left out.
    if (window->skipped && window->position <= 4 && window->position + (int64_t)got > 4)
        ((uint8_t *)bytes)[4 - window->position] |= 0x80;
    // FLAC's number of samples are 36 bits from the middle of the 22nd byte on.
    for (int64_t i = 0; window->count >= 0 && i < 5; i++) {
        int64_t at = 21 + i - window->position;
        if (at < 0 || at >= (int64_t)got) continue;
        uint8_t *byte = (uint8_t *)bytes + at;
        *byte = (uint8_t)((i ? 0 : *byte & 0xF0) | (window->count >> (32 - 8 * i) & (i ? 0xFF : 0x0F)));
    }
    window->position += (int64_t)got;
    return (int64_t)got;
}

static int64_t window_seek(Window *window, int64_t offset, int whence) {
    int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? window->position : window->size;
    if (base + offset < 0) return -1;
    return window->position = base + offset;
}

static sf_count_t sound_length(void *window) { return ((Window *)window)->size; }
static sf_count_t sound_seek(sf_count_t offset, int whence, void *window) { return window_seek(window, offset, whence); }
static sf_count_t sound_read(void *bytes, sf_count_t count, void *window) { return window_read(window, bytes, count); }
static sf_count_t sound_write(const void *bytes, sf_count_t count, void *window) {
    (void)bytes, (void)count, (void)window;
    return 0;
}
static sf_count_t sound_tell(void *window) { return ((Window *)window)->position; }
static ssize_t mpeg_read(void *window, void *bytes, size_t count) { return window_read(window, bytes, (int64_t)count); }
static off_t mpeg_seek(void *window, off_t offset, int whence) { return window_seek(window, offset, whence); }

// MARK: Libraries

static void close_stream(Hearing *hearing) {
    if (hearing->sound) sf_close(hearing->sound);
    if (hearing->mpeg) mpg123_delete(hearing->mpeg);
    hearing->sound = NULL;
    hearing->mpeg = NULL;
}

/// Opens a stream, of FLAC as if its header counted `count` samples and `skipped` bytes behind it were not there; their
/// number goes to `samples`, below 0 where the library does not know it.
static Outcome open_window(Hearing *hearing, int number, int64_t count, int64_t skipped, int64_t *samples) {
    static SF_VIRTUAL_IO bytes = {sound_length, sound_seek, sound_read, sound_write, sound_tell};
    Stream *stream = &hearing->layout.streams[number];
    bool is_open = hearing->sound && hearing->stream == number && hearing->window.count == count
        && hearing->window.skipped == skipped && sf_seek(hearing->sound, 0, SEEK_CUR) == 0;
    if (is_open) {
        // It stands at its first sample still.
        *samples = hearing->samples;
        return fine();
    }
    close_stream(hearing);
    hearing->stream = number;
    hearing->window = (Window){hearing->descriptor, stream->start, stream->end - stream->start - skipped, 0, count, skipped};
    SF_INFO info = {0};
    hearing->sound = sf_open_virtual(&bytes, SFM_READ, &info, &hearing->window);
    if (!hearing->sound) {
        bool is_unknown = sf_error(NULL) == SF_ERR_UNRECOGNISED_FORMAT;
        return refuse(is_unknown ? FOLEY_MEDIA_UNKNOWN_SOUND : FOLEY_MEDIA_DAMAGED_SOUND, sf_strerror(NULL));
    }
    foley_media_hearing *facts = &hearing->facts;
    if (number && (facts->rate != info.samplerate || facts->channels != info.channels))
        return refuse(FOLEY_MEDIA_DAMAGED_SOUND, "it is several sounds in one file, of different rates or channels");
    facts->rate = info.samplerate;
    facts->channels = info.channels;
    hearing->format = info.format;
    *samples = hearing->samples = info.frames >= 0 && info.frames < SF_COUNT_MAX ? info.frames : -1;
    return fine();
}

static Outcome open_sound(Hearing *hearing, int number, int64_t count, int64_t *samples) {
    return open_window(hearing, number, count, 0, samples);
}

static Outcome open_mpeg(Hearing *hearing) {
    close_stream(hearing);
    Stream *stream = hearing->layout.streams;
    hearing->window = (Window){hearing->descriptor, stream->start, stream->end - stream->start, 0, -1, 0};
    int error;
    if (!(hearing->mpeg = mpg123_new(NULL, &error))) return refuse(FOLEY_MEDIA_NO_MEMORY, "");
    mpg123_handle *mpeg = hearing->mpeg;
    mpg123_param(mpeg, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0);
    mpg123_param(mpeg, MPG123_ADD_FLAGS, MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_QUIET, 0);
    mpg123_param(mpeg, MPG123_RESYNC_LIMIT, -1, 0);
    mpg123_replace_reader_handle(mpeg, mpeg_read, mpeg_seek, NULL);
    long rate;
    int channels, encoding;
    if (mpg123_open_handle(mpeg, &hearing->window) || mpg123_getformat(mpeg, &rate, &channels, &encoding))
        return refuse(FOLEY_MEDIA_DAMAGED_SOUND, "its first frames cannot be decoded");
    // What comes in another rate cannot be had in this one; channels can.
    mpg123_format_none(mpeg);
    mpg123_format(mpeg, rate, channels, MPG123_ENC_FLOAT_32);
    hearing->facts.rate = (int32_t)rate;
    hearing->facts.channels = channels;
    return fine();
}

/// Up to `count` samples of each channel, sample after sample; fewer at the stream's end.
static int64_t read_stream(Hearing *hearing, float *to, int64_t count) {
    if (hearing->sound) {
        int64_t got = sf_readf_float(hearing->sound, to, count);
        if (got < count && sf_error(hearing->sound)) complain(sf_strerror(hearing->sound));
        return got < 0 ? 0 : got;
    }
    size_t bytes = (size_t)hearing->facts.channels * sizeof(float), done = 0;
    while (done < (size_t)count * bytes) {
        size_t more = 0;
        int outcome = mpg123_read(hearing->mpeg, (unsigned char *)to + done, (size_t)count * bytes - done, &more);
        done += more;
        if (outcome == MPG123_OK || outcome == MPG123_NEW_FORMAT) continue;
        if (outcome != MPG123_DONE) complain(mpg123_strerror(hearing->mpeg));
        break;
    }
    return (int64_t)(done / bytes);
}

enum { PIECE = 8192 };
/// The greatest number of samples that FLAC's header can count.
static const int64_t MOST_COUNT = 0xFFFFFFFFF;

/// Decodes what is left of a stream; returns how many samples that are.
static int64_t count_stream(Hearing *hearing) {
    float *piece = malloc((size_t)PIECE * (size_t)hearing->facts.channels * sizeof *piece);
    int64_t count = 0, got;
    while (piece && (got = read_stream(hearing, piece, PIECE)) > 0) {
        count += got;
        still_busy();
    }
    free(piece);
    return count;
}

// MARK: Length

/// Whether the MD5 that a FLAC stream states is that of its samples, all there are or as many as its header says.
static bool flac_is_signed(Hearing *hearing, int number, int64_t count) {
    uint8_t head[FLAC_HEAD], found[16];
    Stream *stream = &hearing->layout.streams[number];
    static const uint8_t none[16];
    if (bytes_at(hearing->descriptor, stream->start, head, sizeof head) < sizeof head || !memcmp(head + 26, none, 16))
        return false;
    int bits = ((head[20] & 1) << 4 | head[21] >> 4) + 1, channels = hearing->facts.channels;
    int64_t samples;
    if (open_sound(hearing, number, count, &samples).cause) return false;
    struct md5_ctx sum;
    int *piece = malloc((size_t)PIECE * (size_t)channels * sizeof *piece);
    bool is_signed = false;
    if (piece) {
        md5_init(&sum);
        while (count > 0) {
            int64_t got = sf_readf_int(hearing->sound, piece, count < PIECE ? count : PIECE);
            if (got <= 0) break;
            count -= got;
            still_busy();
            // The samples as they are, least byte first.
            int width = (bits + 7) / 8;
            uint8_t *to = (uint8_t *)piece;
            for (int64_t i = 0; i < got * channels; i++) {
                int sample = piece[i] >> (32 - bits);
                for (int b = 0; b < width; b++) *to++ = (uint8_t)(sample >> 8 * b);
            }
            md5_update(&sum, (size_t)(to - (uint8_t *)piece), (uint8_t *)piece);
        }
        md5_digest(&sum, sizeof found, found);
        is_signed = !memcmp(found, head + 26, 16);
    }
    free(piece);
    return is_signed;
}

/// Whether the frame that a FLAC stream's header counts to is whole: decoded alone, it is what its sum says.
static bool flac_ends_whole(Hearing *hearing, int number) {
    Stream *stream = &hearing->layout.streams[number];
    int64_t skipped = stream->last_frame - stream->start - FLAC_HEAD, samples;
    if (skipped < 0 || open_window(hearing, number, MOST_COUNT, skipped, &samples).cause) return false;
    int sample[256];
    return hearing->facts.channels <= 256 && sf_readf_int(hearing->sound, sample, 1) == 1 && !sf_error(hearing->sound);
}

/// Opens a FLAC stream so that all of it is read, whatever its header counts.
static Outcome open_flac(Hearing *hearing, int number, int64_t *samples) {
    Stream *stream = &hearing->layout.streams[number];
    if (stream->present < 0 && flac_ends_whole(hearing, number)) stream->present = stream->stated;
    if (stream->present < 0) {
        // More than there can be: so all that there is comes.
        Outcome outcome = open_sound(hearing, number, MOST_COUNT, samples);
        if (outcome.cause) return outcome;
        stream->present = count_stream(hearing);
    }
    return open_sound(hearing, number, stream->present == stream->stated ? -1 : stream->present, samples);
}

static Outcome open_stream(Hearing *hearing, int number, int64_t *samples) {
    if (hearing->layout.kind == LAYOUT_FLAC) return open_flac(hearing, number, samples);
    // Its frames have been looked through once, and it stands at the first.
    if (hearing->layout.kind == LAYOUT_MPEG) return hearing->mpeg ? fine() : open_mpeg(hearing);
    return open_sound(hearing, number, -1, samples);
}

static void name_format(foley_media_hearing *facts, int format) {
    const char *names[2] = {"", ""};
    SF_FORMAT_INFO info;
    for (int part = 0; part < 2; part++) {
        info = (SF_FORMAT_INFO){.format = format & (part ? SF_FORMAT_SUBMASK : SF_FORMAT_TYPEMASK)};
        if (!sf_command(NULL, SFC_GET_FORMAT_INFO, &info, sizeof info) && info.name) names[part] = info.name;
    }
    snprintf(facts->format, sizeof facts->format, "%s%s%s", names[0], *names[0] && *names[1] ? ", " : "", names[1]);
}

static Outcome measure_mpeg(Hearing *hearing) {
    Outcome outcome = open_mpeg(hearing);
    if (outcome.cause) return outcome;
    int64_t stated = mpg123_length(hearing->mpeg);
    if (mpg123_scan(hearing->mpeg)) return refuse(FOLEY_MEDIA_DAMAGED_SOUND, mpg123_strerror(hearing->mpeg));
    hearing->facts.samples = mpg123_length(hearing->mpeg);
    bool is_known = hearing->layout.is_counted && stated > hearing->facts.samples;
    if (hearing->layout.breaks_off) hearing->facts.promised = is_known ? stated : -1;
    // How many an encoder has put before and behind the sound may be said wrongly.
    hearing->facts.slack = 1152;
    hearing->format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
    return fine();
}

/// Whether the last sample of a stream that libsndfile knows the length of can be decoded.
static bool reaches_end(Hearing *hearing, int64_t samples) {
    float last[1024];
    return hearing->facts.channels <= 1024 && sf_seek(hearing->sound, samples - 1, SEEK_SET) == samples - 1
        && sf_readf_float(hearing->sound, last, 1) == 1 && !sf_error(hearing->sound);
}

static Outcome measure(Hearing *hearing) {
    Layout *layout = &hearing->layout;
    foley_media_hearing *facts = &hearing->facts;
    if (layout->kind == LAYOUT_MPEG) {
        Outcome outcome = measure_mpeg(hearing);
        name_format(facts, hearing->format);
        return outcome;
    }
    // libsndfile loses the end of a stream that ends without its mark, however whole it is.
    if (layout->is_open && !layout->breaks_off)
        return refuse(FOLEY_MEDIA_DAMAGED_SOUND, "its stream ends without an end mark");
    for (int i = 0; i < layout->count; i++) {
        int64_t samples;
        Outcome outcome = open_stream(hearing, i, &samples);
        if (outcome.cause) return outcome;
        if (facts->channels < 1 || facts->channels > 256 || facts->rate < 1)
            return refuse(FOLEY_MEDIA_DAMAGED_SOUND, "its header makes no sense");
        if (layout->kind == LAYOUT_FLAC) {
            Stream *stream = &layout->streams[i];
            if (stream->stated > samples && !flac_is_signed(hearing, i, samples)) facts->promised += stream->stated;
        } else if (samples < 0) {
            samples = count_stream(hearing);
        } else if (layout->kind == LAYOUT_ANY && samples > 0 && !reaches_end(hearing, samples)) {
            int64_t stated = samples;
            outcome = open_stream(hearing, i, &samples);
            if (outcome.cause) return outcome;
            samples = count_stream(hearing);
            if (samples < stated) facts->promised = stated;
        }
        facts->samples += samples;
    }
    if (layout->kind == LAYOUT_OGG) {
        if (layout->breaks_off) facts->promised = -1;
        // The last block may be cut anywhere, and some encoders state the length before they have cut it.
        facts->slack = 1024;
    }
    name_format(facts, hearing->format);
    return fine();
}

// MARK: Samples

/// Whether every sample can be reached alone with the value that reading from the start gives it.
static bool seeks_exactly(const Hearing *hearing) {
    switch (hearing->format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
    case SF_FORMAT_DOUBLE:
    case SF_FORMAT_ULAW:
    case SF_FORMAT_ALAW: return true;
    default: return false;
    }
}

/// Hands over the samples that are wanted, stream after stream.
static Outcome listen_to(Hearing *hearing, Slots *slots, const foley_media_samples *wanted) {
    int channels = hearing->facts.channels;
    int64_t room = (int64_t)((slots->slot_bytes - FOLEY_MEDIA_MARGIN) / sizeof(float)) / channels, position = 0;
    float *dropped = malloc((size_t)PIECE * (size_t)channels * sizeof *dropped);
    if (!dropped) return refuse(FOLEY_MEDIA_NO_MEMORY, "");
    Outcome outcome = fine();
    for (int i = 0; i < hearing->layout.count && position < wanted->last; i++) {
        int64_t samples;
        outcome = open_stream(hearing, i, &samples);
        if (outcome.cause) break;
        if (hearing->sound && seeks_exactly(hearing) && samples > 0) {
            int64_t ahead = wanted->first - position < samples ? wanted->first - position : samples;
            if (ahead > 0 && sf_seek(hearing->sound, ahead, SEEK_SET) == ahead) position += ahead;
        }
        for (int64_t got = 1; got > 0 && position < wanted->last; position += got) {
            still_busy();
            int64_t before = wanted->first - position, left = wanted->last - position;
            if (before > 0) {
                got = read_stream(hearing, dropped, before < PIECE ? before : PIECE);
                continue;
            }
            float *slot = (float *)empty_slot(slots);
            // As many as a slot holds, in pieces, so that nobody waits without a sign.
            int64_t filled = 0, most = left < room ? left : room;
            for (int64_t piece = 1; piece > 0 && filled < most; filled += piece) {
                still_busy();
                piece = read_stream(hearing, slot + filled * channels, most - filled < PIECE ? most - filled : PIECE);
            }
            if ((got = filled)) give_slot(slots, &(foley_media_reply){.count = (uint64_t)filled});
        }
    }
    free(dropped);
    return outcome;
}

// MARK: Requests

/// The file that was looked at last: a part of one is asked for after its length.
static Hearing last;
static struct stat last_status;

/// What those before it are made of: a folder is measured file by file, and then heard.
static struct {
    struct stat status;
    Layout layout;
} former[512];

enum { FORMER = sizeof former / sizeof *former };

static bool is_same(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
        && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec
        && a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/// Keeps what the last file is made of, in place of the oldest.
static void leave_last(void) {
    static int oldest;
    close_stream(&last);
    last.is_measured = false;
    if (!last.layout.count) return;
    free_layout(&former[oldest].layout);
    former[oldest].status = last_status;
    former[oldest].layout = last.layout;
    oldest = (oldest + 1) % FORMER;
    last.layout = (Layout){0};
}

/// Takes back what a file is made of, if it is known.
static bool recall(const struct stat *status) {
    for (int i = 0; i < FORMER; i++) {
        if (!former[i].layout.count || !is_same(&former[i].status, status)) continue;
        last.layout = former[i].layout;
        former[i].layout = (Layout){0};
        return true;
    }
    return false;
}

/// Looks at a file, unless it is the one that was looked at last.
static Outcome look_at(int descriptor) {
    struct stat status;
    if (!status_of(descriptor, &status)) return refuse(FOLEY_MEDIA_NO_BYTES, strerror(errno));
    if (!last.layout.count || !is_same(&last_status, &status)) {
        leave_last();
        if (!recall(&status) && !find_streams(descriptor, status.st_size, &last.layout)) {
            free_layout(&last.layout);
            return refuse(FOLEY_MEDIA_NO_MEMORY, "");
        }
        last_status = status;
    }
    last.descriptor = last.window.descriptor = descriptor;
    if (last.is_measured) return fine();
    memset(&last.facts, 0, sizeof last.facts);
    return measure(&last);
}

Outcome hear(const foley_media_request *request, int descriptor, Slots *slots, foley_media_hearing *facts) {
    Outcome outcome = look_at(descriptor);
    *facts = last.facts;
    last.is_measured = !outcome.cause && request->wish == FOLEY_MEDIA_MEASURE;
    if (last.is_measured) return outcome;
    if (!outcome.cause && slots->slot_bytes < (1 << 16)) {
        outcome = refuse(FOLEY_MEDIA_BAD_REQUEST, "these samples cannot be wanted");
    } else if (!outcome.cause) {
        foley_media_reply reply = {.answer = FOLEY_MEDIA_FACTS, .hearing = *facts};
        answer(&reply);
        forget_complaints();
        outcome = listen_to(&last, slots, &request->samples);
    }
    close_stream(&last);
    return outcome;
}
