// Every call of libpng: its errors are long jumps, which end inside the function that set the landing place.
#include "foley_png.h"

#include <libdeflate.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

enum { side_limit = 1 << 16, chunk_limit = 1 << 20, chunk_memory_limit = 16 << 20, chunk_count_limit = 512 };

static void fail(png_structp png, png_const_charp message) {
    foley_png_failure *failure = png_get_error_ptr(png);
    strncpy(failure->message, message, sizeof failure->message - 1);
    failure->message[sizeof failure->message - 1] = 0;
    png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void out_of_memory(foley_png_failure *failure) { strcpy(failure->message, "out of memory"); }

// Writing

static void append(png_structp png, png_bytep bytes, png_size_t count) {
    foley_png_buffer *out = png_get_io_ptr(png);
    if (out->count + count > out->capacity) {
        size_t capacity = out->capacity ? out->capacity : 1 << 18;
        while (capacity < out->count + count) capacity *= 2;
        uint8_t *larger = realloc(out->bytes, capacity);
        if (!larger) png_error(png, "out of memory");
        out->bytes = larger;
        out->capacity = capacity;
    }
    memcpy(out->bytes + out->count, bytes, count);
    out->count += count;
}

static void flush(png_structp png) { (void)png; }

// The pixels as rows of RGB, each after the number of its filter, packed as one zlib stream; NULL where memory lacks.
//
// Figures are flat areas and repeated colours: unfiltered they pack both smaller and faster than as differences, and the
// quickest level of libdeflate packs them smaller than zlib's second, in half the time.
static uint8_t *pack(const uint8_t *rgba, uint32_t width, uint32_t height, size_t *count) {
    size_t stride = 1 + (size_t)width * 3, raw_count = stride * height;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(1);
    size_t capacity = libdeflate_zlib_compress_bound(compressor, raw_count);
    uint8_t *raw = malloc(raw_count), *packed = malloc(capacity);
    *count = 0;
    if (compressor && raw && packed) {
        for (uint32_t y = 0; y < height; y++) {
            const uint8_t *from = rgba + (size_t)y * width * 4;
            uint8_t *to = raw + y * stride;
            *to++ = PNG_FILTER_VALUE_NONE;
            for (uint32_t x = 0; x < width; x++)
                for (int c = 0; c < 3; c++) to[x * 3 + c] = from[x * 4 + c];
        }
        *count = libdeflate_zlib_compress(compressor, raw, raw_count, packed, capacity);
    }
    libdeflate_free_compressor(compressor);
    free(raw);
    if (*count) return packed;
    free(packed);
    return NULL;
}

bool foley_png_write(
    const uint8_t *rgba, uint32_t width, uint32_t height, uint32_t pixels_per_metre, const foley_png_text *texts,
    int text_count, foley_png_buffer *out, foley_png_failure *failure) {
    png_text *chunks = calloc(text_count > 0 ? text_count : 1, sizeof *chunks);
    if (!chunks) return out_of_memory(failure), false;
    for (int i = 0; i < text_count; i++) {
        chunks[i].compression = texts[i].compressed ? PNG_ITXT_COMPRESSION_zTXt : PNG_ITXT_COMPRESSION_NONE;
        chunks[i].key = texts[i].key;
        chunks[i].text = texts[i].text;
        chunks[i].itxt_length = strlen(texts[i].text);
        chunks[i].lang = "";
        chunks[i].lang_key = "";
    }
    memset(out, 0, sizeof *out);
    uint8_t *volatile packed = NULL;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, failure, fail, ignore_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_write_struct(&png, NULL);
        free(chunks);
        return out_of_memory(failure), false;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        free(packed);
        free(chunks);
        free(out->bytes);
        memset(out, 0, sizeof *out);
        return false;
    }
    png_set_write_fn(png, out, append, flush);
    png_set_user_limits(png, side_limit, side_limit);
    png_set_IHDR(
        png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
        PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    if (pixels_per_metre) png_set_pHYs(png, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
    if (text_count > 0) png_set_text(png, info, chunks, text_count);
    png_write_info(png, info);
    size_t packed_count = 0;
    packed = pack(rgba, width, height, &packed_count);
    if (!packed) png_error(png, "out of memory");
    for (size_t at = 0; at < packed_count; at += chunk_limit)
        png_write_chunk(
            png, (png_const_bytep) "IDAT", packed + at, packed_count - at < chunk_limit ? packed_count - at : chunk_limit);
    png_write_chunk(png, (png_const_bytep) "IEND", NULL, 0);
    png_destroy_write_struct(&png, &info);
    free(packed);
    free(chunks);
    return true;
}

// Reading

typedef struct {
    const uint8_t *bytes;
    size_t left;
} source;

static void take(png_structp png, png_bytep into, png_size_t count) {
    source *from = png_get_io_ptr(png);
    if (count > from->left) png_error(png, "the file ends too early");
    memcpy(into, from->bytes, count);
    from->bytes += count;
    from->left -= count;
}

static void start_reading(png_structp png, source *from) {
    png_set_read_fn(png, from, take);
    png_set_user_limits(png, side_limit, side_limit);
    png_set_chunk_malloc_max(png, chunk_memory_limit);
    png_set_chunk_cache_max(png, chunk_count_limit);
}

static char *copy_text(png_structp png, const char *text) {
    char *copy = strdup(text ? text : "");
    if (!copy) png_error(png, "out of memory");
    return copy;
}

void foley_png_free_texts(foley_png_text *texts, int text_count) {
    for (int i = 0; i < text_count; i++) {
        free(texts[i].key);
        free(texts[i].text);
    }
    free(texts);
}

bool foley_png_read_texts(
    const uint8_t *bytes, size_t count, foley_png_text **texts, int *text_count, foley_png_failure *failure) {
    foley_png_text *volatile found = NULL;
    volatile int found_count = 0;
    source from = {bytes, count};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, failure, fail, ignore_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return out_of_memory(failure), false;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        foley_png_free_texts(found, found_count);
        return false;
    }
    start_reading(png, &from);
    png_read_info(png, info);
    // Texts may follow the pixels, which are passed over row by row and not kept.
    png_read_update_info(png, info);
    png_read_end(png, info);
    png_textp chunks = NULL;
    int chunk_count = 0;
    png_get_text(png, info, &chunks, &chunk_count);
    found = calloc(chunk_count > 0 ? chunk_count : 1, sizeof(foley_png_text));
    if (!found) png_error(png, "out of memory");
    for (int i = 0; i < chunk_count; i++) {
        if (chunks[i].compression < PNG_ITXT_COMPRESSION_NONE) continue;
        foley_png_text *text = &found[found_count];
        found_count = found_count + 1;
        text->compressed = chunks[i].compression == PNG_ITXT_COMPRESSION_zTXt;
        text->key = copy_text(png, chunks[i].key);
        text->text = copy_text(png, chunks[i].text);
    }
    png_destroy_read_struct(&png, &info, NULL);
    *texts = found;
    *text_count = found_count;
    return true;
}

bool foley_png_read_pixels(
    const uint8_t *bytes, size_t count, uint64_t pixel_limit, uint8_t **rgba, uint32_t *width, uint32_t *height,
    uint32_t *pixels_per_metre, foley_png_failure *failure) {
    uint8_t *volatile pixels = NULL;
    png_bytep *volatile rows = NULL;
    source from = {bytes, count};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, failure, fail, ignore_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info) {
        png_destroy_read_struct(&png, NULL, NULL);
        return out_of_memory(failure), false;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        free(pixels);
        free(rows);
        return false;
    }
    start_reading(png, &from);
    png_read_info(png, info);
    *width = png_get_image_width(png, info);
    *height = png_get_image_height(png, info);
    *pixels_per_metre = png_get_pixels_per_meter(png, info);
    if ((uint64_t)*width * *height > pixel_limit) png_error(png, "the picture is too large");
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t stride = (size_t)*width * 4;
    if (png_get_rowbytes(png, info) != stride) png_error(png, "the rows have an unexpected length");
    pixels = calloc(*height, stride);
    rows = malloc(*height * sizeof(png_bytep));
    if (!pixels || !rows) png_error(png, "out of memory");
    for (uint32_t y = 0; y < *height; y++) rows[y] = pixels + y * stride;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    *rgba = pixels;
    return true;
}
