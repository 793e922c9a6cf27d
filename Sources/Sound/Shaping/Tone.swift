internal import Glibc
public import Tensors

/// A tone to be made: its pitch, its colour and how it dies away.
public struct Tone: Hashable, Sendable {
    /// The colour, by the amplitude of partial k = 1, 2, 3, ... below half the rate.
    public enum Shape: String, Sendable, CaseIterable {
        /// 1, or 1/k over the first `harmonics` partials.
        case sine
        /// 4/(pi k), odd k.
        case square
        /// 2/(pi k), signs alternating.
        case sawtooth
        /// 8/(pi k)^2, odd k, signs alternating.
        case triangle
    }

    public var shape: Shape
    /// Hz.
    public var frequency: Double
    /// Hz at the end of a linear sweep; none, and the pitch stays.
    public var sweep: Double?
    /// How many partials a sine has.
    public var harmonics: Int
    /// Seconds until the first partial has fallen by 60 dB; partial k falls k times as fast, as in a plucked string.
    public var decay: Double?
    /// The factor on the shape, which alone reaches about 1.
    public var amplitude: Double

    public init(
        _ shape: Shape = .sine, frequency: Double, sweep: Double? = nil, harmonics: Int = 1, decay: Double? = nil,
        amplitude: Double = 0.5
    ) {
        self.shape = shape
        self.frequency = frequency
        self.sweep = sweep
        self.harmonics = harmonics
        self.decay = decay
        self.amplitude = amplitude
    }

    /// The tone as a mono sound without fades:
    /// `sum over k of a[k] sin(2 pi k (f t + (g - f) t^2 / 2T)) 10^(-3 k t / decay)`, partials above half the rate left
    /// out. Throws `SignalFault`.
    public func signal(seconds: Double, rate: Double, parallel: Parallel = Parallel()) throws -> Signal {
        let samples = try SignalFault.count(seconds: seconds, rate: rate, option: "duration")
        try validate(rate: rate)
        let end = sweep ?? frequency
        let weights = weights(below: rate / 2)
        let slope = (end - frequency) * rate / (2 * Double(samples))
        return try Signal(channels: 1, samples: samples, rate: rate) { out in
            try parallel.forEachRange(of: samples, by: 4096) { range in
                for i in range {
                    let t = Double(i) / rate
                    let cycles = (frequency + slope * t) * t
                    let pitch = frequency + 2 * slope * t
                    let fall = decay.map { exp(-3 * log(10) * t / $0) } ?? 1
                    out[i] = Float(
                        amplitude * partials(cycles - cycles.rounded(.down), fall, rate / 2 / pitch, weights))
                }
            }
        }
    }

    /// The sum of all partials at phase `turn` (in turns), where partial k has fallen to `fall`^k.
    ///
    /// Partial k is the imaginary part of z^k, z = fall exp(2 pi i turn). The highest partial comes in gradually as a
    /// sweep makes room for it.
    private func partials(_ turn: Double, _ fall: Double, _ room: Double, _ weights: [Double]) -> Double {
        let (x, y) = (fall * cos(2 * .pi * turn), fall * sin(2 * .pi * turn))
        var (re, im) = (x, y)
        var sum = 0.0
        var k = 1
        while k <= weights.count && Double(k) <= room {
            sum += weights[k - 1] * im * (k == 1 ? 1 : min(1, room - Double(k)))
            (re, im) = (re * x - im * y, re * y + im * x)
            k += 1
        }
        return sum
    }

    /// The amplitudes of all partials that find room at the lowest pitch; at most 65536.
    private func weights(below nyquist: Double) -> [Double] {
        let room = min(nyquist / min(frequency, sweep ?? frequency), 65536)
        let count = shape == .sine ? min(harmonics, Int(room)) : Int(room)
        return (1...max(1, count)).map(weight)
    }

    private func weight(_ k: Int) -> Double {
        let number = Double(k)
        switch shape {
        case .sine: return 1 / number
        case .square: return k % 2 == 0 ? 0 : 4 / (.pi * number)
        case .sawtooth: return (k % 2 == 0 ? -2 : 2) / (.pi * number)
        case .triangle: return k % 2 == 0 ? 0 : (k % 4 == 1 ? 8 : -8) / (.pi * .pi * number * number)
        }
    }

    private func validate(rate: Double) throws {
        for (option, pitch) in [("frequency", frequency), ("to", sweep ?? frequency)] {
            guard pitch > 0, pitch < rate / 2 else {
                throw SignalFault.outOfRange(
                    option: option, value: "\(pitch.spelled) Hz",
                    allowed: "above 0 Hz and below half the rate, \((rate / 2).spelled) Hz")
            }
        }
        guard amplitude.isFinite, amplitude >= 0, amplitude <= 1e6 else {
            throw SignalFault.outOfRange(
                option: "amplitude", value: amplitude.spelled, allowed: "between 0 and 1000000")
        }
        guard (1...1000).contains(harmonics) else {
            throw SignalFault.outOfRange(option: "harmonics", value: "\(harmonics)", allowed: "between 1 and 1000")
        }
        if let decay, !(decay.isFinite && decay > 0) {
            throw SignalFault.outOfRange(option: "decay", value: "\(decay.spelled) s", allowed: "above 0 s")
        }
    }
}
