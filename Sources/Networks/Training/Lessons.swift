internal import Glibc
import Tensors

/// Labelled examples that a network learns from or is judged by.
public protocol Lessons: Sendable {
    var count: Int { get }
    func label(_ example: Int) -> Int
    /// Writes the examples, one after the other, as the first layer takes them; in training varied by `epoch` and the
    /// example alone, otherwise (nil) as they are.
    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>)
    /// How many columns (frames) of each example hold something, the rest being silence; nil where all do.
    func lengths(_ examples: [Int], epoch: Int?) -> [Int]?
}

extension Lessons {
    public func lengths(_ examples: [Int], epoch: Int?) -> [Int]? { nil }
}

/// How a network is trained.
public struct Course: Hashable, Codable, Sendable {
    public var epochs: Int
    /// Examples a step.
    public var batch: Int
    /// Adam's step at its highest: it rises over the first twentieth of all steps and falls as a cosine to zero.
    public var rate: Double
    /// Decoupled weight decay, as a share of each weight per step and rate.
    public var decay: Double
    /// The share of each target that is spread over all classes.
    public var smoothing: Double
    public var seed: UInt64

    public init(
        epochs: Int, batch: Int = 32, rate: Double = 1e-3, decay: Double = 0, smoothing: Double = 0, seed: UInt64 = 1
    ) {
        self.epochs = epochs
        self.batch = batch
        self.rate = rate
        self.decay = decay
        self.smoothing = smoothing
        self.seed = seed
    }

    /// How many examples each shard of a batch has: at least `size` where there are so many, whatever the machine.
    static func shards(of examples: Int, size: Int = 8) -> [Int] {
        let count = max(1, examples / size)
        return (0..<count).map { examples / count + ($0 < examples % count ? 1 : 0) }
    }

    /// The examples of an epoch in the order they are learned: a shuffle by Fisher and Yates.
    func order(of count: Int, epoch: Int) -> [Int] {
        var examples = Array(0..<count)
        let random = Philox(seed: seed, purpose: "order", UInt64(epoch))
        for i in stride(from: count - 1, to: 0, by: -1) {
            examples.swapAt(i, Int((UInt64(random.bits(i)) * UInt64(i + 1)) >> 32))
        }
        return examples
    }

    /// The rate at `step` of `total`, both counted over all epochs.
    func rate(at step: Int, of total: Int) -> Double {
        let rising = max(1, total / 20)
        if step < rising { return rate * Double(step + 1) / Double(rising) }
        let progress = Double(step - rising) / Double(max(1, total - rising))
        return rate * 0.5 * (1 + cos(Double.pi * min(progress, 1)))
    }
}

/// What an epoch came to.
public struct EpochRecord: Hashable, Codable, Sendable {
    /// Mean over the examples as they were trained on, dropout and all.
    public var loss, accuracy: Double
    /// Of the validation share, at the epoch's end; nil without one.
    public var validationLoss, validationAccuracy: Double?
    /// Adam's step at the end.
    public var rate: Double
}
