/// A number of one dimension, held in its base unit.
public protocol Measure: ParameterValue, Hashable, Comparable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral
where Limit == Double {
    static var dimension: Dimension { get }
    /// How a value is written, for errors and help.
    static var spelling: String { get }
    var value: Double { get }
    init(_ value: Double)
}

extension Measure {
    public static var kind: OptionKind { .quantity([(dimension, spelling)]) }
    public static var expectation: String { "\(dimension.phrase), such as \(spelling)" }
    public init?(_ scalar: Scalar) {
        guard case .quantity(let quantity) = scalar, quantity.dimension == Self.dimension else { return nil }
        self.init(quantity.value)
    }
    public init(floatLiteral value: Double) { self.init(value) }
    public init(integerLiteral value: Int) { self.init(Double(value)) }
    public var scalar: Scalar { .quantity(Quantity(value, Self.dimension)) }
    public var limit: Double? { value }
    public static func spell(_ limit: Double) -> String { Quantity(limit, dimension).display }
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

public struct Seconds: Measure {
    public static let dimension = Dimension.time
    public static let spelling = "25 ms"
    public let value: Double
    public init(_ value: Double) { self.value = value }
}

public struct Hertz: Measure {
    public static let dimension = Dimension.frequency
    public static let spelling = "440 Hz"
    public let value: Double
    public init(_ value: Double) { self.value = value }
}

public struct Decibels: Measure {
    public static let dimension = Dimension.level
    public static let spelling = "-20 dB"
    public let value: Double
    public init(_ value: Double) { self.value = value }
}

public struct Semitones: Measure {
    public static let dimension = Dimension.pitch
    public static let spelling = "3 st"
    public let value: Double
    public init(_ value: Double) { self.value = value }
}

/// A part of a whole: `20 %` or `0.2`.
public struct Fraction: Measure {
    public static let dimension = Dimension.none
    public static let spelling = "20 %"
    public static var expectation: String { "a part of the whole, such as 20 %" }
    public let value: Double
    public init(_ value: Double) { self.value = value }
    public static func spell(_ limit: Double) -> String { Scalar.quantity(Quantity(limit)).shareDisplay }
}

/// A whole number of pixels.
public struct PixelCount: ParameterValue, Hashable {
    public let count: Int
    public init(_ count: Int) { self.count = count }

    public static var kind: OptionKind { .quantity([(.pixels, "1600 px")]) }
    public static var expectation: String { "a whole number of pixels, such as 1600 px" }
    public init?(_ scalar: Scalar) {
        guard case .quantity(let quantity) = scalar, quantity.dimension == .pixels,
            let count = Int(.quantity(Quantity(quantity.value)))
        else { return nil }
        self.count = count
    }
    public var scalar: Scalar { .quantity(Quantity(Double(count), .pixels)) }
    public var limit: Int? { count }
    public static func spell(_ limit: Int) -> String { "\(limit) px" }
}

/// How long a window or hop is: in seconds, or in samples whatever the rate; always above zero.
public enum FrameLength: ParameterValue, Hashable {
    case time(Double)
    case samples(Int)

    public static var kind: OptionKind { .quantity([(.time, "25 ms"), (.samples, "512 samples")]) }
    public static var expectation: String { "a time or a whole number of samples above zero" }
    public init?(_ scalar: Scalar) {
        guard case .quantity(let quantity) = scalar, quantity.value > 0 else { return nil }
        switch quantity.dimension {
        case .time: self = .time(quantity.value)
        case .samples:
            guard let count = Int(.quantity(Quantity(quantity.value))) else { return nil }
            self = .samples(count)
        default: return nil
        }
    }
    public var scalar: Scalar {
        switch self {
        case .time(let seconds): .quantity(Quantity(seconds, .time))
        case .samples(let count): .quantity(Quantity(Double(count), .samples))
        }
    }
    /// Two dimensions have no order, so an option's range cannot bound it.
    public var limit: Never? { nil }
    public static func spell(_ limit: Never) -> String {}

    /// The number of samples at `rate` hertz, to the nearest, at least one.
    public func samples(at rate: Double) -> Int {
        switch self {
        case .samples(let count): return count
        case .time(let seconds):
            let count = (seconds * rate).rounded()
            return count >= 1 ? Int(min(count, 0x1p53)) : 1
        }
    }
}
