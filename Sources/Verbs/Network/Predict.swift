import Datasets
import Language
import Networks
import Picture
import Programs
import Sound
import Tensors
import Workplace

extension Verb {
    static let predict = Verb(
        Signature(
            "predict", family: "Network", "What a trained network hears or sees in a clip",
            details: """
                The probability of each class. A clip longer than the network's length is taken in windows of that length, \
                half overlapping, which say what is there when; 'plot' draws it. Several fused give one answer for the whole. \
                Sound is mixed down and resampled, pictures are chosen and scaled as in training.
                """,
            operand: .init("MODEL", ValueType.classifiers, "Who listens and looks: a model, or several fused"),
            phrases: [
                .init("on", Arguments.clip)
            ],
            options: [], gives: PredictionValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 3
                    heard = predict ear on (noise 500 ms)
                    """,
                    gives: "rain 95.6 % · bell 4.4 %")
            ], version: 4)
    ) { call in
        try call.classifier.prediction(of: call.anyOperand("on")!, for: call)
    }
}

extension ModelValue {
    func prediction(of subject: any Value, for call: Arguments) throws -> PredictionValue {
        let frontEnd = network.frontEnd
        let (features, parts, seconds) = try call.examples(of: subject, for: frontEnd)
        var examples = frontEnd.examples
        examples.append(
            features, clip: 0, starts: parts.map(\.lowerBound), length: frontEnd.steps(seconds: seconds))
        return PredictionValue(
            classes: classes, times: parts.map { $0.lowerBound...$0.lowerBound + frontEnd.length },
            probabilities: try probabilities(of: examples, call.context.parallel))
    }
}

extension Arguments {
    /// What a network takes in of something, in windows that half overlap; where each is, and how long all is.
    func examples(
        of subject: any Value, for frontEnd: FrontEnd
    ) throws -> (Tensor, [Range<Double>], seconds: Double) {
        switch subject {
        case let sound as SoundValue:
            let parts = frontEnd.segments(seconds: sound.signal.duration, overlapping: true)
            if frontEnd.sound != nil, !isPart, sound.signal.cancelsInMono { context.noteCancelling(of: nil) }
            switch frontEnd {
            case .sound(let front):
                // As many as there are parts: resampled, the sound may be a sample longer.
                let features = try Hearing(front).segments(
                    of: sound.signal, seconds: sound.signal.duration, overlapping: true, numbers: 0..<parts.count)
                return (features, parts, sound.signal.duration)
            case .both(let both):
                let heard = try Hearing(both.sound).segments(of: sound.signal, at: parts.map(\.lowerBound))
                return (both.examples(heard, nil), parts, sound.signal.duration)
            case .pictures: throw SoundToSee()
            }
        case let movie as MovieValue:
            let opened = try movie.opened(for: self)
            let clip = Clip(try AnySound.Overview(opened), path: opened.name)
            return try examples(of: clip, at: opened.path, for: frontEnd)
        case let frames as FramesValue:
            guard case .pictures(let pictures) = frontEnd else { throw PicturesToHear() }
            let seconds = max(frames.frames.duration, 1 / pictures.rate)
            let parts = frontEnd.segments(seconds: seconds, overlapping: true)
            let features = try pictures.segments(of: frames.frames, at: parts.map(\.lowerBound), parallel: context.parallel)
            return (features, parts, seconds)
        case let file as SourceFile:
            let measure = try AnySound.measure(file.absolute, shownAs: file.path, pool: context.movies)
            return try examples(of: Clip(measure, path: file.path), at: file.absolute, for: frontEnd)
        case let data as DatasetValue:
            let clip = try data.onlyClip(for: signature.verb)
            try restoreStage(data.table)
            return try examples(of: clip, at: clip.checked(in: context.places, by: shelf), for: frontEnd)
        default:
            throw WrongType(role: "\(signature.verb) … on", expected: signature.phrases[0].operand.types, found: subject.type)
        }
    }

    private func examples(
        of clip: Clip, at path: String, for frontEnd: FrontEnd
    ) throws -> (Tensor, [Range<Double>], seconds: Double) {
        let parts = frontEnd.segments(seconds: clip.seconds, overlapping: true)
        let (features, cancels) = try Perception(frontEnd, movies: context.movies)
            .segments(of: clip, at: path, overlapping: true, numbers: 0..<parts.count)
        if cancels, !isPart { context.noteCancelling(of: clip.path) }
        return (features, parts, clip.seconds)
    }

}

/// A network that hears, and pictures.
struct PicturesToHear: Fault {
    var cause: String { "the network hears, and pictures alone have no sound" }
    var remedy: String? { "give it the movie" }
}

/// A network that sees, and a sound.
struct SoundToSee: Fault {
    var cause: String { "the network sees, and a sound has no pictures" }
    var remedy: String? { "give it a movie" }
}
