import Tensors

/// Each channel over all rows and columns, as one number or two: its mean, its maximum, or all means and then all maxima.
///
/// What size a map has no longer matters after it: Lin, Chen and Yan, "Network in network" (2013).
struct GlobalPool: Layer {
    static let kind = "global pool"
    var of: Statistic

    enum Statistic: String, Codable, Sendable, CaseIterable { case mean, maximum, both }

    init(_ of: Statistic) { self.of = of }

    var summary: String {
        switch of {
        case .mean: "global mean"
        case .maximum: "global maximum"
        case .both: "global mean and maximum"
        }
    }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.check(self, input, holds: [1, 1])
        return [of == .both ? 2 * input[0] : input[0]]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        try GlobalPoolStep(of, input, channels: shape[0], count: count)
    }
}

private final class GlobalPoolStep: LayerStep {
    let input, output: Layout
    private let kernel: BlockKernel
    private let channels, width: Int
    private let hasMean, hasMaximum: Bool
    /// Where each maximum was found.
    private let cells: UnsafeMutablePointer<Int32>
    let bytes: Int

    init(_ statistic: GlobalPool.Statistic, _ layout: Layout, channels: Int, count: Int) throws {
        input = layout.grid == nil ? .plain(layout.shape) : layout
        self.channels = channels
        hasMean = statistic != .maximum
        hasMaximum = statistic != .mean
        width = statistic == .both ? 2 * channels : channels
        output = .plain([count, width])
        kernel = BlockKernel(input.grid!)
        cells = .allocate(capacity: count * channels)
        cells.initialize(repeating: 0, count: count * channels)
        bytes = count * channels * MemoryLayout<Int32>.size
    }

    deinit { cells.deallocate() }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        kernel.summarise(
            x, channels: channels, width: width, mean: hasMean ? y : nil,
            greatest: hasMaximum ? (hasMean ? y + channels : y) : nil, cells: cells)
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        guard let dx else { return }
        kernel.summariseBack(
            channels: channels, width: width, mean: hasMean ? dy : nil,
            greatest: hasMaximum ? (hasMean ? dy + channels : dy) : nil, cells: cells, to: dx)
    }
}
