internal import CKernels

/// Loops over memory that are written in C for the widest registers the processor has.
public enum Kernels {
    /// Raised when one of them gives other bits.
    public static let version = "2"

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

    /// Turns the transform of `half` pairs of numbers, as if they were complex, into that of the 2 `half` numbers.
    static func unpackReal(
        _ complex: UnsafeMutablePointer<Float>, half: Int, cosines: UnsafePointer<Float>, sines: UnsafePointer<Float>
    ) {
        foley_unpack_real(complex, half, cosines, sines)
    }

    /// The least and the greatest number; nil where there is none. NaN is not looked for.
    public static func range(_ x: UnsafeBufferPointer<Float>) -> (least: Float, greatest: Float)? {
        guard !x.isEmpty else { return nil }
        var range: (least: Float, greatest: Float) = (0, 0)
        foley_range(x.baseAddress!, x.count, &range.least, &range.greatest)
        return range
    }

    /// Whether every number is finite.
    public static func allFinite(_ x: UnsafeBufferPointer<Float>) -> Bool {
        x.isEmpty || foley_has_nonfinite(x.baseAddress!, x.count) == 0
    }
}

extension Kernels {
    /// `a[i] += b[i]`
    public static func add(_ b: UnsafePointer<Float>, count: Int, to a: UnsafeMutablePointer<Float>) {
        foley_add(a, b, count)
    }

    /// One step of Adam over `count` weights: `m` and `v` are the running means of the gradient and its square, `c1`
    /// and `c2` what they are multiplied by because they began at zero.
    public static func adam(
        _ weights: UnsafeMutablePointer<Float>, m: UnsafeMutablePointer<Float>, v: UnsafeMutablePointer<Float>,
        gradient: UnsafePointer<Float>, count: Int, rate: Float, c1: Float, c2: Float, decay: Float
    ) {
        foley_adam(weights, m, v, gradient, count, rate, c1, c2, decay)
    }
}

extension Kernels {
    /// One step downhill over `count` weights, `v = momentum v + g`; with `ahead` it looks where the momentum leads.
    public static func momentum(
        _ weights: UnsafeMutablePointer<Float>, velocity: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
        count: Int, rate: Float, momentum: Float, ahead: Bool
    ) {
        foley_momentum(weights, velocity, gradient, count, rate, momentum, ahead ? 1 : 0)
    }

    /// One step of Adadelta over `count` weights: `squares` and `moves` are the running means of the squares of the
    /// gradient and of the steps taken.
    public static func adadelta(
        _ weights: UnsafeMutablePointer<Float>, squares: UnsafeMutablePointer<Float>,
        moves: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, count: Int, rate: Float
    ) {
        foley_adadelta(weights, squares, moves, gradient, count, rate)
    }

    /// `a[i] *= factor`
    public static func scale(_ a: UnsafeMutablePointer<Float>, count: Int, by factor: Float) {
        foley_scale(a, count, factor)
    }

    /// `a[i] += factor * b[i]`
    public static func add(
        _ b: UnsafePointer<Float>, times factor: Float, count: Int, to a: UnsafeMutablePointer<Float>
    ) {
        foley_add_scaled(a, b, count, factor)
    }

    /// `a[i] = share * a[i] + (1 - share) * b[i]`
    public static func blend(
        _ b: UnsafePointer<Float>, into a: UnsafeMutablePointer<Float>, count: Int, keeping share: Float
    ) {
        foley_blend(a, b, count, share)
    }

    /// The sum of all `x[i] * x[i]` in double precision, added in an order that is always the same.
    public static func squares(_ x: UnsafePointer<Float>, count: Int) -> Double { foley_squares(x, count) }
}

/// Weighted sums over short runs of a row: a matrix whose rows are zero outside one run each.
public struct Bands: Sendable {
    public let count: Int
    private let starts: [Int32]
    private let offsets: [Int32]
    private let weights: [Float]

    /// How many numbers that are finite must lie behind the row: runs are weighed eight numbers at a time.
    public static let padding = 8

    /// One run per band: where it starts in the row, and its weights.
    public init(_ runs: [(start: Int, weights: [Float])]) {
        count = runs.count
        starts = runs.map { Int32($0.start) }
        let padded = runs.map { $0.weights + [Float](repeating: 0, count: (8 - $0.weights.count % 8) % 8) }
        offsets = padded.reduce(into: [0]) { $0.append($0.last! + Int32($1.count)) }
        weights = padded.flatMap { $0 }
    }

    /// `out[b] = sum over k of weight[b, k] * row[k]`, in an order of addition that is always the same.
    public func weigh(_ row: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>) {
        foley_weigh_bands(out, row, count, starts, offsets, weights)
    }
}
