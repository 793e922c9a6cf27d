/// What a training goes on from instead of numbers drawn from a seed.
public struct Beginning: Sendable {
    /// Of all layers.
    public let weights: Weights
    /// How many of the first layers stay as they are: they compute as in prediction, and no gradient reaches them.
    public let frozen: Int

    public init(_ weights: Weights, frozen: Int = 0) {
        self.weights = weights
        self.frozen = frozen
    }
}

extension Architecture {
    /// The last layer that learns, counted from 1.
    public var lastLearning: Int {
        (layers.indices.last { parameterOffsets[$0] < parameterOffsets[$0 + 1] } ?? layers.count - 1) + 1
    }

    /// How many parameters change where the first `frozen` layers stay as they are.
    public func learned(frozen: Int) -> Int { parameterCount - parameterOffsets[frozen] }

    /// The network with other classes, and the weights for it: `rows` says of each class which row of the last layer it
    /// had, nil of a new one, whose row is drawn from `seed`. All other numbers stay.
    ///
    /// Throws `ArchitectureFault.noMoreClasses` where the last layer has no row for each class.
    public func answering(_ rows: [Int?], _ weights: Weights, seed: UInt64) throws -> (Architecture, Weights) {
        guard let last = layers.last as? Dense else { throw ArchitectureFault.noMoreClasses(layer: layers.last!.summary) }
        var other = try Architecture(name, input: input, layers: layers.dropLast() + [Dense(rows.count)])
        other.answer = answer
        var numbers = other.startingWeights(seed: seed).parameters
        for (old, new) in zip(parameters.entries, other.parameters.entries) {
            guard new.part == layers.count - 1 else {
                numbers.replaceSubrange(new.range, with: weights.parameters[old.range])
                continue
            }
            let width = old.range.count / last.units
            for case (let number, let former?) in rows.enumerated() {
                let (from, to) = (old.range.lowerBound + former * width, new.range.lowerBound + number * width)
                numbers.replaceSubrange(to..<to + width, with: weights.parameters[from..<from + width])
            }
        }
        return (other, Weights(parameters: numbers, statistics: weights.statistics))
    }
}
