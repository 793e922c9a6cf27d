internal import Glibc
import Tensors

/// A training under way: a trajectory of weights that depends on the network, the lessons and the course alone.
///
/// However often it is stopped, saved and taken up again, and on however many threads, its weights after each step are
/// the same to the bit: a batch is cut into shards of a size that the network says (at least eight examples, or sixteen
/// where a layer is recurrent), whose gradients are added in a fixed tree, and every random number is a function of
/// seed, epoch, step and place.
public final class Training {
    public let architecture: Architecture
    public let course: Course
    private let lessons: any Lessons
    private let validation: (any Lessons)?
    private let workshop: Workshop
    private let judge: Predictor

    private let parameters, statistics: Scratch
    /// The optimiser's numbers for each parameter.
    private let moments: [Scratch]
    private let pieces: [Piece]
    /// Of the last step.
    private var size: GradientSize
    private let mixup: Mixup?
    /// What an example of each class counts.
    private let classWeights: [Double]
    private var gradient: GradientTree
    private var shardStatistics: [Scratch] = []
    /// Those of a whole batch, and how many examples the largest of an epoch has.
    private let shards: (count: Int, largest: Int)
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
        /// Sums over the current epoch's examples so far.
        public var loss = 0.0
        public var right = 0
        public var seen = 0
        public var history: [EpochRecord] = []
        /// The epoch with the lowest validation loss, or the last where nothing is set aside; 0 before the first.
        public var best = 0

        public init() {}
    }

    public init(_ architecture: Architecture, _ course: Course, lessons: any Lessons, validation: (any Lessons)?) {
        self.architecture = architecture
        self.course = course
        self.lessons = lessons
        self.validation = validation
        workshop = Workshop(architecture, .training)
        judge = Predictor(architecture)
        let start = architecture.startingWeights(seed: course.seed)
        parameters = Scratch(start.parameters.count)
        moments = (0..<course.optimiser.moments).map { _ in Scratch(start.parameters.count) }
        statistics = Scratch(start.statistics.count)
        _ = parameters.memory.update(fromContentsOf: start.parameters)
        _ = statistics.memory.update(fromContentsOf: start.statistics)
        pieces = Piece.cut(architecture)
        size = GradientSize(pieces)
        gradient = GradientTree(pieces)
        let batches = [min(course.batch, lessons.count), lessons.count % course.batch].map {
            Course.shards(of: $0, size: architecture.shardSize)
        }
        shards = (batches[0].count, batches.joined().max()!)
        mixup = course.mixup > 0 ? Mixup(alpha: course.mixup, seed: course.seed) : nil
        classWeights = course.weights(of: (0..<lessons.count).lazy.map(lessons.label), classes: architecture.classes)
    }

    public var examplesPerEpoch: Int { lessons.count }
    /// Examples learned from since the beginning, each epoch's counted anew.
    public var learned: Int { progress.epoch * lessons.count + progress.seen }
    /// Whether the course is at its end, after all of its epochs or because patience is lost.
    public var isOver: Bool { course.isOver(progress.history) }
    public var stepsPerEpoch: Int { (lessons.count + course.batch - 1) / course.batch }
    public var weights: Weights {
        Weights(parameters: Array(parameters.memory), statistics: Array(statistics.memory))
    }
    /// The weights of the best epoch so far; as they are now before the first epoch is complete.
    public var bestWeights: Weights { best?.weights ?? weights }

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
        let examples = batch(progress.step, of: epoch)
        let sizes = Course.shards(of: examples.count, size: architecture.shardSize)
        while shardStatistics.count < sizes.count { shardStatistics.append(Scratch(architecture.statisticCount)) }
        let starts = sizes.reduce(into: [0]) { $0.append($0.last! + $1) }
        let version = progress.epoch * stepsPerEpoch + progress.step + 1
        let weights = WeightMemory(parameters: parameters.start, statistics: statistics.start)
        let (groupSize, fitting) = try groups(of: sizes, parallel)
        // Threads that have no shard left make the next batch ready.
        let ahead = lessons.preparation(for: next(until: last), during: LessonBatch(epoch: epoch, examples: examples))
        var results: [Sums] = []
        gradient.begin()
        for first in stride(from: 0, to: sizes.count, by: groupSize) {
            let group = first..<min(first + groupSize, sizes.count)
            let isLast = group.upperBound == sizes.count
            let gradients = gradient.places(for: group.count)
            results += try fitting.map(group.count + (isLast ? ahead.count : 0)) { (place: Int) -> Sums? in
                guard place < group.count else {
                    try ahead[place - group.count]()
                    return nil
                }
                let shard = first + place
                return try workshop.with(sizes[shard]) { circuit in
                    let targets = try lessons.fill(
                        starts[shard]..<starts[shard + 1], of: examples, epoch: epoch, mixup, weights: classWeights,
                        into: circuit.input.memory)
                    circuit.lengths = lessons.lengths(
                        starts[shard]..<starts[shard + 1], of: examples, epoch: epoch, mixup)
                    let place = Circuit.Place(
                        version: version, seed: course.seed, epoch: epoch, step: progress.step, shard: shard)
                    try circuit.forward(weights, place)
                    let (classes, scale) = (architecture.classes, 1 / Double(examples.count))
                    let result =
                        switch architecture.answer {
                        case .oneClass:
                            CrossEntropy.loss(
                                circuit.output, targets: targets, classes: classes, smoothing: course.smoothing, scale: scale,
                                gradient: circuit.outputGradient)
                        case .everyClass:
                            SigmoidCrossEntropy.loss(
                                circuit.output, labels: examples[starts[shard]..<starts[shard + 1]].map(lessons.labels),
                                classes: classes, smoothing: course.smoothing, scale: scale,
                                gradient: circuit.outputGradient)
                        }
                    try circuit.backward(weights, place, to: gradients[shard - first])
                    shardStatistics[shard].start.update(
                        from: circuit.observed.start, count: architecture.statisticCount)
                    return Sums(loss: result.loss, right: result.right)
                }
            }.compactMap { $0 }
            if let squares = try gradient.add(group: group.count, isLast: isLast, parallel) { size.squares = squares }
        }
        guard results.allSatisfy(\.loss.isFinite) else { throw divergence(size.largestLayer) }
        try apply(sizes, parallel)
        for result in results {
            progress.loss += result.loss
            progress.right += result.right
        }
        progress.seen += examples.count
        progress.step += 1
    }

    private struct Sums: Sendable {
        var loss: Double
        var right: Int
    }

    /// How many shards' gradients lie in memory before they are added, and as many threads as there is room for: sixteen,
    /// or fewer where more threads can work then.
    ///
    /// Throws `TooLittleMemory` where there is no room for one thread.
    private func groups(of sizes: [Int], _ parallel: Parallel) throws -> (size: Int, Parallel) {
        // Parameters, the best epoch's, and what the optimiser keeps; gradients, and what shards have measured.
        func held(_ group: Int) -> Int {
            let copies = 2 + moments.count + GradientTree.gradients(shards: shards.count, group: group)
            return (copies * architecture.parameterCount + shards.count * architecture.statisticCount)
                * MemoryLayout<Float>.size
        }
        func bytes(_ examples: Int) throws -> Int {
            do { return try workshop.bytes(examples, most: parallel.memory - held(1)) } catch let fault as TooLittleMemory {
                let needed = fault.needed + held(1)
                throw TooLittleMemory(.training, examples: examples, needed: needed, allowed: parallel.memory)
            }
        }
        // Before the first step, so that no epoch ends for want of memory.
        _ = try bytes(shards.largest)
        let each = try bytes(sizes.max()!)
        func threads(_ group: Int) -> Int {
            min(parallel.threads, group, sizes.count, max(0, parallel.memory - held(group)) / each)
        }
        // Of several that are as good the first.
        let group = [16, 8, 4, 2, 1].max { threads($0) < threads($1) }!
        return (group, parallel.fitting(bytesEach: each, beside: held(group)))
    }

    /// The fault of the step under way, and the layer whose gradient tells of it.
    private func divergence(_ layer: Int?) -> Divergence {
        Divergence(
            epoch: progress.epoch + 1, step: min(progress.step + 1, stepsPerEpoch), rate: course.rate,
            layer: layer.map { "layer \($0 + 1) (\(architecture.layers[$0].summary))" }, isClipped: course.clip != nil)
    }

    /// Clips the gradient, which is there with its size, and takes one step.
    private func apply(_ sizes: [Int], _ parallel: Parallel) throws {
        let step = progress.epoch * stepsPerEpoch + progress.step
        let move = Move(course, step: step, of: stepsPerEpoch * course.epochs)
        let (norm, gradient) = (size.norm, gradient.sum)
        guard norm.isFinite, min(norm, course.clip ?? norm) <= GradientSize.most else {
            throw divergence(size.largestLayer)
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
        guard areFinite.allSatisfy({ $0 }) else { throw divergence(size.largestLayer) }
        let examples = sizes.reduce(0, +)
        for (number, layer) in architecture.layers.enumerated() {
            let offset = architecture.statisticOffsets[number]
            let observed = sizes.indices.map { shard in
                (share: Float(sizes[shard]) / Float(examples), numbers: UnsafePointer(shardStatistics[shard].start + offset))
            }
            layer.absorb(observed, into: statistics.start + offset, shape: architecture.shapes[number])
        }
        guard statistics.memory.allSatisfy(\.isFinite) else { throw divergence(size.largestLayer) }
    }

    private func endEpoch(_ parallel: Parallel) throws {
        var record = EpochRecord(
            loss: progress.loss / Double(progress.seen), accuracy: Double(progress.right) / Double(progress.seen * answers),
            rate: course.rate(
                at: (progress.epoch + 1) * stepsPerEpoch - 1, of: stepsPerEpoch * course.epochs))
        if let validation, validation.count > 0 {
            let judged = try judge.probabilities(
                of: validation, WeightMemory(parameters: parameters.start, statistics: statistics.start),
                parallel: parallel)
            guard judged.floats.allSatisfy(\.isFinite) else { throw divergence(nil) }
            (record.validationLoss, record.validationAccuracy) = judgement(judged, validation)
        }
        progress.history.append(record)
        progress.epoch += 1
        progress.step = 0
        (progress.loss, progress.right, progress.seen) = (0, 0, 0)
        progress.best = Self.bestEpoch(progress.history)
        if progress.best == progress.epoch { best = (progress.epoch, weights) }
    }

    /// The epoch with the lowest validation loss, counted from 1; the last where none has one.
    public static func bestEpoch(_ history: [EpochRecord]) -> Int {
        let losses = history.enumerated().compactMap { index, record in
            record.validationLoss.flatMap { $0.isFinite ? (epoch: index + 1, loss: $0) : nil }
        }
        return losses.min { $0.loss < $1.loss }?.epoch ?? history.count
    }

    /// How many answers there are to each example: which class, or of each class whether.
    public var answers: Int { architecture.answer == .oneClass ? 1 : architecture.classes }

    private func judgement(_ probabilities: Tensor, _ lessons: any Lessons) -> (loss: Double, accuracy: Double) {
        let classes = architecture.classes
        guard architecture.answer == .oneClass else { return manyfold(probabilities, lessons) }
        return probabilities.withFloats { p in
            var (loss, right) = (0.0, 0)
            for example in 0..<lessons.count {
                let row = p[example * classes..<(example + 1) * classes]
                let label = lessons.label(example)
                loss -= log(max(Double(row[row.startIndex + label]), 1e-12))
                if row.firstIndex(of: row.max()!)! - row.startIndex == label { right += 1 }
            }
            return (loss / Double(lessons.count), Double(right) / Double(lessons.count))
        }
    }

    /// The same of examples that may have several classes.
    private func manyfold(_ probabilities: Tensor, _ lessons: any Lessons) -> (loss: Double, accuracy: Double) {
        let classes = architecture.classes
        return probabilities.withFloats { p in
            var (loss, right) = (0.0, 0)
            for example in 0..<lessons.count {
                let own = lessons.labels(example)
                for c in 0..<classes {
                    let (share, isThere) = (Double(p[example * classes + c]), own.contains(c))
                    loss -= log(max(isThere ? share : 1 - share, 1e-12))
                    if (share >= 0.5) == isThere { right += 1 }
                }
            }
            return (loss / Double(lessons.count), Double(right) / Double(lessons.count * classes))
        }
    }

    // MARK: Order

    /// The batch after the present one; empty at the end of the course, and of epoch `last`.
    private func next(until last: Int) -> LessonBatch {
        let isLast = progress.step + 1 == stepsPerEpoch
        let epoch = progress.epoch + (isLast ? 2 : 1)
        guard epoch <= min(course.epochs, last) else { return LessonBatch(epoch: epoch, examples: []) }
        guard isLast else { return LessonBatch(epoch: epoch, examples: batch(progress.step + 1, of: epoch)) }
        // Without forgetting the order of the present epoch.
        let examples = course.order(of: lessons.count, epoch: epoch).prefix(course.batch)
        return LessonBatch(epoch: epoch, examples: Array(examples))
    }

    private func batch(_ step: Int, of epoch: Int) -> [Int] {
        if order?.epoch != epoch { order = (epoch, course.order(of: lessons.count, epoch: epoch)) }
        let start = step * course.batch
        return Array(order!.examples[start..<min(start + course.batch, lessons.count)])
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
        best = progress.best == 0
            ? nil : (progress.best, Weights(parameters: bestParameters.floats, statistics: bestStatistics.floats))
        return true
    }
}
