import Language
import Picture
import Programs
import Sound
import Study
import Tensors
import Workplace

private let span = Parameter<ParameterRange<Seconds>>(
    "part", "Only this stretch, in seconds from the sound's beginning, as in 1 s .. 2.5 s")
private let rate = Parameter<Hertz>("rate", in: 1000...384_000, "Resample to this rate, a whole number of hertz")
private let mono = Parameter<Bool>("mono", default: false, "Mix all channels down to one")
private let stream = Parameter<Int>(
    "stream", in: 1...1000, "Which stream of sound of a movie that has several, counted from 1 in its order")
private let partial = Parameter<Bool>("partial", default: false, "Take what is there of a movie that is damaged or ends early")

extension Verb {
    static let soundtrack = Verb(
        Signature(
            "soundtrack", family: "Picture", "The sound of a movie",
            details: """
                As 32-bit floats in -1 .. 1, decoded by libav, from its first sample on. Of several streams of sound it is the \
                first of those marked as default, else the first that can be decoded, unless 'stream' chooses. Its time stamps \
                are kept: a gap of more than 45 ms is silence, and of samples that are there twice those that come later in the \
                file are left out, which is said. A movie that is damaged is refused unless 'partial' says to take what is \
                there. Of a part, movie[1 s .. 2 s], the sound is exactly as long, with silence where the movie has none.
                """,
            operand: .init(
                "MOVIE", [MovieValue.type, DatasetValue.type, SoundValue.type],
                "The movie, a part of it, one clip of a data set, or a sound, as which a movie without pictures is loaded"),
            options: [span, rate, mono, stream, partial], gives: SoundValue.type,
            examples: [
                .init(
                    """
                    export (tone 440 Hz) to "a.mp4"
                    movie = load "a.mp4"
                    soundtrack movie, rate: 16 kHz, part: 0 s .. 500 ms
                    """, gives: "1 channel · 500 ms · 16 kHz")
            ], version: 2)
    ) { call in
        let part = try call.given(span).map { $0.lower.value..<$0.upper.value }
        if let part, part.lowerBound < 0 { throw call.unfit(span, "begins before the sound") }
        let (rate, mono, partial) = try (call.given(rate)?.value, call(mono), call(partial))
        if let sound = call.anyOperand() as? SoundValue {
            guard try call.given(stream) == nil else {
                throw call.unfit(stream, "goes with movies; of a sound give it to 'load'")
            }
            var signal = sound.signal
            if let part { signal = try signal.slice(.positions(from: part.lowerBound, to: part.upperBound)) }
            if mono { signal = call.work.mixedDown(signal) }
            if let rate { signal = try signal.resampled(to: rate, parallel: call.context.parallel) }
            return SoundValue(signal)
        }
        let source = try call.movie(ChosenStreams(sound: call.given(stream)))
        guard let stretch = source.part else {
            let sound = try source.movie.sound(rate: rate, mono: mono, part: part, partial: partial)
            if mono {
                try call.context.noteCancelling(in: sound, of: source) { try source.movie.sound(part: part, partial: partial) }
            }
            return SoundValue(sound)
        }
        let narrower = part.map { stretch.lowerBound + $0.lowerBound..<stretch.lowerBound + $0.upperBound } ?? stretch
        guard narrower.lowerBound < narrower.upperBound, narrower.upperBound <= stretch.upperBound + 1e-9 else {
            let length = spelled(seconds: stretch.upperBound - stretch.lowerBound)
            throw call.unfit(span, "leaves the part of the movie, which lasts \(length)")
        }
        let sound = try source.sound(in: narrower, rate: rate, mono: mono, partial: partial)
        if mono { try call.context.noteCancelling(in: sound, of: source) { try source.sound(in: narrower, partial: partial) } }
        return SoundValue(sound)
    }
}
