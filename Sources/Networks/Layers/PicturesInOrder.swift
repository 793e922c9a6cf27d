import Tensors

/// Where pictures that were looked at one by one become a sequence: what each has come to, in their order, as
/// (pictures, features), `y[t, i] = x of picture t [i]`.
///
/// The layers before it compute on every picture of an example by itself.
struct PicturesInOrder: Layer {
    static let kind = "pictures"
    var count: Int
    init(_ count: Int) { self.count = count }

    var summary: String { "\(count) picture\(count == 1 ? "" : "s") in order" }
    var objection: String? { (1...1 << 20).contains(count) ? nil : "cannot join \(count) pictures" }

    func output(for input: Shape) throws -> Shape { [count, input.reduce(1, *)] }

    func step(
        _ input: Layout, shape: Shape, count pictures: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        try PicturesInOrderStep(shape, pictures: pictures, examples: pictures / count, to: output(for: shape))
    }
}

private final class PicturesInOrderStep: Step {
    let input, output: Layout
    private let there, back: Operation

    init(_ shape: Shape, pictures: Int, examples: Int, to sequence: Shape) throws {
        input = try .plain([pictures] + shape)
        output = try .sequences(examples, sequence)
        let rows = try Layout.plain([examples] + sequence)
        there = try .reorder(rows, output)
        back = try .reorder(output, rows)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws { try there.run([.x: x, .y: y]) }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        if let dx { try back.run([.x: dy, .y: dx]) }
    }
}
