import Datasets
import Language
import Picture
import Programs
import Study
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
        PredictionValue(try call.classifier.prediction(of: call.subject("on"), in: call.work))
    }
}

extension Arguments {
    /// What a network is asked about.
    ///
    /// - Throws: `WrongType`, what reading it throws.
    func subject(_ role: String) throws -> Subject {
        switch anyOperand(role) {
        case let sound as SoundValue: return .sound(sound.signal)
        case let movie as MovieValue:
            let opened = try movie.opened(for: self)
            return .clip(Clip(try AnySound.Overview(opened), path: opened.name), path: opened.path)
        case let frames as FramesValue: return .frames(frames.frames)
        case let file as SourceFile:
            let overview = try AnySound.measure(file.absolute, shownAs: file.path, pool: context.movies)
            return .clip(Clip(overview, path: file.path), path: file.absolute)
        case let data as DatasetValue:
            let clip = try data.onlyClip(for: signature.verb)
            try work.restoreStage(data.table)
            return .clip(clip, path: try clip.checked(in: context.places, by: shelf))
        case let other:
            throw WrongType(role: "\(signature.verb) … \(role)", expected: signature.phrases[0].operand.types, found: other!.type)
        }
    }

    /// The operand, which is a model or several fused.
    ///
    /// - Throws: `WrongType`.
    var classifier: any Classifier {
        get throws {
            let value = anyOperand()!
            guard let judge = value as? any Judge else {
                throw WrongType(role: signature.verb, expected: ValueType.classifiers, found: value.type)
            }
            return judge.classifier
        }
    }
}

/// A value that tells classes apart.
protocol Judge: Value {
    var classifier: any Classifier { get }
}

extension ModelValue: Judge {
    var classes: [String] { model.classes }
    var classifier: any Classifier { model }
}

extension ValueType {
    /// What `evaluate` and `predict` take.
    static let classifiers = ValueTypes.all.compactMap { $0 as? any Judge.Type }.map { $0.type }
}

extension Signature.Operand {
    /// One network alone.
    static let network = Signature.Operand(
        "MODEL", [ModelValue.type], "A trained network", hints: [FusionValue.type: "ask the ear or the eye alone"])
}
