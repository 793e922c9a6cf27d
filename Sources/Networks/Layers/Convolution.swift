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
        try step(shape: shape, count: count, mode: mode, needsGradient: needsGradient, folding: Block())
    }

    /// With what follows it folded in, for prediction: the normalisation into its weights, the rectifier into its pass.
    func step(shape: Shape, count: Int, mode: Mode, needsGradient: Bool, folding block: Block) throws -> any Step {
        let weights = [filters, shape[0], rows, columns]
        let extra = padding == .same ? [rows - 1, columns - 1] : [0, 0]
        func operations(_ layout: ([Int]) throws -> Layout) throws -> Operation.Convolution {
            Operation.Convolution(
                x: try layout([count] + shape), weights: try .free(weights), bias: try .plain([filters]),
                y: try layout([count] + output(for: shape)), before: extra.map { Int64($0 / 2) },
                after: extra.map { Int64($0 - $0 / 2) })
        }
        guard mode == .training else {
            return try FoldedConvolutionStep(operations(Layout.free), weights: weights, block)
        }
        func step(_ layout: ([Int]) throws -> Layout) throws -> ConvolutionStep {
            try ConvolutionStep(operations(layout), weights: weights, method(shape), needsGradient: needsGradient)
        }
        // oneDNN chooses for the forward pass; of few channels that leaves it without a quick gradient.
        let chosen = try step(Layout.free)
        guard chosen.isSlow else { return chosen }
        for layout in [Layout.channelsLast, Layout.plain] {
            do {
                let other = try step(layout)
                if !other.isSlow { return other }
            } catch EngineFault.noOperation {}
        }
        return chosen
    }

    /// How each of the three products is computed: decided by shapes alone, so that it is the same on every run.
    private func method(_ shape: Shape) -> ConvolutionStep.Methods {
        guard Self.canBeFast(rows, columns, shape[0], filters) else { return .init() }
        // The weights' gradient keeps all tiles of the batch: many of them with few channels do not pay.
        let few = shape[1] * shape[2] < 6000
        return .init(product: .winograd, weights: few || shape[0] * filters >= 48 * 48 ? .winograd : .direct)
    }

    fileprivate static func canBeFast(_ rows: Int, _ columns: Int, _ channels: Int, _ filters: Int) -> Bool {
        rows == 3 && columns == 3 && channels >= 16 && filters >= 16
    }
}

extension Operation.Convolution {
    /// By the wanted method, or directly where the library has none such for these shapes or this processor.
    fileprivate func preferring(
        _ method: Method, _ make: (Method) throws -> Operation
    ) throws -> Operation {
        guard method != .direct else { return try make(.direct) }
        do { return try make(method) } catch EngineFault.noOperation { return try make(.direct) }
    }
}

final class ConvolutionStep: Step {
    struct Methods {
        /// Of the forward pass and of the input's gradient.
        var product = Operation.Convolution.Method.direct
        var weights = Operation.Convolution.Method.direct
    }

    let input, output: Layout
    private let forward, weights: Operation
    /// nil where nobody asks for the input's gradient.
    private let data: Operation?
    private let packed: Packed
    private let packedForData: Packed?
    private let unpacked: Unpacked
    private let biasOffset: Int
    /// Whether any of its operations is.
    var isSlow: Bool { forward.isSlow || weights.isSlow || data?.isSlow ?? false }
    var bytes: Int {
        forward.bytes + weights.bytes + (data?.bytes ?? 0) + packed.bytes + (packedForData?.bytes ?? 0) + unpacked.bytes
    }

    fileprivate init(
        _ free: Operation.Convolution, weights shape: [Int], _ methods: Methods, needsGradient: Bool
    ) throws {
        forward = try free.preferring(methods.product) { try free.forward(training: true, $0) }
        let forward = forward
        input = forward.layout(of: .x)
        output = forward.layout(of: .y)
        let plain = try Layout.plain(shape)
        packed = try Packed(plain, as: forward.layout(of: .weights))
        biasOffset = shape.reduce(1, *)
        // Activations stay in the forward layout; the weights may lie otherwise in each operation.
        let fixed = Operation.Convolution(
            x: input, weights: free.weights, bias: free.bias, y: output, before: free.before, after: free.after)
        weights = try fixed.preferring(methods.weights) { try fixed.weights(forward, $0) }
        data = needsGradient ? try fixed.preferring(methods.product) { try fixed.data(forward, $0) } : nil
        unpacked = try Unpacked(weights.layout(of: .dweights), as: plain)
        packedForData = try data.map { try Packed(plain, as: $0.layout(of: .weights)) }
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        let bias = Memory(mutating: pass.parameters + biasOffset)
        try forward.run([.x: x, .weights: packed(pass.parameters, version: pass.version), .bias: bias, .y: y])
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        let gradients = pass.gradients!
        try unpacked(into: gradients) { dweights in
            try weights.run([.x: x, .dy: dy, .dweights: dweights, .dbias: gradients + biasOffset])
        }
        if let dx, let data {
            try data.run([.dy: dy, .weights: packedForData!(pass.parameters, version: pass.version), .dx: dx])
        }
    }
}

/// A convolution in prediction: with a = scale / sqrt(variance + epsilon) of the normalisation that follows, its weights
/// are a w and its bias is a (b - mean) + shift, and the rectifier is taken on the way out.
private final class FoldedConvolutionStep: Step {
    let input, output: Layout
    private let forward: Operation
    private let packed: Packed
    private let filters, window: Int
    private let isNormalised: Bool
    /// Weights and bias as they are folded, and of which version.
    private let folded: Scratch
    private var version = -1
    var bytes: Int { forward.bytes + packed.bytes + folded.bytes }

    init(_ free: Operation.Convolution, weights shape: [Int], _ block: Block) throws {
        let isFast = Convolution.canBeFast(shape[2], shape[3], shape[1], shape[0])
        forward = try free.preferring(isFast ? .winograd : .direct) {
            try free.forward(training: false, $0, rectifier: block.rectifier)
        }
        input = forward.layout(of: .x)
        output = forward.layout(of: .y)
        packed = try Packed(.plain(shape), as: forward.layout(of: .weights))
        filters = shape[0]
        window = shape[1...].reduce(1, *)
        isNormalised = block.isNormalised
        folded = Scratch(filters * (window + 1))
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        if version != pass.version {
            fold(pass)
            version = pass.version
        }
        try forward.run([
            .x: x, .weights: packed(folded.start, version: pass.version), .bias: folded.start + filters * window, .y: y,
        ])
    }

    private func fold(_ pass: Pass) {
        let (weights, bias) = (pass.parameters, pass.parameters + filters * window)
        let (scale, shift) = (bias + filters, bias + 2 * filters)
        let (mean, variance) = (pass.statistics, pass.statistics + filters)
        for filter in 0..<filters {
            let factor =
                isNormalised ? scale[filter] / (variance[filter] + BatchNormalisation.epsilon).squareRoot() : 1
            for i in filter * window..<(filter + 1) * window { folded.start[i] = factor * weights[i] }
            folded.start[filters * window + filter] =
                isNormalised ? factor * (bias[filter] - mean[filter]) + shift[filter] : bias[filter]
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        preconditionFailure("a network in prediction has no gradient")
    }
}
