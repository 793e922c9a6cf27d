#pragma once
#include "movies.h"

/// Turns decoded pictures into rows of bytes as they are wanted, the same bits every time.
typedef struct {
    const foley_media_pictures *wanted;
    Orientation orientation;
    /// Of a stored pixel.
    AVRational shape;
    /// Straight from a picture, or its part, to the size that is wanted.
    struct SwsContext *direct;
    /// For parts that begin between two colour samples, or of pictures with other than square pixels: all of the picture in
    /// colour first, then the part.
    struct SwsContext *whole, *part;
    uint8_t *whole_bytes, *upright_bytes;
    AVFrame *view;
    /// What the scalers were made for.
    int width, height, format, space, range;
} Converter;

/// Writes a picture to `target`, which has a margin behind it; 0 or libav's error.
int convert(Converter *converter, const AVFrame *frame, uint8_t *target);
void free_converter(Converter *converter);
