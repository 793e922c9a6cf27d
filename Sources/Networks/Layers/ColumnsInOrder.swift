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
    ) throws -> any LayerStep {
        ColumnsInOrderStep(shape, to: try output(for: shape), count: count)
    }
}

private final class ColumnsInOrderStep: LayerStep {
    let input, output: Layout
    /// Both as (examples, features, frames).
    private let pictures, sequences: Layout

    init(_ shape: Shape, to sequence: Shape, count: Int) {
        input = .plain([count] + shape)
        output = .sequences(count, sequence)
        let (frames, features) = (sequence[0], sequence[1])
        pictures = .plain([count, features, frames])
        sequences = .strided([count, features, frames], by: [features, 1, count * features])
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) { pictures.move(x, to: y, sequences) }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) {
        if let dx { sequences.move(dy, to: dx, pictures) }
    }
}
