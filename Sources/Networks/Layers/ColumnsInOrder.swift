import Tensors

/// A picture as a sequence of its columns: (channels, rows, columns) to (columns, channels x rows), column by column in
/// time, `y[t, c rows + r] = x[c, r, t]`.
struct ColumnsInOrder: Layer {
    static let kind = "frames"
    init() {}
    var summary: String { "frames" }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.check(self, input, holds: [1, 1])
        return [input[2], input[0] * input[1]]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        try ColumnsInOrderStep(shape, to: output(for: shape), count: count)
    }
}

private final class ColumnsInOrderStep: Step {
    let input, output: Layout
    private let there, back: Operation

    init(_ shape: Shape, to sequence: Shape, count: Int) throws {
        input = try .plain([count] + shape)
        output = try .sequences(count, sequence)
        let (frames, features) = (sequence[0], sequence[1])
        // Both as (examples, features, frames).
        let pictures = try Layout.plain([count, features, frames])
        let sequences = try Layout.strided([count, features, frames], by: [features, 1, count * features])
        there = try .reorder(pictures, sequences)
        back = try .reorder(sequences, pictures)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws { try there.run([.x: x, .y: y]) }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        if let dx { try back.run([.x: dy, .y: dx]) }
    }
}
