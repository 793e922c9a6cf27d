internal import Tensors

/// How much louder, or how loud.
public enum Gain: Hashable, Sendable {
    /// Louder by so many decibels.
    case by(decibels: Double)
    /// The greatest magnitude becomes this many decibels, 0 dB being full scale.
    case peak(decibels: Double)
    /// The root mean square becomes this many decibels, 0 dB being full scale.
    case rms(decibels: Double)
}

extension Signal {
    /// The sound times one factor; nothing is clipped. A silent sound has no level to bring anywhere: throws.
    public func amplified(_ gain: Gain) throws -> Signal {
        let (decibels, level): (Double, Double) =
            switch gain {
            case .by(let decibels): (decibels, 1)
            case .peak(let decibels): (decibels, peak)
            case .rms(let decibels): (decibels, rms)
            }
        guard decibels.isFinite, decibels.magnitude <= 300 else {
            throw SignalFault.outOfRange(
                option: "gain", value: "\(decibels.spelled) dB", allowed: "between -300 and 300 dB")
        }
        guard level > 0 else { throw SignalFault.silence(for: "to amplify") }
        return try Signal.combine(self, .multiply, Amplitude.factor(decibels) / level)
    }

    /// The sound with a raised-cosine rise over its first `start` and fall over its last `end` seconds, against clicks.
    /// A fade longer than the sound is as long as the sound.
    public func faded(start: Double = 0.005, end: Double = 0.005) throws -> Signal {
        let rise = try fadeLength(start, option: "fade")
        let fall = try fadeLength(end, option: "fade")
        return tensor.withFloats { floats in
            Signal(channels: channels, samples: samples, rate: rate) { out in
                _ = out.initialize(from: floats)
                for channel in 0..<channels {
                    let row = out.baseAddress! + channel * samples
                    for i in 0..<rise { row[i] *= Float(Fade.level(i, of: rise)) }
                    for i in 0..<fall { row[samples - 1 - i] *= Float(Fade.level(i, of: fall)) }
                }
            }
        }
    }

    private func fadeLength(_ seconds: Double, option: String) throws -> Int {
        guard seconds.isFinite, seconds >= 0 else {
            throw SignalFault.outOfRange(option: option, value: "\(seconds.spelled) s", allowed: "0 s or more")
        }
        return Int(min((seconds * rate).rounded(), Double(samples)))
    }
}
