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
    var bytes: Int { logits.bytes }

    /// - Parameter most: logits that may lie in memory at once; a row of them always may.
    init(units: Int, vocabulary: Int, rows: Int, most: Int = 1 << 23) {
        self.units = units
        self.vocabulary = vocabulary
        chunk = Self.chunk(of: rows, vocabulary: vocabulary, most: most)
        logits = Scratch(chunk * vocabulary)
    }

    /// How many of `rows` go through at once.
    static func chunk(of rows: Int, vocabulary: Int, most: Int = 1 << 23) -> Int { min(rows, max(1, most / vocabulary)) }

    struct Places {
        let weights, bias: UnsafePointer<Float>
        let dweights, dbias: Memory
    }

    /// The losses of `targets.count` rows of `states`; the gradient of their mean by the states goes to `dstates`, that by the
    /// weights to `places`.
    ///
    /// Each thread has some of the words, of the rows or of the units; the tiles do not depend on how many threads there are.
    func forwardAndBackward(
        _ states: UnsafePointer<Float>, targets: [Int], _ places: Places, to dstates: Memory, _ parallel: Parallel
    ) throws -> Tally {
        let scale = 1 / Float(max(targets.count { $0 >= 0 }, 1))
        return try forEachChunk(of: targets.count) { rows in
            let states = states + rows.lowerBound * units
            let tally = try tally(
                states, targets[rows], weights: places.weights, bias: places.bias, scale: scale, parallel)
            try parallel.forEachRange(of: units, by: Quarters.size(of: units)) { some in
                Matrix(logits.start, rows.count, vocabulary).times(
                    Matrix(places.weights + some.lowerBound, vocabulary, some.count, stride: units),
                    to: dstates + rows.lowerBound * units + some.lowerBound, stride: units)
            }
            try parallel.forEachRange(of: vocabulary, by: Quarters.size(of: vocabulary)) { words in
                let gradient = Matrix(logits.start + words.lowerBound, rows.count, words.count, stride: vocabulary)
                gradient.turned.times(
                    Matrix(states, rows.count, units), adding: rows.lowerBound > 0,
                    to: places.dweights + words.lowerBound * units)
                let bias = places.dbias + words.lowerBound
                if rows.lowerBound == 0 { bias.update(repeating: 0, count: words.count) }
                for row in 0..<rows.count { Kernels.add(gradient.start + row * vocabulary, count: words.count, to: bias) }
            }
            return tally
        }
    }

    /// The losses alone.
    func forward(
        _ states: UnsafePointer<Float>, targets: [Int], weights: UnsafePointer<Float>, bias: UnsafePointer<Float>,
        _ parallel: Parallel
    ) throws -> Tally {
        try forEachChunk(of: targets.count) { rows in
            try tally(states + rows.lowerBound * units, targets[rows], weights: weights, bias: bias, scale: 1, parallel)
        }
    }

    private func forEachChunk(of count: Int, _ body: (Range<Int>) throws -> Tally) rethrows -> Tally {
        var sum = Tally()
        for first in stride(from: 0, to: count, by: chunk) { sum += try body(first..<min(first + chunk, count)) }
        return sum
    }

    /// The logits of a chunk, turned into their gradients.
    private func tally(
        _ states: UnsafePointer<Float>, _ targets: ArraySlice<Int>, weights: UnsafePointer<Float>,
        bias: UnsafePointer<Float>, scale: Float, _ parallel: Parallel
    ) throws -> Tally {
        try parallel.forEachRange(of: vocabulary, by: Quarters.size(of: vocabulary)) { words in
            Matrix(states, targets.count, units).times(
                Matrix(weights + words.lowerBound * units, words.count, units).turned, to: logits.start + words.lowerBound,
                stride: vocabulary)
        }
        let size = Quarters.size(of: targets.count)
        return try parallel.map((targets.count + size - 1) / size) { tile in
            var tally = Tally()
            for row in tile * size..<min((tile + 1) * size, targets.count) {
                let (y, target) = (logits.start + row * vocabulary, targets[targets.startIndex + row])
                guard target >= 0 else {
                    y.update(repeating: 0, count: vocabulary)
                    continue
                }
                Kernels.add(bias, count: vocabulary, to: y)
                let (loss, isGreatest) = Kernels.softmaxLoss(y, count: vocabulary, label: target, scale: scale)
                tally += Tally(loss: Double(loss), right: isGreatest ? 1 : 0, items: 1)
            }
            return tally
        }.reduce(into: Tally()) { $0 += $1 }
    }
}

/// Pieces of a large product, for threads to share.
enum Quarters {
    /// The length of each of four pieces.
    static func size(of count: Int) -> Int { max(1, (count + 3) / 4) }

    /// The four; the last may be short or empty.
    static func four(of range: Range<Int>) -> [Range<Int>] {
        let size = size(of: range.count)
        return (0..<4).map { range.clamped(to: range.lowerBound + $0 * size..<range.lowerBound + ($0 + 1) * size) }
    }
}
