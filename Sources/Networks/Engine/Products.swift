internal import CDNN

/// Matrix products: small ones again and again with the same weights, large ones once.
extension Operation {
    /// `y = x weights`, or `y += x weights`: (rows, inner) by (inner, columns).
    ///
    /// Weights may lie as the operation asks for (`Packed`): then sixteen rows already keep the processor busy.
    static func product(_ x: Layout, _ weights: Layout, _ y: Layout, adding: Bool) throws -> Operation {
        try withLayouts(x, weights, y) {
            try Operation("matrix product", foley_dnn_product(adding ? 1 : 0, $0, $1, $2))
        }
    }
}

extension Layout {
    /// By the distance in memory from each index to the next, axis by axis.
    static func strided(_ shape: [Int], by strides: [Int]) throws -> Layout {
        try Operation.open()
        return Layout(foley_dnn_strided(Int32(shape.count), shape.map(Int64.init), strides.map(Int64.init)))
    }

    /// Sequences of `count` examples, each (frames, features), first frame of all examples first.
    static func sequences(_ count: Int, _ shape: Shape) throws -> Layout {
        try strided([count] + shape, by: [shape[1], count * shape[1], 1])
    }
}

/// A matrix that lies in memory row by row, or its transpose.
struct Matrix {
    let start: UnsafePointer<Float>
    /// As they lie.
    let rows, columns: Int
    /// From one row to the next.
    let stride: Int
    private(set) var isTurned = false

    init(_ start: UnsafePointer<Float>, _ rows: Int, _ columns: Int, stride: Int? = nil) {
        self.start = start
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? columns
    }

    var turned: Matrix {
        var matrix = self
        matrix.isTurned.toggle()
        return matrix
    }

    /// `c = self b`, or `c += self b` with `adding`; c's rows are `stride` apart, or as far as they are long.
    ///
    /// Throws `EngineFault`.
    func times(_ b: Matrix, adding: Bool = false, to c: Memory, stride: Int? = nil) throws {
        let (rows, inner) = isTurned ? (columns, self.rows) : (self.rows, columns)
        let columns = b.isTurned ? b.rows : b.columns
        precondition(inner == (b.isTurned ? b.columns : b.rows))
        guard rows > 0, columns > 0 else { return }
        try Operation.open()
        let status = foley_dnn_multiply(
            isTurned ? 1 : 0, b.isTurned ? 1 : 0, Int64(rows), Int64(columns), Int64(inner), start, Int64(self.stride),
            b.start, Int64(b.stride), adding ? 1 : 0, c, Int64(stride ?? columns))
        if status != 0 { throw EngineFault.failed("matrix product", status: Int(status)) }
    }
}
