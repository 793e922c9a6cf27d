public import Sound
public import Tensors

/// How a network hears: what a clip becomes before the first layer, stored inside the model.
///
/// An example lasts `length` seconds: mono, at `rate`, cut or padded with silence at its end. It becomes mel power
/// (centred frames, Hann window), then decibels under the example's own maximum, no less than -80; silence is -80
/// everywhere. A network sees `(decibels - mean) / deviation`.
public struct FrontEnd: Hashable, Sendable {
    /// Samples a second.
    public let rate: Double
    /// Seconds of one example.
    public let length: Double
    /// Mel bands.
    public let bands: Int
    /// Samples at `rate` of the window, which is the length of the transform too.
    public let window: Int
    /// Samples at `rate` from one frame to the next.
    public let hop: Int
    /// Where the lowest band begins, in Hz.
    public let minimum: Double
    /// Where the highest band ends, in Hz.
    public let maximum: Double
    public let scale: MelScale
    public let norm: MelBank.Norm
    /// In decibels, over the examples that a network was trained on.
    public var mean: Float
    public var deviation: Float

    /// `maximum` is half the rate unless given. Throws `FrontEndFault`, `FramingFault`.
    public init(
        rate: Double = 22050, length: Double, bands: Int = 96, window: Int = 2048, hop: Int = 512, minimum: Double = 0,
        maximum: Double? = nil, scale: MelScale = .slaney, norm: MelBank.Norm = .slaney, mean: Float = 0,
        deviation: Float = 1
    ) throws {
        guard rate.isFinite, (100...1_000_000).contains(rate) else { throw FrontEndFault.notARate(rate) }
        guard length.isFinite, length * rate >= 1, length <= Self.longest else {
            throw FrontEndFault.lengthOutOfRange(length)
        }
        guard mean.isFinite, deviation.isFinite, deviation > 0 else {
            throw FrontEndFault.notAStandard(mean: mean, deviation: deviation)
        }
        _ = try Framing(window: window, hop: hop)
        self.rate = rate
        self.length = length
        self.bands = bands
        self.window = window
        self.hop = hop
        self.minimum = minimum
        self.maximum = maximum ?? rate / 2
        self.scale = scale
        self.norm = norm
        self.mean = mean
        self.deviation = deviation
        guard (1...4096).contains(bands), bands <= Self.mostNumbers / frames else {
            throw FrontEndFault.tooLarge(bands: bands, frames: frames)
        }
    }

    /// Samples at `rate` of one example.
    public var samples: Int { max(1, Int((length * rate).rounded())) }

    /// Frames of one example: 1 + samples / hop for an even window.
    public var frames: Int { frames(samples: samples) }

    /// Frames in which something of a clip of `seconds` is heard; as many as there are for one as long as an example.
    public func frames(seconds: Double) -> Int { frames(samples: min(max(1, samples(seconds: seconds)), samples)) }

    private func frames(samples: Int) -> Int { 1 + (samples + 2 * (window / 2) - window) / hop }

    /// An hour: what is longer is cut into examples.
    static let longest = 3600.0
    static let mostNumbers = 1 << 24
}

/// Cutting clips into examples.
extension FrontEnd {
    /// The stretches, in seconds, that a clip becomes examples of.
    ///
    /// A clip is cut into windows of `length`, one after the other, or half a length apart where they overlap. What is
    /// left over at its end is left out if it is shorter than a tenth of `length`; else the last window moves back so
    /// that it ends with the clip. A clip up to 1.1 lengths is therefore one example.
    public func segments(seconds: Double, overlapping: Bool = false) -> [Range<Double>] {
        starts(samples: samples(seconds: seconds), overlapping: overlapping)
            .map { Double($0) / rate..<Double($0 + samples) / rate }
    }

    /// How many samples at `rate` a clip of `seconds` has.
    func samples(seconds: Double) -> Int {
        seconds.isFinite ? Int(min(max(0, seconds * rate), 1e15).rounded()) : 0
    }

    /// The first sample of each example of a clip of `total` samples at `rate`.
    func starts(samples total: Int, overlapping: Bool) -> [Int] {
        guard total > samples else { return [0] }
        var starts = Array(stride(from: 0, through: total - samples, by: overlapping ? max(1, samples / 2) : samples))
        let left = total - (starts.last! + samples)
        if left > 0 && 10 * left >= samples { starts.append(total - samples) }
        return starts
    }
}

/// A model's file may come from anywhere, so what is decoded is checked as what is given.
extension FrontEnd: Codable {
    private enum Key: String, CodingKey {
        case rate, length, bands, window, hop, minimum, maximum, scale, norm, mean, deviation
    }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Key.self)
        try self.init(
            rate: box.decode(Double.self, forKey: .rate), length: box.decode(Double.self, forKey: .length),
            bands: box.decode(Int.self, forKey: .bands), window: box.decode(Int.self, forKey: .window),
            hop: box.decode(Int.self, forKey: .hop), minimum: box.decode(Double.self, forKey: .minimum),
            maximum: box.decode(Double.self, forKey: .maximum), scale: box.decode(MelScale.self, forKey: .scale),
            norm: box.decode(MelBank.Norm.self, forKey: .norm), mean: box.decode(Float.self, forKey: .mean),
            deviation: box.decode(Float.self, forKey: .deviation))
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(rate, forKey: .rate)
        try box.encode(length, forKey: .length)
        try box.encode(bands, forKey: .bands)
        try box.encode(window, forKey: .window)
        try box.encode(hop, forKey: .hop)
        try box.encode(minimum, forKey: .minimum)
        try box.encode(maximum, forKey: .maximum)
        try box.encode(scale, forKey: .scale)
        try box.encode(norm, forKey: .norm)
        try box.encode(mean, forKey: .mean)
        try box.encode(deviation, forKey: .deviation)
    }
}

/// A front end that there cannot be.
public enum FrontEndFault: Fault, Equatable {
    case notARate(Double)
    case lengthOutOfRange(Double)
    case notAStandard(mean: Float, deviation: Float)
    case tooLarge(bands: Int, frames: Int)

    public var cause: String {
        switch self {
        case .notARate(let rate): "a network cannot listen at \(rate.spelled) Hz"
        case .lengthOutOfRange(let length): "an example cannot last \(length.spelled) s"
        case .notAStandard(let mean, let deviation):
            "features cannot be brought to a mean of \(mean) dB and a deviation of \(deviation) dB"
        case .tooLarge(let bands, let frames): "an example would be \(bands) bands x \(frames) frames"
        }
    }

    public var remedy: String? {
        switch self {
        case .notARate: "choose a rate between 100 Hz and 1000000 Hz"
        case .lengthOutOfRange: "choose between one sample and an hour"
        case .notAStandard: "train the network again"
        case .tooLarge: "use fewer bands, a longer hop or a shorter length"
        }
    }

    public var option: String? {
        switch self {
        case .notARate: "rate"
        case .lengthOutOfRange: "length"
        case .notAStandard: nil
        case .tooLarge: "bands"
        }
    }
}
