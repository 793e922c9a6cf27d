/// A number with what it measures, held in the base unit of its dimension.
public struct Quantity: Hashable, Sendable {
    public var value: Double
    public var dimension: Dimension

    public init(_ value: Double, _ dimension: Dimension = .none) {
        self.value = value
        self.dimension = dimension
    }
}

/// A value that the language itself knows: what can be written down as it is.
///
/// `description` is its canonical spelling, which the parser reads back to the same scalar; recipes hold it.
public indirect enum Scalar: Hashable, Sendable {
    case quantity(Quantity)
    case text(String)
    case word(String)
    case flag(Bool)
    case list([Scalar])
    /// `lower .. upper step step`; counts include both ends, quantities are [lower, upper).
    case range(Scalar, Scalar, step: Scalar?)
}
