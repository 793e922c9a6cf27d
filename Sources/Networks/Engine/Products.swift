internal import CDNN
import Tensors

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

/// Rows of a product in prediction, in parts that are computed one after the other so that a row's sums do not depend on
/// its place: a clip's answer depends on nothing that stands beside it.
///
/// At avx2 oneDNN takes up to 48 rows at a time and six of these at once; of six that are not full, the last one, two or
/// three are added up in another order than the others. Parts of 48 have none such, nor have as many as leave none or
/// more than three over, nor halves of those that leave two.
struct EvenRows {
    /// The first row of each part.
    let starts: [Int]
    /// Of each part; the last may take up some rows of the one before again.
    let rows: Int

    /// In training, where clips may know of each other, all rows are one part.
    init(_ rows: Int, _ mode: Mode, level: Level = .current) {
        guard mode == .prediction, level == .avx2, rows > 3 else { (starts, self.rows) = ([0], rows); return }
        self.rows = if rows > 48 { 48 } else {
            switch rows % 6 {
            case 0, 4, 5: rows
            case 2 where rows % 4 == 0: rows / 2
            default: 4
            }
        }
        starts = stride(from: 0, to: rows, by: self.rows).map { [part = self.rows] in min($0, rows - part) }
    }

    /// Calls `body` with each part's first row.
    func forEach(_ body: (Int) throws -> Void) rethrows { try starts.forEach(body) }
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

    /// Some of its rows, as they lie.
    func rows(from first: Int, count: Int) -> Matrix { Matrix(start + first * stride, count, columns, stride: stride) }

    /// `c = self b` in prediction, where no row may depend on its place.
    ///
    /// Throws `EngineFault`.
    func evenly(_ mode: Mode, times b: Matrix, to c: Memory) throws {
        let even = EvenRows(rows, mode)
        let columns = b.isTurned ? b.rows : b.columns
        try even.forEach { try rows(from: $0, count: even.rows).times(b, to: c + $0 * columns) }
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
