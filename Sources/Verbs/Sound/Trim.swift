import Language
import Sound

private let threshold = Parameter<Decibels>("threshold", default: -60, in: -120...0, "What is quiet: this far below the loudest frame")

extension Verb {
    static let trim = Verb(
        Signature(
            "trim", family: "Sound", "Cut the quiet off both ends",
            details: "Frames of 2048 samples, 512 apart, whose RMS lies under the threshold count as quiet.",
            operand: .init("SOUND", [SoundValue.type], "The sound to trim"), options: [threshold],
            gives: SoundValue.type,
            examples: [
                .init("a = tone 440 Hz, length: 3 s, decay: 100 ms | trim, threshold: -40 dB", gives: "1 channel · 92.88 ms · 44.1 kHz")
            ])
    ) { call in
        let sound: SoundValue = try call.operand()
        return SoundValue(try sound.signal.trimmed(below: -call(threshold).value))
    }
}
