import Tensors

/// A training under way: a trajectory of weights that depends on what learns and on the course alone.
///
/// However often it is stopped, saved and taken up again, and on however many threads, its weights after each step are
/// the same to the bit: a batch's gradient does not depend on the threads, and every random number is a function of seed,
/// epoch, step and place.
public final class Training {
    public let course: Course
    let learner: any Learner

    private let parameters, statistics: Scratch
    /// The optimiser's numbers for each parameter.
    private let moments: [Scratch]
    private let pieces: [Piece]
    /// Of the last step.
    private var size: GradientSize
    public private(set) var progress = Progress()
    private var best: (epoch: Int, weights: Weights)?
    /// The order of the current epoch's examples.
    private var order: (epoch: Int, examples: [Int])?

    /// Where a training stands, but for its weights.
    public struct Progress: Hashable, Codable, Sendable {
        /// Epochs that are complete.
        public var epoch = 0
        /// Steps of the current epoch that are done.
        public var step = 0
        /// Sums over what the current epoch has seen so far: examples, or their words.
        public var loss = 0.0
        public var right = 0
        public var seen = 0
        public var history: [EpochRecord] = []
        /// The epoch with the lowest validation loss, or the last where nothing is set aside; 0 before the first.
        public var best = 0

        public init() {}

        fileprivate var sum: Tally {
            get { Tally(loss: loss, right: right, items: seen) }
            set { (loss, right, seen) = (newValue.loss, newValue.right, newValue.items) }
        }
    }

    init(_ learner: any Learner, _ course: Course) {
        self.course = course
        self.learner = learner
        func memory(_ numbers: [Float]) -> Scratch {
            let memory = Scratch(numbers.count)
            _ = memory.memory.update(fromContentsOf: numbers)
            return memory
        }
        let start = learner.start(seed: course.seed)
        parameters = memory(start.parameters)
        statistics = memory(start.statistics)
        moments = (0..<course.optimiser.moments).map { _ in Scratch(learner.parameters.count) }
        pieces = learner.pieces
        size = GradientSize(pieces)
    }

    public var examplesPerEpoch: Int { learner.count }
    /// Examples learned from since the beginning, each epoch's counted anew.
    public var learned: Int { progress.epoch * learner.count + min(progress.step * course.batch, learner.count) }
    /// Whether the course is at its end, after all of its epochs or because patience is lost.
    public var isOver: Bool { course.isOver(progress.history) }
    public var stepsPerEpoch: Int { (learner.count + course.batch - 1) / course.batch }
    public var parameterCount: Int { learner.parameters.count }
    public var statisticCount: Int { learner.statistics.count }
    public var weights: Weights {
        Weights(parameters: Array(parameters.memory), statistics: Array(statistics.memory))
    }
    /// The weights of the best epoch so far; as they are now before the first epoch is complete.
    public var bestWeights: Weights { best?.weights ?? weights }
    public var metric: Metric { learner.metric }
    /// Of the current epoch so far: the loss, and the share of answers that were right; nil before its first step.
    public var running: (loss: Double, accuracy: Double)? {
        progress.seen > 0 ? mean(progress.sum) : nil
    }

    private func mean(_ tally: Tally) -> (loss: Double, accuracy: Double) {
        (tally.loss / Double(tally.items), Double(tally.right) / Double(tally.items * learner.answers))
    }

    private var memory: WeightMemory { WeightMemory(parameters: parameters.start, statistics: statistics.start) }

    // MARK: One step

    /// Trains on the next batch; after an epoch's last one, judges by the validation share and ends the epoch.
    ///
    /// Nothing is made ready of what comes after epoch `last`: nobody may ask for it.
    ///
    /// - Returns: whether an epoch ended. Throws `Interrupted` and `TooLittleMemory` (more than
    ///   `parallel.memory` is needed even on one thread), and then nothing has changed; `Divergence`
    ///   where numbers have ceased to be numbers, and then there is no going on.
    public func advance(_ parallel: Parallel, until last: Int = .max) throws -> Bool {
        if progress.step < stepsPerEpoch { try train(parallel, until: last) }
        guard progress.step == stepsPerEpoch else { return false }
        try endEpoch(parallel)
        return true
    }

    private func train(_ parallel: Parallel, until last: Int) throws {
        let epoch = progress.epoch + 1
        let batch = Batch(
            examples: batch(progress.step, of: epoch), seed: course.seed, epoch: epoch, step: progress.step,
            version: progress.epoch * stepsPerEpoch + progress.step + 1, next: next(until: last))
        // Parameters, the best epoch's, and what the optimiser keeps.
        let held = (2 + moments.count) * learner.parameters.count * MemoryLayout<Float>.size
        let lesson = try learner.learn(batch, with: memory, beside: held, parallel)
        size.squares = lesson.squares
        guard lesson.tallies.allSatisfy(\.loss.isFinite) else { throw divergence(size.largestPart) }
        try apply(lesson.gradient, parallel)
        for tally in lesson.tallies { progress.sum += tally }
        progress.step += 1
    }

    /// The fault of the step under way, and the part whose gradient tells of it.
    private func divergence(_ part: Int?) -> Divergence {
        Divergence(
            epoch: progress.epoch + 1, step: min(progress.step + 1, stepsPerEpoch), rate: course.rate,
            layer: part.map { learner.parameters.parts[$0] }, isClipped: course.clip != nil)
    }

    /// Clips the gradient, whose size is known, and takes one step.
    private func apply(_ gradient: Memory, _ parallel: Parallel) throws {
        let step = progress.epoch * stepsPerEpoch + progress.step
        let move = Move(course, step: step, of: stepsPerEpoch * course.epochs)
        let norm = size.norm
        guard norm.isFinite, min(norm, course.clip ?? norm) <= GradientSize.most else {
            throw divergence(size.largestPart)
        }
        let factor = course.clip.map { norm > $0 ? Float($0 / norm) : 1 } ?? 1
        // Neither interrupted nor reported: a step happens whole or not at all.
        let areFinite = try parallel.unbroken.map(pieces.count) { number in
            let (range, start) = (pieces[number].range, pieces[number].range.lowerBound)
            if factor < 1 { Kernels.scale(gradient + start, count: range.count, by: factor) }
            move.take(
                parameters.start + start, moments.map { $0.start + start }, gradient: gradient + start,
                count: range.count, decays: pieces[number].isMatrix)
            return Kernels.allFinite(UnsafeBufferPointer(rebasing: parameters.memory[range]))
        }
        guard areFinite.allSatisfy({ $0 }) else { throw divergence(size.largestPart) }
        learner.absorb(into: statistics.start)
        guard statistics.memory.allSatisfy(\.isFinite) else { throw divergence(size.largestPart) }
    }

    private func endEpoch(_ parallel: Parallel) throws {
        let (loss, accuracy) = mean(progress.sum)
        var record = EpochRecord(
            loss: loss, accuracy: accuracy,
            rate: course.rate(
                at: (progress.epoch + 1) * stepsPerEpoch - 1, of: stepsPerEpoch * course.epochs))
        if let tally = try learner.judge(memory, parallel) {
            guard tally.loss.isFinite else { throw divergence(nil) }
            let (loss, accuracy) = mean(tally)
            (record.validationLoss, record.validationAccuracy) = (loss, accuracy)
        }
        progress.history.append(record)
        progress.epoch += 1
        progress.step = 0
        progress.sum = Tally()
        progress.best = Self.bestEpoch(progress.history)
        if progress.best == progress.epoch { best = (progress.epoch, weights) }
    }

    /// The epoch with the lowest validation loss, counted from 1; the last where none has one.
    public static func bestEpoch(_ history: some Collection<EpochRecord>) -> Int {
        let losses = history.enumerated().compactMap { index, record in
            record.validationLoss.flatMap { $0.isFinite ? (epoch: index + 1, loss: $0) : nil }
        }
        return losses.min { $0.loss < $1.loss }?.epoch ?? history.count
    }

    // MARK: Order

    /// The batch after the present one; empty at the end of the course, and of epoch `last`.
    private func next(until last: Int) -> LessonBatch {
        let isLast = progress.step + 1 == stepsPerEpoch
        let epoch = progress.epoch + (isLast ? 2 : 1)
        guard epoch <= min(course.epochs, last) else { return LessonBatch(epoch: epoch, examples: []) }
        guard isLast else { return LessonBatch(epoch: epoch, examples: batch(progress.step + 1, of: epoch)) }
        // Without forgetting the order of the present epoch.
        let examples = course.order(of: learner.count, epoch: epoch).prefix(course.batch)
        return LessonBatch(epoch: epoch, examples: Array(examples))
    }

    private func batch(_ step: Int, of epoch: Int) -> [Int] {
        if order?.epoch != epoch { order = (epoch, course.order(of: learner.count, epoch: epoch)) }
        let start = step * course.batch
        return Array(order!.examples[start..<min(start + course.batch, learner.count)])
    }

    // MARK: Checkpoints

    /// All of where a training stands.
    public struct Checkpoint: Sendable {
        public var progress: Progress
        /// parameters, first moments, second moments, statistics, and the best epoch's parameters and statistics.
        public var tensors: [(name: String, tensor: Tensor)]

        public init(progress: Progress, tensors: [(name: String, tensor: Tensor)]) {
            self.progress = progress
            self.tensors = tensors
        }
    }

    /// What the numbers of a checkpoint take.
    public var checkpointBytes: Int {
        state.reduce(parameters.bytes + statistics.bytes) { $0 + $1.memory.bytes }
    }

    public var checkpoint: Checkpoint {
        func tensor(_ numbers: some Collection<Float>) -> Tensor { Tensor([numbers.count], Array(numbers)) }
        let best = bestWeights
        return Checkpoint(
            progress: progress,
            tensors: state.map { ($0.name, tensor($0.memory.memory)) } + [
                ("best parameters", tensor(best.parameters)), ("best statistics", tensor(best.statistics)),
            ])
    }

    /// All that a step changes, by its name in a checkpoint.
    private var state: [(name: String, memory: Scratch)] {
        [("parameters", parameters)] + zip(["first moments", "second moments"], moments).map { ($0, $1) }
            + [("statistics", statistics)]
    }

    /// Goes on from a checkpoint of the same training; false, and nothing is changed, where it does not fit.
    public func resume(_ checkpoint: Checkpoint) -> Bool {
        let found = Dictionary(checkpoint.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        let progress = checkpoint.progress
        guard state.allSatisfy({ found[$0.name]?.count == $0.memory.memory.count }),
            let bestParameters = found["best parameters"], bestParameters.count == parameters.memory.count,
            let bestStatistics = found["best statistics"], bestStatistics.count == statistics.memory.count,
            progress.epoch == progress.history.count, progress.epoch <= course.epochs, progress.step >= 0,
            progress.step <= stepsPerEpoch, (0...progress.epoch).contains(progress.best)
        else { return false }
        for (name, memory) in state { found[name]!.withFloats { _ = memory.memory.update(fromContentsOf: $0) } }
        self.progress = progress
        best =
            progress.best == 0
            ? nil : (progress.best, Weights(parameters: bestParameters.floats, statistics: bestStatistics.floats))
        return true
    }
}
