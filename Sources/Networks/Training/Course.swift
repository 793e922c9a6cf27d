import Tensors

/// How a network is trained.
public struct Course: Hashable, Sendable {
    public var epochs: Int
    /// Examples a step.
    public var batch: Int
    /// The step at its highest; `schedule` says how it goes.
    public var rate: Double
    /// How strongly weights are drawn to zero: those of rank 2 and more alone, since biases, scales and shifts have no
    /// size to be kept small.
    public var decay: Double
    /// The share of each target that is spread over all classes.
    public var smoothing: Double
    public var seed: UInt64
    public var optimiser = Optimiser.adam
    /// The share of the step before that stays in the next one, where the optimiser has one.
    public var momentum = 0.9
    public var schedule = Schedule.cosine
    /// The share of all steps in which the rate rises; the schedule's own where nil.
    public var warmup: Double?
    /// The greatest norm that a batch's gradient may have, over all weights together; nil for any.
    public var clip: Double?
    /// Alpha of mixup; 0 for none.
    public var mixup = 0.0
    /// Whether classes with few examples count as much as those with many.
    public var isBalanced = false
    /// Epochs without a lower validation loss after which the course ends; nil for none.
    public var patience: Int?

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
        schedule.rate(rate, at: step, of: total, warmup: warmup)
    }

    /// Whether a training with this history is at its end.
    public func isOver(_ history: [EpochRecord]) -> Bool { history.count >= epochs || hasLostPatience(history) }

    /// Whether the last `patience` epochs have brought no lower validation loss. A function of the history alone: a
    /// training that is taken up again ends where it would have ended.
    public func hasLostPatience(_ history: [EpochRecord]) -> Bool {
        guard let patience else { return false }
        return history.count - Training.bestEpoch(history) >= patience
    }

    /// What an example of each class counts, 1 on average over all: examples / (classes with examples x examples of the
    /// class) where classes are balanced.
    func weights(of labels: some Sequence<Int>, classes: Int) -> [Double] {
        guard isBalanced else { return [Double](repeating: 1, count: classes) }
        let counts = labels.reduce(into: [Int](repeating: 0, count: classes)) { $0[$1] += 1 }
        let share = Double(counts.reduce(0, +)) / Double(max(1, counts.count { $0 > 0 }))
        return counts.map { $0 > 0 ? share / Double($0) : 0 }
    }
}

/// What an epoch came to.
public struct EpochRecord: Hashable, Codable, Sendable {
    /// Mean over the examples as they were trained on, dropout and all.
    public var loss, accuracy: Double
    /// Of the validation share, at the epoch's end; nil without one.
    public var validationLoss, validationAccuracy: Double?
    /// The step's rate at the end.
    public var rate: Double
}

extension Course: Codable {
    private enum Keys: String, CodingKey {
        case epochs, batch, rate, decay, smoothing, seed, optimiser, momentum, schedule, warmup, clip, mixup, isBalanced
        case patience
    }

    /// A model's file may come from a version that knew fewer of these: they are then what they were there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        self.init(
            epochs: try values.decode(Int.self, forKey: .epochs), batch: try values.decode(Int.self, forKey: .batch),
            rate: try values.decode(Double.self, forKey: .rate), decay: try values.decode(Double.self, forKey: .decay),
            smoothing: try values.decode(Double.self, forKey: .smoothing),
            seed: try values.decode(UInt64.self, forKey: .seed))
        // There was one optimiser, and it took the decay off the weights themselves.
        optimiser = try values.decodeIfPresent(Optimiser.self, forKey: .optimiser) ?? (decay > 0 ? .adamw : .adam)
        momentum = try values.decodeIfPresent(Double.self, forKey: .momentum) ?? momentum
        schedule = try values.decodeIfPresent(Schedule.self, forKey: .schedule) ?? schedule
        warmup = try values.decodeIfPresent(Double.self, forKey: .warmup)
        clip = try values.decodeIfPresent(Double.self, forKey: .clip)
        mixup = try values.decodeIfPresent(Double.self, forKey: .mixup) ?? mixup
        isBalanced = try values.decodeIfPresent(Bool.self, forKey: .isBalanced) ?? isBalanced
        patience = try values.decodeIfPresent(Int.self, forKey: .patience)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Keys.self)
        try values.encode(epochs, forKey: .epochs)
        try values.encode(batch, forKey: .batch)
        try values.encode(rate, forKey: .rate)
        try values.encode(decay, forKey: .decay)
        try values.encode(smoothing, forKey: .smoothing)
        try values.encode(seed, forKey: .seed)
        try values.encode(optimiser, forKey: .optimiser)
        try values.encode(momentum, forKey: .momentum)
        try values.encode(schedule, forKey: .schedule)
        try values.encodeIfPresent(warmup, forKey: .warmup)
        try values.encodeIfPresent(clip, forKey: .clip)
        try values.encode(mixup, forKey: .mixup)
        try values.encode(isBalanced, forKey: .isBalanced)
        try values.encodeIfPresent(patience, forKey: .patience)
    }
}
