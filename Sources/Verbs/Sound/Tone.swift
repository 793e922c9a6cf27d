import Language
import Programs
import Sound
import Workplace

extension Tone.Shape: WordChoice {}

private let frequency = Parameter<Hertz>("frequency", in: 1...192_000, "The pitch, or where a glide begins")
private let end = Parameter<Hertz>("to", in: 1...192_000, "Where a glide ends")
private let length = Parameter<Seconds>("length", default: 1, in: 0.001...3600, "How long it lasts")
private let shape = Parameter<Tone.Shape>("shape", default: .sine, "The wave's shape; all but the sine are band-limited")
private let decay = Parameter<Seconds>(
    "decay", in: 0.001...3600, "Die away like a plucked string: how long the fundamental takes to fall by 60 dB")
private let level = Parameter<Decibels>("level", default: -6, in: -120...0, "Peak level below full scale")
private let rate = Parameter<Hertz>("rate", default: 44_100, in: 1000...384_000, "Samples a second")

extension Verb {
    static let tone = Verb(
        Signature(
            "tone", family: "Sound", "Make a tone, steady or gliding",
            details: """
                A periodic wave of the given frequency, sin(2 pi f t) for a sine. With `to` the frequency moves in a straight \
                line to a second one. Overtones above half the rate are left out, so nothing aliases. With `decay` overtone k \
                dies away k times as fast as the fundamental: the high ones go first. Both ends are faded over 2 ms.
                """,
            operand: .init("FREQUENCY", frequency),
            phrases: [.init("to", .init("END", end, isRequired: false))],
            options: [length, shape, decay, level, rate], gives: SoundValue.type,
            examples: [
                .init("a = tone 440 Hz", gives: "1 channel · 1.0 s · 44.1 kHz"),
                .init(
                    "pluck = tone 196 Hz, length: 3 s, shape: sawtooth, decay: 600 ms",
                    gives: "1 channel · 3.0 s · 44.1 kHz"),
                .init("whistle = tone 300 Hz to 6 kHz, length: 2 s", gives: "1 channel · 2.0 s · 44.1 kHz"),
            ])
    ) { call in
        let tone = Tone(
            try call(shape), frequency: try call.given(frequency, "")!.value, sweep: try call.given(end, "to")?.value,
            decay: try call.given(decay)?.value, amplitude: try call(level).factor)
        let signal = try tone.signal(
            seconds: call(length).value, rate: call(rate).value, parallel: call.context.parallel)
        return SoundValue(try signal.faded(start: 0.002, end: 0.002))
    }
}
