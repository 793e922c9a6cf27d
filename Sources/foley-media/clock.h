#pragma once
#include "movies.h"

/// By how many seconds a sound's time stamps may be off without anything being done. Containers' clocks round to a
/// millisecond or less, and recorders and packets that share their bits put stamps some tens of milliseconds off; sound that
/// comes 45 ms early beside its picture is when people begin to notice (ITU-R BT.1359).
#define JITTER 0.045
/// So long does what follows have to agree before a gap or an overlap is believed: single stamps are wrong.
#define HELD_SECONDS 0.2
enum { HELD_FRAMES = 256 };

/// The time stamps of a stream of sound, and what is to be believed of them.
typedef struct {
    bool is_stamped;
    /// Whether the clock may begin anew within a file, as where broadcasts are joined.
    bool may_restart;
    /// Whether files are joined simply by putting them behind each other.
    bool is_chained;
    AVRational unit;
    /// What the stamp of the first sample would be, in seconds: by the clock as it goes now, and as it was at first.
    double origin, first;
    bool any;
    /// Behind the first sample nothing can be later than this, in seconds; infinity where the file does not tell.
    double end;
} SoundClock;

SoundClock clock_of(const Source *source, const AVStream *stream);
/// How much later `stamp` is than the sound that has come, `reached` seconds of it; at the first stamp 0.
double lateness(SoundClock *clock, double stamp, double reached);
/// How many seconds are missing (above 0) or there twice (below) where `late` says so, `at` seconds after the first sample;
/// 0 where the clock has jumped and the sound goes on. Says what is not as it should be.
double believed(SoundClock *clock, double late, double at);
