import Foundation
import Tensors
import Testing

@testable import Networks

@Suite struct SigmoidCrossEntropyTests {
    private let classes = 4
    private let rows: [Float] = [0.3, -1.2, 2.0, 0, 5, 4, -3, -0.1, 0.5, -0.5, 1, -1]
    private let labels: [Set<Int>] = [[0, 2], [1], []]

    /// The definition, with targets smoothed.
    private func loss(_ y: [Double], _ smoothing: Double) -> Double {
        var loss = 0.0
        for (place, value) in y.enumerated() {
            let isThere = labels[place / classes].contains(place % classes)
            let (p, t) = (1 / (1 + exp(-value)), isThere ? 1 - smoothing / 2 : smoothing / 2)
            loss -= t * log(p) + (1 - t) * log(1 - p)
        }
        return loss
    }

    @Test(arguments: [0, 0.1]) func theGradientIsThatOfDifferences(smoothing: Double) {
        let (y, dy) = (Scratch(12), Scratch(12))
        _ = y.memory.update(fromContentsOf: rows)
        let result = SigmoidCrossEntropy.loss(
            y.start, labels: labels, classes: classes, smoothing: smoothing, scale: 0.5, gradient: dy.start)
        for i in rows.indices {
            var (above, below) = (rows.map(Double.init), rows.map(Double.init))
            above[i] += 1e-5
            below[i] -= 1e-5
            let slope = (loss(above, smoothing) - loss(below, smoothing)) / 2e-5
            #expect(abs(Double(dy.memory[i]) - 0.5 * slope) < 1e-6)
        }
        #expect(abs(result.loss - loss(rows.map(Double.init), 0)) < 1e-9)
        // Right are 0, 1 and 2 of the first row; 1, 2 and 3 of the second; 1 and 3 of the third.
        #expect(result.right == 8)
        #expect(abs(y.memory[0] - 0.5744425) < 1e-6)
    }

    @Test func greatScoresNeitherOverflowNorVanish() {
        let y = Scratch(4)
        _ = y.memory.update(fromContentsOf: [800, -800, 800, -800])
        let result = SigmoidCrossEntropy.loss(
            y.start, labels: [[0, 3]], classes: 4, smoothing: 0, scale: 1, gradient: nil)
        #expect(result.loss == 1600 && result.right == 2)
        #expect(Array(y.memory[..<4]) == [1, 0, 1, 0])
    }

    @Test func probabilitiesAreThoseOfTheLoss() {
        let (y, p) = (Scratch(12), Scratch(12))
        for memory in [y.memory, p.memory] { _ = memory.update(fromContentsOf: rows) }
        SigmoidCrossEntropy.sigmoid(p.start, count: 12)
        _ = SigmoidCrossEntropy.loss(y.start, labels: labels, classes: classes, smoothing: 0, scale: 1, gradient: nil)
        #expect(Array(y.memory[..<12]) == Array(p.memory[..<12]))
    }
}
