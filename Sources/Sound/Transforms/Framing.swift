internal import Glibc
public import Tensors

/// The curve that a frame is multiplied with.
public enum Window: String, Sendable, CaseIterable, Codable {
    /// 0.5 - 0.5 cos(2 pi n / N)
    case hann
    /// 0.54 - 0.46 cos(2 pi n / N)
    case hamming
    case rectangular

    /// `count` values of the periodic curve, computed in double precision.
    public func values(_ count: Int) -> [Float] {
        (0..<count).map { n in
            let turn = cos(2 * .pi * Double(n) / Double(count))
            return switch self {
            case .hann: Float(0.5 - 0.5 * turn)
            case .hamming: Float(0.54 - 0.46 * turn)
            case .rectangular: 1
            }
        }
    }
}

/// How a sound is cut into frames.
public struct Framing: Hashable, Sendable, Codable {
    /// Samples that the window curve covers.
    public let window: Int
    /// Samples from one frame to the next.
    public let hop: Int
    /// Length of the Fourier transform (n_fft), at least `window`; the window lies in its middle, zeros around it.
    public let transform: Int
    public let shape: Window
    /// Whether frame k is centred on sample k hop, zeros standing beyond the ends; else it begins there, and all frames
    /// lie inside the sound.
    public let centered: Bool

    /// Transform bins, 0 to half the rate.
    public var bins: Int { transform / 2 + 1 }

    /// `transform` is `window` unless given. Throws `FramingFault`.
    public init(
        window: Int = 2048, hop: Int = 512, transform: Int? = nil, shape: Window = .hann, centered: Bool = true
    ) throws {
        let transform = transform ?? window
        for (option, value) in [("window", window), ("hop", hop), ("fft", transform)]
        where !(1...Framing.longest).contains(value) {
            throw FramingFault.outOfRange(option: option, samples: value)
        }
        guard transform >= window else { throw FramingFault.transformTooShort(transform, window: window) }
        self.window = window
        self.hop = hop
        self.transform = transform
        self.shape = shape
        self.centered = centered
    }

    /// How many frames `samples` samples have: 1 + samples / hop if centred (for an even transform), else
    /// 1 + (samples - transform) / hop. Throws `FramingFault`.
    public func frames(_ samples: Int) throws -> Int {
        let padded = samples + (centered ? 2 * (transform / 2) : 0)
        guard padded >= transform else { throw FramingFault.soundTooShort(samples: samples, transform: transform) }
        return 1 + (padded - transform) / hop
    }

    /// The sample at which the transform of frame `index` begins; negative before the sound.
    func start(_ index: Int) -> Int { index * hop - (centered ? transform / 2 : 0) }

    /// The axis of the frames' centres in seconds.
    func timeAxis(rate: Double) -> Axis {
        let first = centered ? 0 : Double(transform) / 2 / rate
        return Axis("time", unit: "s", .linear(start: first, step: Double(hop) / rate))
    }

    /// The axis of the bins in hertz.
    func frequencyAxis(rate: Double) -> Axis {
        Axis("frequency", unit: "Hz", .linear(start: 0, step: rate / Double(transform)))
    }

    /// The longest window, transform and hop: 2^20 samples.
    static let longest = 1 << 20
}

/// Frames that cannot be cut.
public enum FramingFault: Fault, Equatable {
    case outOfRange(option: String, samples: Int)
    case transformTooShort(Int, window: Int)
    case soundTooShort(samples: Int, transform: Int)
    case tooLarge(rows: Int, frames: Int)

    public var cause: String {
        switch self {
        case .outOfRange(let option, let samples):
            "\(option) is \(samples) samples but must be between 1 and \(Framing.longest)"
        case .transformTooShort(let transform, let window):
            "a transform of \(transform) samples is shorter than the window of \(window)"
        case .soundTooShort(let samples, let transform):
            "the sound has \(samples) samples, fewer than one frame of \(transform)"
        case .tooLarge(let rows, let frames): "the result would be \(rows) x \(frames) numbers, more than memory allows"
        }
    }

    public var remedy: String? {
        switch self {
        case .outOfRange: nil
        case .transformTooShort(_, let window): "make it at least \(window) samples"
        case .soundTooShort(let samples, _): "use a window of at most \(samples) samples, or centred frames"
        case .tooLarge: "use a longer hop or a part of the sound"
        }
    }

    public var option: String? {
        switch self {
        case .outOfRange(let option, _): option
        case .transformTooShort: "fft"
        case .soundTooShort: "window"
        case .tooLarge: "hop"
        }
    }

    /// The most numbers a result may have.
    static let mostNumbers = 1 << 29

    static func checkSize(rows: Int, frames: Int) throws {
        guard frames <= mostNumbers / rows else { throw FramingFault.tooLarge(rows: rows, frames: frames) }
    }
}
