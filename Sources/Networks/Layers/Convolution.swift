import Tensors

/// `y[f, i, j] = bias[f] + sum over c, k, l of weights[f, c, k, l] x[c, i + k, j + l]`; a cross-correlation, as in all
/// such programs.
///
/// Weights are (filters, channels, rows, columns). Same padding puts the smaller half of the zeros first.
struct Convolution: Layer {
    static let kind = "convolution"
    var filters: Int
    var rows: Int
    var columns: Int
    var padding: Padding

    enum Padding: String, Codable, Sendable {
        /// The output is smaller by the kernel's size less one.
        case valid
        /// The output is as large as the input.
        case same
    }

    init(filters: Int, rows: Int, columns: Int, padding: Padding = .valid) {
        self.filters = filters
        self.rows = rows
        self.columns = columns
        self.padding = padding
    }

    var summary: String { "convolution \(rows)x\(columns), \(filters) filters" + (padding == .same ? ", padded" : "") }

    var objection: String? {
        (1...65536).contains(filters) ? LayerFault.objection(rows: rows, columns: columns) : "cannot have \(filters) filters"
    }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.check(self, input, holds: padding == .same ? [1, 1] : [rows, columns])
        return padding == .same ? [filters, input[1], input[2]] : [filters, input[1] - rows + 1, input[2] - columns + 1]
    }

    func parameters(for input: Shape) -> [Parameter] {
        let window = rows * columns
        return [
            .glorot("weights", [filters, input[0], rows, columns], fanIn: input[0] * window, fanOut: filters * window),
            Parameter(name: "bias", shape: [filters], start: .constant(0)),
        ]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        let weights = [filters, shape[0], rows, columns]
        let extra = padding == .same ? [rows - 1, columns - 1] : [0, 0]
        let free = Operation.Convolution(
            x: try .free([count] + shape), weights: try .free(weights), bias: try .plain([filters]),
            y: try .free([count] + output(for: shape)), before: extra.map { Int64($0 / 2) },
            after: extra.map { Int64($0 - $0 / 2) })
        return try ConvolutionStep(free, weights: weights, mode, needsGradient: needsGradient)
    }
}

private final class ConvolutionStep: Step {
    let input, output: Layout
    private let forward: Operation
    private let packed: Packed
    private let biasOffset: Int
    private var backward: Backward?

    private struct Backward {
        let weights: Operation
        let unpacked: Unpacked
        /// nil where nobody asks for the input's gradient.
        let data: Operation?
        let packed: Packed?
    }

    init(_ free: Operation.Convolution, weights shape: [Int], _ mode: Mode, needsGradient: Bool) throws {
        forward = try free.forward(training: mode == .training)
        input = forward.layout(of: .x)
        output = forward.layout(of: .y)
        let plain = try Layout.plain(shape)
        packed = try Packed(plain, as: forward.layout(of: .weights))
        biasOffset = shape.reduce(1, *)
        guard mode == .training else { return }
        // Activations stay in the forward layout; the weights may lie otherwise in each operation.
        let fixed = Operation.Convolution(
            x: input, weights: free.weights, bias: free.bias, y: output, before: free.before, after: free.after)
        let weights = try fixed.weights(forward)
        let data = needsGradient ? try fixed.data(forward) : nil
        backward = Backward(
            weights: weights, unpacked: try Unpacked(weights.layout(of: .dweights), as: plain), data: data,
            packed: try data.map { try Packed(plain, as: $0.layout(of: .weights)) })
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        let bias = Memory(mutating: pass.parameters + biasOffset)
        try forward.run([.x: x, .weights: packed(pass.parameters, version: pass.version), .bias: bias, .y: y])
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        let backward = backward!
        let gradients = pass.gradients!
        try backward.unpacked(into: gradients) { dweights in
            try backward.weights.run([.x: x, .dy: dy, .dweights: dweights, .dbias: gradients + biasOffset])
        }
        if let dx, let data = backward.data {
            let weights = try backward.packed!(pass.parameters, version: pass.version)
            try data.run([.dy: dy, .weights: weights, .dx: dx])
        }
    }
}
