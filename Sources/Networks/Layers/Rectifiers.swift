import Tensors

/// `y = max(x, 0)`
struct ReLU: Layer {
    static let kind = "relu"
    init() {}
    var summary: String { "ReLU" }
    func output(for input: Shape) throws -> Shape { input }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        try RectifierStep(exponential: false, input, mode)
    }
}

/// `y = x` where x is positive, else `exp(x) - 1`; Clevert, Unterthiner and Hochreiter (2015), with alpha 1.
struct ELU: Layer {
    static let kind = "elu"
    init() {}
    var summary: String { "ELU" }
    func output(for input: Shape) throws -> Shape { input }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        try RectifierStep(exponential: true, input, mode)
    }
}

/// The slope is a function of the result: `y > 0 ? 1 : 0` or `y > 0 ? 1 : y + 1`.
private final class RectifierStep: Step {
    let input: Layout
    var output: Layout { input }
    let worksInPlace = true
    let readsOutput = true
    private let forward: Operation
    private let backward: Operation?

    init(exponential: Bool, _ layout: Layout, _ mode: Mode) throws {
        input = layout
        forward = try .rectifier(exponential: exponential, layout)
        backward = mode == .training ? try .rectifierBack(exponential: exponential, layout, forward) : nil
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws { try forward.run([.x: x, .y: y]) }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        try backward!.run([.y: y, .dy: dy, .dx: dx ?? dy])
    }
}
