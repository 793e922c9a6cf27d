#include "movies.h"
#include <errno.h>
#include <libavutil/display.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16 };

Outcome failure(int cause, int error, const char *what) {
    if (error == AVERROR(ENOMEM)) cause = FOLEY_MEDIA_NO_MEMORY;
    if (error == AVERROR(EIO) && cause != FOLEY_MEDIA_UNWRITABLE) cause = FOLEY_MEDIA_NO_BYTES;
    char text[AV_ERROR_MAX_STRING_SIZE] = "", message[256];
    if (error) av_strerror(error, text, sizeof text);
    snprintf(message, sizeof message, "%s%s%s", what, error && *what ? ": " : "", text);
    return refuse(cause, message);
}

/// Containers that hold everything themselves; what names other files or addresses is not among them.
static const char CONTAINERS[] =
    "mov,matroska,avi,mpeg,mpegts,mpegvideo,asf,flv,ogg,mp3,wav,aiff,flac,aac,ac3,eac3,w64,caf,au,voc,amr,dts,gif,apng,"
    "h264,hevc,m4v,ivf,obu,av1,mjpeg,dv,rm,swf,wv,tta,ape,mxf,nut,vc1,yuv4mpegpipe,3gp,tak,mpc,mpc8,"
    "wtv,pmp,dirac,truehd,gxf,oma,shn";

static int read_bytes(void *opaque, uint8_t *buffer, int count) {
    Source *source = opaque;
    ssize_t done;
    while ((done = pread(source->descriptor, buffer, (size_t)count, source->position)) < 0 && errno == EINTR) {}
    if (done < 0) return AVERROR(errno);
    if (done == 0) return AVERROR_EOF;
    source->position += done;
    still_busy();
    return (int)done;
}

static int64_t seek_bytes(void *opaque, int64_t offset, int whence) {
    Source *source = opaque;
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE: return source->size;
    case SEEK_SET: break;
    case SEEK_CUR: offset += source->position; break;
    case SEEK_END: offset += source->size; break;
    default: return AVERROR(EINVAL);
    }
    if (offset < 0) return AVERROR(EINVAL);
    return source->position = offset;
}

/// A container that names another file does not get it.
static int refuse_to_open(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
    (void)format, (void)io, (void)url, (void)flags, (void)options;
    return AVERROR(EACCES);
}

int open_source(Source *source, int descriptor) {
    memset(source, 0, sizeof *source);
    source->descriptor = descriptor;
    source->size = size_of(descriptor);
    if (source->size < 0) return AVERROR(errno);
    uint8_t *buffer = av_malloc(READ_BYTES);
    source->format = avformat_alloc_context();
    if (buffer) source->io = avio_alloc_context(buffer, READ_BYTES, 0, source, read_bytes, NULL, seek_bytes);
    if (!source->io) av_free(buffer);
    if (!source->io || !source->format) {
        close_source(source);
        return AVERROR(ENOMEM);
    }
    source->format->pb = source->io;
    source->format->io_open = refuse_to_open;
    source->format->format_whitelist = av_strdup(CONTAINERS);
    source->format->protocol_whitelist = av_strdup("none");
    // What a file is called has no say in what it is.
    int error = avformat_open_input(&source->format, "", NULL, NULL);
    if (error >= 0) error = avformat_find_stream_info(source->format, NULL);
    if (error < 0) close_source(source);
    return error < 0 ? error : 0;
}

void close_source(Source *source) {
    avformat_close_input(&source->format);
    if (source->io) av_freep(&source->io->buffer);
    avio_context_free(&source->io);
}

/// How much a stream is marked as what most people want.
static int rank_of(const AVStream *stream) {
    return !(stream->disposition & (AV_DISPOSITION_HEARING_IMPAIRED | AV_DISPOSITION_VISUAL_IMPAIRED))
           + !!(stream->disposition & AV_DISPOSITION_DEFAULT);
}

AVStream *chosen_stream(Source *source, enum AVMediaType kind, int number) {
    AVFormatContext *format = source->format;
    AVStream *best = NULL;
    bool is_decodable = false;
    for (unsigned i = 0; i < format->nb_streams; i++) {
        AVStream *stream = format->streams[i];
        // The cover of a record is no movie.
        if (stream->codecpar->codec_type != kind || stream->disposition & AV_DISPOSITION_ATTACHED_PIC) continue;
        if (number) {
            if (!--number) return stream;
            continue;
        }
        // Of some streams nothing is known but that they are there.
        if (av_find_best_stream(format, kind, (int)i, -1, NULL, 0) != (int)i) continue;
        bool can_decode = avcodec_find_decoder(stream->codecpar->codec_id) != NULL;
        if (best && (can_decode < is_decodable || (can_decode == is_decodable && rank_of(stream) <= rank_of(best)))) continue;
        best = stream;
        is_decodable = can_decode;
    }
    return best;
}

void only_stream(Source *source, AVStream *stream) {
    for (unsigned i = 0; i < source->format->nb_streams; i++)
        source->format->streams[i]->discard = source->format->streams[i] == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
}

AVCodecContext *open_decoder(AVStream *stream, Outcome *outcome) {
    const AVCodec *codec = avcodec_find_decoder(stream->codecpar->codec_id);
    if (!codec) {
        *outcome = failure(FOLEY_MEDIA_NO_DECODER, 0, avcodec_get_name(stream->codecpar->codec_id));
        return NULL;
    }
    AVCodecContext *decoder = avcodec_alloc_context3(codec);
    int error = decoder ? avcodec_parameters_to_context(decoder, stream->codecpar) : AVERROR(ENOMEM);
    if (error >= 0) {
        decoder->pkt_timebase = stream->time_base;
        decoder->thread_count = 1;
        error = avcodec_open2(decoder, codec, NULL);
    }
    if (error >= 0) return decoder;
    *outcome = failure(FOLEY_MEDIA_NO_DECODER, error, codec->name);
    avcodec_free_context(&decoder);
    return NULL;
}

bool has_stamps(const Source *source) {
    static const char *const STAMPED[] = {"mov", "matroska", "mpeg", "flv", "live_flv", "asf", "nut", "ogg", "mxf", "wtv"};
    const char *name = source->format->iformat->name;
    for (size_t i = 0; i < sizeof STAMPED / sizeof *STAMPED; i++)
        if (strncmp(name, STAMPED[i], strlen(STAMPED[i])) == 0) return true;
    return false;
}

/// Whether libav guesses by the number of bytes how long a file lasts whose packets have times.
static bool is_guessing(const Source *source) {
    return has_stamps(source) && source->format->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE;
}

double file_duration(const Source *source) {
    int64_t duration = source->format->duration;
    return duration == AV_NOPTS_VALUE || is_guessing(source) ? -1 : (double)duration / AV_TIME_BASE;
}

double stream_duration(const Source *source, const AVStream *stream) {
    bool is_known = stream->duration != AV_NOPTS_VALUE && !is_guessing(source);
    return is_known ? (double)stream->duration * av_q2d(stream->time_base) : -1;
}

double clock_start(const Source *source) {
    int64_t start = source->format->start_time;
    return start == AV_NOPTS_VALUE ? 0 : (double)start / AV_TIME_BASE;
}

int64_t heard_from(const Source *source, const AVStream *stream) {
    const AVCodecParameters *parameters = stream->codecpar;
    bool is_matroska = strncmp(source->format->iformat->name, "matroska", 8) == 0;
    if (stream->start_time == AV_NOPTS_VALUE || !is_matroska || parameters->codec_id != AV_CODEC_ID_OPUS)
        return stream->start_time;
    // What comes first is there for the decoder, which leaves it out.
    return stream->start_time + av_rescale_q(parameters->initial_padding, (AVRational){1, 48000}, stream->time_base);
}

/// The seconds of a text such as 00:00:04.010000000; below 0 for another.
static double seconds_of(const char *text) {
    int hours, minutes;
    double seconds;
    if (sscanf(text, "%d:%d:%lf", &hours, &minutes, &seconds) != 3 || hours < 0 || minutes < 0 || !(seconds >= 0)) return -1;
    return hours * 3600.0 + minutes * 60 + seconds;
}

/// When a stream ends by what its container says of it alone.
static double stated_end(const Source *source, const AVStream *stream) {
    const char *name = source->format->iformat->name;
    double clock = clock_start(source);
    if (strncmp(name, "mov", 3) == 0 && stream->duration > 0 && stream->start_time != AV_NOPTS_VALUE)
        return (double)(stream->start_time + stream->duration) * av_q2d(stream->time_base) - clock;
    if (strncmp(name, "matroska", 8)) return -1;
    // Among a stream's tags, in a language where one is stated.
    const AVDictionaryEntry *tag = av_dict_get(stream->metadata, "DURATION", NULL, AV_DICT_IGNORE_SUFFIX);
    double seconds = tag ? seconds_of(tag->value) : -1;
    return seconds > 0 ? seconds - clock : -1;
}

double stream_end(const Source *source, const AVStream *stream) {
    const AVFormatContext *format = source->format;
    // Elsewhere what libav calls a stream's duration is an estimate, or the file's.
    if (strncmp(format->iformat->name, "mov", 3) && strncmp(format->iformat->name, "matroska", 8)) return -1;
    double end = stated_end(source, stream), whole = file_duration(source);
    // Where all others end before the file does, the file ends with this one.
    for (unsigned i = 0; i < format->nb_streams; i++) {
        if (format->streams[i] == stream) continue;
        double other = stated_end(source, format->streams[i]);
        if (other < 0 || other > whole - 0.002) return end;
    }
    return whole > end ? whole : end;
}

/// The matrix that says how a picture is to be shown, and its bytes; NULL where there is none.
static const int32_t *display_matrix(AVStream *stream, size_t *bytes) {
#if LIBAVCODEC_VERSION_INT < AV_VERSION_INT(60, 31, 102)
    return (const int32_t *)av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, bytes);
#else
    const AVPacketSideData *found = av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    *bytes = found ? found->size : 0;
    return found ? (const int32_t *)found->data : NULL;
#endif
}

Orientation orientation_of(AVStream *stream) {
    Orientation stored = {false, 0};
    size_t bytes = 0;
    const int32_t *found = display_matrix(stream, &bytes);
    int32_t matrix[9];
    if (!found || bytes < sizeof matrix) return stored;
    memcpy(matrix, found, sizeof matrix);
    // It maps (x, y) to (x m0 + y m3, x m1 + y m4). With a determinant below 0 it mirrors: what is left then turns alone.
    bool mirrored = (double)matrix[0] * matrix[4] < (double)matrix[1] * matrix[3];
    if (mirrored && (matrix[0] == INT32_MIN || matrix[1] == INT32_MIN)) return stored;
    if (mirrored) {
        matrix[0] = -matrix[0];
        matrix[1] = -matrix[1];
    }
    double angle = -av_display_rotation_get(matrix);
    if (isnan(angle)) return stored;
    int quarters = (int)lround(angle / 90);
    if (fabs(angle - 90 * quarters) > 2) return stored;
    return (Orientation){mirrored, ((quarters % 4) + 4) % 4 * 90};
}

int squared(int width, AVRational shape) {
    return shape.num == shape.den ? width : (int)lround((double)width * shape.num / shape.den);
}

AVRational pixel_shape(Source *source, AVStream *stream) {
    const AVRational square = {1, 1};
    AVRational shape = av_guess_sample_aspect_ratio(source->format, stream, NULL);
    if (shape.num <= 0 || shape.den <= 0) return square;
    double width = (double)stream->codecpar->width * shape.num / shape.den;
    // Ratios that come of rounding a size, and such as nobody can mean.
    if (fabs(width - stream->codecpar->width) < 1.5 || width < 1 || width > 32768) return square;
    return shape;
}
