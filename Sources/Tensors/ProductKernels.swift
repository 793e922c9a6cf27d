internal import CKernels

/// Products of matrices. What they give depends on nothing but the row and the column that it is made of.
extension Kernels {
    /// How many floats `pack` writes.
    public static func panels(inner: Int, columns: Int) -> Int {
        let width = Int(foley_panel())
        return inner * ((columns + width - 1) / width * width)
    }

    /// Orders a matrix (inner, columns) for products; its number in row r and column c is `b[r rowStride + c columnStride]`.
    public static func pack(
        _ b: UnsafePointer<Float>, inner: Int, columns: Int, rowStride: Int, columnStride: Int, to panels: Floats
    ) {
        foley_pack(inner, columns, b, rowStride, columnStride, panels)
    }

    /// `c = a b`, or `c += a b`, with b as `pack` orders it; a's number in row r and column k is
    /// `a[r rowStride + k innerStride]`, and rows of c are `stride` apart.
    public static func product(
        _ a: UnsafePointer<Float>, rows: Int, inner: Int, columns: Int, rowStride: Int, innerStride: Int,
        panels: UnsafePointer<Float>, adding: Bool, to c: Floats, stride: Int
    ) {
        foley_panel_product(rows, inner, columns, a, rowStride, innerStride, panels, adding ? 1 : 0, c, stride)
    }

    /// The same with b as it lies.
    public static func product(
        _ a: UnsafePointer<Float>, rows: Int, inner: Int, columns: Int, rowStride: Int, innerStride: Int,
        by b: UnsafePointer<Float>, bRowStride: Int, bColumnStride: Int, adding: Bool, to c: Floats, stride: Int
    ) {
        withExtendedLifetime(Scratch(unset: Int(foley_product_room(inner, columns)))) { room in
            foley_product(
                rows, inner, columns, a, rowStride, innerStride, b, bRowStride, bColumnStride, adding ? 1 : 0, c, stride,
                room.start)
        }
    }
}
