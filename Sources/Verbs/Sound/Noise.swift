import Language
import Programs
import Sound
import Workplace

extension Noise: WordChoice {}

private let length = Parameter<Seconds>("length", in: 0.001...3600, "How long it lasts")
private let color = Parameter<Noise>("color", default: .white, "white: flat; pink: -3 dB an octave; brown: -6 dB an octave")
private let level = Parameter<Decibels>("level", default: -20, in: -120...0, "RMS level below full scale")
private let rate = Parameter<Hertz>("rate", default: 44_100, in: 1000...384_000, "Samples a second")
private let seed = Parameter<Int>(
    "seed", default: 1, in: 0...Int(Int32.max), "Another seed, another noise; the same seed, the same bits")

extension Verb {
    static let noise = Verb(
        Signature(
            "noise", family: "Sound", "Make noise: white, pink or brown",
            details: """
                Gaussian noise whose power falls with frequency as f^0, f^-1 or f^-2. Every sample is a function of the seed and \
                its number alone.
                """,
            operand: .init("LENGTH", length),
            options: [color, level, rate, seed], gives: SoundValue.type,
            examples: [.init("rain = noise 2 s, color: pink, seed: 7", gives: "1 channel · 2.0 s · 44.1 kHz")])
    ) { call in
        SoundValue(
            try call(color).signal(
                seconds: call.given(length, "")!.value, rate: call(rate).value, seed: UInt64(try call(seed)),
                rms: call(level).factor,
                parallel: call.context.parallel))
    }
}
