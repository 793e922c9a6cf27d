import Tensors

/// `y[c, i, j] = max over k, l of x[c, rows i + k, columns j + l]`; rows and columns that fill no window are left out.
struct MaxPool: Layer {
    static let kind = "max pool"
    var rows: Int
    var columns: Int

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    var summary: String { "max-pool \(rows)x\(columns)" }
    var objection: String? { LayerFault.objection(rows: rows, columns: columns) }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.check(self, input, holds: [rows, columns])
        return [input[0], input[1] / rows, input[2] / columns]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        try PoolStep(.maximum, input, to: [count] + output(for: shape), window: [rows, columns], mode)
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
    ) throws -> any Step {
        try PoolStep(.mean, input, to: [count] + output(for: shape), window: [1, shape[2]], mode)
    }
}

private final class PoolStep: Step {
    let input, output: Layout
    private let forward: Operation
    private let backward: Operation?
    /// Where each maximum was found.
    private let workspace: Scratch?

    init(_ kind: Operation.Pooling, _ layout: Layout, to shape: [Int], window: [Int], _ mode: Mode) throws {
        input = layout
        forward = try .pool(kind, layout, .free(shape), window: window, training: mode == .training)
        output = forward.layout(of: .y)
        let places = forward.layout(of: .workspace)
        workspace = places.described.ndims > 0 ? Scratch(places.count + 1) : nil
        backward =
            mode == .training ? try .poolBack(kind, layout, output, window: window, forward) : nil
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        if let workspace {
            try forward.run([.x: x, .y: y, .workspace: workspace.start])
        } else {
            try forward.run([.x: x, .y: y])
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        guard let dx else { return }
        if let workspace {
            try backward!.run([.dy: dy, .workspace: workspace.start, .dx: dx])
        } else {
            try backward!.run([.dy: dy, .dx: dx])
        }
    }
}
