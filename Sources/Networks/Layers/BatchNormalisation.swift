/// `y = scale (x - mean) / sqrt(variance + 0.001) + shift`, each channel by its own mean and variance over the shard's
/// examples, rows and columns; in prediction by the running mean and variance.
///
/// Each shard of a batch is normalised by itself. The running statistics take in a tenth of every batch. Ioffe and
/// Szegedy, "Batch normalization" (2015).
struct BatchNormalisation: BlockPart {
    static let kind = "batch normalisation"
    static let epsilon: Float = 1e-3
    init() {}

    var summary: String { "batch normalisation" }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.check(self, input, holds: [1, 1])
        return input
    }

    func parameters(for input: Shape) -> [LayerParameter] {
        [
            LayerParameter(name: "scale", shape: [input[0]], start: .constant(1)),
            LayerParameter(name: "shift", shape: [input[0]], start: .constant(0)),
        ]
    }

    func statistics(for input: Shape) -> [LayerParameter] {
        [
            LayerParameter(name: "mean", shape: [input[0]], start: .constant(0)),
            LayerParameter(name: "variance", shape: [input[0]], start: .constant(1)),
        ]
    }

    /// The batch's variance is that of all its shards together: mean of (variance + mean^2), less the square of the mean.
    func absorb(_ observed: [(share: Float, numbers: UnsafePointer<Float>)], into running: Memory, shape: Shape) {
        let channels = shape[0]
        for c in 0..<channels {
            var (mean, square): (Float, Float) = (0, 0)
            for (share, numbers) in observed {
                mean += share * numbers[c]
                square += share * (numbers[channels + c] + numbers[c] * numbers[c])
            }
            running[c] += 0.1 * (mean - running[c])
            running[channels + c] += 0.1 * (max(square - mean * mean, 0) - running[channels + c])
        }
    }

    func join(_ block: inout LayerBlock) -> Bool {
        guard block.isEmpty else { return false }
        block.isNormalised = true
        return true
    }
}
