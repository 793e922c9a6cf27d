public import Language
public import Tensors

/// A value that parts can be taken of: `clip[1 s .. 2 s]`, `mel[1 .. 10, 0 s .. 1 s]`.
public protocol Sliceable: Value {
    /// - parts: what stands between the brackets.
    /// - Throws: `UnfitSlice`, `SelectionFault`.
    func slice(_ parts: [Scalar]) throws -> any Value
    /// Part of the slice's recipe; raised whenever the same slice gives something else.
    static func version(ofSlice parts: [Scalar]) -> Int
}

extension Sliceable {
    public static func version(ofSlice parts: [Scalar]) -> Int { Operators.version }
}

/// The parts of a slice, as values read them.
extension [Scalar] {
    /// The one part along time.
    ///
    /// - Throws: `UnfitSlice`, which says it of `things`.
    public func alongTime(of things: String, such example: String = "[1 s .. 2 s]") throws -> Extent {
        guard count == 1 else {
            throw UnfitSlice(cause: "\(things) sliced along time alone", remedy: "one range, such as \(example)")
        }
        return try self[0].extent
    }

    /// The one part of a list of `count` things, counted from 0.
    ///
    /// - Throws: `UnfitSlice`.
    public func rows(of count: Int, _ things: String) throws -> Range<Int> {
        guard self.count == 1, case .indices(let from, let to) = try self[0].extent else {
            throw UnfitSlice(cause: "\(things) are sliced by count", remedy: "such as [3] or [1 .. 10]")
        }
        guard from >= 0, from < to, to <= count else {
            throw UnfitSlice(
                cause: "there is no part \(from + 1 == to ? "\(to)" : "\(from + 1) .. \(to)"): there are \(count) \(things)",
                remedy: count == 0 ? nil : "counts go from 1 to \(count)")
        }
        return from..<to
    }

    /// Which axis each part is meant for: its unit says so; a count takes the next axis in order.
    ///
    /// - Throws: `UnfitSlice`.
    public func assigned(to axes: [Axis]) throws -> [(axis: Int, extent: Extent)] {
        var free = [Int](axes.indices)
        return try map { part in
            let unit = part.unit
            guard let axis = unit.isEmpty ? free.first : free.first(where: { axes[$0].unit == unit }) else {
                throw UnfitSlice(
                    cause: unit.isEmpty
                        ? "there are more parts than axes: \(axes.count)" : "there is no axis left that is measured in \(unit)",
                    remedy:
                        "the axes are \(axes.map { $0.unit.isEmpty ? $0.name : "\($0.name) in \($0.unit)" }.joined(separator: ", "))"
                )
            }
            free.removeAll { $0 == axis }
            return (axis, try part.extent)
        }
    }
}

extension Scalar {
    /// The unit of the axis that a part lies along: `s`, `Hz`; empty for a count.
    public var unit: String {
        switch self {
        case .range(.quantity(let lower), _, _), .quantity(let lower):
            lower.dimension == .time || lower.dimension == .samples ? "s" : lower.dimension == .frequency ? "Hz" : ""
        default: ""
        }
    }

    /// As a part of an axis: counts start at 1 and include both ends; quantities are [a, b).
    ///
    /// - Throws: `UnfitSlice`.
    var extent: Extent {
        get throws {
            func index(_ quantity: Quantity) throws -> Int {
                guard let index = Int(exactly: quantity.value), index.magnitude < 1 << 40 else {
                    throw UnfitSlice(cause: "\(quantity.display) is not a whole count", remedy: "counts start at 1")
                }
                return index
            }
            switch self {
            case .range(.quantity(let lower), .quantity(let upper), step: nil) where lower.dimension == upper.dimension:
                switch lower.dimension {
                case .none: return .indices(from: try index(lower) - 1, to: try index(upper))
                case .samples: return .indices(from: try index(lower), to: try index(upper))
                default: return .positions(from: lower.value, to: upper.value)
                }
            case .quantity(let quantity) where quantity.dimension == .none:
                return .indices(from: try index(quantity) - 1, to: try index(quantity))
            default:
                throw UnfitSlice(cause: "'\(display)' is not a part", remedy: "a range, such as [1 s .. 2 s] or [1 .. 10]")
            }
        }
    }
}
