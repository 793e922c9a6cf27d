internal import CKernels

/// Kernels of recurrent layers and of large vocabularies.
extension Kernels {
    public typealias Floats = UnsafeMutablePointer<Float>

    /// `x[i] = tanh(x[i])`, to 3e-7 of each.
    public static func tanh(_ x: Floats, count: Int) { foley_tanh(x, count) }

    /// One example's step of an LSTM: `gates` (i, f, g, o) are products before and values after,
    /// `cell = f before + i g`, `hidden = o tanh(cell)`.
    public static func lstm(
        gates: Floats, bias: UnsafePointer<Float>, before: UnsafePointer<Float>, cell: Floats, hidden: Floats, units: Int
    ) {
        foley_lstm(gates, bias, before, cell, hidden, units)
    }

    /// The gradient of an LSTM's step: `gates` are values before and gradients of the products after; `dcell` is that of
    /// `cell` before and of `before` after; `dy + carry` is that of `hidden`.
    public static func lstmBack(
        gates: Floats, before: UnsafePointer<Float>, cell: UnsafePointer<Float>, dy: UnsafePointer<Float>,
        carry: UnsafePointer<Float>, dcell: Floats, units: Int
    ) {
        foley_lstm_back(gates, before, cell, dy, carry, dcell, units)
    }

    /// One example's step of a GRU: `gates` (r, z, n) are the input's products before and values after, `products` the
    /// state's; `hidden = (1 - z) n + z before`.
    public static func gru(
        gates: Floats, bias: UnsafePointer<Float>, products: Floats, before: UnsafePointer<Float>, hidden: Floats,
        units: Int
    ) {
        foley_gru(gates, bias, products, before, hidden, units)
    }

    /// The gradient of a GRU's step: `gates` and `products` become gradients of the products, `carry` the gradient of
    /// `before` that does not pass through them.
    public static func gruBack(
        gates: Floats, products: Floats, before: UnsafePointer<Float>, dy: UnsafePointer<Float>, carry: Floats, units: Int
    ) {
        foley_gru_back(gates, products, before, dy, carry, units)
    }

    /// `sums[c] = sum over r of matrix[r, c]`, rows `stride` apart, added from the first to the last.
    public static func columnSums(
        _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int, to sums: Floats
    ) {
        foley_column_sums(sums, matrix, rows, columns, stride)
    }

    /// `- log softmax(row)[label]`, and whether none is more probable; the row becomes its gradient times `scale`.
    public static func softmaxLoss(_ row: Floats, count: Int, label: Int, scale: Float) -> (loss: Float, isGreatest: Bool) {
        var isGreatest: Int32 = 0
        let loss = foley_softmax_loss(row, count, label, scale, &isGreatest)
        return (loss, isGreatest != 0)
    }
}
