// foley-sound: decodes sound files for its parent, so that neither a decoder's crash nor a hostile file is foley's.
#include "hear.h"

/// Whatever its level of instructions is: libsndfile and libmpg123 choose by themselves.
static void prepare(uint64_t bytes, const char *level) { (void)bytes, (void)level; }

static Outcome serve(const foley_media_request *request, int descriptor, Slots *slots, foley_media_reply *reply) {
    if (request->wish != FOLEY_MEDIA_MEASURE && request->wish != FOLEY_MEDIA_LISTEN)
        return refuse(FOLEY_MEDIA_BAD_REQUEST, "there is no such request");
    return hear(request, descriptor, slots, &reply->hearing);
}

int main(int count, char **arguments) { return serve_parent(count, arguments, (Trade){"foley-sound", prepare, serve}); }
