#pragma once
#include "kernel.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/// Eight numbers at a time, whatever registers there are. These are macros because a function that gives a vector has
/// one calling convention for all instruction sets; memory may not hold all eight: `left` says how many there are.
typedef int32_t ints8 __attribute__((vector_size(32), aligned(4)));
typedef uint8_t bytes8 __attribute__((vector_size(8), aligned(1)));

#define LOAD8(from, left) \
    ({ \
        floats8 loaded = {0}; \
        if ((left) >= 8) loaded = *(const floats8 *)(from); \
        else memcpy(&loaded, (from), (left) * sizeof(float)); \
        loaded; \
    })

#define STORE8(to, x, left) \
    ({ \
        floats8 stored = (x); \
        if ((left) >= 8) *(floats8 *)(to) = stored; \
        else memcpy((to), &stored, (left) * sizeof(float)); \
    })

#define LOAD_BYTES8(from, left) \
    ({ \
        bytes8 loaded = {0}; \
        if ((left) >= 8) loaded = *(const bytes8 *)(from); \
        else memcpy(&loaded, (from), (left)); \
        __builtin_convertvector(loaded, ints8); \
    })

#define STORE_BYTES8(to, x, left) \
    ({ \
        bytes8 stored = __builtin_convertvector((x), bytes8); \
        if ((left) >= 8) *(bytes8 *)(to) = stored; \
        else memcpy((to), &stored, (left)); \
    })

/// a where the mask is -1, b where it is 0.
#define SELECT8(mask, a, b) ((floats8)(((mask) & (ints8)(a)) | (~(mask) & (ints8)(b))))
#define CHOOSE8(mask, a, b) (((mask) & (a)) | (~(mask) & (b)))
/// Whether one of them is NaN.
#define HAS_NAN8(x) \
    ({ \
        floats8 looked_at = (x); \
        ints8 odd = looked_at != looked_at; \
        int32_t any = 0; \
        for (int k = 0; k < 8; k++) any |= odd[k]; \
        any != 0; \
    })
#define FILL8(number) ((floats8){0} + (number))

/// exp(x), off by two units in the last place at most, for x from -87 to 88; beyond these as at them.
///
/// 2^n exp(r) with |r| <= ln 2 / 2; adding 1.5 * 2^23 rounds to a whole number.
#define EXP8(x) \
    ({ \
        floats8 at = (x); \
        at = SELECT8(at < FILL8(-87.0f), FILL8(-87.0f), at); \
        at = SELECT8(at > FILL8(88.0f), FILL8(88.0f), at); \
        floats8 rounded = at * 1.44269504089f + 12582912.0f; \
        ints8 power = (ints8)rounded - 0x4B400000; \
        floats8 whole = rounded - 12582912.0f; \
        floats8 r = at - whole * 0.693359375f + whole * 2.12194440e-4f; \
        floats8 p = r * (1.0f / 5040) + 1.0f / 720; \
        p = p * r + 1.0f / 120; \
        p = p * r + 1.0f / 24; \
        p = p * r + 1.0f / 6; \
        p = p * r + 0.5f; \
        p = p * r + 1.0f; \
        p = p * r + 1.0f; \
        p * (floats8)((power + 127) << 23); \
    })
