#include "kernel.h"
#include "kernels.h"

#define SHUFFLE __builtin_shufflevector

// Eight partial sums, added in a fixed tree: the order does not depend on the width of the registers.
void foley_weigh_bands(
    float *restrict out, const float *restrict row, size_t bands, const int32_t *restrict starts,
    const int32_t *restrict offsets, const float *restrict weights) {
    for (size_t band = 0; band < bands; band++) {
        const float *x = row + starts[band], *w = weights + offsets[band];
        size_t count = (size_t)(offsets[band + 1] - offsets[band]);
        floats8 sums = {0};
        for (size_t k = 0; k < count; k += 8) sums += *(const floats8 *)(w + k) * *(const floats8 *)(x + k);
        floats4 four = SHUFFLE(sums, sums, 0, 1, 2, 3) + SHUFFLE(sums, sums, 4, 5, 6, 7);
        out[band] = (four[0] + four[2]) + (four[1] + four[3]);
    }
}

// Bins k and half - k need each other, so both are made at once: eight from the front with eight from the back, which
// lie in reverse.
void foley_unpack_real(
    float *complex, size_t half, const float *restrict cosines, const float *restrict sines) {
    float re = complex[0], im = complex[1];
    complex[0] = re + im;
    complex[1] = 0;
    complex[2 * half] = re - im;
    complex[2 * half + 1] = 0;
    size_t k = 1;
    for (; k + 8 <= half / 2; k += 8) {
        float *front = complex + 2 * k, *back = complex + 2 * (half - k - 7);
        floats8 f0 = *(floats8 *)front, f1 = *(floats8 *)(front + 8);
        floats8 b0 = *(floats8 *)back, b1 = *(floats8 *)(back + 8);
        floats8 a_re = SHUFFLE(f0, f1, 0, 2, 4, 6, 8, 10, 12, 14), a_im = SHUFFLE(f0, f1, 1, 3, 5, 7, 9, 11, 13, 15);
        floats8 b_re = SHUFFLE(b0, b1, 14, 12, 10, 8, 6, 4, 2, 0), b_im = SHUFFLE(b0, b1, 15, 13, 11, 9, 7, 5, 3, 1);
        floats8 c = *(const floats8 *)(cosines + k), s = *(const floats8 *)(sines + k);
        floats8 e_re = 0.5f * (a_re + b_re), e_im = 0.5f * (a_im - b_im);
        floats8 d_re = 0.5f * (a_re - b_re), d_im = 0.5f * (a_im + b_im);
        floats8 o_re = d_im * c - d_re * s, o_im = -d_re * c - d_im * s;
        floats8 x_re = e_re + o_re, x_im = e_im + o_im, y_re = e_re - o_re, y_im = o_im - e_im;
        *(floats8 *)front = SHUFFLE(x_re, x_im, 0, 8, 1, 9, 2, 10, 3, 11);
        *(floats8 *)(front + 8) = SHUFFLE(x_re, x_im, 4, 12, 5, 13, 6, 14, 7, 15);
        *(floats8 *)back = SHUFFLE(y_re, y_im, 7, 15, 6, 14, 5, 13, 4, 12);
        *(floats8 *)(back + 8) = SHUFFLE(y_re, y_im, 3, 11, 2, 10, 1, 9, 0, 8);
    }
    for (; k <= half / 2; k++) {
        float *front = complex + 2 * k, *back = complex + 2 * (half - k);
        float e_re = 0.5f * (front[0] + back[0]), e_im = 0.5f * (front[1] - back[1]);
        float d_re = 0.5f * (front[0] - back[0]), d_im = 0.5f * (front[1] + back[1]);
        float o_re = d_im * cosines[k] - d_re * sines[k], o_im = -d_re * cosines[k] - d_im * sines[k];
        back[0] = e_re - o_re;
        back[1] = o_im - e_im;
        front[0] = e_re + o_re;
        front[1] = e_im + o_im;
    }
}
