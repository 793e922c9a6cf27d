#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a sound file is made of, told from its bytes: files are joined, cut and mislabelled, and their headers copied along.

typedef enum {
    /// Whatever libsndfile makes of it.
    LAYOUT_ANY,
    LAYOUT_OGG,
    LAYOUT_FLAC,
    /// MPEG audio, layers I to III.
    LAYOUT_MPEG,
} LayoutKind;

/// One stream of several that stand one after the other: bytes of the file.
typedef struct {
    int64_t start, end;
    /// Of FLAC: samples by its header (0: it does not say), and those that there are, below 0 where only decoding tells.
    int64_t stated, present;
    /// Of FLAC: where the frame stands that its header counts to, if it is the last and something is behind it; else 0.
    int64_t last_frame;
} Stream;

typedef struct {
    LayoutKind kind;
    Stream *streams;
    int count;
    /// Whether it ends inside an Ogg page or an MPEG frame, or before what its tag counts in bytes.
    bool breaks_off;
    /// Whether an MPEG stream's encoder counted it.
    bool is_counted;
    /// Whether an Ogg stream ends without its mark: how long it is tells decoding alone.
    bool is_open;
} Layout;

/// Looks at a file of `size` bytes; false where there is no memory. `free_layout` in any case.
bool find_streams(int descriptor, int64_t size, Layout *layout);
void free_layout(Layout *layout);

/// Up to `count` bytes at a place; returns how many there are.
size_t bytes_at(int descriptor, int64_t offset, void *bytes, size_t count);
