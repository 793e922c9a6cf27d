import Tensors

/// What a training trains: numbers, the gradient of a batch of examples with respect to them, and a judgement.
///
/// Order, optimiser, schedule, clipping, progress, checkpoints and the choice of an epoch are the training's. A gradient
/// is a function of the numbers and the place alone, on any number of threads.
protocol Learner: AnyObject {
    /// What is learned, or was before.
    var parameters: ParameterTable { get }
    /// What training measures besides, such as running means.
    var statistics: ParameterTable { get }
    /// The examples of an epoch.
    var count: Int { get }
    /// Answers to each item that a tally counts: of each class whether, for one.
    var answers: Int { get }
    var metric: Metric { get }
    /// The stretches of the parameters that training changes.
    var pieces: [Piece] { get }
    /// The numbers before the first step.
    func start(seed: UInt64) -> Weights

    /// The loss of a batch and the gradient of its mean over the batch's items. Nothing else is changed where it throws.
    ///
    /// - Parameter held: bytes that lie in memory besides what the learner holds.
    /// - Throws: `Interrupted`; `TooLittleMemory` where this batch, or the largest of an epoch, has no room.
    func learn(_ batch: Batch, with weights: borrowing WeightMemory, beside held: Int, _ parallel: Parallel) throws -> Lesson
    /// Takes what the last batch has measured into the running statistics.
    func absorb(into statistics: Memory)
    /// How good the numbers are, by examples that nothing is learned from; nil where there are none.
    func judge(_ weights: borrowing WeightMemory, _ parallel: Parallel) throws -> Tally?
}

extension Learner {
    var statistics: ParameterTable { ParameterTable() }
    var answers: Int { 1 }
    var pieces: [Piece] { parameters.pieces }
    func start(seed: UInt64) -> Weights {
        Weights(parameters: parameters.start(seed: seed), statistics: statistics.start(seed: seed))
    }
    func absorb(into statistics: Memory) {}
}

/// What a learner counts as success, beside its loss.
public enum Metric: Sendable {
    /// The share of right answers.
    case accuracy
    /// exp(loss): among how many words it is as uncertain as one that guesses.
    case perplexity
}

/// Sums over items: clips, or words.
struct Tally: Sendable {
    var loss = 0.0
    var right = 0
    var items = 0

    static func += (sum: inout Tally, part: Tally) {
        sum.loss += part.loss
        sum.right += part.right
        sum.items += part.items
    }
}

/// The examples of one step, and where in a training it stands.
struct Batch {
    var examples: [Int]
    var seed: UInt64
    /// From 1.
    var epoch: Int
    /// Within the epoch, from 0.
    var step: Int
    /// Another for each state of the numbers.
    var version: Int
    /// What follows, to be made ready meanwhile; empty at the end.
    var next: LessonBatch

    var lessons: LessonBatch { LessonBatch(epoch: epoch, examples: examples) }
}

/// What a batch has come to.
struct Lesson {
    /// Of its parts, in an order that does not depend on threads.
    var tallies: [Tally]
    /// Lies as the parameters do; may be overwritten.
    var gradient: Memory
    /// The sums of squares of the gradient's pieces, which are the learner's.
    var squares: [Double]
}
