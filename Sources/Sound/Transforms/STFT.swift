public import Tensors

extension Signal {
    /// The short-time spectrum `X[k, t] = sum over n of w[n] x[t hop + n] exp(-2 pi i k n / N)` as (bins, frames).
    ///
    /// The numbers are |X|, or |X|^2, or decibels relative to the greatest |X|^2 (80 dB deep). Several channels are
    /// mixed down to mono.
    public func stft(
        _ framing: Framing, as measure: SpectralMeasure = .decibels(), parallel: Parallel = Parallel()
    ) throws -> Spectrogram {
        let power = try ShortTime(framing).matrix(
            self, rows: framing.bins, axes: [framing.frequencyAxis(rate: rate), framing.timeAxis(rate: rate)],
            parallel: parallel
        ) { { Kernels.power($0, count: framing.bins, to: $1) } }
        return try Spectrogram(
            tensor: power, scale: .power, rate: rate, window: framing.window, hop: framing.hop, duration: duration
        ).measured(as: measure, parallel: parallel)
    }

    /// The real and imaginary parts of the short-time spectrum, each (bins, frames). Several channels are mixed down to
    /// mono.
    public func complexSTFT(
        _ framing: Framing, parallel: Parallel = Parallel()
    ) throws -> (real: Tensor, imaginary: Tensor) {
        let bins = framing.bins
        let both = try ShortTime(framing).matrix(
            self, rows: 2 * bins, axes: [Axis("part"), framing.timeAxis(rate: rate)], parallel: parallel
        ) {
            { spectrum, out in
                for bin in 0..<bins {
                    out[bin] = spectrum[2 * bin]
                    out[bins + bin] = spectrum[2 * bin + 1]
                }
            }
        }
        let axes = [framing.frequencyAxis(rate: rate), both.axes[1]]
        return (both.slice(axis: 0, 0..<bins).with(axes: axes), both.slice(axis: 0, bins..<2 * bins).with(axes: axes))
    }
}
