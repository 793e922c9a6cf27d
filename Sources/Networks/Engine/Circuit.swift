import Tensors

/// A network laid out for a number of examples, with all the memory it works in: one shard at a time, on one thread.
final class Circuit {
    let count: Int
    /// (count, shape): the examples, row-major.
    let input: Scratch
    /// (count, classes): what leaves the last layer.
    let output: Memory
    /// (count, classes): where the gradient of the loss goes before `backward`.
    let outputGradient: Memory

    /// How many of the input's columns or pictures each example fills, the rest being silent or black; nil where all fill all.
    var lengths: [Int]?

    private let architecture: Architecture
    private var stages: [Stage] = []
    /// All memory that activations and gradients lie in.
    private var owned: [Scratch] = []
    /// This shard's statistics, as they are measured in training.
    let observed: Scratch
    /// All that it holds.
    let bytes: Int

    /// A step, the layers that it computes (none for a change of layout), and where its numbers lie.
    private struct Stage {
        let step: any LayerStep
        let layers: Range<Int>
        let x, y, dy: Memory
        let dx: Memory?
        /// Its numbers stay as they are: it computes as in prediction, and no gradient reaches it.
        let isFrozen: Bool
    }

    /// The first `frozen` layers are not learned. Throws `TooLittleMemory` where it would hold more than `most` bytes.
    init(_ architecture: Architecture, count: Int, mode: Mode, frozen: Int = 0, most: Int = .max) throws {
        self.architecture = architecture
        self.count = count
        let first = Layout.plain([count * architecture.pictures(before: 0)] + architecture.shapes[0])
        var layout = first

        // Steps in order; where layouts differ, a change of layout between them.
        var steps: [(step: any LayerStep, layers: Range<Int>)] = []
        var number = 0
        while number < architecture.layers.count {
            let isFrozen = number < frozen
            let (step, end) = try Self.step(
                architecture, number..<(isFrozen ? frozen : architecture.layers.count), layout,
                count: count * architecture.pictures(before: number), mode: isFrozen ? .prediction : mode,
                needsGradient: number > frozen)
            if step.input != layout { steps.append((Relayout(layout, step.input), number..<number)) }
            steps.append((step, number..<end))
            layout = step.output
            number = end
        }
        let last = Layout.plain([count, architecture.classes])
        if layout != last { steps.append((Relayout(layout, last), number..<number)) }

        // Activations: in place where the step can and nobody needs the numbers that it overwrites.
        var areOwn: [Bool] = []
        // Whether a step so far needs what lies at the last of the places.
        var isNeeded = true
        for (step, _) in steps {
            areOwn.append(!step.worksInPlace || !(step.leavesNumbers || !isNeeded))
            isNeeded = step.readsOutput || (isNeeded && !areOwn.last!)
        }
        // Gradients: two blocks of memory by turns.
        let largest = mode == .training ? steps.map { max($0.step.input.count, $0.step.output.count) }.max() ?? 0 : 0
        let activations = zip(steps, areOwn).reduce(0) { $0 + ($1.1 ? $1.0.step.output.count : 0) }
        let numbers = first.count + architecture.statisticCount + activations + 2 * largest
        bytes = steps.reduce(numbers * MemoryLayout<Float>.size) { $0 + $1.step.bytes }
        guard bytes <= most else { throw TooLittleMemory(mode, examples: count, needed: bytes, allowed: most) }

        input = Scratch(first.count)
        observed = Scratch(architecture.statisticCount)
        var places = [input.start]
        for (index, isOwn) in areOwn.enumerated() {
            if isOwn { owned.append(Scratch(steps[index].step.output.count)) }
            places.append(isOwn ? owned.last!.start : places[index])
        }
        output = places.last!
        let blocks = [Scratch(largest), Scratch(largest)]
        owned += blocks
        var turn = 0
        outputGradient = blocks[0].start
        let starts = architecture.parameterOffsets
        let firstLearner =
            steps.firstIndex { $0.layers.lowerBound >= frozen && starts[$0.layers.lowerBound] < starts[$0.layers.upperBound] }
            ?? 0
        for index in steps.indices.reversed() {
            let (step, layers) = steps[index]
            let dy = blocks[turn].start
            if !step.worksInPlace { turn = 1 - turn }
            stages.append(
                Stage(
                    step: step, layers: layers, x: places[index], y: places[index + 1], dy: dy,
                    dx: index <= firstLearner ? nil : blocks[turn].start,
                    isFrozen: index < firstLearner && layers.lowerBound < frozen))
        }
        stages.reverse()
    }

    /// The step that computes the first of the layers in `range` and as many of those that follow as can be computed with
    /// it, and where it ends.
    private static func step(
        _ architecture: Architecture, _ range: Range<Int>, _ layout: Layout, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> (any LayerStep, Int) {
        let (number, shape) = (range.lowerBound, architecture.shapes[range.lowerBound])
        let layers = architecture.layers[..<range.upperBound]
        func block(from start: Int) -> (block: LayerBlock, end: Int) {
            var block = LayerBlock()
            var end = start
            while end < layers.endIndex, let part = layers[end] as? any BlockPart, part.join(&block) { end += 1 }
            return (block, end)
        }
        let (parts, end) = block(from: number)
        if end > number { return (try BlockStep(parts, layout, shape: shape, mode), end) }
        // In prediction a convolution takes in what follows it up to a pool: the pool comes before the rectifier.
        if mode == .prediction, let convolution = layers[number] as? Convolution {
            var (parts, end) = block(from: number + 1)
            if parts.window != nil {
                parts = LayerBlock(isNormalised: parts.isNormalised)
                end = number + (parts.isNormalised ? 2 : 1)
            }
            return (
                try convolution.step(
                    layout, shape: shape, count: count, mode: mode, needsGradient: false, folding: parts), end
            )
        }
        return (try layers[number].step(layout, shape: shape, count: count, mode: mode, needsGradient: needsGradient), number + 1)
    }

    /// Where this shard stands: `random` is the stream of the step and the shard.
    struct Position {
        var version: Int
        var seed: UInt64
        var epoch, step, shard: Int
    }

    func forward(_ weights: borrowing WeightMemory, _ position: Position) throws {
        for stage in stages { try stage.step.forward(stage.x, to: stage.y, pass(stage, weights, position, nil)) }
    }

    /// Gradients of the parameters go to `gradients`, as many numbers as there are parameters.
    func backward(_ weights: borrowing WeightMemory, _ position: Position, to gradients: Memory) throws {
        for stage in stages.reversed() where !stage.isFrozen {
            try stage.step.backward(stage.x, stage.y, stage.dy, to: stage.dx, pass(stage, weights, position, gradients))
        }
    }

    private func pass(_ stage: Stage, _ weights: borrowing WeightMemory, _ position: Position, _ gradients: Memory?) -> Pass {
        let layer = stage.layers.lowerBound
        let (offset, statistics) = (architecture.parameterOffsets[layer], architecture.statisticOffsets[layer])
        return Pass(
            parameters: weights.parameters + offset, version: stage.isFrozen ? 0 : position.version,
            statistics: weights.statistics + statistics,
            gradients: gradients.map { $0 + offset }, observed: observed.start + statistics,
            random: Philox(
                seed: position.seed, purpose: "dropout", UInt64(position.epoch), UInt64(position.step), UInt64(position.shard),
                UInt64(max(layer, stage.layers.upperBound - 1))),
            lengths: lengths, frames: architecture.steps)
    }
}

/// Where all parameters and statistics lie.
struct WeightMemory {
    let parameters, statistics: UnsafePointer<Float>
}

/// Moves activations from one layout to another, and their gradients back.
private final class Relayout: LayerStep {
    let input, output: Layout
    /// As what comes in, with the order of what goes out: they may differ in rank alone.
    private let other: Layout

    init(_ from: Layout, _ to: Layout) {
        // Blocks of one layout are padded otherwise than those of another.
        input = from
        output = to.shape == from.shape ? to : .plain(to.shape)
        other = to.shape == from.shape ? to : .plain(from.shape)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) { input.move(x, to: y, other) }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) {
        if let dx { other.move(dy, to: dx, input) }
    }
}
