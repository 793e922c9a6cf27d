public import Tensors

/// What a layer of a trained network makes of an example, or of each picture by itself where the network sees.
public struct LayerEncoder: Sendable {
    private let part: Architecture
    private let weights: Weights
    private let standard: Standard
    /// Of what the layer makes: (filters, rows, columns), (frames, features) or (features).
    public let shape: Shape

    /// The layers that there are numbers of, counted from 1: of a network that sees those that take pictures one by one.
    public static func layers(of architecture: Architecture) -> ClosedRange<Int> {
        let joining = architecture.layers.firstIndex { $0 is PicturesInOrder }
        return 1...max(1, joining ?? architecture.layers.count)
    }

    /// `layer` is one of `layers(of:)`. Throws `LayerFault`.
    public init(_ architecture: Architecture, _ weights: Weights, _ standard: Standard, layer: Int) throws {
        precondition(Self.layers(of: architecture).contains(layer))
        part = try architecture.first(layer)
        shape = architecture.shapes[layer]
        self.weights = weights
        self.standard = standard
    }

    /// (examples or pictures, numbers) of features before standardisation, one after the other; `length` says how many
    /// frames of each hold something, all where nil.
    public func features(of features: Tensor, length: Int? = nil, parallel: Parallel) throws -> Tensor {
        let (rows, columns) = (part.input.dropLast().reduce(1, *), part.input.last!)
        let count = features.count / (rows * columns)
        var examples = Examples(bands: rows, frames: columns)
        examples.append(
            Tensor([count, rows, columns], storage: features.storage), clip: 0,
            starts: Array(repeating: 0, count: count), length: length)
        return try Predictor(part).outputs(of: ExampleLessons(examples, standard), weights, parallel: parallel)
    }
}
