import Tensors

/// A dense layer over a large vocabulary with softmax and cross-entropy: `y = W h + b`,
/// `loss = - mean over rows of log softmax(y)[target]`.
///
/// W is (vocabulary, units). Rows go through it in chunks, so that the logits of all of them never lie in memory at once;
/// a row whose target is negative counts for nothing.
final class WordLoss {
    let units, vocabulary: Int
    /// Rows of a chunk.
    private let chunk: Int
    private let logits: Scratch

    /// - Parameter most: logits that may lie in memory at once; a row of them always may.
    init(units: Int, vocabulary: Int, rows: Int, most: Int = 1 << 23) {
        self.units = units
        self.vocabulary = vocabulary
        chunk = min(rows, max(1, most / vocabulary))
        logits = Scratch(chunk * vocabulary)
    }

    struct Places {
        let weights, bias: UnsafePointer<Float>
        let dweights, dbias: Memory
    }

    /// The mean loss of `targets.count` rows of `states`; their gradient goes to `dstates`, the weights' to `places`.
    ///
    /// Each thread has some of the words, of the rows or of the units; the tiles do not depend on how many threads there are.
    func forwardAndBackward(
        _ states: UnsafePointer<Float>, targets: [Int], _ places: Places, to dstates: Memory, _ parallel: Parallel
    ) throws -> Double {
        let counted = targets.count { $0 >= 0 }
        let scale = 1 / Float(max(counted, 1))
        var loss = 0.0
        for first in stride(from: 0, to: targets.count, by: chunk) {
            let rows = first..<min(first + chunk, targets.count)
            let states = states + first * units
            try parallel.forEachRange(of: vocabulary, by: Tiles.size(of: vocabulary)) { words in
                Matrix(states, rows.count, units).times(
                    Matrix(places.weights + words.lowerBound * units, words.count, units).turned,
                    to: logits.start + words.lowerBound, stride: vocabulary)
            }
            loss += try losses(targets[rows], scale, places, parallel).reduce(0, +)
            try parallel.forEachRange(of: units, by: Tiles.size(of: units)) { some in
                Matrix(logits.start, rows.count, vocabulary).times(
                    Matrix(places.weights + some.lowerBound, vocabulary, some.count, stride: units),
                    to: dstates + first * units + some.lowerBound, stride: units)
            }
            try parallel.forEachRange(of: vocabulary, by: Tiles.size(of: vocabulary)) { words in
                let gradient = Matrix(logits.start + words.lowerBound, rows.count, words.count, stride: vocabulary)
                gradient.turned.times(
                    Matrix(states, rows.count, units), adding: first > 0, to: places.dweights + words.lowerBound * units)
                let bias = places.dbias + words.lowerBound
                if first == 0 { bias.update(repeating: 0, count: words.count) }
                for row in 0..<rows.count { Kernels.add(gradient.start + row * vocabulary, count: words.count, to: bias) }
            }
        }
        return loss / Double(max(counted, 1))
    }

    /// Turns the logits of a chunk into their gradients: sums of losses.
    private func losses(
        _ targets: ArraySlice<Int>, _ scale: Float, _ places: Places, _ parallel: Parallel
    ) throws -> [Double] {
        let size = Tiles.size(of: targets.count)
        return try parallel.map((targets.count + size - 1) / size) { tile in
            let rows = tile * size..<min((tile + 1) * size, targets.count)
            var sum = 0.0
            for row in rows {
                let (y, target) = (logits.start + row * vocabulary, targets[targets.startIndex + row])
                guard target >= 0 else {
                    y.update(repeating: 0, count: vocabulary)
                    continue
                }
                Kernels.add(places.bias, count: vocabulary, to: y)
                sum += Double(Kernels.softmaxLoss(y, count: vocabulary, label: target, scale: scale))
            }
            return sum
        }
    }
}

/// Pieces of a large product, for threads to share.
enum Tiles {
    /// The length of each of four pieces.
    static func size(of count: Int) -> Int { max(1, (count + 3) / 4) }

    /// The four; the last may be short or empty.
    static func four(of range: Range<Int>) -> [Range<Int>] {
        let size = size(of: range.count)
        return (0..<4).map { range.clamped(to: range.lowerBound + $0 * size..<range.lowerBound + ($0 + 1) * size) }
    }
}
