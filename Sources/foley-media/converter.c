#include "converter.h"
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <string.h>


typedef struct {
    int x, y, width, height;
} Part;

/// The part that is wanted, in the picture as it is stored, `stored_width` square pixels wide.
static Part stored_part(const Converter *converter, const AVFrame *frame, int stored_width) {
    const foley_media_pictures *wanted = converter->wanted;
    int x = wanted->crop_x, y = wanted->crop_y, width = wanted->crop_width, height = wanted->crop_height;
    Part part;
    switch (converter->orientation.rotation) {
    case 90: part = (Part){y, frame->height - x - width, height, width}; break;
    case 180: part = (Part){stored_width - x - width, frame->height - y - height, width, height}; break;
    case 270: part = (Part){stored_width - y - height, x, height, width}; break;
    default: part = (Part){x, y, width, height};
    }
    if (converter->orientation.mirrored) part.x = stored_width - part.x - part.width;
    return part;
}

static struct SwsContext *scaler(const Converter *converter, int width, int height, int format, int out_width,
                                 int out_height, int out_format) {
    struct SwsContext *made =
        sws_getContext(width, height, format, out_width, out_height, out_format, SCALING, NULL, NULL, NULL);
    if (!made) return NULL;
    // Pictures are to be full range, from the colours that the movie says it has; where it says nothing of its range, it has
    // that of its kind of pixels.
    int *ignored, usual, other, brightness, contrast, saturation;
    if (sws_getColorspaceDetails(made, &ignored, &usual, &ignored, &other, &brightness, &contrast, &saturation) < 0) usual = 0;
    const int *from = sws_getCoefficients(converter->space), *to = sws_getCoefficients(SWS_CS_DEFAULT);
    int range = converter->range < 0 ? usual : converter->range;
    sws_setColorspaceDetails(made, from, range, to, 1, 0, 1 << 16, 1 << 16);
    return made;
}

static void forget(Converter *converter) {
    sws_freeContext(converter->direct);
    sws_freeContext(converter->whole);
    sws_freeContext(converter->part);
    converter->direct = converter->whole = converter->part = NULL;
    av_freep(&converter->whole_bytes);
    av_freep(&converter->upright_bytes);
}

void free_converter(Converter *converter) {
    forget(converter);
    av_frame_free(&converter->view);
}

/// Mirrors rows of `width` pixels, then turns them clockwise.
static void turn(const uint8_t *from, uint8_t *to, int width, int height, Orientation orientation, int channels) {
    int rotation = orientation.rotation;
    for (int y = 0; y < height; y++) {
        for (int column = 0; column < width; column++, from += channels) {
            int x = orientation.mirrored ? width - 1 - column : column;
            ptrdiff_t place = rotation == 90    ? (ptrdiff_t)x * height + (height - 1 - y)
                              : rotation == 180 ? (ptrdiff_t)(height - 1 - y) * width + (width - 1 - x)
                              : rotation == 270 ? (ptrdiff_t)(width - 1 - x) * height + y
                                                : (ptrdiff_t)y * width + x;
            memcpy(to + place * channels, from, (size_t)channels);
        }
    }
}

int convert(Converter *converter, const AVFrame *frame, uint8_t *target) {
    const foley_media_pictures *wanted = converter->wanted;
    int channels = wanted->channels;
    int format = channels == 1 ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_RGB24;
    int range = frame->color_range == AVCOL_RANGE_JPEG ? 1 : frame->color_range == AVCOL_RANGE_MPEG ? 0 : -1;
    if (frame->width != converter->width || frame->height != converter->height || frame->format != converter->format
        || (int)frame->colorspace != converter->space || range != converter->range) {
        forget(converter);
        converter->width = frame->width;
        converter->height = frame->height;
        converter->format = frame->format;
        converter->space = frame->colorspace;
        converter->range = range;
    }
    bool is_cut = wanted->crop_width > 0;
    int whole_width = is_cut ? squared(frame->width, converter->shape) : frame->width;
    Part part = is_cut ? stored_part(converter, frame, whole_width) : (Part){0, 0, frame->width, frame->height};
    if (part.x < 0 || part.y < 0 || part.width > whole_width - part.x || part.height > frame->height - part.y)
        return AVERROR(ERANGE);
    bool sideways = converter->orientation.rotation % 180 != 0;
    bool is_upright = !converter->orientation.mirrored && !converter->orientation.rotation;
    int width = sideways ? wanted->height : wanted->width, height = sideways ? wanted->width : wanted->height;

    uint8_t *rows = target;
    if (!is_upright) {
        if (!converter->upright_bytes)
            converter->upright_bytes = av_malloc((size_t)width * height * channels + FOLEY_MEDIA_MARGIN);
        if (!(rows = converter->upright_bytes)) return AVERROR(ENOMEM);
    }
    uint8_t *planes[4] = {rows};
    int strides[4] = {width * channels};

    const AVPixFmtDescriptor *pixel = av_pix_fmt_desc_get(frame->format);
    if (!pixel) return AVERROR(EINVAL);
    bool between = part.x & ((1 << pixel->log2_chroma_w) - 1) || part.y & ((1 << pixel->log2_chroma_h) - 1)
                   || (pixel->flags & AV_PIX_FMT_FLAG_BITSTREAM && (part.x || part.y));
    // Where libswscale needs two steps of its own to make a picture so much smaller, it loses the range of a grey one.
    between = between || whole_width != frame->width
              || (channels == 1 && (part.width > 40 * width || part.height > 40 * height));
    int done;
    if (!between) {
        if (!converter->view && !(converter->view = av_frame_alloc())) return AVERROR(ENOMEM);
        AVFrame *view = converter->view;
        int error = av_frame_ref(view, frame);
        if (error < 0) return error;
        view->crop_left = (size_t)part.x;
        view->crop_top = (size_t)part.y;
        view->crop_right = (size_t)(frame->width - part.x - part.width);
        view->crop_bottom = (size_t)(frame->height - part.y - part.height);
        error = av_frame_apply_cropping(view, AV_FRAME_CROP_UNALIGNED);
        if (error >= 0 && !converter->direct) {
            converter->direct = scaler(converter, part.width, part.height, frame->format, width, height, format);
            if (!converter->direct) error = AVERROR(EINVAL);
        }
        done = error < 0 ? error
                         : sws_scale(converter->direct, (const uint8_t *const *)view->data, view->linesize, 0,
                                     part.height, planes, strides);
        av_frame_unref(view);
    } else {
        int stride = whole_width * channels;
        if (!converter->whole) {
            converter->whole = scaler(converter, frame->width, frame->height, frame->format, whole_width, frame->height,
                                      format);
            converter->part = sws_getContext(part.width, part.height, format, width, height, format, SCALING, NULL, NULL,
                                             NULL);
            converter->whole_bytes = av_malloc((size_t)stride * frame->height + FOLEY_MEDIA_MARGIN);
            if (!converter->whole_bytes) return AVERROR(ENOMEM);
            if (!converter->whole || !converter->part) return AVERROR(EINVAL);
        }
        uint8_t *all[4] = {converter->whole_bytes};
        int all_strides[4] = {stride};
        done = sws_scale(converter->whole, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, all,
                         all_strides);
        if (done >= 0) {
            const uint8_t *begin[4] = {converter->whole_bytes + (size_t)part.y * stride + (size_t)part.x * channels};
            done = sws_scale(converter->part, begin, all_strides, 0, part.height, planes, strides);
        }
    }
    if (done < 0) return done;
    if (!is_upright) turn(rows, target, width, height, converter->orientation, channels);
    return 0;
}
