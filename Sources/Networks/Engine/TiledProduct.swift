/// `y = x W`, or `y += x W`, with one W for many rows that are cut into pieces: (rows, inner) by (inner, columns).
///
/// `Matrix.times` orders both its operands anew for each piece; here W lies once for all as the operation asks for, or
/// is read as it lies where moving it would cost more than it saves. Each piece is one thread's at a time.
final class TiledProduct {
    private let pieces: [Range<Int>]
    private let inner, columns: Int
    /// One for each piece, for each has working memory of its own; none for an empty one.
    private let operations: [Operation?]
    private let packed: Packed
    private var weights: Memory?

    /// - Parameters:
    ///   - pieces: the rows of each.
    ///   - weights: how W, (inner, columns), lies.
    init(_ pieces: [Range<Int>], _ weights: Layout, isPacked: Bool, adding: Bool) throws {
        let (inner, columns) = (weights.shape[0], weights.shape[1])
        func operations(_ order: Layout) throws -> (all: [Operation?], order: Layout) {
            var order = order
            let all = try pieces.map { rows -> Operation? in
                guard !rows.isEmpty else { return nil }
                let operation = try Operation.product(
                    .plain([rows.count, inner]), order, .plain([rows.count, columns]), adding: adding)
                order = operation.layout(of: .weights)
                return operation
            }
            return (all, order)
        }
        var made = try operations(isPacked ? .free(weights.shape) : weights)
        // A piece may be too short for the layout that another asked for.
        if made.all.contains(where: { $0?.isSlow == true }) { made = try operations(weights) }
        (self.pieces, self.inner, self.columns, self.operations) = (pieces, inner, columns, made.all)
        packed = try Packed(weights, as: made.order)
    }

    /// Takes W as it is from `version` on; before any piece.
    func pack(_ weights: UnsafePointer<Float>, version: Int) throws { self.weights = try packed(weights, version: version) }

    /// x and y begin with the first row of all, not of the piece.
    func run(_ piece: Int, _ x: UnsafePointer<Float>, to y: Memory) throws {
        guard let operation = operations[piece] else { return }
        let row = pieces[piece].lowerBound
        try operation.run([.x: Memory(mutating: x) + row * inner, .weights: weights!, .y: y + row * columns])
    }
}
