import Tensors

/// What a sequence comes to at its end: the state at its last valid frame; of a layer that reads both ways the first half
/// there, and the second half at the first frame, where the second direction ends.
struct LastState: Layer {
    static let kind = "last state"
    var bidirectional: Bool
    init(bidirectional: Bool = false) { self.bidirectional = bidirectional }

    var summary: String { "last state" }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.checkSequence(self, input)
        guard !bidirectional || input[1] % 2 == 0 else {
            throw LayerFault(layer: summary, input: input, problem: "needs as many features each way")
        }
        return [input[1]]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        try LastStateStep(shape, count: count, bidirectional: bidirectional)
    }
}

private final class LastStateStep: LayerStep {
    let input, output: Layout
    private let count, frames, features: Int
    /// How many of the features are those of the end.
    private let ending: Int

    init(_ shape: Shape, count: Int, bidirectional: Bool) throws {
        self.count = count
        (frames, features) = (shape[0], shape[1])
        ending = bidirectional ? shape[1] / 2 : shape[1]
        input = .sequences(count, shape)
        output = .plain([count, shape[1]])
    }

    private func last(_ pass: Pass) -> [Int] {
        pass.lengths(of: frames)?.map { max($0, 1) - 1 } ?? Array(repeating: frames - 1, count: count)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        for (row, last) in last(pass).enumerated() {
            let out = y + row * features
            out.update(from: x + (last * count + row) * features, count: ending)
            (out + ending).update(from: x + row * features + ending, count: features - ending)
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        guard let dx else { return }
        dx.update(repeating: 0, count: frames * count * features)
        for (row, last) in last(pass).enumerated() {
            let out = dy + row * features
            (dx + (last * count + row) * features).update(from: out, count: ending)
            (dx + row * features + ending).update(from: out + ending, count: features - ending)
        }
    }
}

/// `y = mean over the valid frames t of x[t]`
struct FrameMean: Layer {
    static let kind = "frame mean"
    init() {}
    var summary: String { "mean over frames" }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.checkSequence(self, input)
        return [input[1]]
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        try FrameMeanStep(shape, count: count)
    }
}

private final class FrameMeanStep: LayerStep {
    let input, output: Layout
    private let count, frames, features: Int

    init(_ shape: Shape, count: Int) throws {
        self.count = count
        (frames, features) = (shape[0], shape[1])
        input = .sequences(count, shape)
        output = .plain([count, shape[1]])
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws {
        let lengths = pass.lengths(of: frames)
        for row in 0..<count {
            let (out, length) = (y + row * features, max(lengths?[row] ?? frames, 1))
            // Rows of one example lie as far apart as a frame of all examples is long.
            Kernels.columnSums(x + row * features, rows: length, columns: features, stride: count * features, to: out)
            for i in 0..<features { out[i] /= Float(length) }
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws {
        guard let dx else { return }
        let lengths = pass.lengths(of: frames)
        for row in 0..<count {
            let length = max(lengths?[row] ?? frames, 1)
            let (share, out) = (1 / Float(length), dy + row * features)
            for frame in 0..<frames {
                let target = dx + (frame * count + row) * features
                for i in 0..<features { target[i] = frame < length ? share * out[i] : 0 }
            }
        }
    }
}
