public import Language
public import Tensors

/// A value that is calculated with, number by number: `a + b`, `2 * a`, `mel + 3 dB`.
public protocol Calculable: Value {
    static func combine(_ left: Self, _ operation: Arithmetic, _ right: Self) throws -> Self
    static func combine(_ left: Self, _ operation: Arithmetic, _ right: Double) throws -> Self
    static func combine(_ left: Double, _ operation: Arithmetic, _ right: Self) throws -> Self
    /// Whether its numbers are decibels, so that a level can be added to them.
    var isInDecibels: Bool { get }
    /// What to do instead of calculating with a number of this unit.
    func remedy(for quantity: Quantity) -> String
}

extension Calculable {
    public var isInDecibels: Bool { false }
    public func remedy(for quantity: Quantity) -> String { "a number without a unit" }

    /// nil where the other is neither of its type nor a number.
    func combined(_ operation: Arithmetic, with other: any Value) throws -> (any Value)? {
        if let other = other as? Self { return try Self.combine(self, operation, other) }
        return try number(other, operation).map { try Self.combine(self, operation, $0) }
    }

    /// The same with the number on the left.
    func combined(_ operation: Arithmetic, after number: Constant) throws -> (any Value)? {
        try self.number(number, operation).map { try Self.combine($0, operation, self) }
    }

    /// A constant as a number among the value's own: without a unit, or decibels added to decibels.
    ///
    /// - Throws: `UnfitUnit`.
    private func number(_ constant: any Value, _ operation: Arithmetic) throws -> Double? {
        guard case .quantity(let quantity)? = (constant as? Constant)?.scalar else { return nil }
        if quantity.dimension == .none { return quantity.value }
        if quantity.dimension == .level, [.add, .subtract].contains(operation), isInDecibels { return quantity.value }
        throw UnfitUnit(operation: operation.rawValue, type: type, quantity: quantity, remedy: remedy(for: quantity))
    }
}
