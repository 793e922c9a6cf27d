internal import Tensors

extension Signal {
    /// How many samples of all channels lie beyond full scale, which 16-bit samples cut down.
    public var samplesBeyondFullScale: Int {
        // Half a step below 1 is rounded up to it.
        let top: Float = 1 - 1 / 65536
        return tensor.withFloats { floats in floats.count { $0 > top || $0 < -1 } }
    }
}
