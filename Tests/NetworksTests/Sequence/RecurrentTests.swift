import Foundation
import Tensors
import Testing

@testable import Networks

@Suite struct RecurrentTests {
    /// A recurrent layer on its own.
    private struct Bench {
        let step: any LayerStep
        let parameters, gradients: Scratch
        let (steps, count, features): (Int, Int, Int)

        init(_ layer: Recurrent, steps: Int, count: Int, features: Int, mode: Mode = .training) throws {
            let shape = [steps, features]
            step = try layer.step(
                .sequences(count, shape), shape: shape, count: count, mode: mode, needsGradient: true)
            let size = layer.parameters(for: shape).reduce(0) { $0 + $1.count }
            parameters = Scratch(size)
            gradients = Scratch(size)
            (self.steps, self.count, self.features) = (steps, count, features)
        }

        func pass(_ lengths: [Int]?, version: Int = 1) -> Pass {
            Pass(
                parameters: parameters.start, version: version, statistics: parameters.start, gradients: gradients.start,
                observed: nil, random: Philox(seed: 1, purpose: "none"), lengths: lengths, frames: steps)
        }
    }

    @Test(arguments: RecurrentReference.all.indices) func itAgreesWithPyTorch(_ index: Int) throws {
        let reference = RecurrentReference.all[index]
        let layer = Recurrent(
            reference.name.hasPrefix("lstm") ? .lstm : .gru, units: 3, bidirectional: reference.name.hasSuffix("both ways"))
        let bench = try Bench(layer, steps: 5, count: 3, features: 4)
        for k in bench.parameters.memory.indices { bench.parameters.memory[k] = Float(0.6 * sin(0.7 * Double(k) + 1)) }
        let (x, y, dx) = (Scratch(60), Scratch(bench.step.output.count), Scratch(60))
        for k in 0..<60 { x.memory[k] = Float(sin(0.3 * Double(k) + 2)) }
        let dy = Scratch(y.memory.count)
        for k in dy.memory.indices { dy.memory[k] = Float(cos(0.5 * Double(k))) }
        try bench.step.forward(x.start, to: y.start, bench.pass([4, 5, 2]))
        try bench.step.backward(x.start, y.start, dy.start, to: dx.start, bench.pass([4, 5, 2]))
        for (found, text) in [
            (y, reference.outputs), (dx, reference.inputGradient), (bench.gradients, reference.gradient),
        ] {
            let expected = text.split { $0.isWhitespace }.map { Float($0)! }
            #expect(found.memory.count == expected.count)
            for (a, b) in zip(found.memory, expected) { #expect(abs(a - b) < 1e-5 * max(1, abs(b)), "\(reference.name)") }
        }
    }

    @Test func theKernelsAreAccurateToSevenDigits() {
        let numbers = (0..<40_000).map { Float(Double($0 - 20_000) / 1000) } + [1e-6, -3e-5, 88, -88, 1000, -1000]
        let tanhs = Scratch(numbers.count)
        _ = tanhs.memory.update(fromContentsOf: numbers)
        Kernels.tanh(tanhs.start, count: numbers.count)
        // The first gate of an LSTM is the logistic function of its product.
        let (logistics, others) = (Scratch(4 * numbers.count), Scratch(6 * numbers.count))
        _ = logistics.memory.update(fromContentsOf: numbers)
        Kernels.lstm(
            gates: logistics.start, bias: others.start, before: others.start,
            cell: others.start + 4 * numbers.count, hidden: others.start + 5 * numbers.count, units: numbers.count)
        for (i, x) in numbers.enumerated() {
            let (t, s) = (Foundation.tanh(Double(x)), 1 / (1 + exp(-Double(x))))
            #expect(abs(Double(tanhs.memory[i]) - t) <= 3e-7 * abs(t))
            #expect(abs(Double(logistics.memory[i]) - s) <= 3e-7 * s + 1e-38)
        }
    }

    @Test(arguments: [RecurrentCell.lstm, .gru]) func stepsOneAtATimeGiveWhatAllAtOnceDo(_ cell: RecurrentCell) throws {
        let (units, steps, count, features) = (20, 6, 4, 5)
        let bench = try Bench(Recurrent(cell, units: units), steps: steps, count: count, features: features)
        Philox(seed: 2, purpose: "weights").fillNormal(bench.parameters.memory)
        let (x, y) = (Scratch(steps * count * features), Scratch(steps * count * units))
        Philox(seed: 3, purpose: "input").fillNormal(x.memory)
        try bench.step.forward(x.start, to: y.start, bench.pass(nil))

        // One trace of one step, its state carried by hand.
        let recurrence = Recurrence(cell, units: units, count: count)
        let trace = Trace(cell, units: units, rows: count, steps: 1)
        let wide = cell.gates * units
        let weights = bench.parameters.start
        let state = StateWeights(cell, units: units, isTraining: false)
        state.take(weights + wide * features, version: 1)
        for step in 0..<steps {
            Matrix(x.start + step * count * features, count, features).times(
                Matrix(weights, wide, features).turned, to: trace.gates(0))
            recurrence.advance(
                trace, Recurrence.Route(steps: 1), 0, state, bias: weights + wide * (features + units), hasInput: true,
                hasState: true)
            for i in 0..<count * units { #expect(abs(trace.hidden(1)[i] - y.memory[step * count * units + i]) < 1e-5) }
            trace.hidden(0).update(from: trace.hidden(1), count: count * units)
            if cell == .lstm { trace.cells(0).update(from: trace.cells(1), count: count * units) }
        }
    }

    /// A state taken out after some steps is all that the others need, forward and, where a pass back ends, back.
    @Test(arguments: [RecurrentCell.lstm, .gru], [false, true]) func stepsFromATakenStateAreThoseOfOneCourse(
        _ cell: RecurrentCell, isReversed: Bool
    ) throws {
        let (units, count) = (20, 4)
        let wide = cell.gates * units
        let recurrence = Recurrence(cell, units: units, count: count)
        let (weights, bias) = (Scratch(wide * units), Scratch(wide + units))
        let (inputs, gradients) = (Scratch(12 * count * wide), Scratch(12 * count * units))
        for (number, scratch) in [weights, bias, inputs, gradients].enumerated() {
            Philox(seed: UInt64(number), purpose: "numbers").fillNormal(scratch.memory)
        }
        Kernels.scale(weights.start, count: wide * units, by: 0.2)
        let ready = StateWeights(cell, units: units, isTraining: true)
        ready.take(weights.start, version: 1)
        // Some of twelve steps, there and back, in the middle rows of a trace.
        func run(_ steps: Range<Int>, from state: Recurrence.State?) -> (Trace, Recurrence.State) {
            let trace = Trace(cell, units: units, rows: count + 2, steps: steps.count)
            // What lay there before must not show.
            trace.hidden.memory.update(repeating: 3)
            trace.cells.memory.update(repeating: 3)
            for (place, step) in steps.enumerated() {
                trace.gates(place, 1).update(from: inputs.start + step * count * wide, count: count * wide)
            }
            let route = Recurrence.Route(row: 1, steps: steps.count, isReversed: isReversed)
            recurrence.forward(
                trace, route, ready, bias: bias.start, inputs: 0..<steps.count, from: state)
            let state = recurrence.state(trace, after: route)
            recurrence.backward(trace, route, ready, stride: units) {
                UnsafePointer(gradients.start + (steps.lowerBound + $0) * count * units)
            }
            return (trace, state)
        }
        let (whole, end) = run(0..<12, from: nil)
        let (former, latter) = isReversed ? (5..<12, 0..<5) : (0..<7, 7..<12)
        let (_, taken) = run(former, from: nil)
        let (rest, last) = run(latter, from: taken)
        #expect(last == end && last != taken)
        #expect(last.cells.isEmpty == (cell == .gru))
        for (place, step) in latter.enumerated() {
            for slot in 0...1 {
                #expect((0..<count * units).allSatisfy { rest.hidden(place + slot, 1)[$0] == whole.hidden(step + slot, 1)[$0] })
            }
            #expect((0..<count * wide).allSatisfy { rest.gates(place, 1)[$0] == whole.gates(step, 1)[$0] })
        }
    }

    @Test(arguments: [RecurrentCell.lstm, .gru]) func paddingChangesNothing(_ cell: RecurrentCell) throws {
        let layer = Recurrent(cell, units: 7, bidirectional: true)
        let padded = try Bench(layer, steps: 9, count: 2, features: 3)
        let exact = try Bench(layer, steps: 4, count: 2, features: 3)
        for bench in [padded, exact] { Philox(seed: 4, purpose: "weights").fillNormal(bench.parameters.memory) }
        let (x, short) = (Scratch(9 * 2 * 3), Scratch(4 * 2 * 3))
        Philox(seed: 5, purpose: "input").fillNormal(x.memory)
        short.start.update(from: x.start, count: 24)
        let (y, expected) = (Scratch(9 * 2 * 14), Scratch(4 * 2 * 14))
        // What lay there before must not show.
        y.memory.update(repeating: 5)
        try padded.step.forward(x.start, to: y.start, padded.pass([4, 4]))
        try exact.step.forward(short.start, to: expected.start, exact.pass(nil))
        #expect(Array(y.memory[..<(4 * 28)]) == Array(expected.memory))
        #expect(y.memory[(4 * 28)...].allSatisfy { $0 == 0 })
    }

    @Test func lengthsFollowTimeThroughPools() throws {
        let bench = try Bench(Recurrent(.gru, units: 2), steps: 4, count: 3, features: 2)
        var pass = bench.pass([1, 10, 21])
        pass.frames = 21
        #expect(pass.lengths(of: 21)! == [1, 10, 21])
        #expect(pass.lengths(of: 5)! == [1, 3, 5])
        #expect(bench.pass(nil).lengths(of: 5) == nil)
    }
}
