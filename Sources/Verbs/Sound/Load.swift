import Datasets
import Language
import Picture
import Programs
import Sound
import Study
import Tensors
import Workplace

private let channel = Parameter<Int>("channel", in: 1...64, "Only this channel; all of them when absent")
private let span = Parameter<ParameterRange<Seconds>>("part", "Only this stretch of the file, as in 1 s .. 2.5 s")
private let rate = Parameter<Hertz>("rate", in: 1000...384_000, "Resample to this rate")
private let mono = Parameter<Bool>("mono", default: false, "Mix all channels down to one")
private let stream = Parameter<Int>(
    "stream", in: 1...1000, "Which stream of sound of a file that has several, counted from 1 in its order")
private let partial = Parameter<Bool>("partial", default: false, "Take what is there of a file that ends early")

extension Verb {
    static let load = Verb(
        Signature(
            "load", family: "Sound", "Read a sound or a movie from a file",
            details: """
                Reads WAV, FLAC, Ogg (Vorbis, Opus), MP3, AIFF and what else libsndfile knows, and M4A, AAC, WMA, WavPack and \
                what else libav knows, as 32-bit floats in -1 .. 1. Of a clip that is a movie it reads the sound. \
                The path starts at the project; a file that is not there is looked for in $FOLEY_DATA. What a file is, and \
                what it gives, depends on what is in it, not on its name or date: with pictures it is a movie.

                A movie is decoded when something is asked of it, in a process of its own; 'soundtrack' gives its sound.
                """,
            operand: .init(
                "FILE", [.text, DatasetValue.type], "Path of a sound or a movie, or one clip of a data set", isFile: true),
            options: [channel, span, rate, mono, stream, partial], gives: SoundValue.type,
            kinds: [AnySound.Kind.movie.rawValue: MovieValue.type],
            examples: [
                .init(
                    """
                    export (tone 440 Hz) to "a.wav"
                    clip = load "a.wav", rate: 16 kHz
                    """, gives: "1 channel · 1.0 s · 16 kHz")
            ], version: 2)
    ) { call in
        func sound(_ path: String, _ name: String, of clip: Clip? = nil) throws -> Signal {
            let start = clip?.start ?? 0
            let part = try call.given(span).map { start + $0.lower.value..<start + $0.upper.value } ?? clip?.part
            return try AnySound.read(
                path, shownAs: name, channel: call.given(channel), part: part, partial: call(partial),
                stream: call.given(stream), pool: call.context.movies, note: call.context.note)
        }
        var signal: Signal
        if let data = call.anyOperand() as? DatasetValue {
            try call.work.restoreStage(data.table)
            let clip = try data.onlyClip(for: "load")
            signal = try sound(clip.checked(in: call.context.places, by: call.shelf), clip.path, of: clip)
        } else {
            let file: SourceFile = try call.operand()
            if try call.context.kind(of: file) == .movie {
                let isAsked = try [
                    (channel.key, call.given(channel) != nil), (span.key, call.given(span) != nil),
                    (rate.key, call.given(rate) != nil), (mono.key, call(mono)), (stream.key, call.given(stream) != nil),
                    (partial.key, call(partial)),
                ]
                if let (key, _) = isAsked.first(where: \.1) {
                    throw UnfitOption(verb: "load", key: key, objection: "goes with sounds; of a movie ask its soundtrack")
                }
                return MovieValue(try call.context.movie(file.absolute, shownAs: file.path), file: file)
            }
            signal = try sound(file.absolute, file.path)
        }
        if try call(mono) { signal = call.work.mixedDown(signal) }
        if let rate = try call.given(rate) { signal = try signal.resampled(to: rate.value, parallel: call.context.parallel) }
        return SoundValue(signal)
    }
}

extension Context {
    /// What a file is by its content.
    ///
    /// - Throws: `MediaFault`, `UnreadableFile`.
    func kind(of file: SourceFile) throws -> AnySound.Kind {
        do { return try AnySound.kind(ofFile: file.absolute, pool: movies) } catch let refusal as FileRefusal {
            throw SoundFileFault(name: file.path, problem: .unreadable(refusal))
        }
    }
}
