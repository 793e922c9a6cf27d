internal import Tensors

extension Signal {
    /// Whether its channels cancel each other: the energy of their mean is less than a thousandth (-30 dB) of what they have
    /// on average, and they are no silence: their RMS lies above -100 dB of full scale.
    ///
    /// The mean of channels that have nothing to do with each other keeps one part in as many as there are.
    public var cancelsInMono: Bool {
        guard channels > 1 else { return false }
        let energy = energy
        return energy > 1e-10 && mono.energy < Self.leastShare * energy
    }

    /// Whether it is so quiet that it may be the mean of channels, none beyond full scale, that cancel each other.
    public var mayBeOfCancelled: Bool { energy < Self.leastShare }

    private static let leastShare = 1e-3

    /// The mean square over all samples of all channels.
    private var energy: Double { tensor.withFloats(meanSquare) }
}
