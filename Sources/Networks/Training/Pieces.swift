/// A stretch of parameters that is worked on alone: it lies in one tensor, so that it belongs to one part of a network and
/// is drawn to zero or not.
struct Piece {
    let range: Range<Int>
    let part: Int
    /// Of rank 2 and more.
    let isMatrix: Bool

    static let most = 1 << 15
}

/// How large a batch's gradient is: the sums of squares of its pieces.
struct GradientSize {
    private let pieces: [Piece]
    var squares: [Double]

    init(_ pieces: [Piece]) {
        self.pieces = pieces
        squares = [Double](repeating: 0, count: pieces.count)
    }

    /// The largest norm that a step can be taken by: optimisers keep squares as floats, which end at 3.4e38.
    static let most = 1e18

    /// Over all weights together, in a fixed tree; not finite where a number is not.
    var norm: Double { treeSum(squares[...]).squareRoot() }

    /// The part with the largest gradient, by its number; of several beyond all bounds the last, where a pass back begins.
    var largestPart: Int? {
        var sums: [Int: Double] = [:]
        for (piece, square) in zip(pieces, squares) { sums[piece.part, default: 0] += square }
        let infinite = sums.filter { !$0.value.isFinite }.keys.max()
        return infinite ?? sums.filter { $0.value > 0 }.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    private func treeSum(_ x: ArraySlice<Double>) -> Double {
        guard x.count > 1 else { return x.first ?? 0 }
        let middle = x.startIndex + x.count / 2
        return treeSum(x[..<middle]) + treeSum(x[middle...])
    }
}
