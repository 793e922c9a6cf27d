internal import Glibc
public import Tensors

/// Noise, by how its power falls with frequency.
public enum Noise: String, Sendable, CaseIterable {
    /// The same power at every frequency: independent normal numbers.
    case white
    /// 3 dB less per octave, from 10 Hz up.
    case pink
    /// 6 dB less per octave, from 10 Hz up.
    case brown

    /// Mono noise whose root mean square is `rms`; the same seed gives the same noise. Throws `SignalFault`.
    public func signal(
        seconds: Double, rate: Double, seed: UInt64, rms: Double = 0.1, parallel: Parallel = Parallel()
    ) throws -> Signal {
        let samples = try SignalFault.count(seconds: seconds, rate: rate, option: "duration")
        guard rms.isFinite, rms > 0, rms <= 1e6 else {
            throw SignalFault.outOfRange(option: "level", value: rms.spelled, allowed: "above 0 and at most 1000000")
        }
        let filters = sections(rate: rate)
        let random = Philox(seed: seed, purpose: "noise")
        // The filters are let swing in for half a second before the first sample.
        let lead = filters.isEmpty ? 0 : Int(min(rate / 2, 1_000_000))
        let noise = try Signal(channels: 1, samples: samples, rate: rate) { out in
            var filters = filters
            let piece = 4096
            let block = Scratch(piece)
            // A filter goes on from where the piece before left it.
            try parallel.inOrder.forEachRange(of: lead + samples, by: piece) { range in
                let start = range.lowerBound
                random.fillNormal(UnsafeMutableBufferPointer(rebasing: block.memory[..<range.count]), from: start)
                for i in 0..<range.count {
                    var x = Double(block.memory[i])
                    for section in filters.indices { x = filters[section].next(x) }
                    if start + i >= lead { out[start + i - lead] = Float(x) }
                }
            }
        }
        let level = noise.rms
        guard level > 0 else { return noise }
        return try Signal.combine(noise, .multiply, rms / level)
    }

    /// One pole, and one zero or none: y[n] = pole y[n-1] + x[n] - zero x[n-1].
    private struct Section {
        let pole: Double
        let zero: Double
        var lastX = 0.0
        var lastY = 0.0

        mutating func next(_ x: Double) -> Double {
            lastY = pole * lastY + x - zero * lastX
            lastX = x
            return lastY
        }
    }

    /// The filters that colour white noise. Pink: poles at 10 Hz times 4^i, a zero at twice each pole, so that the
    /// response falls 6 dB over every other octave and 3 dB per octave on the whole. Brown: one pole at 10 Hz.
    private func sections(rate: Double) -> [Section] {
        func root(_ hertz: Double) -> Double { exp(-2 * .pi * hertz / rate) }
        switch self {
        case .white: return []
        case .brown: return [Section(pole: root(10), zero: 0)]
        case .pink:
            return sequence(first: 10.0) { $0 * 4 }.prefix { $0 < rate }
                .map { Section(pole: root($0), zero: root(2 * $0)) }
        }
    }
}
