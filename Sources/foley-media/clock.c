#include "clock.h"
#include <math.h>
#include <string.h>

SoundClock clock_of(const Source *source, const AVStream *stream) {
    double duration = file_duration(source);
    return (SoundClock){
        .is_stamped = has_stamps(source),
        .may_restart = source->format->iformat->flags & AVFMT_TS_DISCONT,
        .is_chained = strcmp(source->format->iformat->name, "ogg") == 0,
        .unit = stream->time_base,
        .end = duration > 0 ? duration + 1 : INFINITY,
    };
}

double lateness(SoundClock *clock, double stamp, double reached) {
    if (!clock->is_stamped) return 0;
    if (!clock->any) clock->first = clock->origin = stamp - reached;
    clock->any = true;
    return stamp - clock->origin - reached;
}

double believed(SoundClock *clock, double late, double at) {
    // Files that were joined are back at their beginning.
    bool is_joined = clock->origin + at + late < clock->first + 0.1;
    // Broadcasts that were joined are somewhere else: back by more than a second, or on by more than ten. What is behind the
    // file's end is nowhere.
    bool is_new = is_joined || (clock->may_restart ? late < -1 || late > 10 : at + late > clock->end);
    if (is_new) {
        if (!is_joined || !clock->is_chained)
            remark("the clock of its sound jumps by %.3f s at %.3f s; the sound goes on without a gap", late, at);
        clock->origin += late;
        return 0;
    }
    if (late < 0)
        remark("%.3f s of its sound are there twice at %.3f s; those that come later in the file are left out", -late, at + late);
    return late;
}
