import Language
import Sound

extension Verb {
    static let resample = Verb(
        Signature(
            "resample", family: "Sound", "Change the number of samples a second",
            details: """
                Band-limited interpolation (libsoxr, very high quality): what lies above half the new rate is removed, not \
                folded back. The length is ceil(samples x to / from).
                """,
            operand: .init("SOUND", [SoundValue.type], "The sound to resample"),
            phrases: [.init("to", .init("RATE", [.number], "The new rate, as in 16 kHz"))],
            gives: SoundValue.type,
            examples: [.init("a = tone 440 Hz | resample to 16 kHz", gives: "1 channel · 1.0 s · 16 kHz")])
    ) { call in
        let sound: SoundValue = try call.operand()
        let rate = try call.frequency("to")
        guard (1000...384_000).contains(rate) else {
            throw UnfitOperand(verb: "resample", role: "to", objection: "takes 1 kHz to 384 kHz")
        }
        return SoundValue(try sound.signal.resampled(to: rate, parallel: call.context.parallel))
    }
}
