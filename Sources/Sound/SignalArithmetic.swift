public import Tensors

extension Signal {
    /// `a op b`, sample by sample: the same rate, length and channels, or one of them mono. Throws `SignalFault` and
    /// `NotFinite`.
    public static func combine(_ a: Signal, _ operation: Arithmetic, _ b: Signal) throws -> Signal {
        guard a.rate == b.rate else { throw SignalFault.ratesDiffer(a.rate, b.rate) }
        guard a.samples == b.samples else { throw SignalFault.lengthsDiffer(a.samples, b.samples) }
        let (a, b) = try matchingChannels(a, b)
        return try Signal(Tensor.combine(a.tensor, operation, b.tensor), rate: a.rate)
    }

    /// `a op number`, each sample. Throws `NotFinite`.
    public static func combine(_ a: Signal, _ operation: Arithmetic, _ number: Double) throws -> Signal {
        try Signal(Tensor.combine(a.tensor, operation, number), rate: a.rate)
    }

    /// `number op b`, each sample. Throws `NotFinite`.
    public static func combine(_ number: Double, _ operation: Arithmetic, _ b: Signal) throws -> Signal {
        try Signal(Tensor.combine(number, operation, b.tensor), rate: b.rate)
    }

    /// Both with as many channels as the one that has more; the other must be mono.
    static func matchingChannels(_ a: Signal, _ b: Signal) throws -> (Signal, Signal) {
        if a.channels == b.channels { return (a, b) }
        if a.channels == 1 { return (a.repeated(channels: b.channels), b) }
        if b.channels == 1 { return (a, b.repeated(channels: a.channels)) }
        throw SignalFault.channelsDiffer(a.channels, b.channels)
    }

    private func repeated(channels: Int) -> Signal {
        tensor.withFloats { floats in
            Signal(channels: channels, samples: samples, rate: rate) { out in
                for channel in 0..<channels {
                    (out.baseAddress! + channel * samples).initialize(from: floats.baseAddress!, count: samples)
                }
            }
        }
    }
}
