import Foundation
import Language
import Programs
import Sound

private let change = Parameter<Decibels>("by", in: -200...200, "By how much")
private let peak = Parameter<Decibels>("to", in: -200...200, "To which peak")

extension Verb {
    static let gain = Verb(
        Signature(
            "gain", family: "Sound", "Make a sound louder or softer",
            details: """
                Either `by` or `to` is needed. With `by` every sample is multiplied by 10^(dB / 20). With `to` the largest sample comes to that level below full \
                scale. Samples beyond full scale stay as they are in the session, and are clipped only in a file.
                """,
            operand: .init("SOUND", [SoundValue.type], "The sound to change"),
            phrases: [
                .init("by", .init("CHANGE", change, isRequired: false)),
                .init("to", .init("PEAK", peak, isRequired: false)),
            ],
            gives: SoundValue.type,
            examples: [
                .init("soft = tone 440 Hz | gain by -12 dB", gives: "1 channel · 1.0 s · 44.1 kHz"),
                .init("full = tone 440 Hz | gain to 0 dB", gives: "1 channel · 1.0 s · 44.1 kHz"),
            ])
    ) { call in
        let sound: SoundValue = try call.operand()
        switch (try call.given(change, "by")?.value, try call.given(peak, "to")?.value) {
        case (let change?, nil): return SoundValue(try sound.signal.amplified(.by(decibels: change)))
        case (nil, let peak?): return SoundValue(try sound.signal.amplified(.peak(decibels: peak)))
        default:
            throw UnfitOperand(verb: "gain", role: "", objection: "takes either 'by -6 dB' or 'to -1 dB'")
        }
    }
}

extension Decibels {
    /// The amplitude that the level stands for, 10^(dB / 20).
    var factor: Double { pow(10, value / 20) }
}
