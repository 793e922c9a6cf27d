import Language
import Programs
import Sound
import Study
import Workplace

extension MelScale: WordChoice {}
extension MelBank.Norm: WordChoice {}

/// The options of the mel filter bank.
enum MelOptions {
    static let bands = Parameter<Int>("bands", default: 128, in: 1...4096, "How many mel bands")
    static let low = Parameter<Hertz>("low", default: 0, in: 0...192_000, "Where the lowest band begins")
    static let high = Parameter<Hertz>("high", in: 1...192_000, "Where the highest band ends; half the rate when absent")
    static let formula = Parameter<MelScale>(
        "formula", default: .slaney, "Which mel scale: slaney, or htk's 2595 log10(1 + f / 700)")
    static let norm = Parameter<MelBank.Norm>("norm", default: .slaney, "slaney: every filter has area 1; none: peak 1")
    static let empty = HearingOptions.empty

    static var all: [any OptionDeclaration] { [bands, low, high, formula, norm, empty] }
}

extension Arguments {
    /// The mel analysis that the options ask for, for sounds of `rate`; a note says how many bands are empty.
    func melAnalysis(rate: Double) throws -> MelAnalysis {
        let analysis = try MelAnalysis(
            rate: rate, framing: framing(rate: rate), bands: self(MelOptions.bands), minimum: self(MelOptions.low).value,
            maximum: given(MelOptions.high)?.value, scale: self(MelOptions.formula), norm: self(MelOptions.norm),
            allowsEmptyBands: given(MelOptions.empty) ?? false)
        if let warning = analysis.warning { context.note(warning) }
        return analysis
    }
}

private let scale = Parameter<MelScaleChoice>(
    "scale", default: .decibels, "decibels below the loudest point (80 dB deep), or power")

private enum MelScaleChoice: String, WordChoice { case decibels, power }

extension Verb {
    static let melspec = Verb(
        Signature(
            "melspec", family: "Sound", "Mel spectrogram: frequency spaced as the ear spaces it",
            details: """
                The power spectrum of every frame, weighed by triangles that are evenly spaced in mel. Decibels are \
                10 log10(S / max S), no less than -80. Several channels are mixed down to one first; a note says where their mean \
                is silence. With the defaults the numbers are those of librosa.feature.melspectrogram (0.11), and with 'empty' where \
                that has empty bands, too.
                """,
            operand: .init("SOUND", [SoundValue.type], "The sound to look at"),
            options: [MelOptions.bands] + FrameOptions.all + MelOptions.all.dropFirst() + [scale],
            gives: SpectrogramValue.type,
            examples: [
                .init("mel = melspec (tone 440 Hz), bands: 64", gives: "64 mel x 87 frames · 1.0 s · -80..0 dB"),
                .init(
                    "mel = melspec (noise 1 s, rate: 16 kHz), window: 25 ms, hop: 10 ms, bands: 40",
                    gives: "40 mel x 101 frames · 1.0 s · -27.47..0 dB"),
            ])
    ) { call in
        let signal = try call.work.mixedDown(call.operand(as: SoundValue.self).signal)
        let measure: SpectralMeasure = try call(scale) == .power ? .power : .decibels()
        return SpectrogramValue(
            try call.melAnalysis(rate: signal.rate).spectrogram(of: signal, as: measure, parallel: call.context.parallel))
    }
}
