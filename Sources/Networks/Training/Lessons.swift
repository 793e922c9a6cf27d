/// Examples as a network takes them, to be asked about.
public protocol Inputs: Sendable {
    var count: Int { get }
    /// Writes the examples, one after the other, as the first layer takes them; in training varied by `epoch` and the
    /// example alone, otherwise (nil) as they are.
    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) throws
    /// How many columns (frames) of each example hold something, the rest being silence; nil where all do.
    func lengths(_ examples: [Int], epoch: Int?) -> [Int]?
    /// Pieces of work after which `fill` of the next batch is quick; idle threads do them while the present batch is
    /// learned from. What was made ready for other batches is let go.
    func preparation(for next: LessonBatch, during present: LessonBatch) -> [@Sendable () throws -> Void]
}

extension Inputs {
    public func lengths(_ examples: [Int], epoch: Int?) -> [Int]? { nil }
    public func preparation(for next: LessonBatch, during present: LessonBatch) -> [@Sendable () throws -> Void] { [] }
}

/// Examples whose classes are known: a network learns from them or is judged by them.
public protocol Lessons: Inputs {
    func label(_ example: Int) -> Int
    /// All of its classes, where it may have several.
    func labels(_ example: Int) -> Set<Int>
}

extension Lessons {
    public func labels(_ example: Int) -> Set<Int> { [label(example)] }
}

/// The examples of one step.
public struct LessonBatch: Sendable {
    public var epoch: Int
    public var examples: [Int]
}
