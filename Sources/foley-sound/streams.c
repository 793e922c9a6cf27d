#include "streams.h"
#include "helper.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

size_t bytes_at(int descriptor, int64_t offset, void *bytes, size_t count) {
    size_t done = 0;
    while (done < count) {
        ssize_t more = pread(descriptor, (uint8_t *)bytes + done, count - done, offset + (int64_t)done);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) break;
        done += (size_t)more;
    }
    return done;
}

static uint64_t big(const uint8_t *bytes, int count) {
    uint64_t number = 0;
    while (count--) number = number << 8 | *bytes++;
    return number;
}

static Stream *add_stream(Layout *layout, int64_t start, int64_t end) {
    // There is room for the next power of two.
    if (!(layout->count & (layout->count - 1))) {
        Stream *streams = realloc(layout->streams, (layout->count ? 2 * (size_t)layout->count : 1) * sizeof *streams);
        if (!streams) return NULL;
        layout->streams = streams;
    }
    layout->streams[layout->count] = (Stream){.start = start, .end = end, .present = -1};
    return &layout->streams[layout->count++];
}

void free_layout(Layout *layout) {
    free(layout->streams);
    layout->streams = NULL;
    layout->count = 0;
}

// MARK: Ogg

/// Page by page: a stream begins with the page that says so after pages that did not. False where there is no memory.
static bool find_ogg(int descriptor, int64_t size, Layout *layout) {
    uint8_t head[27 + 255];
    int64_t at = 0;
    bool in_body = false, has_ended = false;
    Stream *stream = NULL;
    while (at < size) {
        still_busy();
        size_t got = bytes_at(descriptor, at, head, sizeof head);
        if (got < 27 || memcmp(head, "OggS", 4)) {
            // What stands behind a stream that has ended is not of it.
            if (!has_ended) layout->breaks_off = true;
            break;
        }
        int64_t length = 27 + head[26];
        if (got < (size_t)length) {
            layout->breaks_off = true;
            break;
        }
        for (int i = 0; i < head[26]; i++) length += head[27 + i];
        bool begins = head[5] & 2;
        // A file that is torn from the middle of one begins without a beginning.
        if ((!stream || (begins && in_body)) && !(stream = add_stream(layout, at, at))) return false;
        in_body = !begins;
        has_ended = head[5] & 4;
        if (at + length > size) {
            layout->breaks_off = true;
            stream->end = size;
            break;
        }
        stream->end = at += length;
    }
    layout->is_open = !has_ended;
    return true;
}

// MARK: FLAC

static uint8_t crc8(const uint8_t *bytes, size_t count) {
    uint8_t sum = 0;
    while (count--) {
        sum ^= *bytes++;
        for (int i = 0; i < 8; i++) sum = (uint8_t)(sum << 1 ^ (sum & 0x80 ? 7 : 0));
    }
    return sum;
}

/// Four bytes a step: `sums[k]` are the sums of each byte with k others behind it that are 0.
static uint16_t crc16(const uint8_t *bytes, size_t count) {
    static uint16_t sums[4][256];
    for (int byte = 0; byte < 256 && !sums[3][255]; byte++) {
        uint16_t sum = (uint16_t)(byte << 8);
        for (int i = 0; i < 32; i++) {
            sum = (uint16_t)(sum << 1 ^ (sum & 0x8000 ? 0x8005 : 0));
            if (i % 8 == 7) sums[i / 8][byte] = sum;
        }
    }
    uint16_t sum = 0;
    for (; count >= 4; count -= 4, bytes += 4)
        sum = sums[3][sum >> 8 ^ bytes[0]] ^ sums[2][(sum & 0xFF) ^ bytes[1]] ^ sums[1][bytes[2]] ^ sums[0][bytes[3]];
    while (count--) sum = (uint16_t)(sum << 8 ^ sums[0][sum >> 8 ^ *bytes++]);
    return sum;
}

/// Reads a frame's header (RFC 9639, 9.1), with 16 bytes behind it that may be anything: the first sample behind the frame,
/// or -1. `least` is the stream's least block.
static int64_t flac_frame_end(const uint8_t *frame, size_t room, int64_t least) {
    if (frame[0] != 0xFF || (frame[1] & 0xFE) != 0xF8) return -1;
    int block_code = frame[2] >> 4, rate_code = frame[2] & 15;
    if (!block_code || rate_code == 15 || frame[3] >> 4 > 10 || frame[3] & 1) return -1;
    int extra = 0;
    for (uint8_t mask = 0x80; frame[4] & mask; mask >>= 1) extra++;
    if (extra == 1 || extra > 7) return -1;
    extra = extra ? extra - 1 : 0;
    uint64_t number = extra ? frame[4] & (0x3F >> extra) : frame[4];
    size_t at = 5;
    for (; extra; extra--, at++) {
        if ((frame[at] & 0xC0) != 0x80) return -1;
        number = number << 6 | (frame[at] & 0x3F);
    }
    int64_t block = block_code == 1 ? 192 : block_code < 6 ? 576 << (block_code - 2) : 256 << (block_code - 8);
    if (block_code == 6) block = frame[at++] + 1;
    if (block_code == 7) block = (int64_t)big(frame + at, 2) + 1, at += 2;
    at += rate_code == 12 ? 1 : rate_code > 12 ? 2 : 0;
    if (at >= room || crc8(frame, at) != frame[at]) return -1;
    // Of a stream with blocks of one size the frames are counted, else the samples.
    return (int64_t)number * (frame[1] & 1 ? 1 : least) + block;
}

/// How many samples a FLAC stream holds, told by its last frame where that is whole.
static void count_flac(int descriptor, Stream *stream) {
    uint8_t head[42];
    if (bytes_at(descriptor, stream->start, head, sizeof head) < sizeof head) return;
    stream->stated = (int64_t)(big(head + 21, 5) & 0xFFFFFFFFF);
    int64_t longest = (int64_t)big(head + 15, 3), room = longest ? longest + 4096 : 1 << 18;
    if (room > stream->end - stream->start) room = stream->end - stream->start;
    uint8_t *tail = calloc(1, (size_t)room + 16);
    if (!tail) return;
    size_t got = bytes_at(descriptor, stream->end - room, tail, (size_t)room);
    // A tag of the older kind may stand behind the last frame.
    if (got >= 128 && !memcmp(tail + got - 128, "TAG", 3)) got -= 128;
    bool is_last = true;
    const uint8_t *frame = tail + got;
    while (stream->present < 0 && !stream->last_frame && (frame = memrchr(tail, 0xFF, (size_t)(frame - tail)))) {
        size_t left = got - (size_t)(frame - tail);
        int64_t end = flac_frame_end(frame, left, (int64_t)big(head + 8, 2));
        if (end <= 0) continue;
        if (!crc16(frame, left)) stream->present = end;
        else if (is_last && end == stream->stated) stream->last_frame = stream->end - room + (frame - tail);
        is_last = false;
    }
    free(tail);
}

/// Where the letters `fLaC` stand among `count` bytes from `at` on; `count` where they do not.
static size_t flac_letters(const uint8_t *bytes, size_t at, size_t count) {
    enum { STEP = 512 };
    const uint8_t *found;
    for (; at + STEP + 3 < count; at += STEP) {
        // Many at once, without a branch: compilers take the machine's wide registers.
        uint8_t any = 0;
        for (size_t i = at; i < at + STEP; i++) any |= (bytes[i] == 'f') & (bytes[i + 3] == 'C');
        if (any && (found = memmem(bytes + at, STEP + 3, "fLaC", 4))) return (size_t)(found - bytes);
    }
    found = at < count ? memmem(bytes + at, count - at, "fLaC", 4) : NULL;
    return found ? (size_t)(found - bytes) : count;
}

/// Each begins with its mark and a block of 34 bytes that says what it is. False where there is no memory.
static bool find_flac(int descriptor, int64_t start, int64_t size, Layout *layout) {
    // Few enough for the processor's own memory.
    enum { BLOCK = 1 << 16, MARK = 8 };
    static const uint8_t rest[3] = {0, 0, 34};
    uint8_t block[BLOCK];
    for (int64_t at = start; at < size; at += BLOCK - MARK + 1) {
        still_busy();
        size_t got = bytes_at(descriptor, at, block, BLOCK);
        for (size_t place = 0; (place = flac_letters(block, place, got)) + MARK <= got; place += 4) {
            if ((block[place + 4] & 0x7F) || memcmp(block + place + 5, rest, 3)) continue;
            int64_t begin = at + (int64_t)place;
            if (layout->count) layout->streams[layout->count - 1].end = begin;
            if (!add_stream(layout, begin, size)) return false;
        }
        if (got < BLOCK) break;
    }
    for (int i = 0; i < layout->count; i++) {
        still_busy();
        count_flac(descriptor, &layout->streams[i]);
    }
    return true;
}

// MARK: MPEG

/// What an MPEG frame's header says (ISO 11172-3, 2.4.1.3); a length of 0 is none.
typedef struct {
    /// What all frames of a stream share.
    uint32_t sort;
    int length;
} Frame;

static Frame frame_of(const uint8_t *bytes) {
    static const int rates[3] = {44100, 48000, 32000};
    static const int kilobits[2][3][15] = {
        {{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
         {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
         {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}},
        {{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
         {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
         {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}},
    };
    int version = bytes[1] >> 3 & 3, layer = 4 - (bytes[1] >> 1 & 3), bits = bytes[2] >> 4, rate = bytes[2] >> 2 & 3;
    Frame none = {0, 0};
    if (bytes[0] != 0xFF || bytes[1] >> 5 != 7 || version == 1 || layer == 4 || bits == 0 || bits == 15 || rate == 3)
        return none;
    int hertz = rates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2), padding = bytes[2] >> 1 & 1;
    int bytes_a_second = kilobits[version != 3][layer - 1][bits] * 125;
    int length = layer == 1 ? (96 * bytes_a_second / hertz / 8 + padding) * 4
        : (layer == 3 && version != 3 ? 576 : 1152) * bytes_a_second / hertz + padding;
    return (Frame){(uint32_t)(bytes[1] & 0xFE) << 8 | (bytes[2] & 0x0C), length};
}

/// Past the ID3 tags at a place.
static int64_t past_tags(int descriptor, int64_t at) {
    uint8_t head[10];
    while (bytes_at(descriptor, at, head, 10) == 10 && !memcmp(head, "ID3", 3) && head[3] < 255)
        at += 10 + ((head[6] & 127) << 21 | (head[7] & 127) << 14 | (head[8] & 127) << 7 | (head[9] & 127))
            + (head[5] & 16 ? 10 : 0);
    return at;
}

/// Whether two frames of a sort stand at a place, one behind the other.
static bool frames_begin(int descriptor, int64_t at) {
    uint8_t head[4], next[4];
    if (bytes_at(descriptor, at, head, 4) < 4) return false;
    Frame frame = frame_of(head);
    if (!frame.length || bytes_at(descriptor, at + frame.length, next, 4) < 4) return false;
    return frame_of(next).length && frame_of(next).sort == frame.sort;
}

/// Bytes that the encoder's tag in the first frame counts from there on; 0 without one.
static int64_t tagged_bytes(int descriptor, int64_t at) {
    uint8_t frame[64];
    if (bytes_at(descriptor, at, frame, sizeof frame) < sizeof frame) return 0;
    bool is_first = (frame[1] >> 3 & 3) == 3, is_mono = frame[3] >> 6 == 3;
    const uint8_t *tag = frame + 4 + (is_first ? (is_mono ? 17 : 32) : (is_mono ? 9 : 17));
    if (memcmp(tag, "Xing", 4) && memcmp(tag, "Info", 4)) return 0;
    if (!(tag[7] & 2)) return 0;
    return (int64_t)big(tag + 8 + (tag[7] & 1 ? 4 : 0), 4);
}

/// Frame by frame, past what stands between: does the last one end before the file does?
static void follow_frames(int descriptor, int64_t at, int64_t size, Layout *layout) {
    enum { BLOCK = 1 << 16 };
    uint8_t block[BLOCK];
    int64_t start = at, held = -1, last_end = at, tagged = tagged_bytes(descriptor, at);
    layout->is_counted = tagged > 0;
    size_t got = 0;
    uint32_t sort = 0;
    while (at + 4 <= size) {
        if (held < 0 || at < held || at + 4 > held + (int64_t)got) {
            still_busy();
            held = at;
            if ((got = bytes_at(descriptor, at, block, BLOCK)) < 4) break;
        }
        Frame frame = frame_of(block + (at - held));
        if (frame.length && (!sort || frame.sort == sort)) {
            sort = frame.sort;
            if (at + frame.length > size) {
                // Only right behind another frame is it one.
                layout->breaks_off = at == last_end;
                return;
            }
            last_end = at += frame.length;
            continue;
        }
        int64_t past = block[at - held] == 'I' ? past_tags(descriptor, at) : at;
        at = past > at ? past : at + 1;
    }
    // A tag that counts more than there is: the file ends early. Some count without the frame that it stands in.
    layout->breaks_off = tagged > size - start + 2880;
}

// MARK: All

bool find_streams(int descriptor, int64_t size, Layout *layout) {
    memset(layout, 0, sizeof *layout);
    uint8_t head[4] = {0};
    int64_t start = past_tags(descriptor, 0);
    bytes_at(descriptor, start, head, 4);
    bool is_good = true;
    if (!memcmp(head, "OggS", 4) && start == 0) {
        layout->kind = LAYOUT_OGG;
        is_good = find_ogg(descriptor, size, layout);
    } else if (!memcmp(head, "fLaC", 4)) {
        layout->kind = LAYOUT_FLAC;
        is_good = find_flac(descriptor, start, size, layout);
    } else if (frames_begin(descriptor, start)) {
        layout->kind = LAYOUT_MPEG;
        follow_frames(descriptor, start, size, layout);
        is_good = add_stream(layout, 0, size);
    }
    if (!is_good || layout->count) return is_good;
    // What is not as it should be is the library's to judge.
    *layout = (Layout){.kind = LAYOUT_ANY};
    return add_stream(layout, 0, size);
}
