internal import Tensors

/// What becomes of the shorter of two sounds that are mixed.
public enum Fit: String, Sendable, CaseIterable {
    /// It is repeated until the longer one ends.
    case loop
    /// Silence follows it.
    case pad
    /// The longer one is cut to its length.
    case cut
}

extension Signal {
    /// This sound plus another of the same rate; mono is added to every channel.
    ///
    /// With `snr`, the other is first amplified so that 10 log10(mean square of this / mean square of the other) is
    /// `snr` decibels over the samples where both sound. Nothing is clipped. Throws `SignalFault`.
    public func mixed(with other: Signal, snr: Double? = nil, fit: Fit = .loop) throws -> Signal {
        guard rate == other.rate else { throw SignalFault.ratesDiffer(rate, other.rate) }
        let (a, b) = try Signal.matchingChannels(self, other)
        let longest = max(a.samples, b.samples)
        let shortest = min(a.samples, b.samples)
        let length = fit == .cut ? shortest : longest
        let overlap = fit == .loop ? longest : shortest
        var factor = 1.0
        if let snr {
            guard snr.isFinite, snr.magnitude <= 200 else {
                throw SignalFault.outOfRange(
                    option: "snr", value: "\(snr.spelled) dB", allowed: "between -200 and 200 dB")
            }
            let signal = a.meanSquare(over: overlap)
            let noise = b.meanSquare(over: overlap)
            guard signal > 0, noise > 0 else { throw SignalFault.silence(for: "to measure a ratio to") }
            factor = (signal / noise).squareRoot() / Amplitude.factor(snr)
        }
        let gain = Float(factor)
        let mix = try Tensor([a.channels, length]) { out in
            for channel in 0..<a.channels {
                let row = out.baseAddress! + channel * length
                a.withChannel(channel) { x in
                    b.withChannel(channel) { y in
                        for i in 0..<shortest { row[i] = x[i] + gain * y[i] }
                        for i in shortest..<max(length, shortest) {
                            switch fit {
                            case .loop: row[i] = x[i % x.count] + gain * y[i % y.count]
                            case .pad, .cut: row[i] = i < x.count ? x[i] : gain * y[i]
                            }
                        }
                    }
                }
            }
            guard Kernels.allFinite(UnsafeBufferPointer(out)) else { throw NotFinite(.add) }
        }
        return try Signal(mix, rate: rate)
    }

    /// The mean square of the first `count` samples, this sound being repeated as often as that takes.
    private func meanSquare(over count: Int) -> Double {
        let whole = count / samples
        let rest = count % samples
        var sum = 0.0
        for channel in 0..<channels {
            withChannel(channel) { x in
                if whole > 0 { sum += Double(whole) * Double(samples) * Sound.meanSquare(x) }
                if rest > 0 { sum += Double(rest) * Sound.meanSquare(UnsafeBufferPointer(rebasing: x[..<rest])) }
            }
        }
        return sum / Double(count * channels)
    }
}
