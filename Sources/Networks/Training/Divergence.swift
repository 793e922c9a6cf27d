public import Tensors

/// A training whose loss, gradient or weights have grown beyond all numbers.
public struct Divergence: Fault, Equatable {
    /// The epoch in which it happened and the step of it, from 1.
    public let epoch, step: Int
    public let rate: Double
    /// The layer whose gradient was the largest in that step, such as `layer 4 (dense, 12 units)`; nil where only the
    /// clips that an epoch is judged by showed it.
    public let layer: String?
    /// Whether gradients are clipped already.
    let isClipped: Bool

    public var cause: String {
        "the training ran away in epoch \(epoch), step \(step): its numbers grew beyond all bounds"
            + (layer.map { "; the largest gradient was that of \($0)" } ?? "")
    }
    public var remedy: String? {
        "a smaller rate, such as rate: \((rate / 10).spelled)" + (isClipped ? "" : ", or clip: 1")
    }
    public var option: String? { "rate" }
}
