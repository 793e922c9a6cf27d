public import Tensors

/// What a layer of a trained network that sees makes of each picture by itself: features for other networks.
public struct FrameEncoder: Sendable {
    private let part: Architecture
    private let weights: Weights
    private let frontEnd: PictureFrontEnd

    /// The layers whose activations there are, by number: all that see pictures one by one.
    public static func layers(of architecture: Architecture) -> ClosedRange<Int>? {
        guard architecture.input.count == 4 else { return nil }
        let joining = architecture.layers.firstIndex { $0 is PicturesInOrder } ?? 0
        return joining > 0 ? 1...joining : nil
    }

    /// `layer` is one of `layers(of:)`. Throws `LayerFault`.
    public init(_ architecture: Architecture, _ weights: Weights, _ frontEnd: PictureFrontEnd, layer: Int) throws {
        precondition(Self.layers(of: architecture)?.contains(layer) ?? false)
        part = try architecture.first(layer)!
        self.weights = weights
        self.frontEnd = frontEnd
    }

    /// (pictures, features) of pictures that have the size and the colour of the front end; (pictures x channels x rows,
    /// columns) as `PictureFrontEnd` makes them.
    public func features(of pictures: Tensor, parallel: Parallel) throws -> Tensor {
        let (rows, columns) = (frontEnd.colour.channels * frontEnd.height, frontEnd.width)
        let count = pictures.count / (rows * columns)
        var examples = Examples(bands: rows, frames: columns)
        examples.append(
            Tensor([count, rows, columns], storage: pictures.storage), clip: 0, label: 0, starts: Array(repeating: 0, count: count))
        return try Predictor(part).outputs(
            of: ExampleLessons(examples, frontEnd.standard), weights, parallel: parallel)
    }
}
