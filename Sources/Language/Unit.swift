/// What a number measures, as powers of the base dimensions.
public struct Dimension: Hashable, Sendable {
    public var time: Int8 = 0
    public var samples: Int8 = 0
    public var level: Int8 = 0
    public var pitch: Int8 = 0
    public var pixels: Int8 = 0

    public static let none = Dimension()
    public static let time = Dimension(time: 1)
    public static let frequency = Dimension(time: -1)
    public static let samples = Dimension(samples: 1)
    public static let level = Dimension(level: 1)
    public static let pitch = Dimension(pitch: 1)
    public static let pixels = Dimension(pixels: 1)
}

/// A unit as it is written after a number: `ms` is a time, a thousandth of a second.
///
/// The factor to the base unit is `multiplier x 10^exponent`, kept apart so that `22.05 kHz` is read as the decimal
/// `22.05e3` and is exactly 22050.
public struct Unit: Hashable, Sendable {
    public let name: String
    public let dimension: Dimension
    public let exponent: Int
    public let multiplier: Double

    public init(_ name: String, _ dimension: Dimension, exponent: Int = 0, multiplier: Double = 1) {
        self.name = name
        self.dimension = dimension
        self.exponent = exponent
        self.multiplier = multiplier
    }

    /// Every unit of the language; the first of a dimension is its base.
    public static let all: [Unit] = [
        Unit("s", .time), Unit("ms", .time, exponent: -3), Unit("us", .time, exponent: -6),
        Unit("\u{B5}s", .time, exponent: -6), Unit("\u{3BC}s", .time, exponent: -6),
        Unit("min", .time, multiplier: 60), Unit("h", .time, multiplier: 3600),
        Unit("Hz", .frequency), Unit("kHz", .frequency, exponent: 3), Unit("MHz", .frequency, exponent: 6),
        Unit("samples", .samples), Unit("sample", .samples),
        Unit("dB", .level), Unit("st", .pitch), Unit("px", .pixels),
        Unit("%", .none, exponent: -2),
    ]

    public static func named(_ name: String) -> Unit? { all.first { $0.name == name } }

    /// The unit that quantities of `dimension` are held in; nil for a plain number, or where no unit measures it.
    public static func base(of dimension: Dimension) -> Unit? {
        dimension == .none ? nil : all.first { $0.dimension == dimension }
    }
}
