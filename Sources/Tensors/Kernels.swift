internal import CKernels

/// Loops over memory that are written in C for the widest registers the processor has.
public enum Kernels {
    /// `out[i] = a[i] * b[i]`
    public static func multiply(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int, to out: UnsafeMutablePointer<Float>
    ) {
        foley_multiply(out, a, b, count)
    }

    /// The squared magnitudes of `count` interleaved complex numbers.
    public static func power(_ complex: UnsafePointer<Float>, count: Int, to out: UnsafeMutablePointer<Float>) {
        foley_power(out, complex, count)
    }

    /// `out[i] = max(10 log10(max(x[i], smallest)) - offset, floor)`; `out` may be `x`.
    public static func decibels(
        _ x: UnsafePointer<Float>, count: Int, smallest: Float = 1e-10, offset: Float = 0,
        floor: Float = -.infinity, to out: UnsafeMutablePointer<Float>
    ) {
        precondition(smallest >= .leastNormalMagnitude)
        foley_decibels(out, x, count, smallest, offset, floor)
    }

    /// Whether every number is finite.
    public static func allFinite(_ x: UnsafeBufferPointer<Float>) -> Bool {
        x.isEmpty || foley_has_nonfinite(x.baseAddress!, x.count) == 0
    }
}

/// Weighted sums over short runs of a row: a matrix whose rows are zero outside one run each.
public struct Bands: Sendable {
    public let count: Int
    private let starts: [Int32]
    private let offsets: [Int32]
    private let weights: [Float]

    /// One run per band: where it starts in the row, and its weights.
    public init(_ runs: [(start: Int, weights: [Float])]) {
        count = runs.count
        starts = runs.map { Int32($0.start) }
        offsets = runs.reduce(into: [0]) { $0.append($0.last! + Int32($1.weights.count)) }
        weights = runs.flatMap(\.weights)
    }

    /// `out[b] = sum over k of weight[b, k] * row[k]`, in an order of addition that is always the same.
    public func weigh(_ row: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>) {
        foley_weigh_bands(out, row, count, starts, offsets, weights)
    }
}
