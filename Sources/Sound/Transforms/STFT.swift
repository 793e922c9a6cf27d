public import Tensors

extension Signal {
    /// The short-time spectrum `X[k, t] = sum over n of w[n] x[t hop + n] exp(-2 pi i k n / N)` as (bins, frames).
    ///
    /// The numbers are |X|, or |X|^2, or decibels relative to the greatest |X|^2 (80 dB deep). Several channels are mixed
    /// down to mono.
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
        let mono = mono
        let bins = framing.bins
        let frames = try framing.frames(mono.samples)
        try FramingFault.checkSize(rows: 2 * bins, frames: frames)
        let axes = [framing.frequencyAxis(rate: rate), framing.timeAxis(rate: rate)]
        let imaginary = Scratch(bins * frames)
        let real = try Tensor([bins, frames], axes: axes) { real in
            try mono.withChannel(0) { samples in
                try ShortTime(framing).forEachChunk(of: samples, frames: frames, parallel: parallel) { range, spectrum in
                    for frame in range {
                        let x = spectrum(frame)
                        for bin in 0..<bins {
                            real[bin * frames + frame] = x[2 * bin]
                            imaginary.memory[bin * frames + frame] = x[2 * bin + 1]
                        }
                    }
                }
            }
        }
        let storage = Storage(borrowing: UnsafeBufferPointer(imaginary.memory), from: imaginary)
        return (real, Tensor([bins, frames], axes: axes, storage: storage))
    }
}
