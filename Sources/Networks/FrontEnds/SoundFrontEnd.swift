public import Sound
public import Tensors

/// How a network hears: what the sound of a clip becomes before the first layer, stored inside the model.
///
/// An example lasts `length` seconds: mono, at `rate`, cut or padded with silence at its end. It becomes mel power
/// (centred frames, Hann window), and that what its `FrameFeatures` make of it: with the usual ones decibels under the
/// example's own maximum. What a network sees is brought to a standard, whose mean 0 and deviation 1 are those of what it
/// was trained on.
public struct SoundFrontEnd: Hashable, Sendable {
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
    /// Whether bands may be empty, that no bin of the window's transform lies in.
    public let allowsEmptyBands: Bool
    /// What of each frame reaches the network.
    public var features: any FrameFeatures { anyFeatures.kind }
    private let anyFeatures: AnyFrameFeatures
    /// Over the examples that a network was trained on.
    public var standard: Standard

    /// `maximum` is half the rate unless given. Throws `FrontEndFault`, `FramingFault`.
    public init(
        rate: Double = 22050, length: Double, bands: Int = 96, window: Int = 2048, hop: Int = 512, minimum: Double = 0,
        maximum: Double? = nil, scale: MelScale = .slaney, norm: MelBank.Norm = .slaney, allowsEmptyBands: Bool = false,
        features: any FrameFeatures = MelBands(), standard: Standard = Standard()
    ) throws {
        guard rate.isFinite, (100...1_000_000).contains(rate) else { throw FrontEndFault.notARate(rate) }
        guard length.isFinite, length * rate >= 1, length <= Self.longest else {
            throw FrontEndFault.lengthOutOfRange(length)
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
        self.allowsEmptyBands = allowsEmptyBands
        anyFeatures = AnyFrameFeatures(features)
        self.standard = standard
        guard (1...4096).contains(bands), max(bands, rows) <= Self.mostNumbers / frames else {
            throw FrontEndFault.tooLarge(bands: max(bands, rows), frames: frames)
        }
        try features.check(bands: bands)
        guard standard.fits(rows: rows) else { throw FrontEndFault.notAStandard }
    }

    /// Numbers of one frame: bands, or what is made of them.
    public var rows: Int { features.rows(ofBands: bands) }

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
extension SoundFrontEnd {
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
        windowStarts(of: total, window: samples, overlapping: overlapping)
    }
}

/// Where the windows begin that something of `total` is cut into, as `SoundFrontEnd.segments` says.
func windowStarts(of total: Int, window: Int, overlapping: Bool) -> [Int] {
    guard total > window else { return [0] }
    var starts = Array(stride(from: 0, through: total - window, by: overlapping ? max(1, window / 2) : window))
    let left = total - (starts.last! + window)
    if left > 0 && 10 * left >= window { starts.append(total - window) }
    return starts
}

/// A model's file may come from anywhere, so what is decoded is checked as what is given. One that names no features, as
/// older ones do, is of mel bands.
extension SoundFrontEnd: Codable {
    private enum Key: String, CodingKey {
        case rate, length, bands, window, hop, minimum, maximum, scale, norm, empty, mean, deviation, means, deviations
    }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Key.self)
        let standard =
            try box.contains(.means)
            ? Standard(
                means: box.decode([Float].self, forKey: .means), deviations: box.decode([Float].self, forKey: .deviations))
            : Standard(
                mean: box.decode(Float.self, forKey: .mean), deviation: box.decode(Float.self, forKey: .deviation))
        try self.init(
            rate: box.decode(Double.self, forKey: .rate), length: box.decode(Double.self, forKey: .length),
            bands: box.decode(Int.self, forKey: .bands), window: box.decode(Int.self, forKey: .window),
            hop: box.decode(Int.self, forKey: .hop), minimum: box.decode(Double.self, forKey: .minimum),
            maximum: box.decode(Double.self, forKey: .maximum), scale: box.decode(MelScale.self, forKey: .scale),
            norm: box.decode(MelBank.Norm.self, forKey: .norm),
            allowsEmptyBands: box.decodeIfPresent(Bool.self, forKey: .empty) ?? false,
            features: AnyFrameFeatures(from: decoder).kind, standard: standard)
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
        if allowsEmptyBands { try box.encode(true, forKey: .empty) }
        try anyFeatures.encode(to: encoder)
        if standard.means.count == 1 {
            try box.encode(standard.means[0], forKey: .mean)
            try box.encode(standard.deviations[0], forKey: .deviation)
        } else {
            try box.encode(standard.means, forKey: .means)
            try box.encode(standard.deviations, forKey: .deviations)
        }
    }
}

/// A front end that there cannot be.
public enum FrontEndFault: Fault, Equatable {
    case notARate(Double)
    case lengthOutOfRange(Double)
    case notAStandard
    case coefficients(Int, ofBands: Int)
    case tooLarge(bands: Int, frames: Int)

    public var cause: String {
        switch self {
        case .notARate(let rate): "a network cannot listen at \(rate.spelled) Hz"
        case .lengthOutOfRange(let length): "an example cannot last \(length.spelled) s"
        case .notAStandard: "features cannot be brought to the means and deviations that are stated"
        case .coefficients(let count, let bands): "\(count) coefficients cannot be made of \(bands) bands"
        case .tooLarge(let bands, let frames): "an example would be \(bands) bands x \(frames) frames"
        }
    }

    public var remedy: String? {
        switch self {
        case .notARate: "choose a rate between 100 Hz and 1000000 Hz"
        case .lengthOutOfRange: "choose between one sample and an hour"
        case .notAStandard: "train the network again"
        case .coefficients(_, let bands): "choose 1 to \(bands) coefficients, or more bands"
        case .tooLarge: "use fewer bands, a longer hop or a shorter length"
        }
    }

    public var option: String? {
        switch self {
        case .notARate: "rate"
        case .lengthOutOfRange: "length"
        case .notAStandard: nil
        case .coefficients: "coefficients"
        case .tooLarge: "bands"
        }
    }
}
