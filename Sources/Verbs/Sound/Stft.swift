import Language
import Programs
import Sound
import Study
import Workplace

/// What the numbers of a spectrogram are to be.
enum ScaleChoice: String, WordChoice {
    case decibels, power, magnitude

    var measure: SpectralMeasure {
        switch self {
        case .decibels: .decibels()
        case .power: .power
        case .magnitude: .magnitude
        }
    }
}

private let scale = Parameter<ScaleChoice>(
    "scale", default: .decibels, "decibels below the loudest point (80 dB deep), power |X|^2, or magnitude |X|")

extension Verb {
    static let stft = Verb(
        Signature(
            "stft", family: "Sound", "Spectrogram: how much of every frequency, over time",
            details: """
                Short-time Fourier transform, X[k, t] = sum over n of w[n] x[t hop + n] exp(-2 pi i k n / N): rows from 0 Hz to \
                half the rate, a column for each frame. Several channels are mixed down to one first.
                """,
            operand: .init("SOUND", [SoundValue.type], "The sound to look at"), options: FrameOptions.all + [scale],
            gives: SpectrogramValue.type,
            examples: [
                .init(
                    "lines = stft (tone 440 Hz), window: 1024 samples", gives: "513 frequencies x 173 frames · 1.0 s · -80..0 dB")
            ])
    ) { call in
        let signal = try call.work.mixedDown(call.operand(as: SoundValue.self).signal)
        return SpectrogramValue(
            try signal.stft(call.framing(rate: signal.rate), as: call(scale).measure, parallel: call.context.parallel))
    }
}
