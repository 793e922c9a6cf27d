/// Labelled examples that a network learns from or is judged by.
public protocol Lessons: Sendable {
    var count: Int { get }
    func label(_ example: Int) -> Int
    /// Writes the examples, one after the other, as the first layer takes them; in training varied by `epoch` and the
    /// example alone, otherwise (nil) as they are.
    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>)
}
