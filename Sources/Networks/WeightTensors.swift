public import Tensors

/// Weights as named tensors, the way a file keeps them: `1.convolution.weights`, `2.batch-normalisation.mean`.
extension Architecture {
    public func tensors(of weights: Weights) -> [(name: String, tensor: Tensor)] {
        parameters.tensors(of: weights.parameters) + statistics.tensors(of: weights.statistics)
    }

    /// The names of all tensors of the network's weights.
    public var tensorNames: [String] { (parameters.entries + statistics.entries).map(\.name) }

    /// Throws `UnfitWeights` where one is missing, has another shape, or holds what is no number.
    public func weights(from tensors: [(name: String, tensor: Tensor)]) throws -> Weights {
        let found = Dictionary(tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        return Weights(parameters: try parameters.numbers(from: found), statistics: try statistics.numbers(from: found))
    }

    /// Parameters and statistics as they are before training, drawn from `seed`.
    public func startingWeights(seed: UInt64) -> Weights {
        Weights(parameters: parameters.start(seed: seed), statistics: statistics.start(seed: seed))
    }

    /// (filters, channels, rows, columns) of the first layer; nil where it is no convolution.
    public func firstFilters(_ weights: Weights) -> Tensor? {
        guard layers.first is Convolution, let first = parameters.entries.first else { return nil }
        return Tensor(
            first.parameter.shape, axes: [Axis("filter"), Axis("channel"), Axis("band"), Axis("frame")],
            Array(weights.parameters[first.range]))
    }
}
