import Language
import Networks
import Programs
import Study
import Tensors
import Workplace

private let layer = Parameter<Int>(
    "layer", default: 1, in: 1...1000, "Which layer's numbers: 1 is the first row of the field 'layers'")
private let picture = Parameter<Int>(
    "picture", in: 1...1_000_000, "Of a network that sees: which picture; the middle one when absent")

extension Verb {
    static let activations = Verb(
        Signature(
            "activations", family: "Network", "What leaves a layer of a trained network: feature maps to look at",
            details: """
                Of a convolution, or what follows it, one map for each filter: (filter, band, frame) of a network that hears, \
                (filter, row, column) of one that sees; 'plot' draws them side by side, under the layer's name. Of later layers (frame, feature) or \
                (feature). A clip longer than the network's length shows its first part. Of a network that sees there are \
                numbers of the layers that take pictures one by one.
                """,
            operand: .network, phrases: [.init("on", Arguments.clip)],
            options: [layer, picture], gives: TensorValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 1
                    maps = activations ear on world[1], layer: 3
                    """, gives: "16 x 30 x 20 · 0..0.9688")
            ], version: 4)
    ) { call in
        let model: ModelValue = try call.operand()
        let frontEnd = model.network.frontEnd
        let encoder = try call.encoder(model, layer: call(layer), of: layer)
        let (features, _, seconds) = try call.work.examples(of: call.subject("on"), for: frontEnd)
        var example = features.slice(axis: 0, 0..<1)
        var caption = "Layer \(try call(layer)): \(model.network.architecture.table[try call(layer) - 1].layer)"
        if let pictures = frontEnd.sense.seen, frontEnd.sense.input.count == 4 {
            let count = frontEnd.steps(seconds: seconds)
            let number = try call.given(picture) ?? (count + 1) / 2
            guard number <= count else { throw call.unfit(picture, "is one of 1 to \(count)") }
            let rows = pictures.colour.channels * pictures.height
            example = example.slice(axis: 1, (number - 1) * rows..<number * rows)
            caption += ", picture \(number) of \(count), at \(spelled(seconds: Double(number - 1) / pictures.rate))"
        } else if try call.given(picture) != nil {
            throw call.unfit(picture, "goes with a network of modality: pictures")
        } else if seconds > frontEnd.sense.length {
            caption += ", the first \(spelled(seconds: frontEnd.sense.length)) of \(spelled(seconds: seconds))"
        }
        let numbers = try encoder.features(
            of: example, length: frontEnd.sense.seen == nil ? frontEnd.steps(seconds: seconds) : nil,
            parallel: call.context.parallel)
        return TensorValue(
            Tensor(encoder.shape, axes: frontEnd.axes(of: encoder.shape), storage: numbers.storage), caption: caption)
    }
}

extension Arguments {
    /// What a network can be asked about.
    static let clip = Signature.Operand(
        "CLIP", [SoundValue.type, MovieValue.type, FramesValue.type, DatasetValue.type, .text],
        "A sound, a movie, pictures, one clip of a data set, or a file", isFile: true)
}

extension FrontEnd {
    /// What stands along the axes of a layer's numbers.
    fileprivate func axes(of shape: Shape) -> [Axis] {
        switch shape.count {
        case 3: [Axis("filter")] + (sense.seen == nil ? [Axis("band"), Axis("frame")] : [Axis("row"), Axis("column")])
        case 2: [Axis("frame"), Axis("feature")]
        default: [Axis("feature")]
        }
    }
}
