#include "block.h"
#include "lanes.h"

void foley_average_columns(const foley_block *block, const float *x, float *y) {
    size_t inner = block->inner, columns = block->columns, lines = block->images * block->groups * block->rows;
    float share = 1 / (float)columns;
    for (size_t line = 0; line < lines; line++, x += columns * inner, y += inner)
        for (size_t lane = 0; lane < inner; lane += 8) {
            size_t left = inner - lane;
            floats8 sum = {0};
            for (size_t j = 0; j < columns; j++) sum += LOAD8(x + j * inner + lane, left);
            STORE8(y + lane, sum * share, left);
        }
}

void foley_average_columns_back(const foley_block *block, const float *dy, float *dx) {
    size_t inner = block->inner, columns = block->columns, lines = block->images * block->groups * block->rows;
    float share = 1 / (float)columns;
    for (size_t line = 0; line < lines; line++, dx += columns * inner, dy += inner)
        for (size_t j = 0; j < columns; j++)
            for (size_t lane = 0; lane < inner; lane++) dx[j * inner + lane] = dy[lane] * share;
}

void foley_summarise(
    const foley_block *block, size_t channels, const float *x, size_t width, float *mean, float *greatest,
    int32_t *cells) {
    size_t inner = block->inner, count = block->rows * block->columns;
    for (size_t image = 0; image < block->images; image++)
        for (size_t group = 0; group < block->groups; group++, x += count * inner)
            for (size_t lane = 0; lane < inner && group * inner + lane < channels; lane += 8) {
                size_t left = inner - lane, c = group * inner + lane, at = image * width + c;
                size_t kept = channels - c < left ? channels - c : left;
                floats8 sum = {0}, best = LOAD8(x + lane, left);
                ints8 place = {0};
                for (size_t cell = 0; cell < count; cell++) {
                    floats8 here = LOAD8(x + cell * inner + lane, left);
                    sum += here;
                    ints8 better = here > best;
                    best = SELECT8(better, here, best);
                    place = CHOOSE8(better, (ints8){0} + (int32_t)cell, place);
                }
                // A maximum found by `>` alone does not see NaN, which the sum does: the last of them is found.
                for (size_t cell = 0; HAS_NAN8(sum) && cell < count; cell++) {
                    floats8 here = LOAD8(x + cell * inner + lane, left);
                    best = SELECT8(here != here, here, best);
                    place = CHOOSE8(here != here, (ints8){0} + (int32_t)cell, place);
                }
                sum *= 1 / (float)count;
                if (mean) STORE8(mean + at, sum, kept);
                if (greatest) {
                    STORE8(greatest + at, best, kept);
                    for (size_t k = 0; k < 8 && k < kept; k++) cells[image * channels + c + k] = place[k];
                }
            }
}

void foley_summarise_back(
    const foley_block *block, size_t channels, size_t width, const float *dmean, const float *dgreatest,
    const int32_t *cells, float *dx) {
    size_t inner = block->inner, count = block->rows * block->columns;
    float share = 1 / (float)count;
    for (size_t image = 0; image < block->images; image++)
        for (size_t group = 0; group < block->groups; group++, dx += count * inner)
            for (size_t lane = 0; lane < inner; lane += 8) {
                size_t left = inner - lane, c = group * inner + lane, at = image * width + c;
                size_t kept = c >= channels ? 0 : channels - c < left ? channels - c : left;
                floats8 even = {0};
                if (dmean && kept) even = LOAD8(dmean + at, kept) * share;
                for (size_t cell = 0; cell < count; cell++) STORE8(dx + cell * inner + lane, even, left);
                if (dgreatest)
                    for (size_t k = 0; k < 8 && k < kept; k++)
                        dx[(size_t)cells[image * channels + c + k] * inner + lane + k] += dgreatest[at + k];
            }
}
