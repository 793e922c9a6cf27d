import Tensors

/// A recurrent layer over a sequence: (frames, features) to (frames, units), or twice the units where a second one reads
/// from the end and its states stand beside those of the first.
///
/// What a cell computes is said at `RecurrentCell`. For each direction: "input-weights" (gates x units, features), uniform by
/// Glorot for one gate; "state-weights" (gates x units, units), uniform in +-sqrt(3 / units), so that rows have length 1
/// on average and are nearly orthogonal; and biases, zero but for the forget gate's, which is 1 (Jozefowicz et al. 2015).
/// A step beyond an example's length leaves state and output zero.
struct Recurrent: Layer {
    static let kind = "recurrent"
    var cell: RecurrentCell
    var units: Int
    var bidirectional: Bool

    init(_ cell: RecurrentCell, units: Int, bidirectional: Bool = false) {
        self.cell = cell
        self.units = units
        self.bidirectional = bidirectional
    }

    var summary: String { "\(cell.rawValue.uppercased()), \(units) units" + (bidirectional ? " each way" : "") }
    var objection: String? { (1...65536).contains(units) ? nil : "cannot have \(units) units" }
    fileprivate var directions: Int { bidirectional ? 2 : 1 }

    func output(for input: Shape) throws -> Shape {
        try LayerFault.checkSequence(self, input)
        return [input[0], directions * units]
    }

    func parameters(for input: Shape) -> [LayerParameter] {
        let wide = cell.gates * units
        let biases: [(String, Float)] =
            cell == .lstm
            ? [("input-bias", 0), ("forget-bias", 1), ("candidate-bias", 0), ("output-bias", 0)]
            : [("reset-bias", 0), ("update-bias", 0), ("candidate-bias", 0), ("state-bias", 0)]
        return ["", "backward-"].prefix(directions).flatMap { way in
            [
                .glorot("\(way)input-weights", [wide, input[1]], fanIn: input[1], fanOut: units),
                .glorot("\(way)state-weights", [wide, units], fanIn: units, fanOut: units),
            ] + biases.map { LayerParameter(name: way + $0, shape: [units], start: .constant($1)) }
        }
    }

    func step(
        _ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool
    ) throws -> any LayerStep {
        try RecurrentStep(self, shape, count: count, mode)
    }
}

extension LayerFault {
    /// Frames and their features.
    static func checkSequence(_ layer: any Layer, _ input: Shape) throws {
        guard input.count == 2 else {
            throw LayerFault(layer: layer.summary, input: input, problem: "needs a sequence of frames")
        }
    }
}

private final class RecurrentStep: LayerStep {
    let input, output: Layout
    private let layer: Recurrent
    private let count, steps, features: Int
    private let recurrence: Recurrence
    private let directions: [(trace: Trace, weights: StateWeights)]
    var bytes: Int { directions.reduce(recurrence.bytes) { $0 + $1.trace.bytes + $1.weights.bytes } }

    init(_ layer: Recurrent, _ shape: Shape, count: Int, _ mode: Mode) throws {
        self.layer = layer
        self.count = count
        (steps, features) = (shape[0], shape[1])
        input = .sequences(count, shape)
        output = .sequences(count, try layer.output(for: shape))
        let recurrence = Recurrence(layer.cell, units: layer.units, count: count)
        let steps = steps
        self.recurrence = recurrence
        directions = (0..<layer.directions).map { _ in
            (
                Trace(layer.cell, units: layer.units, rows: count, steps: steps),
                StateWeights(layer.cell, units: layer.units, isTraining: mode == .training)
            )
        }
    }

    private var units: Int { layer.units }
    private var wide: Int { layer.cell.gates * units }
    /// Where the weights of a direction begin among the layer's parameters, or their gradients.
    private func offsets(_ direction: Int) -> (input: Int, state: Int, bias: Int) {
        let begin = direction * (wide * (features + units) + 4 * units)
        return (begin, begin + wide * features, begin + wide * (features + units))
    }

    private func route(_ direction: Int, _ pass: Pass) -> Recurrence.Route {
        let lengths = pass.lengths(of: steps)
        return Recurrence.Route(
            steps: lengths?.max() ?? steps, lengths: lengths, isReversed: direction == 1)
    }

    func forward(_ x: Memory, to y: Memory, _ pass: Pass) {
        let stride = layer.directions * units
        for (direction, (trace, weights)) in directions.enumerated() {
            let (route, offsets) = (route(direction, pass), offsets(direction))
            Matrix(x, route.steps * count, features).times(
                Matrix(pass.parameters + offsets.input, wide, features).turned, to: trace.gates.start)
            weights.take(pass.parameters + offsets.state, version: pass.version)
            recurrence.forward(
                trace, route, weights, bias: pass.parameters + offsets.bias, inputs: 0..<route.steps)
            for step in 0..<steps {
                let states = trace.hidden(route.after(step))
                for row in 0..<count {
                    let out = y + (step * count + row) * stride + direction * units
                    if step < route.steps {
                        out.update(from: states + row * units, count: units)
                    } else {
                        out.update(repeating: 0, count: units)
                    }
                }
            }
        }
    }

    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) {
        let stride = layer.directions * units
        for (direction, (trace, weights)) in directions.enumerated() {
            let (route, offsets) = (route(direction, pass), offsets(direction))
            weights.take(pass.parameters + offsets.state, version: pass.version)
            recurrence.backward(trace, route, weights, stride: stride) {
                UnsafePointer(dy + $0 * count * stride + direction * units)
            }
            let rows = route.steps * count
            let (gates, gradients) = (Matrix(trace.gates.start, rows, wide), pass.gradients!)
            gates.turned.times(Matrix(x, rows, features), to: gradients + offsets.input)
            Recurrence.weightGradients(
                trace, route, state: gradients + offsets.state, bias: gradients + offsets.bias)
            guard let dx else { continue }
            gates.times(
                Matrix(pass.parameters + offsets.input, wide, features), adding: direction == 1, to: dx)
            (dx + rows * features).update(repeating: 0, count: (steps * count - rows) * features)
        }
    }
}
