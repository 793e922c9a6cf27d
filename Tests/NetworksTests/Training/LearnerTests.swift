import Foundation
import Tensors
import Testing

@testable import Networks

/// A line through points, by least squares: what is no classifier learns by the same machinery.
private final class Line: Learner {
    let parameters = ParameterTable([
        .init(
            name: "the line",
            entries: [
                ("slope", LayerParameter(name: "slope", shape: [1, 1], start: .uniform(limit: 1))),
                ("offset", LayerParameter(name: "offset", shape: [1], start: .constant(0))),
            ])
    ])
    let points: [(x: Float, y: Float)]
    private let gradient = Scratch(2)
    var count: Int { points.count - 10 }
    var metric: Metric { .accuracy }

    init(_ points: [(x: Float, y: Float)]) { self.points = points }

    /// `(a x + b - y)^2`; right within a tenth.
    private func tally(_ indices: some Sequence<Int>, _ w: UnsafePointer<Float>, _ each: (Float, Float) -> Void) -> Tally {
        indices.reduce(into: Tally()) { sum, i in
            let miss = w[0] * points[i].x + w[1] - points[i].y
            each(miss, points[i].x)
            sum += Tally(loss: Double(miss * miss), right: abs(miss) < 0.1 ? 1 : 0, items: 1)
        }
    }

    func learn(_ batch: Batch, with weights: borrowing WeightMemory, beside held: Int, _ parallel: Parallel) throws -> Lesson {
        let g = gradient.start
        gradient.memory.update(repeating: 0)
        let scale = 2 / Float(batch.examples.count)
        let tally = tally(batch.examples, weights.parameters) { miss, x in
            g[0] += scale * miss * x
            g[1] += scale * miss
        }
        return Lesson(tallies: [tally], gradient: g, squares: (0..<2).map { Double(g[$0]) * Double(g[$0]) })
    }

    func judge(_ weights: borrowing WeightMemory, _ parallel: Parallel) -> Tally? {
        tally(count..<points.count, weights.parameters) { _, _ in }
    }
}

@Suite struct LearnerTests {
    private func training() -> Training {
        var course = Course(epochs: 40, batch: 16, rate: 0.2, seed: 5)
        (course.optimiser, course.patience) = (.adam, 30)
        let noise = Philox(seed: 2, purpose: "points")
        return Training(
            Line((0..<60).map { i in (Float(i) / 30 - 1, 3 * (Float(i) / 30 - 1) - 0.5 + 0.01 * noise.normal(i)) }), course)
    }

    @Test func aLineIsFoundByTheSameMachinery() throws {
        let whole = training()
        while !whole.isOver { _ = try whole.advance(.alone) }
        let (slope, offset) = (whole.weights.parameters[0], whole.weights.parameters[1])
        #expect(abs(slope - 3) < 0.05 && abs(offset + 0.5) < 0.05)
        #expect(whole.progress.history.last!.validationAccuracy! == 1)
        // Stopped within an epoch, saved, and taken up again.
        let stopped = training()
        for _ in 0..<7 { _ = try stopped.advance(.alone) }
        #expect(stopped.progress.step > 0)
        let again = training()
        #expect(again.resume(stopped.checkpoint))
        while !again.isOver { _ = try again.advance(Parallel(threads: 2, poll: {})) }
        #expect(again.weights == whole.weights && again.progress == whole.progress)
    }

    @Test func aTableLaysTensorsOutAndFindsThemAgain() throws {
        let table = S2VT(S2VT.Size(features: 3, embedding: 5, hidden: 3, vocabulary: 7)).parameters
        #expect(table.entries.allSatisfy { $0.range.lowerBound % 16 == 0 } && table.count % 16 == 0)
        let numbers = table.start(seed: 4)
        #expect(try table.numbers(from: Dictionary(uniqueKeysWithValues: table.tensors(of: numbers))) == numbers)
        #expect(Set(table.entries.map(\.name)).count == table.entries.count)
        // Of an LSTM's biases those of the forget gates are 1.
        let bias = table.entries.first { $0.name == "first.bias" }!
        #expect(numbers[bias.range] == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
        // Pieces are all of every tensor, and nothing of what lies between.
        #expect(table.pieces.reduce(0) { $0 + $1.range.count } == table.entries.reduce(0) { $0 + $1.range.count })
        var damaged = Dictionary(uniqueKeysWithValues: table.tensors(of: numbers))
        damaged["output.bias"] = Tensor([7], [Float](repeating: .nan, count: 7))
        #expect(throws: UnfitWeights.self) { try table.numbers(from: damaged) }
    }
}
