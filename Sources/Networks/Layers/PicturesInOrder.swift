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
    ) throws -> any LayerStep {
        PicturesInOrderStep(shape, pictures: pictures, examples: pictures / count, to: try output(for: shape))
    }
}

private final class PicturesInOrderStep: LayerStep {
    let input, output: Layout
    /// The output as what comes in lies.
    private let rows: Layout

    init(_ shape: Shape, pictures: Int, examples: Int, to sequence: Shape) {
        input = .plain([pictures] + shape)
        output = .sequences(examples, sequence)
        rows = .plain([examples] + sequence)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) { rows.move(x, to: y, output) }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) {
        if let dx { output.move(dy, to: dx, rows) }
    }
}
