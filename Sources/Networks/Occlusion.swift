public import Tensors

/// What a network's answer hangs on, found by hiding it: a window is set to the mean of all training examples, here and
/// there, and what the answer loses is what the window counts.
///
/// Windows span three sixteenths of the rows and of the columns and stand half of that apart. The weight of a point is the
/// mean, over the windows that hide it, of `p(class) - p(class with the window hidden)`. Zeiler and Fergus, "Visualizing and
/// understanding convolutional networks" (2014).
public struct Occlusion: Sendable {
    private let architecture: Architecture
    private let weights: Weights
    private let standard: Standard

    /// - standard: what examples are brought to.
    public init(_ architecture: Architecture, _ weights: Weights, _ standard: Standard) {
        self.architecture = architecture
        self.weights = weights
        self.standard = standard
    }

    /// (rows, columns) of the example in `features`, whose first `length` steps hold something; of pictures a window hides the
    /// same place in all. Also the probabilities while nothing is hidden.
    ///
    /// - Parameter examples: none yet, of the network's kind.
    public func weights(
        of features: Tensor, in examples: Examples, length: Int, label: (_ probabilities: [Float]) -> Int, parallel: Parallel
    ) throws -> (weights: Tensor, probabilities: [Float]) {
        let shape = architecture.input.suffix(2)
        let (rows, columns) = (shape.first!, shape.last!)
        let windows = Self.spans(rows).flatMap { rows in Self.spans(columns).map { (rows: rows, columns: $0) } }
        var examples = examples
        examples.append(features, clip: 0, starts: [0], length: length)
        let inputs = HiddenInputs(
            plain: ExampleLessons(examples, standard), windows: windows, rows: rows, columns: columns)
        let classes = architecture.classes
        let found = try Predictor(architecture).probabilities(of: inputs, weights, parallel: parallel).floats
        let whole = Array(found[..<classes])
        let label = label(whole)
        var (sums, counts) = ([Float](repeating: 0, count: rows * columns), [Float](repeating: 0, count: rows * columns))
        for (number, window) in windows.enumerated() {
            let loss = whole[label] - found[(number + 1) * classes + label]
            for row in window.rows {
                for column in window.columns {
                    sums[row * columns + column] += loss
                    counts[row * columns + column] += 1
                }
            }
        }
        return (Tensor([rows, columns], zip(sums, counts).map { $0 / $1 }), whole)
    }

    /// Windows over `side`, which together hide all of it.
    static func spans(_ side: Int) -> [Range<Int>] {
        let length = max(1, side * 3 / 16)
        let last = side - length
        let steps = stride(from: 0, to: last, by: max(1, length / 2)).map { $0..<$0 + length }
        return steps + [last..<side]
    }
}

/// One example as it is, and then once with each window hidden.
private struct HiddenInputs: Inputs {
    let plain: ExampleLessons
    let windows: [(rows: Range<Int>, columns: Range<Int>)]
    let rows, columns: Int

    var count: Int { windows.count + 1 }
    func lengths(_ examples: [Int], epoch: Int?) -> [Int]? { plain.lengths(examples.map { _ in 0 }, epoch: nil) }

    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        let size = memory.count / examples.count
        for (place, example) in examples.enumerated() {
            let own = UnsafeMutableBufferPointer(rebasing: memory[place * size..<(place + 1) * size])
            plain.fill([0], epoch: nil, into: own)
            guard example > 0 else { continue }
            let window = windows[example - 1]
            for plane in stride(from: 0, to: size, by: rows * columns) {
                for row in window.rows {
                    own[(plane + row * columns + window.columns.lowerBound)..<(plane + row * columns + window.columns.upperBound)]
                        .update(repeating: 0)
                }
            }
        }
    }
}
