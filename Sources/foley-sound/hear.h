#pragma once
#include "helper.h"

/// What a sound file is; where it is listened to, its samples as well.
Outcome hear(const foley_media_request *request, int descriptor, Slots *slots, foley_media_hearing *facts);
