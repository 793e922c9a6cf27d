#include "clock.h"
#include <math.h>

SoundClock clock_of(const Source *source, const AVStream *stream) {
    double duration = file_duration(source);
    return (SoundClock){
        .is_stamped = has_stamps(source),
        .may_restart = source->format->iformat->flags & AVFMT_TS_DISCONT,
        .unit = stream->time_base,
        .end = duration > 0 ? duration + 1 : INFINITY,
    };
}

double lateness(SoundClock *clock, double stamp, double reached) {
    if (!clock->is_stamped) return 0;
    if (!clock->any) clock->origin = stamp - reached;
    clock->any = true;
    return stamp - clock->origin - reached;
}

double believed(SoundClock *clock, double late, double at) {
    // Where a clock may begin anew, it has done so if it goes back by more than a second, or to its beginning, or on by more
    // than ten; else if it goes on behind the file's end.
    bool is_new = clock->may_restart ? late < -1 || late > 10 || at + late < 0.1 : at + late > clock->end;
    if (is_new) {
        if (at + late >= 0.1)
            remark("the clock of its sound jumps by %.3f s at %.3f s; the sound goes on without a gap", late, at);
        clock->origin += late;
        return 0;
    }
    if (late < 0)
        remark("%.3f s of its sound are there twice at %.3f s; those that come later in the file are left out", -late, at + late);
    return late;
}
