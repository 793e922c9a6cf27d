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

    func parameters(for input: Shape) -> [LayerParameter] {
        let window = rows * columns
        return [
            .glorot("weights", [filters, input[0], rows, columns], fanIn: input[0] * window, fanOut: filters * window),
            LayerParameter(name: "bias", shape: [filters], start: .constant(0)),
        ]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        try step(input, shape: shape, count: count, mode: mode, needsGradient: needsGradient, folding: LayerBlock())
    }

    /// With what follows it folded in, for prediction: the normalisation into its weights, the rectifier into its pass.
    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool, folding block: LayerBlock
    ) throws -> any LayerStep {
        let setup = ConvolutionSetup(
            self, input, shape: shape, to: try output(for: shape), count: count, needsGradient: needsGradient)
        return mode == .training ? ConvolutionStep(setup) : FoldedConvolutionStep(setup, block)
    }
}

/// A convolution of `count` examples: how they lie, and what computes it and its gradients.
private struct ConvolutionSetup {
    let input, output: Layout
    let weights: [Int]
    let forward: ConvolutionKernel
    /// The gradient of the input, a convolution of the output's: nil where nobody asks for it.
    let data: ConvolutionKernel?

    init(_ layer: Convolution, _ given: Layout, shape: Shape, to out: Shape, count: Int, needsGradient: Bool) {
        weights = [layer.filters, shape[0], layer.rows, layer.columns]
        // Of few channels or filters, what the method saves goes into filling up its blocks.
        let winograd = layer.rows == 3 && layer.columns == 3 && shape[0] >= 16 && layer.filters >= 16
        let full = [count] + shape
        input = winograd || needsGradient || given.shape != full ? .blocks(full) : given
        output = .blocks([count] + out)
        let before = layer.padding == .same ? ((layer.rows - 1) / 2, (layer.columns - 1) / 2) : (0, 0)
        let (from, to, window) = ((shape[1], shape[2]), (out[1], out[2]), (layer.rows, layer.columns))
        forward = ConvolutionKernel(
            images: count, channels: shape[0], filters: layer.filters, size: from, to: to, window: window, zeros: before,
            x: input.order, y: output.order, winograd: winograd)
        guard needsGradient else {
            data = nil
            return
        }
        data = ConvolutionKernel(
            images: count, channels: layer.filters, filters: shape[0], size: to, to: from, window: window,
            zeros: (layer.rows - 1 - before.0, layer.columns - 1 - before.1), x: output.order, y: input.order,
            winograd: winograd)
    }
}

private final class ConvolutionStep: LayerStep {
    let input, output: Layout
    private let setup: ConvolutionSetup
    /// The weights as each way asks for them, and the room that both work in.
    private let weights, dataWeights, room: Scratch
    private var version = -1
    private let biasOffset: Int
    var bytes: Int { weights.bytes + dataWeights.bytes + room.bytes }

    init(_ setup: ConvolutionSetup) {
        self.setup = setup
        (input, output) = (setup.input, setup.output)
        weights = Scratch(setup.forward.weights)
        dataWeights = Scratch(setup.data?.weights ?? 0)
        room = Scratch(max(setup.forward.room, setup.forward.gradientRoom, setup.data?.room ?? 0))
        biasOffset = setup.weights.reduce(1, *)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) {
        if pass.version != version {
            setup.forward.order(pass.parameters, to: weights.start)
            setup.data?.order(pass.parameters, turned: true, to: dataWeights.start)
            version = pass.version
        }
        setup.forward.convolve(x, weights.start, bias: pass.parameters + biasOffset, to: y, room: room)
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) {
        let gradients = pass.gradients!
        setup.forward.gradient(x, dy: dy, weights: gradients, bias: gradients + biasOffset, room: room)
        if let dx, let data = setup.data { data.convolve(dy, dataWeights.start, bias: nil, to: dx, room: room) }
    }
}

/// A convolution in prediction: with a = scale / sqrt(variance + epsilon) of the normalisation that follows, its weights
/// are a w and its bias is a (b - mean) + shift, and the rectifier is taken on the way out.
private final class FoldedConvolutionStep: LayerStep {
    let input, output: Layout
    private let setup: ConvolutionSetup
    private let block: LayerBlock
    /// Takes the rectifier that the convolution does not.
    private let elu: BlockKernel?
    private let filters, window: Int
    /// Weights and bias as they are folded, and of which version.
    private let weights, bias, room: Scratch
    private var version = -1
    var bytes: Int { weights.bytes + bias.bytes + room.bytes }

    init(_ setup: ConvolutionSetup, _ block: LayerBlock) {
        self.setup = setup
        self.block = block
        (input, output) = (setup.input, setup.output)
        elu = block.rectifier == .elu ? BlockKernel(output.grid!, rectifier: .elu) : nil
        filters = setup.weights[0]
        window = setup.weights[1...].reduce(1, *)
        weights = Scratch(setup.forward.weights)
        bias = Scratch(filters)
        room = Scratch(setup.forward.room)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) {
        if version != pass.version {
            fold(pass)
            version = pass.version
        }
        setup.forward.convolve(
            x, weights.start, bias: bias.start, rectified: block.rectifier == .relu, to: y, room: room)
        elu?.forward(y, scale: nil, shift: bias.start, to: y, places: nil, random: pass.random)
    }

    private func fold(_ pass: Pass) {
        let (plain, offset) = (pass.parameters, pass.parameters + filters * window)
        let (scale, shift) = (offset + filters, offset + 2 * filters)
        let (mean, variance) = (pass.statistics, pass.statistics + filters)
        let folded = Scratch(filters * window)
        for filter in 0..<filters {
            let factor =
                block.isNormalised ? scale[filter] / (variance[filter] + BatchNormalisation.epsilon).squareRoot() : 1
            for i in filter * window..<(filter + 1) * window { folded.start[i] = factor * plain[i] }
            bias.start[filter] =
                block.isNormalised ? factor * (offset[filter] - mean[filter]) + shift[filter] : offset[filter]
        }
        setup.forward.order(folded.start, to: weights.start)
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) {
        preconditionFailure("a network in prediction has no gradient")
    }
}
