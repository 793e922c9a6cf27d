import Tensors

/// In training each number is zero with probability `share`, else divided by 1 - `share`; in prediction `y = x`.
///
/// Srivastava et al., "Dropout" (2014).
struct Dropout: Layer {
    static let kind = "dropout"
    var share: Double
    init(_ share: Double) { self.share = share }

    var summary: String { "dropout" + ((0...1).contains(share) ? " \(Int((share * 100).rounded())) %" : "") }
    var objection: String? { (0..<1).contains(share) ? nil : "cannot leave out a share of \(share)" }
    func output(for input: Shape) throws -> Shape { input }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any Step {
        DropoutStep(input, share: mode == .training ? Float(share) : 0)
    }
}

private final class DropoutStep: Step {
    let input: Layout
    var output: Layout { input }
    var worksInPlace: Bool { share == 0 }
    var leavesNumbers: Bool { share == 0 }
    private let share: Float
    /// 0 or 1 / (1 - share) for each number.
    private let mask: Scratch

    init(_ layout: Layout, share: Float) {
        input = layout
        self.share = share
        mask = Scratch(share == 0 ? 0 : layout.count)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        guard share > 0 else {
            if x != y { y.update(from: x, count: input.count) }
            return
        }
        pass.random.fillUniform(mask.memory)
        Kernels.keepMask(mask.start, count: mask.memory.count, dropping: share)
        Kernels.multiply(x, mask.start, count: mask.memory.count, to: y)
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        let dx = dx ?? dy
        if share > 0 {
            Kernels.multiply(dy, mask.start, count: mask.memory.count, to: dx)
        } else if dx != dy {
            dx.update(from: dy, count: input.count)
        }
    }
}
