#include "convolution.h"
#include "kernel.h"

/// Where the first number of a channel of an image is.
INLINE size_t channel_at(const foley_order *order, size_t image, size_t channel) {
    return image * order->images + channel / order->lanes * order->groups + channel % order->lanes * order->within;
}

void foley_reorder(
    size_t images, size_t channels, size_t rows, size_t columns, const foley_order *from, const float *x,
    const foley_order *to, float *y) {
    size_t filled = (channels + to->lanes - 1) / to->lanes * to->lanes;
    for (size_t image = 0; image < images; image++)
        for (size_t channel = 0; channel < filled; channel++) {
            const float *source = channel < channels ? x + channel_at(from, image, channel) : 0;
            float *target = y + channel_at(to, image, channel);
            for (size_t row = 0; row < rows; row++, target += to->rows) {
                if (!source) {
                    for (size_t i = 0; i < columns; i++) target[i * to->columns] = 0.0f;
                    continue;
                }
                if (to->columns == 1)
                    for (size_t i = 0; i < columns; i++) target[i] = source[i * from->columns];
                else
                    for (size_t i = 0; i < columns; i++) target[i * to->columns] = source[i * from->columns];
                source += from->rows;
            }
        }
}
