#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Why a call failed, in libpng's words.
typedef struct {
    char message[160];
} foley_png_failure;

/// An international text chunk: Latin-1 key of 1 to 79 bytes, UTF-8 text.
typedef struct {
    char *key;
    char *text;
    bool compressed;
} foley_png_text;

/// Bytes that grow while a file is written; `bytes` belongs to the caller, who frees it.
typedef struct {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
} foley_png_buffer;

/// Writes opaque RGBA pixels as an RGB file; false with the reason in `failure`, and then `out` holds nothing.
bool foley_png_write(
    const uint8_t *rgba, uint32_t width, uint32_t height, uint32_t pixels_per_metre, const foley_png_text *texts,
    int text_count, foley_png_buffer *out, foley_png_failure *failure);

/// Reads the international text chunks of a file; the caller frees them with `foley_png_free_texts`.
bool foley_png_read_texts(
    const uint8_t *bytes, size_t count, foley_png_text **texts, int *text_count, foley_png_failure *failure);

void foley_png_free_texts(foley_png_text *texts, int text_count);

/// Reads a file as RGBA pixels, of which there may be at most `pixel_limit`; the caller frees `*rgba`.
bool foley_png_read_pixels(
    const uint8_t *bytes, size_t count, uint64_t pixel_limit, uint8_t **rgba, uint32_t *width, uint32_t *height,
    uint32_t *pixels_per_metre, foley_png_failure *failure);
