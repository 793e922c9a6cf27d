#include "helper.h"
#include <errno.h>
#include <libavutil/display.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16 };

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

int64_t size_of(int descriptor) {
    struct stat status;
    // Some libc's own fstat is a call that takes a path as well, and no such call is allowed.
    return syscall(SYS_fstat, descriptor, &status) ? -1 : status.st_size;
}

int open_source(Source *source, int descriptor, const char *name) {
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
    int error = avformat_open_input(&source->format, name, NULL, NULL);
    if (error >= 0) error = avformat_find_stream_info(source->format, NULL);
    if (error < 0) close_source(source);
    return error < 0 ? error : 0;
}

void close_source(Source *source) {
    avformat_close_input(&source->format);
    if (source->io) av_freep(&source->io->buffer);
    avio_context_free(&source->io);
}

AVStream *best_stream(Source *source, enum AVMediaType kind) {
    int index = av_find_best_stream(source->format, kind, -1, -1, NULL, 0);
    if (index < 0) return NULL;
    AVStream *stream = source->format->streams[index];
    // The cover of a record is no movie.
    return stream->disposition & AV_DISPOSITION_ATTACHED_PIC ? NULL : stream;
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

double clock_start(const Source *source) {
    int64_t start = source->format->start_time;
    return start == AV_NOPTS_VALUE ? 0 : (double)start / AV_TIME_BASE;
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

int rotation_of(AVStream *stream) {
    size_t bytes = 0;
    const int32_t *matrix = display_matrix(stream, &bytes);
    if (!matrix || bytes < 9 * sizeof *matrix) return 0;
    double angle = -av_display_rotation_get(matrix);
    if (isnan(angle)) return 0;
    int quarters = (int)lround(angle / 90);
    if (fabs(angle - 90 * quarters) > 2) return 0;
    return ((quarters % 4) + 4) % 4 * 90;
}
