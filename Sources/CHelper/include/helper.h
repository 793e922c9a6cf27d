#pragma once
#include "media.h"
#include <stddef.h>
#include <sys/stat.h>

// What foley's helpers have in common: each is handed open files by its parent, confined, and ends with it. Descriptor 3 is
// the socket to the parent, 4 the memory that both map; see media.h for what they say to each other.

/// What a request came to: no cause, or why there is no result.
typedef struct {
    int cause;
    char message[256];
} Outcome;

Outcome fine(void);
Outcome refuse(int cause, const char *message);

/// The two slots of shared memory; each is ours to fill, or with the parent.
typedef struct {
    uint8_t *memory;
    size_t mapped, slot_bytes;
    bool away[2];
    unsigned next;
} Slots;

/// What one of them can do.
typedef struct {
    const char *name;
    /// Gets its libraries ready before this process is confined. `bytes` of address space are its own, 0 is as many as it
    /// likes; `level` is the level of instructions that it is held to.
    void (*prepare)(uint64_t bytes, const char *level);
    Outcome (*serve)(const foley_media_request *request, int descriptor, Slots *slots, foley_media_reply *reply);
} Trade;

/// Serves the parent until it is gone; returns only where it was not started by one.
int serve_parent(int count, char **arguments, Trade trade);

// MARK: Parent

/// Reads the next request and the descriptor that came along (-1 for none); ends the process when the parent is gone.
void next_request(foley_media_request *request, int *descriptor);
void answer(const foley_media_reply *reply);
/// Maps the slots that a request speaks of; false where they are not there.
bool map_slots(Slots *slots, const foley_media_request *request);
/// The next slot that is ours, waiting for the parent where both are with it.
uint8_t *empty_slot(Slots *slots);
/// Hands over the slot that `empty_slot` gave last.
void give_slot(Slots *slots, foley_media_reply *reply);
/// Tells the parent now and then that the work goes on.
void still_busy(void);

/// What the decoders complained of since the last request began.
void forget_complaints(void);
uint64_t complaints(const char **first);
/// Counts something that is wrong with the file and that its library said nothing of.
void complain(const char *message);
/// Counts something that is worth saying of the file and no damage.
void remark(const char *format, ...) __attribute__((format(printf, 1, 2)));
uint64_t remarks(const char **first);

// MARK: Files

/// The bytes of an open file; -1 where they cannot be told.
int64_t size_of(int descriptor);
/// What the system knows of a file; false with the error number where it tells nothing.
bool status_of(int descriptor, struct stat *status);
