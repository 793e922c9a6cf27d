import Datasets
import Language
import Networks
import Picture
import Tensors

private let layer = Parameter<Int>("layer", in: 1...1000, "Which layer's numbers; the last that sees each picture by itself, when absent")

extension Verb {
    static let encode = Verb(
        Signature(
            "encode", family: "Picture", "What a trained network makes of each picture: features for other networks",
            details: """
                The activations of one layer of a network that sees, for every picture by itself: (time, feature), in 32-bit floats, \
                as feature files hold them; 'export' writes them to npy. A movie is looked at as often as the network was trained to \
                ('pace'). The field 'layers' of a network numbers its layers; of three-dimensional ones the numbers stand channel by \
                channel, row by row.
                """,
            operand: .init("MOVIE", [MovieValue.type, DatasetValue.type], "A movie, or one clip of a data set"),
            phrases: [.init("with", .init("MODEL", [ModelValue.type], "A network of modality: pictures, trained"))],
            options: [layer], gives: TensorValue.type, examples: [])
    ) { call in
        let model: ModelValue = try call.operand("with")
        let architecture = model.network.architecture
        guard case .pictures(let frontEnd) = model.network.frontEnd, let layers = FrameEncoder.layers(of: architecture) else {
            throw BlindEncoder()
        }
        let number = try call.given(layer) ?? layers.upperBound
        guard layers.contains(number) else {
            throw call.unfit(layer, "is one of 1 to \(layers.upperBound): the later layers no longer see pictures one by one")
        }
        let (pictures, times) = try call.pictures(as: frontEnd)
        let features = try FrameEncoder(architecture, model.weights, frontEnd, layer: number)
            .features(of: pictures, parallel: call.context.parallel)
        return TensorValue(
            Tensor(
                features.shape, axes: [Axis("time", unit: "s", .values(times)), Axis("feature")], storage: features.storage))
    }
}

extension Arguments {
    /// The operand's pictures as a front end takes them, with their times.
    fileprivate func pictures(as frontEnd: PictureFrontEnd) throws -> (Tensor, [Double]) {
        let movie: Movie
        if let data = anyOperand() as? DatasetValue {
            let clip = try data.onlyClip(for: "encode")
            try restoreStage(data.table)
            movie = try Movie(clip.checked(in: context.places, by: shelf), shownAs: clip.path, pool: context.movies)
        } else {
            let value: MovieValue = try operand()
            movie = try value.opened(for: self)
        }
        let frames = try movie.frames(
            FrameChoice(
                .rate(frontEnd.rate), crop: frontEnd.crop, size: .init(width: frontEnd.width, height: frontEnd.height),
                colour: frontEnd.colour))
        return (frontEnd.pictures(of: frames), frames.times)
    }
}

/// A network that does not look at pictures.
struct BlindEncoder: Fault {
    var cause: String { "the network does not look at pictures one by one" }
    var remedy: String? { "train one of modality: pictures" }
}
