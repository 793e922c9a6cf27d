internal import Media
internal import Tensors

/// A rectangle in an upright picture, in pixels from its upper left corner.
public struct Crop: Hashable, Sendable {
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int

    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    var spelled: String { "\(width) x \(height) at \(x), \(y)" }

    /// Whether it has pixels, and all of them lie in a picture of this size.
    func fits(width: Int, height: Int) -> Bool {
        x >= 0 && y >= 0 && self.width > 0 && self.height > 0 && self.width <= width - x && self.height <= height - y
    }
}

/// Which pictures of a movie, and how large.
public struct FrameChoice: Hashable, Sendable {
    public enum Pace: Hashable, Sendable {
        /// The first picture, and each n-th after it.
        case every(Int)
        /// So many a second: at each of these moments, the picture that is seen then. The moments count from the start of
        /// the part, or from the first picture; a picture that is seen at several comes several times.
        case rate(Double)
    }

    public enum Colour: Hashable, Sendable {
        case rgb, grey
        public var channels: Int { self == .rgb ? 3 : 1 }
    }

    public var pace: Pace
    /// Seconds on the movie's clock; nil is the whole.
    public var part: Range<Double>?
    /// Nil is the whole picture.
    public var crop: Crop?
    /// In pixels; nil is as large as they are, or as the crop is.
    public var size: Size?
    public var colour: Colour
    /// Whether every picture is decoded even where the result is the same without it.
    public var decodesAll = false

    public struct Size: Hashable, Sendable {
        public var width: Int
        public var height: Int

        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    public init(
        _ pace: Pace = .every(1), part: Range<Double>? = nil, crop: Crop? = nil, size: Size? = nil, colour: Colour = .rgb
    ) {
        self.pace = pace
        self.part = part
        self.crop = crop
        self.size = size
        self.colour = colour
    }

    /// The longest side of a picture.
    static let longestSide = 1 << 15

    /// The size that pictures have in the end. Throws `MediaFault` for a choice that cannot be met.
    func checkedSize(in pictures: Movie.Pictures, name: String) throws -> Size {
        func check(_ good: Bool, _ option: String, _ value: String, _ allowed: String) throws {
            guard good else {
                throw MediaFault(name: name, problem: .outOfRange(option: option, value: value, allowed: allowed))
            }
        }
        switch pace {
        case .every(let step): try check(step > 0, "every", "\(step)", "1 or more")
        case .rate(let rate): try check(rate > 0 && rate <= 10_000, "rate", "\(rate.spelled) Hz", "above 0 Hz, up to 10000 Hz")
        }
        if let part {
            let isGood = part.lowerBound.isFinite && part.lowerBound >= 0 && !part.isEmpty && !part.upperBound.isNaN
            try check(isGood, "part", "\(part.lowerBound.spelled)..\(part.upperBound.spelled) s", "a stretch from 0 s on")
        }
        if let crop, !crop.fits(width: pictures.width, height: pictures.height) {
            throw MediaFault(
                name: name, problem: .cropOutside(part: crop.spelled, width: pictures.width, height: pictures.height))
        }
        let size = size ?? Size(width: crop?.width ?? pictures.width, height: crop?.height ?? pictures.height)
        let sides = 1...Self.longestSide
        try check(
            sides.contains(size.width) && sides.contains(size.height), "size", "\(size.width) x \(size.height)",
            "1 to \(Self.longestSide) pixels each way")
        return size
    }

    /// When pictures that came are asked for, given when each is seen first: of a rate, its moments; else these times.
    ///
    /// Moments before the first picture have none.
    public func moments(_ times: [Double]) -> [Double] {
        guard case .rate(let rate) = pace, let first = times.first else { return times }
        let origin = part?.lowerBound ?? first
        let skipped = Self.skipped(to: first, from: origin, rate: rate)
        return times.indices.map { origin + (skipped + Double($0)) / rate }
    }

    /// How many moments of a rate, counted from `origin`, lie before a picture that is first seen at `first`; times of files
    /// are good to a microsecond.
    static func skipped(to first: Double, from origin: Double, rate: Double) -> Double {
        max(0, ((first - origin - 1e-6) * rate).rounded(.up))
    }

    /// About how many pictures that will be: never so many that a false header could ask for all memory.
    func expectedCount(in pictures: Movie.Pictures, duration: Double?) -> Int {
        let whole = duration ?? 0
        let seconds = part.map { min($0.upperBound, whole) - $0.lowerBound } ?? whole
        let count =
            switch pace {
            case .every(let step): seconds * (pictures.rate ?? 0) / Double(step)
            case .rate(let rate): seconds * rate
            }
        return Int(min(max(count.isFinite ? count : 0, 0), 10_000)) + 1
    }
}
