import Foundation
import Tensors
import Testing

@testable import Networks

/// Every optimiser against its formulas in double precision.
@Suite struct OptimiserTests {
    private let count = 37

    /// A weight and the optimiser's numbers for it.
    private struct State {
        var w: Double
        var a = 0.0
        var b = 0.0
    }

    /// Step `n`, from 1, as the papers have it.
    private func step(_ s: State, _ g: Double, _ n: Int, rate: Double, _ course: Course, decays: Bool) -> State {
        var s = s
        let decay = decays ? course.decay : 0
        let g = course.optimiser == .adamw ? g : g + decay * s.w
        switch course.optimiser {
        case .adam, .adamw:
            s.a = 0.9 * s.a + 0.1 * g
            s.b = 0.999 * s.b + 0.001 * g * g
            let (m, v) = (s.a / (1 - pow(0.9, Double(n))), s.b / (1 - pow(0.999, Double(n))))
            s.w -= rate * m / (v.squareRoot() + 1e-8) + (course.optimiser == .adamw ? rate * decay * s.w : 0)
        case .sgd:
            s.a = course.momentum * s.a + g
            s.w -= rate * s.a
        case .nesterov:
            s.a = course.momentum * s.a + g
            s.w -= rate * (g + course.momentum * s.a)
        case .adadelta:
            s.a = 0.95 * s.a + 0.05 * g * g
            let d = (s.b + 1e-6).squareRoot() / (s.a + 1e-6).squareRoot() * g
            s.b = 0.95 * s.b + 0.05 * d * d
            s.w -= rate * d
        }
        return s
    }

    @Test(arguments: Optimiser.allCases, [0, 0.03]) func itsStepsAreThoseOfItsFormula(
        _ optimiser: Optimiser, decay: Double
    ) {
        var course = Course(epochs: 1, rate: optimiser == .adadelta ? 1 : 0.05, decay: decay)
        (course.optimiser, course.momentum, course.schedule, course.warmup) = (optimiser, 0.8, .step, 0.25)
        let steps = 12
        for decays in [true, false] {
            let (weights, gradient) = (Scratch(count), Scratch(count))
            let moments = (0..<optimiser.moments).map { _ in Scratch(count) }
            for i in 0..<count { weights.memory[i] = Float(sin(Double(i))) }
            var expected = (0..<count).map { State(w: Double(weights.memory[$0])) }
            for n in 0..<steps {
                for i in 0..<count {
                    gradient.memory[i] = Float(cos(Double(3 * i + 2 * n)) * pow(10, Double(i % 5) - 3))
                    expected[i] = step(
                        expected[i], Double(gradient.memory[i]), n + 1, rate: course.rate(at: n, of: steps), course,
                        decays: decays)
                }
                Move(course, step: n, of: steps).take(
                    weights.start, moments.map(\.start), gradient: gradient.start, count: count, decays: decays)
            }
            for i in 0..<count {
                #expect(abs(Double(weights.memory[i]) - expected[i].w) < 3e-6, "\(optimiser) \(i)")
                #expect(abs(Double(weights.memory[i]) - sin(Double(i))) > 1e-6 || abs(expected[i].w - sin(Double(i))) < 2e-6)
            }
        }
    }

    // MARK: In a training

    private func moved(_ change: (inout Course) -> Void) throws -> (start: [Float], end: [Float], training: Training) {
        var course = Course(epochs: 1, batch: 90, rate: 1, seed: 7)
        (course.optimiser, course.momentum, course.schedule) = (.sgd, 0, .constant)
        change(&course)
        let training = Training(
            try .cnn([1, 12, 14], classes: 3, CNNDesign(filters: 4, blocks: 1, units: 8, dropout: 0)), course,
            lessons: Stripes(count: 90), validation: nil)
        let start = training.weights.parameters
        _ = try training.advance(Parallel(threads: 2, poll: {}))
        return (start, training.weights.parameters, training)
    }

    private func difference(_ a: [Float], _ b: [Float]) -> [Double] { zip(a, b).map { Double($0) - Double($1) } }
    private func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }

    @Test func clippingScalesTheWholeGradient() throws {
        let free = try moved { _ in }
        let gradient = difference(free.start, free.end)
        let size = norm(gradient)
        let clipped = try moved { $0.clip = size / 4 }
        let small = difference(clipped.start, clipped.end)
        #expect(abs(norm(small) / (size / 4) - 1) < 1e-5)
        #expect(norm(zip(gradient, small).map { $0 / 4 - $1 }) < 1e-5 * size)
        // One that is small enough stays as it is.
        #expect(try moved { $0.clip = size * 1.01 }.end == free.end)
    }

    @Test func decayDrawsMatricesAloneToZero() throws {
        let free = try moved { _ in }
        let drawn = try moved { $0.decay = 0.25 }
        let by = difference(free.end, drawn.end)
        for item in free.training.network.parameters.entries {
            for i in item.range {
                let expected = item.parameter.shape.count >= 2 ? 0.25 * Double(free.start[i]) : 0
                #expect(abs(by[i] - expected) < 1e-5)
            }
        }
    }
}
