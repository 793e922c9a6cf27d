import Tensors

/// `y > 0 ? y : 0`, or `exp(y) - 1` where y is not positive.
enum Rectifier: Int32 {
    case none = 0, relu = 1, elu = 2
}

/// What follows a convolution or a dense layer and computes number by number: batch normalisation, then a rectifier and
/// a max-pool, then dropout, as one step over memory instead of four.
///
/// Rectifiers never fall, so that the maximum may be taken before them: a quarter of the exponentials for a 2x2 window,
/// and of the activations only where each maximum was found need be kept.
struct LayerBlock {
    var isNormalised = false
    var rectifier = Rectifier.none
    /// Rows and columns.
    var window: [Int]?
    /// The share left out.
    var dropout: Double?

    /// Nothing may follow dropout, and nothing is normalised after its rectifier or its pool.
    var isEmpty: Bool { !isNormalised && rectifier == .none && window == nil && dropout == nil }
}

extension BlockKernel {
    init(_ grid: Layout.Grid, window: [Int] = [1, 1], rectifier: Rectifier = .none, share: Float = 0) {
        self.init(
            images: grid.images, groups: grid.groups, rows: grid.rows, columns: grid.columns, lanes: grid.lanes,
            down: window[0], across: window[1], rectifier: rectifier.rawValue, share: share)
    }
}

/// A layer that becomes part of a block.
protocol BlockPart: Layer {
    /// Takes its place at the end of the block; false, and nothing is changed, where the block has none for it.
    func join(_ block: inout LayerBlock) -> Bool
}

extension BlockPart {
    func step(_ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool) throws -> any LayerStep {
        var block = LayerBlock()
        _ = join(&block)
        return try BlockStep(block, input, shape: shape, mode)
    }
}

/// A block at work.
///
/// Normalised: `y = scale (x - mean) / sqrt(variance + epsilon) + shift`; with g the gradient of y,
/// `dx = scale / sqrt(variance + epsilon) (g - mean(g) - xhat mean(g xhat))`.
final class BlockStep: LayerStep {
    let input, output: Layout
    var worksInPlace: Bool { !block.isNormalised && block.window == nil }
    var leavesNumbers: Bool { block.rectifier == .none && dropped == 0 && worksInPlace }
    var readsOutput: Bool { block.rectifier != .none }
    var bytes: Int { (places == nil ? 0 : kernel.outputs) + 5 * mean.bytes }

    private let block: LayerBlock
    private let kernel: BlockKernel
    private let channels: Int
    private let mode: Mode
    private let dropped: Float
    /// Where each maximum was found and what was dropped; nil where neither is asked for.
    private let places: UnsafeMutablePointer<UInt8>?
    /// Of each channel: the mean, one over the deviation, and the factors of a pass.
    private let mean, inverse, scale, slope, shift: Scratch

    init(_ block: LayerBlock, _ layout: Layout, shape: Shape, _ mode: Mode) throws {
        // Whatever does not lie in blocks is brought into them.
        input = layout.grid == nil ? .plain(layout.shape) : layout
        self.block = block
        self.mode = mode
        let grid = input.grid!
        let window = block.window ?? [1, 1]
        let full = input.shape
        output = block.window == nil ? input : input.like([full[0], full[1], full[2] / window[0], full[3] / window[1]])
        dropped = mode == .training ? Float(block.dropout ?? 0) : 0
        kernel = BlockKernel(grid, window: window, rectifier: block.rectifier, share: dropped)
        channels = shape[0]
        let padded = block.isNormalised ? grid.groups * grid.lanes : 0
        (mean, inverse, scale, slope, shift) = (
            Scratch(padded), Scratch(padded), Scratch(padded), Scratch(padded), Scratch(padded)
        )
        let isKept = mode == .training && (block.window != nil || dropped > 0)
        places = isKept ? .allocate(capacity: kernel.outputs) : nil
        places?.initialize(repeating: 0, count: kernel.outputs)
    }

    deinit { places?.deallocate() }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        if block.isNormalised { normalise(x, pass) }
        kernel.forward(
            x, scale: block.isNormalised ? scale.start : nil, shift: shift.start, to: y, places: places,
            random: pass.random)
    }

    /// The scale and the shift of each channel; those of channels that only fill up a block stay zero.
    private func normalise(_ x: Memory, _ pass: Pass) {
        let epsilon = BatchNormalisation.epsilon
        let measured = mode == .training ? pass.observed! : Memory(mutating: pass.statistics)
        if mode == .training { kernel.moments(x, channels: channels, mean: measured, variance: measured + channels) }
        for c in 0..<channels {
            mean.start[c] = measured[c]
            inverse.start[c] = 1 / (measured[channels + c] + epsilon).squareRoot()
            scale.start[c] = pass.parameters[c] * inverse.start[c]
            shift.start[c] = pass.parameters[channels + c] - scale.start[c] * measured[c]
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        guard block.isNormalised else {
            kernel.reduce(x, y: y, places: places, dy: dy)
            if let dx { kernel.spread(x, g: dy, places: places, to: dx) }
            return
        }
        let sums = kernel.reduce(x, y: y, places: places, dy: dy, mean: mean.start)
        let (gradients, padded, count) = (pass.gradients!, mean.memory.count, Double(kernel.cells))
        for c in 0..<channels {
            // sums: of g, and of g (x - mean).
            let (first, second) = (sums[c], sums[padded + c] * Double(inverse.start[c]))
            gradients[c] = Float(second)
            gradients[channels + c] = Float(first)
            let factor = Double(pass.parameters[c]) * Double(inverse.start[c])
            let rise = -factor * second / count * Double(inverse.start[c])
            scale.start[c] = Float(factor)
            slope.start[c] = Float(rise)
            shift.start[c] = Float(-factor * first / count - rise * Double(mean.start[c]))
        }
        guard let dx else { return }
        kernel.spread(
            x, g: dy, places: places, to: dx, scale: scale.start, slope: slope.start, shift: shift.start)
    }
}
