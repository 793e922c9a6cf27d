#include "movies.h"
#include <libavutil/pixdesc.h>
#include <stdio.h>

#define COPY(field, text) snprintf(field, sizeof field, "%s", text)

Outcome probe(const foley_media_request *request, int descriptor, foley_media_facts *facts) {
    Source source;
    int error = open_source(&source, descriptor);
    if (error) return failure(FOLEY_MEDIA_UNREADABLE, error, "");
    COPY(facts->container, source.format->iformat->name);
    facts->duration = file_duration(&source);
    for (unsigned i = 0; i < source.format->nb_streams; i++) {
        AVStream *stream = source.format->streams[i];
        if (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) continue;
        facts->picture_streams += stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
        facts->sound_streams += stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    }
    double clock = clock_start(&source);
    AVStream *stream = chosen_stream(&source, AVMEDIA_TYPE_VIDEO, request->picture_stream);
    if (stream) {
        const AVCodecParameters *parameters = stream->codecpar;
        const char *format = av_get_pix_fmt_name(parameters->format);
        COPY(facts->picture_codec, avcodec_get_name(parameters->codec_id));
        COPY(facts->pixel_format, format ? format : "");
        facts->width = parameters->width;
        facts->height = parameters->height;
        Orientation orientation = orientation_of(stream);
        facts->rotation = orientation.rotation;
        facts->mirrored = orientation.mirrored;
        AVRational shape = pixel_shape(&source, stream);
        facts->pixel_width = shape.num;
        facts->pixel_height = shape.den;
        bool sideways = orientation.rotation % 180 != 0;
        int width = squared(parameters->width, shape);
        facts->shown_width = sideways ? parameters->height : width;
        facts->shown_height = sideways ? width : parameters->height;
        AVRational rate = stream->avg_frame_rate.num ? stream->avg_frame_rate : stream->r_frame_rate;
        facts->rate_numerator = rate.num;
        facts->rate_denominator = rate.den;
        facts->pictures = stream->nb_frames;
        if (stream->start_time != AV_NOPTS_VALUE)
            facts->picture_start = (double)stream->start_time * av_q2d(stream->time_base) - clock;
    }
    stream = chosen_stream(&source, AVMEDIA_TYPE_AUDIO, request->sound_stream);
    if (stream) {
        COPY(facts->sound_codec, avcodec_get_name(stream->codecpar->codec_id));
        facts->sample_rate = stream->codecpar->sample_rate;
        facts->sample_channels = stream->codecpar->ch_layout.nb_channels;
        int64_t start = heard_from(&source, stream);
        if (start != AV_NOPTS_VALUE) facts->sound_start = (double)start * av_q2d(stream->time_base) - clock;
        facts->sound_duration = stream_duration(&source, stream);
    }
    close_source(&source);
    return fine();
}
