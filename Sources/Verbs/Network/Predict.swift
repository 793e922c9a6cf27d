import Language
import Networks
import Sound
import Tensors

extension Verb {
    static let predict = Verb(
        Signature(
            "predict", family: "Network", "What a trained network hears in a sound, a file or a clip",
            details: """
                The probability of each class. A sound longer than the network's length is heard in windows of that length, half \
                overlapping, and shows what is heard when; 'plot' draws it. The sound is mixed down, resampled and scaled as the \
                network was trained.
                """,
            operand: .init("MODEL", [ModelValue.type], "Who listens"),
            phrases: [
                .init(
                    "on",
                    .init("SOUND", [SoundValue.type, DatasetValue.type, .text], "A sound, one clip of a data set, or a file", isFile: true))
            ],
            options: [], gives: PredictionValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 3
                    heard = predict ear on (noise 500 ms)
                    """,
                    gives: "rain 90.9 % · bell 9.1 %")
            ], version: 2)
    ) { call in
        let model: ModelValue = try call.operand()
        let frontEnd = model.network.frontEnd
        let hearing = try Hearing(frontEnd)
        guard let subject = call.anyOperand("on") else { preconditionFailure("the operand is required") }
        let (features, starts, seconds): (Tensor, [Double], Double)
        switch subject {
        case let sound as SoundValue:
            (features, starts) = try hearing.segments(
                of: sound.signal, overlapping: true, parallel: call.context.parallel)
            seconds = sound.signal.duration
        case let file as SourceFile:
            (features, starts, seconds) = try call.segments(hearing, file.absolute, shownAs: file.path)
        case let data as DatasetValue:
            let clip = try data.onlyClip(for: "predict")
            try call.restoreStage(data.table)
            (features, starts, seconds) = try call.segments(
                hearing, clip.checked(in: call.context.places, by: call.shelf), shownAs: clip.path)
        default:
            throw WrongType(
                role: "predict … on", expected: call.signature.phrases[0].operand.types, found: subject.type)
        }
        var examples = Examples(bands: frontEnd.rows, frames: frontEnd.frames)
        examples.append(
            features, clip: 0, label: 0, starts: starts, length: frontEnd.frames(seconds: seconds))
        let probabilities = try Predictor(model.network.architecture).probabilities(
            of: ExampleLessons(examples, frontEnd), model.weights, parallel: call.context.parallel)
        return PredictionValue(
            classes: model.network.classes, times: starts.map { $0...$0 + frontEnd.length },
            probabilities: probabilities)
    }
}

extension Arguments {
    /// A file's examples, read part by part, and how long it lasts.
    fileprivate func segments(_ hearing: Hearing, _ path: String, shownAs name: String) throws -> (Tensor, [Double], Double) {
        let info = try SoundFile.measure(path, shownAs: name)
        let seconds = Double(info.samples ?? 0) / info.rate
        let starts = hearing.frontEnd.segments(seconds: seconds, overlapping: true).map(\.lowerBound)
        let features = try hearing.segments(
            ofFile: path, shownAs: name, seconds: seconds, overlapping: true, numbers: 0..<starts.count)
        return (features, starts, seconds)
    }
}
