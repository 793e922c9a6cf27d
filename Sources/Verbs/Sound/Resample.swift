import Language
import Programs
import Sound
import Workplace

private let rate = Parameter<Hertz>("to", in: 1000...384_000, "The new rate")

extension Verb {
    static let resample = Verb(
        Signature(
            "resample", family: "Sound", "Change the number of samples a second",
            details: """
                Band-limited interpolation (libsoxr, high quality): what lies above half the new rate is removed, not \
                folded back. The length is ceil(samples x to / from).
                """,
            operand: .init("SOUND", [SoundValue.type], "The sound to resample"),
            phrases: [.init("to", .init("RATE", rate))],
            gives: SoundValue.type,
            examples: [.init("a = tone 440 Hz | resample to 16 kHz", gives: "1 channel · 1.0 s · 16 kHz")])
    ) { call in
        let sound: SoundValue = try call.operand()
        return SoundValue(try sound.signal.resampled(to: call.given(rate, "to")!.value, parallel: call.context.parallel))
    }
}
