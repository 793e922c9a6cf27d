public import Tensors

/// A sound: samples of one or more channels at one rate. Never empty, never infinite, never NaN.
public struct Signal: Sendable {
    /// (channels, samples); the time axis starts at 0 s.
    public let tensor: Tensor
    /// Samples per second.
    public let rate: Double

    public var channels: Int { tensor.shape[0] }
    /// Samples per channel.
    public var samples: Int { tensor.shape[1] }
    /// In seconds.
    public var duration: Double { Double(samples) / rate }

    /// A sound of the numbers in `tensor`, (channels, samples) or (samples). Throws `SignalFault`.
    public init(_ tensor: Tensor, rate: Double) throws {
        guard tensor.rank == 1 || tensor.rank == 2 else { throw SignalFault.notChannelsBySamples(shape: tensor.shape) }
        guard rate.isFinite, rate > 0 else { throw SignalFault.notARate(rate) }
        guard tensor.count > 0 else { throw SignalFault.noSamples }
        if let index = tensor.firstNonFinite {
            let samples = tensor.shape.last!
            throw SignalFault.notFinite(channel: index / samples + 1, second: Double(index % samples) / rate)
        }
        let shape = tensor.rank == 1 ? [1, tensor.count] : tensor.shape
        self.init(storage: tensor.storage, channels: shape[0], samples: shape[1], rate: rate)
    }

    /// A sound whose samples `fill` writes, channel after channel; they are finite.
    init(
        channels: Int, samples: Int, rate: Double, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
    ) rethrows {
        let storage = try Storage(count: channels * samples, fill: fill)
        self.init(storage: storage, channels: channels, samples: samples, rate: rate)
    }

    private init(storage: Storage, channels: Int, samples: Int, rate: Double) {
        precondition(channels > 0 && samples > 0)
        tensor = Tensor(
            [channels, samples],
            axes: [Axis("channel"), Axis("time", unit: "s", .linear(start: 0, step: 1 / rate))], storage: storage)
        self.rate = rate
    }

    /// The samples of one channel, counted from 0.
    public func withChannel<R>(_ channel: Int, _ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        try tensor.withFloats {
            try body(UnsafeBufferPointer(rebasing: $0[channel * samples..<(channel + 1) * samples]))
        }
    }

    /// The greatest magnitude.
    public var peak: Double {
        let range = tensor.withFloats(Kernels.range)!
        return Double(max(-range.least, range.greatest))
    }

    /// The root of the mean square over all samples of all channels.
    public var rms: Double { (tensor.withFloats(meanSquare)).squareRoot() }

    /// One channel: the mean of all.
    public var mono: Signal {
        guard channels > 1 else { return self }
        let weight = 1 / Float(channels)
        return tensor.withFloats { floats in
            Signal(channels: 1, samples: samples, rate: rate) { out in
                out.initialize(repeating: 0)
                for channel in 0..<channels {
                    let source = floats.baseAddress! + channel * samples
                    for i in 0..<samples { out[i] += source[i] }
                }
                for i in 0..<samples { out[i] *= weight }
            }
        }
    }

    /// One channel of several, counted from 1. Throws `SignalFault`.
    public func channel(_ number: Int) throws -> Signal {
        guard (1...channels).contains(number) else { throw SignalFault.noChannel(number, of: channels) }
        return try Signal(tensor.slice(axis: 0, number - 1..<number), rate: rate)
    }

    /// A part of the sound, by seconds or by samples; a sound again, from 0 s. Throws `SelectionFault`.
    public func slice(_ extent: Extent) throws -> Signal {
        let range = try tensor.axes[1].indices(extent, count: samples, within: 0...duration)
        return try Signal(tensor.slice(axis: 1, range), rate: rate)
    }
}

/// The mean of the squares, summed in double precision in order.
func meanSquare(_ samples: UnsafeBufferPointer<Float>) -> Double {
    var sums = SIMD8<Double>()
    var rest = 0.0
    let whole = samples.count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
        let base = samples.baseAddress! + i
        let eight = SIMD8<Double>(
            Double(base[0]), Double(base[1]), Double(base[2]), Double(base[3]), Double(base[4]), Double(base[5]),
            Double(base[6]), Double(base[7]))
        sums += eight * eight
    }
    for i in whole..<samples.count { rest += Double(samples[i]) * Double(samples[i]) }
    return (sums.sum() + rest) / Double(max(samples.count, 1))
}

/// What cannot be, or be done with, a sound.
public enum SignalFault: Fault, Equatable {
    case notChannelsBySamples(shape: [Int])
    case notARate(Double)
    case noSamples
    case notFinite(channel: Int, second: Double)
    case noChannel(Int, of: Int)
    case ratesDiffer(Double, Double)
    case lengthsDiffer(Int, Int)
    case channelsDiffer(Int, Int)
    case silence(for: String)
    case tooLong(samples: Double)
    case outOfRange(option: String, value: String, allowed: String)

    public var cause: String {
        switch self {
        case .notChannelsBySamples(let shape):
            "numbers of shape \(shape.map(String.init).joined(separator: " x ")) are not channels by samples"
        case .notARate(let rate): "\(rate.spelled) Hz is not a sampling rate"
        case .noSamples: "a sound needs at least one sample"
        case .notFinite(let channel, let second):
            "channel \(channel) holds infinity or NaN at \(second.spelled) s"
        case .noChannel(let number, let count): "there is no channel \(number): the sound has \(count)"
        case .ratesDiffer(let a, let b): "the sounds have different rates, \(a.spelled) Hz and \(b.spelled) Hz"
        case .lengthsDiffer(let a, let b): "the sounds have different lengths, \(a) and \(b) samples"
        case .channelsDiffer(let a, let b): "the sounds have \(a) and \(b) channels"
        case .silence(let purpose): "the sound is silent, which leaves nothing \(purpose)"
        case .tooLong(let samples): "the result would have \(samples.spelled) samples"
        case .outOfRange(let option, let value, let allowed): "\(option) is \(value) but must be \(allowed)"
        }
    }

    public var remedy: String? {
        switch self {
        case .notChannelsBySamples: "give numbers with one row per channel"
        case .notARate: "give a rate above 0 Hz"
        case .noSamples: nil
        case .notFinite: "take the part before it, or mend the numbers where they were made"
        case .noChannel(_, let count): count == 1 ? "leave the channel out" : "choose one of 1..\(count)"
        case .ratesDiffer(let rate, _): "resample the second to \(rate.spelled) Hz"
        case .lengthsDiffer(let a, let b): "slice the longer one to \(min(a, b)) samples, or use mix"
        case .channelsDiffer: "load one channel of each"
        case .silence: "choose a sound that can be heard"
        case .tooLong: "choose a shorter sound or a lower rate"
        case .outOfRange: nil
        }
    }

    public var option: String? {
        switch self {
        case .noChannel: "channel"
        case .notARate: "rate"
        case .outOfRange(let option, _, _): option
        default: nil
        }
    }

    /// The most samples that a made sound may have.
    static let mostSamples = 1 << 30

    /// `seconds` at `rate` as a count of samples, at least 1.
    static func count(seconds: Double, rate: Double, option: String) throws -> Int {
        guard rate.isFinite, rate > 0 else { throw SignalFault.notARate(rate) }
        guard seconds.isFinite, seconds > 0 else {
            throw SignalFault.outOfRange(option: option, value: "\(seconds.spelled) s", allowed: "above 0 s")
        }
        let samples = (seconds * rate).rounded()
        guard samples <= Double(mostSamples) else { throw SignalFault.tooLong(samples: samples) }
        return max(1, Int(samples))
    }
}

extension Tensor {
    /// The index of the first infinity or NaN.
    var firstNonFinite: Int? {
        withFloats { Kernels.allFinite($0) ? nil : $0.firstIndex { !$0.isFinite } }
    }
}
