/// A second channel that says how the first changes over time, the slope of a line through nine frames:
/// `d[i, t] = sum over k = 1...4 of k (x[i, t + k] - x[i, t - k]) / 60`; beyond an end the last frame goes on.
struct Deltas: Layer {
    static let kind = "deltas"
    static let reach = 4
    init() {}
    var summary: String { "deltas over 9 frames" }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.check(self, input, holds: [1, 1])
        guard input[0] == 1 else { throw LayerFault(layer: summary, input: input, problem: "needs one channel") }
        return [2, input[1], input[2]]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        DeltasStep(input: .plain([count] + shape), output: .plain([count] + (try output(for: shape))), shape, count)
    }
}

private final class DeltasStep: LayerStep {
    let input, output: Layout
    private let rows, frames, count: Int

    init(input: Layout, output: Layout, _ shape: Shape, _ count: Int) {
        self.input = input
        self.output = output
        (rows, frames, self.count) = (shape[1], shape[2], count)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        let size = rows * frames
        for example in 0..<count {
            let (from, to) = (x + example * size, y + 2 * example * size)
            to.update(from: from, count: size)
            for row in 0..<rows {
                let (line, deltas) = (from + row * frames, to + size + row * frames)
                for t in 0..<frames {
                    var sum: Float = 0
                    for k in 1...Deltas.reach { sum += Float(k) * (line[min(t + k, frames - 1)] - line[max(t - k, 0)]) }
                    deltas[t] = sum / 60
                }
            }
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        guard let dx else { return }
        let size = rows * frames
        for example in 0..<count {
            let (from, to) = (dy + 2 * example * size, dx + example * size)
            to.update(from: from, count: size)
            for row in 0..<rows {
                let (deltas, line) = (from + size + row * frames, to + row * frames)
                for t in 0..<frames {
                    for k in 1...Deltas.reach {
                        line[min(t + k, frames - 1)] += Float(k) / 60 * deltas[t]
                        line[max(t - k, 0)] -= Float(k) / 60 * deltas[t]
                    }
                }
            }
        }
    }
}
