import Tensors

/// A network of layers that learns which classes clips have.
///
/// A batch is cut into shards of a size that the network says (at least eight examples, or sixteen where a layer is
/// recurrent), whose gradients are added in a fixed tree.
final class ClassLearner: Learner {
    let architecture: Architecture
    private let lessons: any Lessons
    private let loss: any ClassLoss
    private let validation: (lessons: any Lessons, loss: any ClassLoss)?
    private let mixup: Mixup?
    private let workshop: Workshop
    private let judge: Predictor
    private let beginning: Beginning?
    private var gradient: GradientTree
    /// How many examples each shard of the last batch had, and what it has measured.
    private var sizes: [Int] = []
    private var shardStatistics: [Scratch] = []
    /// Those of a whole batch, and how many examples the largest of an epoch has.
    private let shards: (count: Int, largest: Int)

    var parameters: ParameterTable { architecture.parameters }
    var statistics: ParameterTable { architecture.statistics }
    var count: Int { lessons.count }
    var answers: Int { architecture.answer.answers(classes: architecture.classes) }
    var metric: Metric { .accuracy }
    let pieces: [Piece]

    init(
        _ architecture: Architecture, _ course: Course, from beginning: Beginning? = nil, lessons: any Lessons,
        validation: (any Lessons)?
    ) {
        self.architecture = architecture
        self.beginning = beginning
        let frozen = beginning?.frozen ?? 0
        let held = architecture.parameterOffsets[frozen]
        pieces = architecture.parameters.pieces.filter { $0.range.lowerBound >= held }
        self.lessons = lessons
        loss = architecture.answer.loss(of: lessons, classes: architecture.classes, course)
        self.validation = validation.map { ($0, architecture.answer.loss(of: $0, classes: architecture.classes, course)) }
        mixup = course.mixup > 0 ? Mixup(alpha: course.mixup, seed: course.seed) : nil
        workshop = Workshop(architecture, .training, frozen: frozen)
        judge = Predictor(architecture)
        gradient = GradientTree(pieces)
        let batches = [min(course.batch, lessons.count), lessons.count % course.batch].map {
            Course.shards(of: $0, size: architecture.shardSize)
        }
        shards = (batches[0].count, batches.joined().max()!)
    }

    func start(seed: UInt64) -> Weights { beginning?.weights ?? architecture.startingWeights(seed: seed) }

    func learn(_ batch: Batch, with weights: borrowing WeightMemory, beside held: Int, _ parallel: Parallel) throws -> Lesson {
        let examples = batch.examples
        sizes = Course.shards(of: examples.count, size: architecture.shardSize)
        while shardStatistics.count < sizes.count { shardStatistics.append(Scratch(architecture.statisticCount)) }
        let starts = sizes.reduce(into: [0]) { $0.append($0.last! + $1) }
        let (groupSize, fitting) = try groups(beside: held, parallel)
        // Threads that have no shard left make the next batch ready.
        let ahead = lessons.preparation(for: batch.next, during: batch.lessons)
        let weights = copy weights
        var (tallies, squares): ([Tally], [Double]) = ([], [])
        gradient.begin()
        for first in stride(from: 0, to: sizes.count, by: groupSize) {
            let group = first..<min(first + groupSize, sizes.count)
            let isLast = group.upperBound == sizes.count
            let gradients = gradient.places(for: group.count)
            tallies += try fitting.map(group.count + (isLast ? ahead.count : 0)) { (place: Int) -> Tally? in
                guard place < group.count else {
                    try ahead[place - group.count]()
                    return nil
                }
                let shard = first + place
                return try workshop.with(sizes[shard]) { circuit in
                    let range = starts[shard]..<starts[shard + 1]
                    let mixed = try lessons.fill(range, of: examples, epoch: batch.epoch, mixup, into: circuit.input.memory)
                    circuit.lengths = lessons.lengths(range, of: examples, epoch: batch.epoch, mixup)
                    let position = Circuit.Position(
                        version: batch.version, seed: batch.seed, epoch: batch.epoch, step: batch.step, shard: shard)
                    try circuit.forward(weights, position)
                    let tally = loss.tally(
                        circuit.output, mixed, scale: 1 / Double(examples.count), gradient: circuit.outputGradient)
                    try circuit.backward(weights, position, to: gradients[shard - first])
                    shardStatistics[shard].start.update(
                        from: circuit.observed.start, count: architecture.statisticCount)
                    return tally
                }
            }.compactMap { $0 }
            if let sums = try gradient.add(group: group.count, isLast: isLast, parallel) { squares = sums }
        }
        return Lesson(tallies: tallies, gradient: gradient.sum, squares: squares)
    }

    /// How many shards' gradients lie in memory before they are added, and as many threads as there is room for: sixteen,
    /// or fewer where more threads can work then.
    ///
    /// Throws `TooLittleMemory` where there is no room for one thread.
    private func groups(beside others: Int, _ parallel: Parallel) throws -> (size: Int, Parallel) {
        func held(_ group: Int) -> Int {
            let gradients = GradientTree.gradients(shards: shards.count, group: group)
            return others + (gradients * architecture.parameterCount + shards.count * architecture.statisticCount)
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

    func absorb(into statistics: Memory) {
        let examples = sizes.reduce(0, +)
        for (number, layer) in architecture.layers.enumerated().dropFirst(beginning?.frozen ?? 0) {
            let offset = architecture.statisticOffsets[number]
            let observed = sizes.indices.map { shard in
                (share: Float(sizes[shard]) / Float(examples), numbers: UnsafePointer(shardStatistics[shard].start + offset))
            }
            layer.absorb(observed, into: statistics + offset, shape: architecture.shapes[number])
        }
    }

    func judge(_ weights: borrowing WeightMemory, _ parallel: Parallel) throws -> Tally? {
        guard let validation, validation.lessons.count > 0 else { return nil }
        let judged = try judge.probabilities(of: validation.lessons, weights, parallel: parallel)
        // A loss that is no number tells of the weights.
        guard judged.floats.allSatisfy(\.isFinite) else { return Tally(loss: .nan, items: validation.lessons.count) }
        return validation.loss.tally(of: judged)
    }
}

extension Training {
    /// A network that learns the classes of clips, from its beginning or from what it has learned before.
    public convenience init(
        _ architecture: Architecture, _ course: Course, from beginning: Beginning? = nil, lessons: any Lessons,
        validation: (any Lessons)?
    ) {
        self.init(
            ClassLearner(architecture, course, from: beginning, lessons: lessons, validation: validation), course)
    }
}
