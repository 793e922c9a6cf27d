import Language
import Programs
import Sound

extension Fit: WordChoice {}

private let snr = Parameter<Decibels>(
    "snr", in: -100...100, "Signal-to-noise ratio: what is mixed in is scaled to lie this far below")
private let fit = Parameter<Fit>(
    "fit",
    "What becomes of the shorter sound: pad with silence, loop it, or cut the longer one; loop when there is an snr, else pad")

extension Verb {
    static let mix = Verb(
        Signature(
            "mix", family: "Sound", "Add sounds up, or noise at a signal-to-noise ratio",
            details: """
                The sum of the sounds, sample by sample. With `snr` what is mixed in is first scaled so that \
                10 log10(P_signal / P_noise) over the part they share is that many decibels. Rates must agree. Nothing is clipped.
                """,
            operand: .init("SOUND", [SoundValue.type], "The sound to mix into"),
            phrases: [.init("with", .init("SOUNDS", [SoundValue.type], "What is mixed in", takesList: true))],
            options: [snr, fit], gives: SoundValue.type,
            examples: [
                .init(
                    "fifth = mix (tone 440 Hz) with (tone 660 Hz)", gives: "1 channel · 1.0 s · 44.1 kHz"),
                .init(
                    "noisy = mix (tone 440 Hz) with (noise 1 s), snr: 6 dB", gives: "1 channel · 1.0 s · 44.1 kHz"),
            ])
    ) { call in
        let sound: SoundValue = try call.operand()
        let ratio = try call.given(snr)?.value
        let fit = try call.given(fit) ?? (ratio == nil ? .pad : .loop)
        var mixed = sound.signal
        for value in call.list("with") {
            guard let other = value as? SoundValue else {
                throw WrongType(role: "mix … with", expected: [SoundValue.type], found: value.type)
            }
            mixed = try mixed.mixed(with: other.signal, snr: ratio, fit: fit)
        }
        return SoundValue(mixed)
    }
}
