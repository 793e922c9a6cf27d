internal import Glibc
import Tensors

/// The frames of a sequence by how much each matters: `s[t] = v . tanh(W x[t])`, `a = softmax over the valid t of s`,
/// `y = sum over t of a[t] x[t]`.
///
/// "weights" are W, (units, features), "vector" is v, (units). Bahdanau et al. (2015), without a query.
struct Attention: Layer {
    static let kind = "attention"
    var units: Int
    init(_ units: Int) { self.units = units }

    var summary: String { "attention, \(units) units" }
    var objection: String? { (1...65536).contains(units) ? nil : "cannot have \(units) units" }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.checkSequence(self, input)
        return [input[1]]
    }

    func parameters(for input: Shape) -> [LayerParameter] {
        [
            .glorot("weights", [units, input[1]], fanIn: input[1], fanOut: units),
            .glorot("vector", [units], fanIn: units, fanOut: 1),
        ]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        try AttentionStep(units, shape, count: count, mode)
    }
}

private final class AttentionStep: LayerStep {
    let input, output: Layout
    private let units, count, frames, features: Int
    private let mode: Mode
    /// tanh(W x), (frames, examples, units), then the gradient of W x.
    private let seen: Scratch
    /// a, (examples, frames).
    private let shares: Scratch
    private let slopes: Scratch
    var bytes: Int { seen.bytes + shares.bytes + slopes.bytes }

    init(_ units: Int, _ shape: Shape, count: Int, _ mode: Mode) throws {
        self.units = units
        self.count = count
        self.mode = mode
        (frames, features) = (shape[0], shape[1])
        input = .sequences(count, shape)
        output = .plain([count, shape[1]])
        seen = Scratch(frames * count * units)
        shares = Scratch(count * frames)
        slopes = Scratch(frames)
    }

    private func length(_ row: Int, _ lengths: [Int]?) -> Int { max(lengths?[row] ?? frames, 1) }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        let (rows, lengths) = (frames * count, pass.lengths(of: frames))
        let weights = Matrix(pass.parameters, units, features).turned
        Matrix(x, rows, features).times(weights, to: seen.start)
        Kernels.tanh(seen.start, count: rows * units)
        let vector = pass.parameters + units * features
        for row in 0..<count {
            let (a, length) = (shares.start + row * frames, length(row, lengths))
            for frame in 0..<length { a[frame] = dot(vector, seen.start + (frame * count + row) * units, units) }
            CrossEntropy.softmax(a, rows: 1, classes: length)
            (a + length).update(repeating: 0, count: frames - length)
            let out = y + row * features
            out.update(repeating: 0, count: features)
            for frame in 0..<length {
                let (source, share) = (x + (frame * count + row) * features, a[frame])
                for i in 0..<features { out[i] += share * source[i] }
            }
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        let (rows, lengths, slope) = (frames * count, pass.lengths(of: frames), slopes.start)
        let vector = pass.parameters + units * features
        let dvector = pass.gradients! + units * features
        dvector.update(repeating: 0, count: units)
        for row in 0..<count {
            let (a, length, out) = (shares.start + row * frames, length(row, lengths), dy + row * features)
            // ds[t] = a[t] (da[t] - sum of a da), da[t] = dy . x[t]
            var mean: Float = 0
            for frame in 0..<length {
                slope[frame] = dot(out, x + (frame * count + row) * features, features)
                mean += a[frame] * slope[frame]
            }
            for frame in 0..<frames {
                let u = seen.start + (frame * count + row) * units
                let ds = frame < length ? a[frame] * (slope[frame] - mean) : 0
                for i in 0..<units {
                    dvector[i] += ds * u[i]
                    u[i] = ds * vector[i] * (1 - u[i] * u[i])
                }
                guard let dx else { continue }
                let (target, share) = (dx + (frame * count + row) * features, a[frame])
                for i in 0..<features { target[i] = share * out[i] }
            }
        }
        let gradient = Matrix(seen.start, rows, units)
        gradient.turned.times(Matrix(x, rows, features), to: pass.gradients!)
        if let dx { gradient.times(Matrix(pass.parameters, units, features), adding: true, to: dx) }
    }

    private func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        var sum: Float = 0
        for i in 0..<count { sum += a[i] * b[i] }
        return sum
    }
}
