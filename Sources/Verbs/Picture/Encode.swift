import Language
import Networks
import Picture
import Programs
import Study
import Tensors
import Workplace

private let layer = Parameter<Int>(
    "layer", in: 1...1000, "Which layer's numbers; the last that sees each picture by itself, when absent")

extension Verb {
    static let encode = Verb(
        Signature(
            "encode", family: "Picture", "What a trained network makes of each picture: features for other networks",
            details: """
                The numbers that leave one layer of a network that sees, for every picture by itself: (time, feature), as \
                feature files hold them; 'export' writes them to npy. Of 'frames' each picture is taken, scaled to the \
                network's size; of a movie as many a second as the network was trained on ('pace'). The field 'layers' of a \
                network lists its layers, the first of them 1; of maps the numbers stand filter by filter, row by row.
                """,
            operand: .init(
                "PICTURES", [FramesValue.type, MovieValue.type, DatasetValue.type],
                "Pictures, a movie, or one clip of a data set"),
            phrases: [
                .init(
                    "with",
                    .init(
                        "MODEL", [ModelValue.type], "A trained network of modality: pictures",
                        hints: [FusionValue.type: "give the eye alone"]))
            ],
            options: [layer], gives: TensorValue.type,
            examples: [
                .init(
                    """
                    films = stage clips: 4, kinds: [bell, drum], length: 1 s, picture: 64 px
                    eye = train (cnn films, modality: pictures, size: 24 px, filters: 8, blocks: 2, head: mean) on films, epochs: 1
                    f = encode (frames films[1], every: 3) with eye
                    """, gives: "4 x 8 · -0.2098..0.9228")
            ], version: 4)
    ) { call in
        let model: ModelValue = try call.operand("with")
        guard let frontEnd = model.network.frontEnd.sense as? PictureFrontEnd else { throw BlindEncoder() }
        let encoder = try call.encoder(model, layer: call.given(layer), of: layer)
        let frames = try call.pictures(for: frontEnd)
        let features = try encoder.features(of: frontEnd.pictures(of: frames), parallel: call.context.parallel)
        return TensorValue(
            features.with(axes: [Axis("time", unit: "s", .values(frames.times)), Axis("feature")]))
    }
}

extension Arguments {
    /// What makes features by a layer, the last that there is where none is asked for.
    ///
    /// - Throws: `UnfitOption`.
    func encoder(_ model: ModelValue, layer: Int?, of option: any OptionDeclaration) throws -> LayerEncoder {
        let network = model.network
        let layers = LayerEncoder.layers(of: network.architecture)
        guard let layer = layer.map({ layers.contains($0) ? $0 : nil }) ?? layers.upperBound else {
            let rest = network.architecture.input.count == 4 ? ": those after them take pictures together" : ""
            throw unfit(option, "is one of 1 to \(layers.upperBound)\(rest)")
        }
        return try LayerEncoder(network.architecture, model.weights, network.frontEnd.standard, layer: layer)
    }

    /// The operand's pictures as the network sees them: all of them, or so many a second of a movie.
    fileprivate func pictures(for frontEnd: PictureFrontEnd) throws -> Frames {
        if let value = anyOperand() as? FramesValue { return try frontEnd.fitted(value.frames, parallel: context.parallel) }
        let source = try movie()
        let choice = frontEnd.choice(of: source.part)
        let frames = try source.movie.frames(choice)
        return frames.timed(choice.moments(frames.times))
    }
}

/// A network that does not look at pictures.
struct BlindEncoder: Fault {
    var cause: String { "the network does not look at pictures one by one" }
    var remedy: String? { "train one of modality: pictures" }
}
