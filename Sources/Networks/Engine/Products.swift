import Tensors

/// A matrix that lies in memory row by row, or its transpose.
struct Matrix {
    let start: UnsafePointer<Float>
    /// As they lie.
    private let lyingRows, lyingColumns: Int
    /// From one row to the next, as they lie.
    private let stride: Int
    private var isTurned = false

    init(_ start: UnsafePointer<Float>, _ rows: Int, _ columns: Int, stride: Int? = nil) {
        self.start = start
        (lyingRows, lyingColumns) = (rows, columns)
        self.stride = stride ?? columns
    }

    var turned: Matrix {
        var matrix = self
        matrix.isTurned.toggle()
        return matrix
    }

    var rows: Int { isTurned ? lyingColumns : lyingRows }
    var columns: Int { isTurned ? lyingRows : lyingColumns }
    fileprivate var rowStride: Int { isTurned ? 1 : stride }
    fileprivate var columnStride: Int { isTurned ? stride : 1 }

    /// `c = self b`, or `c += self b` with `adding`; c's rows are `stride` apart, or as far as they are long.
    func times(_ b: Matrix, adding: Bool = false, to c: Memory, stride: Int? = nil) {
        precondition(columns == b.rows)
        Kernels.product(
            start, rows: rows, inner: columns, columns: b.columns, rowStride: rowStride, innerStride: columnStride,
            by: b.start, bRowStride: b.rowStride, bColumnStride: b.columnStride, adding: adding, to: c,
            stride: stride ?? b.columns)
    }

    /// The same, to the bit, with a matrix that is ordered already.
    func times(_ b: Panels, adding: Bool = false, to c: Memory, stride: Int? = nil) {
        precondition(columns == b.inner)
        Kernels.product(
            start, rows: rows, inner: columns, columns: b.columns, rowStride: rowStride, innerStride: columnStride,
            panels: b.start, adding: adding, to: c, stride: stride ?? b.columns)
    }
}

/// A matrix as products ask for it, ordered anew whenever its numbers change: worth it where few rows at a time are
/// multiplied by it, again and again.
final class Panels: @unchecked Sendable {
    let inner, columns: Int
    private let memory: Scratch
    private var version = -1
    var bytes: Int { memory.bytes }
    fileprivate var start: UnsafePointer<Float> { UnsafePointer(memory.start) }

    init(inner: Int, columns: Int) {
        (self.inner, self.columns) = (inner, columns)
        memory = Scratch(Kernels.panels(inner: inner, columns: columns))
    }

    /// Takes the matrix as it is from `version` on.
    func take(_ matrix: Matrix, version: Int) {
        precondition((matrix.rows, matrix.columns) == (inner, columns))
        guard version != self.version else { return }
        Kernels.pack(
            matrix.start, inner: inner, columns: columns, rowStride: matrix.rowStride, columnStride: matrix.columnStride,
            to: memory.start)
        self.version = version
    }
}
