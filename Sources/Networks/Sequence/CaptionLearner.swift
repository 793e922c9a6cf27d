import Synchronization
import Tensors

/// An S2VT that learns to say of clips what is said of them: the cross-entropy of each word given all before it.
final class CaptionLearner: Learner {
    private let network: S2VT
    private let lessons: any CaptionLessons
    private let validation: (any CaptionLessons)?
    /// Examples of a step, of an epoch and of a judgement.
    private let batch: Int
    private let spans: S2VTWorkspace.Spans
    private let gradient: Scratch
    private lazy var workspace = S2VTWorkspace(network, largest: spans)
    let pieces: [Piece]
    /// Where examples are filled before their frames are put in order, one for each thread.
    private let rooms = Mutex<[Scratch]>([])
    /// How often it was asked, each time with weights that may be others.
    private var calls = 0

    var parameters: ParameterTable { network.parameters }
    var count: Int { lessons.count }
    var metric: Metric { .perplexity }

    init(_ network: S2VT, _ course: Course, lessons: any CaptionLessons, validation: (any CaptionLessons)?) {
        self.network = network
        self.lessons = lessons
        self.validation = validation
        batch = min(course.batch, max(lessons.count, validation?.count ?? 0))
        let all = [lessons] + (validation.map { [$0] } ?? [])
        var longest = 0
        for lessons in all {
            for example in 0..<lessons.count {
                let words = lessons.words(example)
                precondition(words.allSatisfy((0..<network.size.vocabulary).contains), "a word is not in the vocabulary")
                longest = max(longest, words.count)
            }
        }
        spans = .init(frames: all.map(\.frames).max()!, words: longest + 1, examples: batch)
        precondition(spans.frames > 0, "there must be frames to learn from")
        gradient = Scratch(network.parameters.count)
        pieces = network.parameters.pieces
    }

    func learn(_ batch: Batch, with weights: borrowing WeightMemory, beside held: Int, _ parallel: Parallel) throws -> Lesson {
        let rooms = parallel.threads * spans.frames * network.size.features * MemoryLayout<Float>.size
        let needed = held + gradient.bytes + S2VTWorkspace.bytes(network.size, spans) + rooms
        guard needed <= parallel.memory else {
            throw TooLittleMemory(.training, examples: spans.examples, needed: needed, allowed: parallel.memory)
        }
        let laid = try lay(batch.examples, of: lessons, epoch: batch.epoch, parallel)
        calls += 1
        let tally = try workspace.learn(
            laid, weights.parameters, gradient: gradient.start, version: calls, parallel)
        // Neither interrupted nor reported: short.
        let squares = try parallel.unbroken.map(pieces.count) { number in
            Kernels.squares(gradient.start + pieces[number].range.lowerBound, count: pieces[number].range.count)
        }
        return Lesson(tallies: [tally], gradient: gradient.start, squares: squares)
    }

    func judge(_ weights: borrowing WeightMemory, _ parallel: Parallel) throws -> Tally? {
        guard let validation, validation.count > 0 else { return nil }
        calls += 1
        var sum = Tally()
        for first in stride(from: 0, to: validation.count, by: batch) {
            let examples = Array(first..<min(first + batch, validation.count))
            let laid = try lay(examples, of: validation, epoch: nil, parallel)
            sum += try workspace.judge(laid, weights.parameters, version: calls, parallel)
        }
        return sum
    }

    /// Puts the frames of the examples where the workspace wants them.
    private func lay(
        _ examples: [Int], of lessons: any CaptionLessons, epoch: Int?, _ parallel: Parallel
    ) throws -> CaptionBatch {
        let lengths = lessons.lengths(examples, epoch: epoch) ?? examples.map { _ in lessons.frames }
        let batch = CaptionBatch(examples.map(lessons.words), lengths: lengths)
        let (width, frames) = (network.size.features, workspace.frames)
        try parallel.forEach(examples.count) { number in
            let own = rooms.withLock { $0.popLast() } ?? Scratch(spans.frames * width)
            defer { rooms.withLock { $0.append(own) } }
            let filled = UnsafeMutableBufferPointer(rebasing: own.memory[..<(lessons.frames * width)])
            try lessons.fill([examples[number]], epoch: epoch, into: filled)
            for step in 0..<batch.spans.frames {
                let row = frames + (step * examples.count + number) * width
                if step < batch.starts[number] {
                    row.update(repeating: 0, count: width)
                } else {
                    row.update(from: own.start + (step - batch.starts[number]) * width, count: width)
                }
            }
        }
        return batch
    }
}

extension Training {
    /// A network that learns to say what is said of clips.
    public convenience init(
        _ network: S2VT, _ course: Course, lessons: any CaptionLessons, validation: (any CaptionLessons)?
    ) {
        self.init(CaptionLearner(network, course, lessons: lessons, validation: validation), course)
    }
}
