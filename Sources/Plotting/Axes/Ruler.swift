import Foundation
import Tensors

/// An axis of a plot: what it measures, its scale, and the values at its two ends.
///
/// Every ruler can be drawn: ends that are not numbers, equal, or not on the scale are replaced by ones that are.
public struct Ruler: Hashable, Codable, Sendable {
    public private(set) var label: String
    public private(set) var unit: String
    public private(set) var scale: Scale
    public private(set) var lower: Double
    /// Below `lower` where the axis runs backwards.
    public private(set) var upper: Double
    /// True where only whole numbers are points of the axis, such as coefficient 3 or epoch 12.
    public private(set) var whole: Bool
    /// The names of points 0, 1, 2, …; empty on an axis of numbers.
    public private(set) var names: [String]

    public init(
        label: String, unit: String = "", scale: Scale = .linear, from lower: Double, to upper: Double,
        whole: Bool = false, names: [String] = []
    ) {
        self.label = label
        self.unit = unit
        self.scale = names.isEmpty ? scale : .linear
        self.whole = whole
        self.names = names
        (self.lower, self.upper) = Self.drawable(lower, upper, scale: self.scale)
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            label: try values.decode(String.self, forKey: .label), unit: try values.decode(String.self, forKey: .unit),
            scale: try values.decode(Scale.self, forKey: .scale), from: try values.decode(Double.self, forKey: .lower),
            to: try values.decode(Double.self, forKey: .upper), whole: try values.decode(Bool.self, forKey: .whole),
            names: try values.decode([String].self, forKey: .names))
    }

    /// The same axis between other ends.
    func between(_ lower: Double, _ upper: Double) -> Ruler {
        Ruler(label: label, unit: unit, scale: scale, from: lower, to: upper, whole: whole, names: names)
    }

    /// Where `value` lies between the ends, 0 at `lower` and 1 at `upper`; NaN where it is not on the scale.
    func fraction(of value: Double) -> Double {
        let start = scale.place(lower)
        return (scale.place(value) - start) / (scale.place(upper) - start)
    }

    /// The lesser and the greater end.
    var range: ClosedRange<Double> { min(lower, upper)...max(lower, upper) }

    /// The unit in which the axis is read.
    var displayUnit: DisplayUnit {
        guard scale == .linear else { return DisplayUnit(unit) }
        let largest = max(abs(lower), abs(upper))
        return DisplayUnit(unit: unit, largest: largest, span: abs(upper - lower))
    }

    /// `Frequency (kHz)`
    var caption: String {
        let unit = displayUnit.name
        if unit.isEmpty { return label }
        return label.isEmpty ? unit : "\(label) (\(unit))"
    }

    /// `time 0 to 5 s`, for descriptions.
    var phrase: String {
        let name = label.isEmpty ? "values" : label.prefix(1).lowercased() + label.dropFirst()
        if !names.isEmpty { return "\(name) in \(names.count) classes" }
        let unit = displayUnit
        if unit.clock != nil {
            return "\(name) \(unit.text(range.lowerBound, step: 1)) to \(unit.text(range.upperBound, step: 1))"
        }
        let ends = [range.lowerBound, range.upperBound].map { NumberText.brief($0 * unit.factor) }
        return "\(name) \(ends[0]) to \(ends[1])" + (unit.name.isEmpty ? "" : " \(unit.name)")
    }

    /// The ends moved as little as makes them numbers, on the scale, and apart.
    private static func drawable(_ lower: Double, _ upper: Double, scale: Scale) -> (Double, Double) {
        let limit = 1e300
        func finite(_ end: Double, or other: Double) -> Double { end.isNaN ? other : min(max(end, -limit), limit) }
        var (lower, upper) = (finite(lower, or: 0), finite(upper, or: 1))
        switch scale {
        case .linear: break
        case .melSlaney, .melHTK: (lower, upper) = (max(lower, 0), max(upper, 0))
        case .log:
            if lower <= 0 { lower = upper > 0 ? min(upper / 1000, 1) : 0.1 }
            if upper <= 0 { upper = lower * 10 }
            (lower, upper) = (max(lower, 1 / limit), max(upper, 1 / limit))
        }
        let length = abs(scale.place(upper) - scale.place(lower))
        let size = max(abs(scale.place(upper)), abs(scale.place(lower)))
        guard length <= size * 1e-9 || length < 1e-290 else { return (lower, upper) }
        switch scale {
        case .linear:
            let margin = size > 1e-280 ? size * 0.1 : 1
            return (lower - margin, upper + margin)
        case .melSlaney, .melHTK: return (lower * 0.9, lower * 1.1 + 1)
        case .log: return (lower / 2, lower * 2)
        }
    }
}

/// What an axis measures, as a caller says it: the range is the data's where none is given.
public struct Gauge: Hashable, Sendable {
    public var label: String
    public var unit: String
    public var scale: Scale
    public var range: ClosedRange<Double>?

    public init(_ label: String, unit: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
        self.label = label
        self.unit = unit
        self.scale = scale
        self.range = range
    }
}
