internal import Glibc
import Tensors

/// Examples mixed in pairs: `x = share x1 + (1 - share) x2`, and the loss is that share of the first label's and the
/// rest of the second's, each weighed as its class is.
///
/// Zhang et al., "mixup: beyond empirical risk minimization" (2018), with a share of its own for each example, drawn
/// from Beta(alpha, alpha) by epoch and example; its partner is the next of its batch, whose order is a shuffle.
struct Mixup {
    let alpha: Double
    let seed: UInt64

    /// `alpha` is more than 0.
    init(alpha: Double, seed: UInt64) {
        // Less than this is all one example or all the other in any case, and its logarithms would overflow.
        self.alpha = max(alpha, 1e-6)
        self.seed = seed
    }

    /// The share of itself that `example` keeps.
    func share(of example: Int, epoch: Int) -> Double {
        let (a, b) = (logGamma(example, epoch, 0), logGamma(example, epoch, 1))
        return 1 / (1 + exp(b - a))
    }

    /// The logarithm of a draw from Gamma(alpha): for small alpha the draw itself would be 0 in most cases.
    ///
    /// Marsaglia and Tsang, "A simple method for generating gamma variables" (2000), for alpha + 1, times
    /// U^(1 / alpha). Attempt n uses elements n of two streams.
    private func logGamma(_ example: Int, _ epoch: Int, _ which: UInt64) -> Double {
        func stream(_ purpose: String) -> Philox {
            Philox(seed: seed, purpose: purpose, UInt64(epoch), UInt64(example), which)
        }
        let (normals, uniforms) = (stream("mixup normals"), stream("mixup uniforms"))
        func uniform(_ index: Int) -> Double { (Double(uniforms.bits(index)) + 0.5) * 0x1p-32 }
        let d = alpha + 1 - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        var attempt = 0
        while true {
            let x = Double(normals.normal(attempt))
            attempt += 1
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            if log(uniform(attempt)) < 0.5 * x * x + d * (1 - v + log(v)) {
                return log(d * v) + log(uniform(0)) / alpha
            }
        }
    }
}

/// What stands at a place of a batch: `share` of an example and the rest of another; an example alone is all of itself.
struct Mixture {
    var example, other: Int
    var share: Double
}

extension Inputs {
    /// Writes the examples that stand at `range` of a batch, mixed where there is a mixup, and says what each is.
    ///
    /// Each is mixed with the next of the batch, the last with the first, whatever shard these are in.
    func fill(
        _ range: Range<Int>, of batch: [Int], epoch: Int, _ mixup: Mixup?, into memory: UnsafeMutableBufferPointer<Float>
    ) throws -> [Mixture] {
        let part = Array(batch[range])
        try fill(part, epoch: epoch, into: memory)
        guard let mixup else { return part.map { Mixture(example: $0, other: $0, share: 1) } }
        let after = batch[range.upperBound % batch.count]
        let size = memory.count / part.count
        let next = Scratch(size)
        try fill([after], epoch: epoch, into: next.memory)
        return part.indices.map { place in
            let isLast = place + 1 == part.count
            let share = mixup.share(of: part[place], epoch: epoch)
            let here = memory.baseAddress! + place * size
            // Those after it are still as they were.
            Kernels.blend(isLast ? next.start : here + size, into: here, count: size, keeping: Float(share))
            return Mixture(example: part[place], other: isLast ? after : part[place + 1], share: share)
        }
    }

    /// How long the examples are that stand at `range` of a batch: of two that are mixed the longer counts.
    func lengths(_ range: Range<Int>, of batch: [Int], epoch: Int, _ mixup: Mixup?) -> [Int]? {
        let part = Array(batch[range])
        guard mixup != nil else { return lengths(part, epoch: epoch) }
        guard let lengths = lengths(part + [batch[range.upperBound % batch.count]], epoch: epoch) else { return nil }
        return zip(lengths, lengths.dropFirst()).map(max)
    }
}
