internal import Glibc
public import Tensors

extension MelAnalysis {
    /// (count, frames): mel-frequency cepstral coefficients, the orthonormal DCT-II of the log-mel spectrum
    /// (reference 1, 80 dB deep):
    /// `c[n, t] = s[n] sum over b of L[b, t] cos(pi n (2 b + 1) / 2B)`, s[0] = sqrt(1/B), else sqrt(2/B).
    ///
    /// A lifter L > 0 multiplies coefficient n (from 0) by 1 + (L/2) sin(pi (n + 1) / L). Throws `SpectralFault`.
    public func cepstrum(
        of signal: Signal, count: Int = 20, lifter: Double = 0, parallel: Parallel = Parallel()
    ) throws -> Spectrogram {
        guard (1...bank.bands).contains(count) else {
            throw SpectralFault.coefficientsOutOfRange(count, bands: bank.bands)
        }
        guard lifter.isFinite, lifter >= 0 else { throw SpectralFault.lifterOutOfRange(lifter) }
        let levels = try spectrogram(of: signal, as: .decibels(.power(1)), parallel: parallel)
        let basis = cosines(count: count, lifter: lifter)
        let (bands, frames) = (bank.bands, levels.frames)
        let axes = [Axis("coefficient", .linear(start: 1, step: 1)), levels.tensor.axes[1]]
        let coefficients = try levels.tensor.withFloats { level in
            try Tensor([count, frames], axes: axes) { out in
                try parallel.forEach(count) { n in
                    let row = out.baseAddress! + n * frames
                    row.initialize(repeating: 0, count: frames)
                    for band in 0..<bands {
                        let weight = basis[n * bands + band]
                        let source = level.baseAddress! + band * frames
                        for t in 0..<frames { row[t] += weight * source[t] }
                    }
                }
            }
        }
        return levels.with(coefficients, scale: .coefficients)
    }

    /// (count, bands): the liftered basis of the DCT.
    private func cosines(count: Int, lifter: Double) -> [Float] {
        let bands = bank.bands
        return (0..<count).flatMap { n in
            let norm = (n == 0 ? 1 : 2.0).squareRoot() / Double(bands).squareRoot()
            let lift = lifter > 0 ? 1 + lifter / 2 * sin(.pi * Double(n + 1) / lifter) : 1
            return (0..<bands).map { band in
                Float(norm * lift * cos(.pi * Double(n * (2 * band + 1)) / Double(2 * bands)))
            }
        }
    }
}
