public import Tensors

/// A training whose loss or weights have grown beyond all numbers.
public struct Divergence: Fault, Equatable {
    /// The epoch in which it happened, from 1.
    public let epoch: Int
    public let rate: Double

    public var cause: String { "the training ran away in epoch \(epoch): its numbers grew beyond all bounds" }
    public var remedy: String? { "a smaller rate, such as rate: \((rate / 10).spelled)" }
    public var option: String? { "rate" }
}
