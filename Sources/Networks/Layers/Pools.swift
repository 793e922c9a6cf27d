import Tensors

/// `y[c, i, j] = max over k, l of x[c, rows i + k, columns j + l]`; rows and columns that fill no window are left out.
struct MaxPool: BlockPart {
    static let kind = "max pool"
    var rows: Int
    var columns: Int

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    var summary: String { "max-pool \(rows)x\(columns)" }
    /// A byte says where in its window each maximum was found, and one of its numbers that there is none (`LayerBlock`).
    static let mostCells = 255

    var objection: String? {
        LayerFault.objection(rows: rows, columns: columns)
            ?? (rows * columns <= Self.mostCells
                ? nil : "cannot span \(rows) x \(columns): a window holds \(Self.mostCells) cells at most")
    }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.check(self, input, holds: [rows, columns])
        return [input[0], input[1] / rows, input[2] / columns]
    }

    func join(_ block: inout LayerBlock) -> Bool {
        guard block.window == nil, block.dropout == nil else { return false }
        block.window = [rows, columns]
        return true
    }
}

/// `y[c, i] = mean over j of x[c, i, j]`: what is there on average, whenever it is there.
struct TimeAverage: Layer {
    static let kind = "time average"
    init() {}
    var summary: String { "average over time" }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.check(self, input, holds: [1, 1])
        return [input[0], input[1], 1]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        try TimeAverageStep(input, rows: count, shape)
    }
}

private final class TimeAverageStep: LayerStep {
    let input, output: Layout
    private let kernel: BlockKernel

    init(_ layout: Layout, rows count: Int, _ shape: Shape) throws {
        input = layout.grid == nil ? .plain(layout.shape) : layout
        output = input.like([count, shape[0], shape[1], 1])
        kernel = BlockKernel(input.grid!)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws { kernel.averageColumns(x, to: y) }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        if let dx { kernel.averageColumnsBack(dy, to: dx) }
    }
}
