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
