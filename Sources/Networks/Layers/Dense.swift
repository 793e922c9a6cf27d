import Tensors

/// The same numbers as one row: (channels x rows x columns).
struct Flatten: Layer {
    static let kind = "flatten"
    init() {}
    var summary: String { "flatten" }
    func output(for input: Shape) throws -> Shape { [input.reduce(1, *)] }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        FlattenStep(from: try .plain([count] + shape), to: try .plain([count, shape.reduce(1, *)]))
    }
}

/// Row-major, both sides are the same memory.
private final class FlattenStep: Step {
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

    func parameters(for input: Shape) -> [Parameter] {
        [
            .glorot("weights", [units, input[0]], fanIn: input[0], fanOut: units),
            Parameter(name: "bias", shape: [units], start: .constant(0)),
        ]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        try DenseStep(units, shape, count: count, mode, needsGradient: needsGradient)
    }
}

private final class DenseStep: Step {
    let input, output: Layout
    private let features, units: Int
    private let even: EvenRows
    /// Of some of the rows, in prediction.
    private let forward: Operation
    private let packed: Packed
    private let biasOffset: Int
    private var weights: (operation: Operation, unpacked: Unpacked)?
    private var data: (operation: Operation, packed: Packed)?
    var bytes: Int {
        forward.bytes + packed.bytes + (weights.map { $0.operation.bytes + $0.unpacked.bytes } ?? 0)
            + (data.map { $0.operation.bytes + $0.packed.bytes } ?? 0)
    }

    init(_ units: Int, _ shape: Shape, count: Int, _ mode: Mode, needsGradient: Bool) throws {
        (features, self.units) = (shape[0], units)
        even = EvenRows(count, mode)
        (input, output) = (try .plain([count, features]), try .plain([count, units]))
        let layouts = Operation.Dense(
            x: try .plain([even.rows, features]), weights: try .free([units, features]), bias: try .plain([units]),
            y: try .plain([even.rows, units]))
        forward = try layouts.forward(training: mode == .training)
        let plain = try Layout.plain([units, features])
        packed = try Packed(plain, as: forward.layout(of: .weights))
        biasOffset = units * features
        guard mode == .training else { return }
        let operation = try layouts.weights(forward)
        weights = (operation, try Unpacked(operation.layout(of: .dweights), as: plain))
        if needsGradient {
            let operation = try layouts.data(forward)
            data = (operation, try Packed(plain, as: operation.layout(of: .weights)))
        }
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        let bias = Memory(mutating: pass.parameters + biasOffset)
        let weights = try packed(pass.parameters, version: pass.version)
        try even.forEach { row in
            try forward.run([.x: x + row * features, .weights: weights, .bias: bias, .y: y + row * units])
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        let gradients = pass.gradients!
        try weights!.unpacked(into: gradients) { dweights in
            try weights!.operation.run([.x: x, .dy: dy, .dweights: dweights, .dbias: gradients + biasOffset])
        }
        if let dx, let data {
            try data.operation.run([.dy: dy, .weights: data.packed(pass.parameters, version: pass.version), .dx: dx])
        }
    }
}
