/// One axis of a tensor: what it counts and where its points lie, so that a plot can label itself.
public struct Axis: Hashable, Sendable, Codable {
    /// What the axis counts: `time`, `frequency`, `coefficient`, `class`.
    public var name: String
    /// `s`, `Hz`, or empty.
    public var unit: String
    public var coordinates: Coordinates

    public enum Coordinates: Hashable, Sendable, Codable {
        /// Points have no position but their number.
        case none
        /// `start + step * i`
        case linear(start: Double, step: Double)
        case values([Double])
        case labels([String])
    }

    public init(_ name: String, unit: String = "", _ coordinates: Coordinates = .none) {
        self.name = name
        self.unit = unit
        self.coordinates = coordinates
    }

    /// The position of point `index`; its number where the axis has no positions.
    public func position(_ index: Int) -> Double {
        switch coordinates {
        case .none, .labels: Double(index)
        case .linear(let start, let step): start + step * Double(index)
        case .values(let values): values[index]
        }
    }
}
