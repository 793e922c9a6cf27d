import Tensors

/// The same numbers as one row: (channels x rows x columns).
struct Flatten: Layer {
    static let kind = "flatten"
    init() {}
    var summary: String { "flatten" }
    func output(for input: Shape) throws -> Shape { [input.reduce(1, *)] }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        FlattenStep(from: .plain([count] + shape), to: .plain([count, shape.reduce(1, *)]))
    }
}

/// Row-major, both sides are the same memory.
private final class FlattenStep: LayerStep {
    let input, output: Layout
    let worksInPlace = true
    let leavesNumbers = true

    init(from input: Layout, to output: Layout) {
        self.input = input
        self.output = output
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        if x != y { y.update(from: x, count: input.count) }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        if let dx, dx != dy { dx.update(from: dy, count: input.count) }
    }
}

/// `y[u] = bias[u] + sum over i of weights[u, i] x[i]`; weights are (units, inputs).
struct Dense: Layer {
    static let kind = "dense"
    var units: Int
    init(_ units: Int) { self.units = units }

    var summary: String { "dense, \(units) units" }

    var objection: String? { (1...1_048_576).contains(units) ? nil : "cannot have \(units) units" }

    func output(for input: Shape) throws -> Shape {
        guard input.count == 1 else {
            throw LayerFault(layer: summary, input: input, problem: "needs one row of numbers (flatten first)")
        }
        return [units]
    }

    func parameters(for input: Shape) -> [LayerParameter] {
        [
            .glorot("weights", [units, input[0]], fanIn: input[0], fanOut: units),
            LayerParameter(name: "bias", shape: [units], start: .constant(0)),
        ]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        DenseStep(units, shape, count: count, mode, needsGradient: needsGradient)
    }
}

private final class DenseStep: LayerStep {
    let input, output: Layout
    private let features, units, count: Int
    private let forward: Panels
    /// nil where nobody asks for the input's gradient.
    private let data: Panels?
    private var biasOffset: Int { units * features }
    var bytes: Int { forward.bytes + (data?.bytes ?? 0) }

    init(_ units: Int, _ shape: Shape, count: Int, _ mode: Mode, needsGradient: Bool) {
        (features, self.units, self.count) = (shape[0], units, count)
        (input, output) = (.plain([count, features]), .plain([count, units]))
        forward = Panels(inner: features, columns: units)
        data = mode == .training && needsGradient ? Panels(inner: units, columns: features) : nil
    }

    /// (units, features)
    private func weights(_ pass: Pass) -> Matrix { Matrix(pass.parameters, units, features) }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) {
        forward.take(weights(pass).turned, version: pass.version)
        Matrix(x, count, features).times(forward, to: y)
        for row in 0..<count { Kernels.add(pass.parameters + biasOffset, count: units, to: y + row * units) }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) {
        let (gradients, dy) = (pass.gradients!, Matrix(dy, count, units))
        dy.turned.times(Matrix(x, count, features), to: gradients)
        Kernels.columnSums(dy.start, rows: count, columns: units, stride: units, to: gradients + biasOffset)
        guard let dx, let data else { return }
        data.take(weights(pass), version: pass.version)
        dy.times(data, to: dx)
    }
}
