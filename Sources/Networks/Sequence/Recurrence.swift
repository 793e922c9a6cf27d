import Tensors

/// What a recurrent layer is made of.
public enum RecurrentCell: String, Codable, Hashable, Sendable, CaseIterable {
    /// `i, f, o = s(Wx x + Wh h + b)`, `g = tanh(..)`, `c' = f c + i g`, `h' = o tanh(c')`; Hochreiter and Schmidhuber
    /// (1997) with the forget gate of Gers et al. (2000).
    case lstm
    /// `r, z = s(Wx x + Wh h + b)`, `n = tanh(Wx x + b + r (Wh h + b'))`, `h' = (1 - z) n + z h`; Cho et al. (2014) with
    /// the reset gate after the product, as cuDNN and PyTorch have it.
    case gru

    /// Rows of the weights for each unit: i, f, g, o or r, z, n.
    var gates: Int { self == .lstm ? 4 : 3 }
}

/// Steps of a recurrent layer in memory: what a pass through them leaves for the pass back.
///
/// Everything is (steps, rows, ...): a row is an example, and a shard may be some of the rows.
final class Trace {
    let cell: RecurrentCell
    let units: Int
    private(set) var rows, steps: Int
    /// (steps, rows, gates x units): the input's products, then the gates' values, then their gradients.
    let gates: Scratch
    /// (steps, rows, 3 units), of a GRU: the state's products, then their gradients.
    let products: Scratch
    /// (steps + 1, rows, units): states before and after each step, in time.
    let hidden, cells: Scratch

    init(_ cell: RecurrentCell, units: Int, rows: Int, steps: Int) {
        self.cell = cell
        self.units = units
        self.rows = rows
        self.steps = steps
        gates = Scratch(steps * rows * cell.gates * units)
        products = Scratch(cell == .gru ? steps * rows * 3 * units : 0)
        hidden = Scratch((steps + 1) * rows * units)
        cells = Scratch(cell == .lstm ? (steps + 1) * rows * units : 0)
    }

    var bytes: Int { gates.bytes + products.bytes + hidden.bytes + cells.bytes }

    /// What one holds, in numbers.
    static func numbers(_ cell: RecurrentCell, units: Int, rows: Int, steps: Int) -> Int {
        let products = cell == .gru ? 3 * steps : 0
        let states = (steps + 1) * (cell == .lstm ? 2 : 1)
        return rows * units * (steps * cell.gates + products + states)
    }

    /// From now on of so many rows and steps, in the same memory.
    func take(rows: Int, steps: Int) {
        precondition(rows * steps * width <= gates.memory.count && (steps + 1) * rows * units <= hidden.memory.count)
        (self.rows, self.steps) = (rows, steps)
    }

    var width: Int { cell.gates * units }
    func gates(_ step: Int, _ row: Int = 0) -> Memory { gates.start + (step * rows + row) * width }
    func products(_ step: Int, _ row: Int = 0) -> Memory { products.start + (step * rows + row) * 3 * units }
    func hidden(_ slot: Int, _ row: Int = 0) -> Memory { hidden.start + (slot * rows + row) * units }
    func cells(_ slot: Int, _ row: Int = 0) -> Memory { cells.start + (slot * rows + row) * units }
    /// After the way back, the gradients of the state's products.
    var stateGradients: Memory { cell == .lstm ? gates.start : products.start }
}

/// The weights of the state as steps forward and back ask for them; shared by the shards of a batch.
final class StateWeights: Sendable {
    fileprivate let forward: Panels
    /// nil where there is no way back.
    fileprivate let back: Panels?
    var bytes: Int { forward.bytes + (back?.bytes ?? 0) }

    init(_ cell: RecurrentCell, units: Int, isTraining: Bool) {
        let wide = cell.gates * units
        forward = Panels(inner: units, columns: wide)
        back = isTraining ? Panels(inner: wide, columns: units) : nil
    }

    /// (gates x units, units) as they are from `version` on.
    func take(_ weights: UnsafePointer<Float>, version: Int) {
        let matrix = Matrix(weights, forward.columns, forward.inner)
        forward.take(matrix.turned, version: version)
        back?.take(matrix, version: version)
    }
}

/// The steps of one direction of a recurrent layer over some rows of a trace, one thread's at a time.
///
/// A step before an example's start or beyond its length leaves state and output zero; so a pass from the end begins at each
/// example's own.
final class Recurrence {
    let cell: RecurrentCell
    let units: Int
    private(set) var count: Int
    private let carry, dcell, zero: Scratch
    var bytes: Int { carry.bytes + dcell.bytes + zero.bytes }

    /// For `count` rows.
    init(_ cell: RecurrentCell, units: Int, count: Int) {
        self.cell = cell
        self.units = units
        self.count = count
        carry = Scratch(count * units)
        dcell = Scratch(count * units)
        zero = Scratch(units)
    }

    /// From now on for so many rows, in the same memory.
    func take(_ count: Int) {
        precondition(count * units <= carry.memory.count)
        self.count = count
    }

    /// Where a pass goes: rows of a trace from `row` on, `steps` in time, from the last to the first if reversed.
    struct Route {
        var row = 0
        var steps: Int
        /// The first valid step of each row, whose state before it is zero; nil where it is the first of all.
        var starts: [Int]?
        /// Valid steps of each row; nil for all.
        var lengths: [Int]?
        var isReversed = false

        func isLive(_ step: Int, _ example: Int) -> Bool {
            (starts.map { step >= $0[example] } ?? true) && (lengths.map { step < $0[example] } ?? true)
        }
        /// The slots of the states before and after a step.
        func before(_ step: Int) -> Int { isReversed ? step + 1 : step }
        func after(_ step: Int) -> Int { isReversed ? step : step + 1 }
        /// Those of the states before the first step that is taken and after the last.
        var first: Int { isReversed ? steps : 0 }
        var last: Int { isReversed ? 0 : steps }
    }

    /// Where the rows of a route stand between two steps, (count, units) each; only an LSTM has cells.
    struct State: Equatable {
        var hidden: [Float]
        var cells: [Float]
    }

    /// The state after a route, which another can go on from; zero for examples that have come to their end.
    func state(_ trace: Trace, after route: Route) -> State {
        func numbers(_ start: Memory) -> [Float] { Array(UnsafeBufferPointer(start: start, count: count * units)) }
        return State(
            hidden: numbers(trace.hidden(route.last, route.row)),
            cells: cell == .lstm ? numbers(trace.cells(route.last, route.row)) : [])
    }

    /// The state before the first step; zero where nil.
    private func begin(_ trace: Trace, _ route: Route, from state: State?) {
        func put(_ numbers: [Float]?, _ start: Memory) {
            guard let numbers else { return start.update(repeating: 0, count: count * units) }
            precondition(numbers.count == count * units)
            start.update(from: numbers, count: count * units)
        }
        put(state?.hidden, trace.hidden(route.first, route.row))
        if cell == .lstm { put(state?.cells, trace.cells(route.first, route.row)) }
    }

    /// `trace.gates` hold the input's products at the steps `inputs`; at others the input is zero, and nothing is read.
    ///
    /// From `start`, the state that another route came to, or from zero. A pass back ends where this one begins.
    func forward(
        _ trace: Trace, _ route: Route, _ weights: StateWeights, bias: UnsafePointer<Float>, inputs: Range<Int>,
        from start: State? = nil
    ) {
        begin(trace, route, from: start)
        for number in 0..<route.steps {
            let step = route.isReversed ? route.steps - 1 - number : number
            advance(
                trace, route, step, weights, bias: bias, hasInput: inputs.contains(step),
                hasState: number > 0 || start != nil)
        }
    }

    /// One step from the state that stands before it; of an input or a state that is zero nothing is read.
    func advance(
        _ trace: Trace, _ route: Route, _ step: Int, _ weights: StateWeights, bias: UnsafePointer<Float>,
        hasInput: Bool, hasState: Bool
    ) {
        let (before, after, row) = (route.before(step), route.after(step), route.row)
        let gates = trace.gates(step, row)
        let products = cell == .lstm ? gates : trace.products(step, row)
        if !hasInput && (cell == .gru || !hasState) { gates.update(repeating: 0, count: count * trace.width) }
        if hasState {
            // A GRU's products of the state stay apart from those of the input.
            Matrix(trace.hidden(before, row), count, units).times(
                weights.forward, adding: cell == .lstm && hasInput, to: products)
        } else if cell == .gru {
            products.update(repeating: 0, count: count * trace.width)
        }
        for example in 0..<count {
            let r = row + example
            guard route.isLive(step, example) else {
                trace.hidden(after, r).update(repeating: 0, count: units)
                if cell == .lstm { trace.cells(after, r).update(repeating: 0, count: units) }
                continue
            }
            switch cell {
            case .lstm:
                Kernels.lstm(
                    gates: trace.gates(step, r), bias: bias, before: trace.cells(before, r), cell: trace.cells(after, r),
                    hidden: trace.hidden(after, r), units: units)
            case .gru:
                Kernels.gru(
                    gates: trace.gates(step, r), bias: bias, products: trace.products(step, r),
                    before: trace.hidden(before, r), hidden: trace.hidden(after, r), units: units)
            }
        }
    }

    /// Turns the trace's gates (and a GRU's products) into gradients. `dy` gives the gradient of a step's output, of the
    /// first row of the route, rows `stride` apart; nil where nobody looks at that output.
    func backward(
        _ trace: Trace, _ route: Route, _ weights: StateWeights, stride: Int, dy: (Int) -> UnsafePointer<Float>?
    ) {
        carry.memory.update(repeating: 0)
        dcell.memory.update(repeating: 0)
        for number in 0..<route.steps {
            let step = route.isReversed ? number : route.steps - 1 - number
            let (before, after) = (route.before(step), route.after(step))
            let gradient = dy(step)
            for example in 0..<count {
                let r = route.row + example
                let (dh, dc) = (carry.start + example * units, dcell.start + example * units)
                guard route.isLive(step, example) else {
                    trace.gates(step, r).update(repeating: 0, count: trace.width)
                    if cell == .gru { trace.products(step, r).update(repeating: 0, count: trace.width) }
                    dh.update(repeating: 0, count: units)
                    dc.update(repeating: 0, count: units)
                    continue
                }
                let out = gradient.map { $0 + example * stride } ?? UnsafePointer(zero.start)
                switch cell {
                case .lstm:
                    Kernels.lstmBack(
                        gates: trace.gates(step, r), before: trace.cells(before, r), cell: trace.cells(after, r), dy: out,
                        carry: dh, dcell: dc, units: units)
                case .gru:
                    Kernels.gruBack(
                        gates: trace.gates(step, r), products: trace.products(step, r), before: trace.hidden(before, r),
                        dy: out, carry: dh, units: units)
                }
            }
            if number + 1 < route.steps {
                let gradients = cell == .lstm ? trace.gates(step, route.row) : trace.products(step, route.row)
                Matrix(gradients, count, trace.width).times(weights.back!, adding: cell == .gru, to: carry.start)
            }
        }
    }

    /// The gradients of the weights over all rows of a trace: of the state's, (gates x units, units), and of the bias.
    static func weightGradients(_ trace: Trace, _ route: Route, state: Memory, bias: Memory) {
        let (rows, units) = (route.steps * trace.rows, trace.units)
        let before = Matrix(trace.hidden(route.before(0)), rows, units)
        Matrix(trace.stateGradients, rows, trace.width).turned.times(before, to: state)
        biasGradient(trace, steps: route.steps, to: bias)
    }

    static func biasGradient(_ trace: Trace, steps: Int, to bias: Memory) {
        let (rows, units) = (steps * trace.rows, trace.units)
        Kernels.columnSums(trace.gates.start, rows: rows, columns: trace.width, stride: trace.width, to: bias)
        if trace.cell == .gru {
            Kernels.columnSums(
                trace.products.start + 2 * units, rows: rows, columns: units, stride: trace.width, to: bias + 3 * units)
        }
    }
}
