internal import Tensors

extension Spectrogram {
    /// How fast each row changes over time: the first (order 1) or second (order 2) derivative of the line or parabola
    /// that fits `width` frames best (Savitzky and Golay 1964), per frame. The first and last frames take the
    /// derivative of the first and last whole fit.
    public func difference(order: Int = 1, width: Int = 9) throws -> Spectrogram {
        precondition(order == 1 || order == 2)
        guard (3...999).contains(width), width % 2 == 1 else { throw SpectralFault.widthOutOfRange(width) }
        guard frames >= width else { throw SpectralFault.tooFewFrames(frames, width: width) }
        let half = width / 2
        let weights = Self.weights(order: order, half: half)
        let (rows, frames) = (rows, frames)
        let result = tensor.withFloats { x in
            Tensor([rows, frames], axes: tensor.axes) { out in
                for row in 0..<rows {
                    let source = x.baseAddress! + row * frames
                    let target = out.baseAddress! + row * frames
                    for t in half..<frames - half {
                        var sum = 0.0
                        for k in 0..<width { sum += weights[k] * Double(source[t - half + k]) }
                        target[t] = Float(sum)
                    }
                    for t in 0..<half {
                        target[t] = target[half]
                        target[frames - 1 - t] = target[frames - 1 - half]
                    }
                }
            }
        }
        return with(result)
    }

    /// Order 1: k / sum k^2. Order 2: 2 (k^2 - m) / sum (k^2 - m)^2, m the mean of k^2.
    private static func weights(order: Int, half: Int) -> [Double] {
        let ks = (-half...half).map(Double.init)
        if order == 1 {
            let norm = ks.reduce(0) { $0 + $1 * $1 }
            return ks.map { $0 / norm }
        }
        let mean = ks.reduce(0) { $0 + $1 * $1 } / Double(ks.count)
        let norm = ks.reduce(0) { $0 + ($1 * $1 - mean) * ($1 * $1 - mean) }
        return ks.map { 2 * ($0 * $0 - mean) / norm }
    }

    /// This spectrogram's rows followed by those of others with the same frames; rows are numbered anew.
    public func stacked(_ others: [Spectrogram]) throws -> Spectrogram {
        for other in others where other.frames != frames {
            throw SpectralFault.shapesDiffer(tensor.shape, other.tensor.shape)
        }
        let all = [self] + others
        let rows = all.reduce(0) { $0 + $1.rows }
        let stack = Tensor([rows, frames], axes: [Axis(tensor.axes[0].name), tensor.axes[1]]) { out in
            var offset = 0
            for part in all {
                part.tensor.withFloats { floats in
                    (out.baseAddress! + offset).initialize(from: floats.baseAddress!, count: floats.count)
                }
                offset += part.tensor.count
            }
        }
        return with(stack)
    }
}
