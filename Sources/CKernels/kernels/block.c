#include "block.h"
#include "lanes.h"

enum { dropped = 255, words_at_once = 4096 };

/// Random words number `first`, `first` + 1, ... of a stream; both `first` and `count` are multiples of 4.
INLINE void random_words(uint64_t seed, uint64_t stream, uint64_t first, size_t count, uint32_t *out) {
    for (size_t k = 0; k < count / 4; k++) {
        uint64_t number = first / 4 + k;
        uint32_t c0 = (uint32_t)number, c1 = (uint32_t)(number >> 32), c2 = (uint32_t)stream, c3 = (uint32_t)(stream >> 32);
        uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
#pragma clang loop unroll(full)
        for (int round = 0; round < 10; round++) {
            uint64_t a = (uint64_t)0xD2511F53 * c0, b = (uint64_t)0xCD9E8D57 * c2;
            c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
            c1 = (uint32_t)b;
            c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
            c3 = (uint32_t)a;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        out[4 * k] = c0;
        out[4 * k + 1] = c1;
        out[4 * k + 2] = c2;
        out[4 * k + 3] = c3;
    }
}

/// Marks what is dropped among `count` numbers that leave, the first of them being number `first` of all.
static void mark_dropped(const foley_block *block, uint64_t first, size_t count, float *y, uint8_t *places) {
    uint32_t words[words_at_once + 4];
    uint32_t limit = (uint32_t)(block->share * 0x1p24f);
    for (size_t done = 0; done < count; done += words_at_once) {
        size_t part = count - done < words_at_once ? count - done : words_at_once;
        uint64_t start = first + done;
        size_t lead = start % 4;
        random_words(block->seed, block->stream, start - lead, (lead + part + 3) / 4 * 4, words);
        for (size_t i = 0; i < part; i++) {
            int drop = words[lead + i] >> 8 < limit;
            y[done + i] = drop ? 0.0f : y[done + i] * block->kept;
            places[done + i] = drop ? dropped : places[done + i];
        }
    }
}

void foley_block_moments(const foley_block *block, const float *x, const float *pivot, double *sums) {
    size_t inner = block->inner, columns = block->columns, channels = block->groups * inner;
    for (size_t image = 0; image < block->images; image++)
        for (size_t group = 0; group < block->groups; group++)
            for (size_t row = 0; row < block->rows; row++, x += columns * inner)
                for (size_t lane = 0; lane < inner; lane += 8) {
                    size_t left = inner - lane, c = group * inner + lane;
                    floats8 middle = LOAD8(pivot + c, left);
                    floats8 first[4] = {0}, second[4] = {0};
                    size_t j = 0;
                    for (; j + 4 <= columns; j += 4)
                        for (size_t k = 0; k < 4; k++) {
                            floats8 d = LOAD8(x + (j + k) * inner + lane, left) - middle;
                            first[k] += d;
                            second[k] += d * d;
                        }
                    for (; j < columns; j++) {
                        floats8 d = LOAD8(x + j * inner + lane, left) - middle;
                        first[0] += d;
                        second[0] += d * d;
                    }
                    first[0] = (first[0] + first[1]) + (first[2] + first[3]);
                    second[0] = (second[0] + second[1]) + (second[2] + second[3]);
                    for (size_t k = 0; k < 8 && k < left; k++) {
                        sums[c + k] += (double)first[0][k];
                        sums[channels + c + k] += (double)second[0][k];
                    }
                }
}

/// One row of windows in eight lanes, and whether there may be a NaN in it. A maximum that is found by `>` alone does not
/// see NaN: where there may be one, the row is computed again with care. `top`, `out` and `places` are where lanes begin.
INLINE int forward_row(
    const foley_block *block, size_t down, size_t across, int rectifier, size_t inner, const float *scale,
    const float *shift, const float *top, float *out, uint8_t *places, size_t left, int careful) {
    size_t columns = block->columns, out_columns = columns / across;
    floats8 zero = {0}, a = {0}, b = {0}, seen = {0};
    if (scale) a = LOAD8(scale, left), b = LOAD8(shift, left);
    for (size_t j = 0; j < out_columns; j++) {
        floats8 best = {0}, all = {0};
        ints8 place = {0};
        for (size_t k = 0; k < down; k++)
            for (size_t l = 0; l < across; l++) {
                floats8 z = LOAD8(top + (k * columns + j * across + l) * inner, left);
                if (scale) z = a * z + b;
                all = k + l == 0 ? z : all + z;
                if (k + l == 0) {
                    best = z;
                    continue;
                }
                ints8 better = z > best;
                if (careful) better |= z != z;
                best = SELECT8(better, z, best);
                place = CHOOSE8(better, (ints8){0} + (int32_t)(k * across + l), place);
            }
        if (!careful && down * across > 1) seen += all;
        if (rectifier == 1) best = SELECT8(best <= zero, zero, best);
        if (rectifier == 2) best = SELECT8(best > zero, best, EXP8(SELECT8(best > zero, zero, best)) - 1.0f);
        STORE8(out + j * inner, best, left);
        if (places) STORE_BYTES8(places + j * inner, place, left);
    }
    return HAS_NAN8(seen);
}

INLINE void forward(
    const foley_block *block, size_t down, size_t across, int rectifier, size_t inner, const float *scale,
    const float *shift, const float *x, float *y, uint8_t *places) {
    size_t columns = block->columns, out_rows = block->rows / down, out_columns = columns / across;
    size_t line = out_columns * inner, number = 0;
    for (size_t image = 0; image < block->images; image++)
        for (size_t group = 0; group < block->groups; group++, x += block->rows * columns * inner)
            for (size_t i = 0; i < out_rows; i++, number += line) {
                const float *top = x + i * down * columns * inner;
                float *out = y + number;
                for (size_t lane = 0; lane < inner; lane += 8) {
                    size_t left = inner - lane, c = group * inner + lane;
                    const float *a = scale ? scale + c : NULL, *b = scale ? shift + c : NULL;
                    uint8_t *found = places ? places + number + lane : NULL;
                    if (forward_row(
                            block, down, across, rectifier, inner, a, b, top + lane, out + lane, found, left, 0))
                        forward_row(block, down, across, rectifier, inner, a, b, top + lane, out + lane, found, left, 1);
                }
                if (block->share > 0) mark_dropped(block, number, line, out, places + number);
            }
}

INLINE void forward_by_inner(
    const foley_block *block, size_t down, size_t across, int rectifier, const float *scale, const float *shift,
    const float *x, float *y, uint8_t *places) {
    if (block->inner == 16)
        forward(block, down, across, rectifier, 16, scale, shift, x, y, places);
    else
        forward(block, down, across, rectifier, block->inner, scale, shift, x, y, places);
}

INLINE void forward_by_window(
    const foley_block *block, int rectifier, const float *scale, const float *shift, const float *x, float *y,
    uint8_t *places) {
    if (block->down == 1 && block->across == 1)
        forward_by_inner(block, 1, 1, rectifier, scale, shift, x, y, places);
    else if (block->down == 2 && block->across == 2)
        forward_by_inner(block, 2, 2, rectifier, scale, shift, x, y, places);
    else
        forward_by_inner(block, block->down, block->across, rectifier, scale, shift, x, y, places);
}

void foley_block_forward(
    const foley_block *block, const float *scale, const float *shift, const float *x, float *y, uint8_t *places) {
    if (block->rectifier == 0)
        forward_by_window(block, 0, scale, shift, x, y, places);
    else if (block->rectifier == 1)
        forward_by_window(block, 1, scale, shift, x, y, places);
    else
        forward_by_window(block, 2, scale, shift, x, y, places);
}

INLINE void reduce(
    const foley_block *block, size_t down, size_t across, size_t inner, const float *x, const float *y,
    const uint8_t *places, float *dy, const float *mean, double *sums) {
    size_t columns = block->columns, out_rows = block->rows / down, out_columns = columns / across;
    size_t line = out_columns * inner, channels = block->groups * inner, number = 0;
    floats8 zero = {0};
    float back = 1 / block->kept;
    for (size_t image = 0; image < block->images; image++)
        for (size_t group = 0; group < block->groups; group++, x += block->rows * columns * inner)
            for (size_t i = 0; i < out_rows; i++, number += line) {
                const float *top = x + i * down * columns * inner;
                for (size_t lane = 0; lane < inner; lane += 8) {
                    size_t left = inner - lane, c = group * inner + lane;
                    floats8 middle = sums ? LOAD8(mean + c, left) : zero, first = zero, second = zero;
                    for (size_t j = 0; j < out_columns; j++) {
                        size_t at = number + j * inner + lane;
                        floats8 g = LOAD8(dy + at, left);
                        ints8 place = {0};
                        if (places) {
                            place = LOAD_BYTES8(places + at, left);
                            g = SELECT8(place == dropped, zero, g * block->kept);
                        }
                        if (block->rectifier) {
                            floats8 out = LOAD8(y + at, left);
                            floats8 slope = block->rectifier == 1 ? zero : out * back + 1.0f;
                            g = SELECT8(out > zero, g, g * slope);
                        }
                        STORE8(dy + at, g, left);
                        if (!sums) continue;
                        floats8 source = zero;
                        for (size_t k = 0; k < down; k++)
                            for (size_t l = 0; l < across; l++) {
                                floats8 here = LOAD8(top + (k * columns + j * across + l) * inner + lane, left);
                                ints8 found = place == (int32_t)(k * across + l);
                                source = k + l == 0 ? here : SELECT8(found, here, source);
                            }
                        first += g;
                        second += g * (source - middle);
                    }
                    if (sums)
                        for (size_t k = 0; k < 8 && k < left; k++) {
                            sums[c + k] += (double)first[k];
                            sums[channels + c + k] += (double)second[k];
                        }
                }
            }
}

INLINE void reduce_by_inner(
    const foley_block *block, size_t down, size_t across, const float *x, const float *y, const uint8_t *places,
    float *dy, const float *mean, double *sums) {
    if (block->inner == 16)
        reduce(block, down, across, 16, x, y, places, dy, mean, sums);
    else
        reduce(block, down, across, block->inner, x, y, places, dy, mean, sums);
}

void foley_block_reduce(
    const foley_block *block, const float *x, const float *y, const uint8_t *places, float *dy, const float *mean,
    double *sums) {
    if (block->down == 1 && block->across == 1)
        reduce_by_inner(block, 1, 1, x, y, places, dy, mean, sums);
    else if (block->down == 2 && block->across == 2)
        reduce_by_inner(block, 2, 2, x, y, places, dy, mean, sums);
    else
        reduce_by_inner(block, block->down, block->across, x, y, places, dy, mean, sums);
}

INLINE void spread(
    const foley_block *block, size_t down, size_t across, size_t inner, const float *x, const float *g,
    const uint8_t *places, const float *scale, const float *slope, const float *shift, float *dx) {
    size_t rows = block->rows, columns = block->columns, out_columns = columns / across;
    size_t out_rows = rows / down, line = out_columns * inner, image_size = rows * columns * inner;
    floats8 zero = {0};
    for (size_t image = 0; image < block->images; image++)
        for (size_t group = 0; group < block->groups; group++, x += scale ? image_size : 0, dx += image_size)
            for (size_t row = 0; row < rows; row++) {
                size_t i = row / down, k = row % down, first = ((image * block->groups + group) * out_rows + i) * line;
                const float *in = x + row * columns * inner;
                float *out = dx + row * columns * inner;
                for (size_t lane = 0; lane < inner; lane += 8) {
                    size_t left = inner - lane, c = group * inner + lane;
                    floats8 a = zero, s = zero, b = zero;
                    if (scale) a = LOAD8(scale + c, left), s = LOAD8(slope + c, left), b = LOAD8(shift + c, left);
                    size_t j = 0;
                    if (i < out_rows)
                        for (size_t window = 0; window < out_columns; window++) {
                            floats8 whole = LOAD8(g + first + window * inner + lane, left);
                            ints8 place = LOAD_BYTES8(places + first + window * inner + lane, left);
                            for (size_t l = 0; l < across; l++, j++) {
                                floats8 here = SELECT8(place == (int32_t)(k * across + l), whole, zero);
                                if (scale) here = a * here + s * LOAD8(in + j * inner + lane, left) + b;
                                STORE8(out + j * inner + lane, here, left);
                            }
                        }
                    for (; j < columns; j++) {
                        floats8 here = scale ? s * LOAD8(in + j * inner + lane, left) + b : zero;
                        STORE8(out + j * inner + lane, here, left);
                    }
                }
            }
}

/// Without a pool each number is its own window, dropped or not.
INLINE void spread_alone(
    const foley_block *block, const float *x, const float *g, const float *scale, const float *slope,
    const float *shift, float *dx) {
    size_t inner = block->inner, cells = block->rows * block->columns;
    for (size_t image = 0; image < block->images; image++)
        for (size_t group = 0; group < block->groups; group++)
            for (size_t cell = 0; cell < cells; cell++, x += inner, g += inner, dx += inner)
                for (size_t lane = 0; lane < inner; lane += 8) {
                    size_t left = inner - lane, c = group * inner + lane;
                    floats8 here = LOAD8(scale + c, left) * LOAD8(g + lane, left) +
                                   LOAD8(slope + c, left) * LOAD8(x + lane, left) + LOAD8(shift + c, left);
                    STORE8(dx + lane, here, left);
                }
}

void foley_block_spread(
    const foley_block *block, const float *x, const float *g, const uint8_t *places, const float *scale,
    const float *slope, const float *shift, float *dx) {
    if (block->down == 1 && block->across == 1) {
        if (scale) {
            spread_alone(block, x, g, scale, slope, shift, dx);
        } else if (dx != g) {
            size_t count = block->images * block->groups * block->rows * block->columns * block->inner;
            memcpy(dx, g, count * sizeof(float));
        }
    } else if (block->down == 2 && block->across == 2 && block->inner == 16) {
        spread(block, 2, 2, 16, x, g, places, scale, slope, shift, dx);
    } else {
        spread(block, block->down, block->across, block->inner, x, g, places, scale, slope, shift, dx);
    }
}
