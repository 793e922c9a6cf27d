import Tensors

/// Parameters cut into stretches that are worked on alone: each lies in one tensor, so that each belongs to one layer
/// and is drawn to zero or not.
struct Piece {
    let range: Range<Int>
    let layer: Int
    /// Of rank 2 and more.
    let isMatrix: Bool

    private static let most = 1 << 15

    /// All parameters of a network in their order.
    static func cut(_ architecture: Architecture) -> [Piece] {
        architecture.layers.indices.flatMap { layer in
            var offset = architecture.parameterOffsets[layer]
            return architecture.layers[layer].parameters(for: architecture.shapes[layer]).flatMap { parameter in
                let end = offset + parameter.count
                defer { offset = end }
                return stride(from: offset, to: end, by: most).map { start in
                    Piece(range: start..<min(start + most, end), layer: layer, isMatrix: parameter.shape.count >= 2)
                }
            }
        }
    }
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

    /// The layer with the largest gradient, by its number; of several beyond all bounds the last, where a pass back
    /// begins.
    var largestLayer: Int? {
        var sums: [Int: Double] = [:]
        for (piece, square) in zip(pieces, squares) { sums[piece.layer, default: 0] += square }
        let infinite = sums.filter { !$0.value.isFinite }.keys.max()
        return infinite ?? sums.filter { $0.value > 0 }.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    private func treeSum(_ x: ArraySlice<Double>) -> Double {
        guard x.count > 1 else { return x.first ?? 0 }
        let middle = x.startIndex + x.count / 2
        return treeSum(x[..<middle]) + treeSum(x[middle...])
    }
}
