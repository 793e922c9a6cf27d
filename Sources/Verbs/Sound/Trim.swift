import Language
import Programs
import Sound

private let threshold = Parameter<Decibels>(
    "threshold", default: -60, in: -120...0, "What is quiet: this far below the loudest frame")

extension Verb {
    static let trim = Verb(
        Signature(
            "trim", family: "Sound", "Cut the quiet off both ends",
            details: """
                Frames of 2048 samples, 512 apart, whose RMS lies under the threshold count as quiet. A movie is cut to where \
                its sound is not quiet; to cut one by its clock, slice it: movie[1 s .. 2 s].
                """,
            operand: .init("SOUND", [SoundValue.type, MovieValue.type], "The sound or movie to trim"), options: [threshold],
            gives: SoundValue.type, instead: [MovieValue.type: MovieValue.type],
            examples: [
                .init(
                    "a = tone 440 Hz, length: 3 s, decay: 100 ms | trim, threshold: -40 dB",
                    gives: "1 channel · 92.88 ms · 44.1 kHz")
            ], version: 2)
    ) { call in
        if let movie = call.anyOperand() as? MovieValue {
            let source = try movie.source(call.context, call.shelf)
            let sound = try source.sound()
            let loud = try sound.loudPart(below: -call(threshold).value)
            let start = source.part?.lowerBound ?? source.movie.sound?.start ?? 0
            let end = min(start + Double(loud.upperBound) / sound.rate, source.stretch?.upperBound ?? .infinity)
            return try movie.slice(.positions(from: start + Double(loud.lowerBound) / sound.rate, to: end))
        }
        let sound: SoundValue = try call.operand()
        return SoundValue(try sound.signal.trimmed(below: -call(threshold).value))
    }
}
