public import Tensors

/// Mel spectrograms and cepstra of sounds of one rate, with everything that can be prepared done once.
public struct MelAnalysis: Sendable {
    public let rate: Double
    public let framing: Framing
    public let bank: MelBank

    /// - allowsEmptyBands: lets bands be empty that the transform is too short for: they have no power at all.
    /// - Throws: `SpectralFault`, also where bands would be empty that may not be.
    public init(
        rate: Double, framing: Framing, bands: Int = 128, minimum: Double = 0, maximum: Double? = nil,
        scale: MelScale = .slaney, norm: MelBank.Norm = .slaney, allowsEmptyBands: Bool = false
    ) throws {
        guard rate.isFinite, rate > 0 else { throw SignalFault.notARate(rate) }
        self.rate = rate
        self.framing = framing
        bank = try MelBank(
            rate: rate, transform: framing.transform, bands: bands, minimum: minimum, maximum: maximum, scale: scale,
            norm: norm)
        guard bank.empty == 0 || allowsEmptyBands else {
            throw SpectralFault.emptyBands(bank.empty, of: bands, transform: framing.transform)
        }
    }

    /// (bands, frames): the power spectrum of each frame weighed by the bank. Several channels are mixed down to mono.
    /// Throws `SpectralFault` and `FramingFault`.
    public func spectrogram(
        of signal: Signal, as measure: SpectralMeasure = .decibels(), parallel: Parallel = Parallel()
    ) throws -> Spectrogram {
        guard signal.rate == rate else { throw SpectralFault.rateDiffers(signal.rate, analysis: rate) }
        let mel = try ShortTime(framing).matrix(
            signal, rows: bank.bands,
            axes: [Axis("mel", unit: "Hz", .values(bank.centers)), framing.timeAxis(rate: rate)], parallel: parallel
        ) {
            let power = Scratch(framing.bins + Bands.padding)
            return { spectrum, out in
                Kernels.power(spectrum, count: framing.bins, to: power.start)
                bank.sums.weigh(UnsafePointer(power.start), to: out)
            }
        }
        return try Spectrogram(
            tensor: mel, scale: .power, rate: rate, window: framing.window, hop: framing.hop,
            duration: signal.duration
        ).measured(as: measure, parallel: parallel)
    }
}

extension MelAnalysis {
    /// How many bands of the bank are empty, in words; nil where none is.
    public var warning: String? {
        let (empty, bands) = (bank.empty, bank.bands)
        guard empty > 0 else { return nil }
        return
            "\(empty) of \(bands) bands \(empty == 1 ? "is" : "are") empty, as in many published banks: no bin of a transform of "
            + "\(framing.transform) samples lies in \(empty == 1 ? "it" : "them")"
    }
}
