public import Tensors

/// Weights as named tensors, the way a file keeps them: `1.convolution.weights`, `2.batch-normalisation.mean`.
extension Architecture {
    public func tensors(of weights: Weights) -> [(name: String, tensor: Tensor)] {
        func tensors(_ list: [Named], _ numbers: [Float]) -> [(name: String, tensor: Tensor)] {
            list.map { item in
                (item.name, Tensor(item.parameter.shape, Array(numbers[item.offset..<item.offset + item.parameter.count])))
            }
        }
        let named = named
        return tensors(named.parameters, weights.parameters) + tensors(named.statistics, weights.statistics)
    }

    /// The names of all tensors of the network's weights.
    public var tensorNames: [String] { named.parameters.map(\.name) + named.statistics.map(\.name) }

    /// Throws `UnfitWeights` where one is missing, has another shape, or holds what is no number.
    public func weights(from tensors: [(name: String, tensor: Tensor)]) throws -> Weights {
        let found = Dictionary(tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        func numbers(_ list: [Named]) throws -> [Float] {
            try list.flatMap { item in
                guard let tensor = found[item.name] else { throw UnfitWeights(name: item.name, problem: "is missing") }
                guard tensor.shape == item.parameter.shape else {
                    throw UnfitWeights(
                        name: item.name,
                        problem: "is \(spelled(tensor.shape)) where the network has \(spelled(item.parameter.shape))")
                }
                guard tensor.withFloats(Kernels.allFinite) else {
                    throw UnfitWeights(name: item.name, problem: "holds infinity or NaN")
                }
                return tensor.floats
            }
        }
        let named = named
        return Weights(parameters: try numbers(named.parameters), statistics: try numbers(named.statistics))
    }

    /// (filters, channels, rows, columns) of the first layer; nil where it is no convolution.
    public func firstFilters(_ weights: Weights) -> Tensor? {
        guard layers.first is Convolution, let first = named.parameters.first else { return nil }
        let range = first.offset..<first.offset + first.parameter.count
        return Tensor(
            first.parameter.shape, axes: [Axis("filter"), Axis("channel"), Axis("band"), Axis("frame")],
            Array(weights.parameters[range]))
    }
}

private func spelled(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }

/// A stored network whose numbers do not belong to its layers.
public struct UnfitWeights: Fault, Equatable {
    public var name: String
    public var problem: String
    public var cause: String { "'\(name)' \(problem)" }
    public var remedy: String? { "take the model's file anew from where it came" }
}
