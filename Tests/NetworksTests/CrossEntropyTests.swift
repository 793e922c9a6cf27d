import Foundation
import Tensors
import Testing

@testable import Networks

@Suite struct CrossEntropyTests {
    private let classes = 4
    private let rows: [Float] = [0.3, -1.2, 2.0, 0.1, 5, 4, -3, 0]
    private let labels = [2, 1]

    /// - sum over c of t[c] log p[c], by the definition.
    private func smoothedLoss(_ y: [Double], _ smoothing: Double) -> Double {
        var loss = 0.0
        for (row, label) in labels.enumerated() {
            let y = y[row * classes..<(row + 1) * classes]
            let normal = log(y.map(exp).reduce(0, +))
            for (c, value) in y.enumerated() {
                loss -= ((c == label ? 1 - smoothing : 0) + smoothing / Double(classes)) * (value - normal)
            }
        }
        return loss
    }

    @Test(arguments: [0, 0.1]) func theGradientIsThatOfDifferences(smoothing: Double) {
        let (y, dy) = (Scratch(8), Scratch(8))
        _ = y.memory.update(fromContentsOf: rows)
        let result = CrossEntropy.loss(
            y.start, labels: labels, classes: classes, smoothing: smoothing, scale: 0.5, gradient: dy.start)
        for i in rows.indices {
            var (above, below) = (rows.map(Double.init), rows.map(Double.init))
            above[i] += 1e-5
            below[i] -= 1e-5
            let slope = (smoothedLoss(above, smoothing) - smoothedLoss(below, smoothing)) / 2e-5
            #expect(abs(Double(dy.memory[i]) - 0.5 * slope) < 1e-6)
        }
        // The loss is that of the true class alone.
        #expect(abs(result.loss - smoothedLoss(rows.map(Double.init), 0)) < 1e-6)
        #expect(result.right == 1)
        #expect(abs(y.memory[..<4].reduce(0, +) - 1) < 1e-6)
    }

    /// The share of each label's own loss, weighed as that label's class is and smoothed alone.
    @Test(arguments: [(2, 0), (1, 1)], [0, 0.2]) func aMixedAndWeighedExampleHasTheGradientOfDifferences(
        _ labels: (Int, Int), smoothing: Double
    ) {
        let target = CrossEntropy.Target(labels.0, labels.1, share: 0.3, weights: (2.5, 0.4))
        let (y, dy) = (Scratch(4), Scratch(4))
        _ = y.memory.update(fromContentsOf: rows[..<4])
        let result = CrossEntropy.loss(
            y.start, targets: [target], classes: 4, smoothing: smoothing, scale: 0.5, gradient: dy.start)
        func loss(_ y: [Double], _ label: Int, _ smoothing: Double) -> Double {
            let normal = log(y.map(exp).reduce(0, +))
            return -y.indices.reduce(0) {
                $0 + ((label == $1 ? 1 - smoothing : 0) + smoothing / 4) * (y[$1] - normal)
            }
        }
        func weighed(_ y: [Double]) -> Double {
            0.3 * 2.5 * loss(y, labels.0, smoothing) + 0.7 * 0.4 * loss(y, labels.1, smoothing)
        }
        let row = rows[..<4].map(Double.init)
        for i in 0..<4 {
            var (above, below) = (row, row)
            above[i] += 1e-5
            below[i] -= 1e-5
            #expect(abs(Double(dy.memory[i]) - 0.5 * (weighed(above) - weighed(below)) / 2e-5) < 1e-6)
        }
        // What is reported is neither weighed nor smoothed.
        #expect(abs(result.loss - 0.3 * loss(row, labels.0, 0) - 0.7 * loss(row, labels.1, 0)) < 1e-6)
        // It is most of the second, and the greatest number is that of 2.
        #expect(result.right == 0)
    }

    /// Without mixup, or with classes that count the same, weights are a factor and nothing else, to the bit.
    @Test func weightsThatAreTheSameAreAFactor() {
        for share in stride(from: 0.0, through: 1, by: 0.01) {
            let mixed = CrossEntropy.Target(2, 0, share: share)
            #expect(mixed.weight == 1 && (0..<4).allSatisfy { mixed.weighed($0) == mixed.of($0) })
        }
        let alone = CrossEntropy.Target(2, 2, share: 1, weights: (1.7, 1.7))
        #expect(alone.weight == 1.7 && (0..<4).allSatisfy { alone.weighed($0) == ($0 == 2 ? 1 : 0) })
        // Classes without examples count nothing.
        #expect(CrossEntropy.Target(2, 0, share: 0.5, weights: (0, 0)).weighed(2).isFinite)
    }

    @Test func largeNumbersStayFinite() {
        let y = Scratch(3)
        _ = y.memory.update(fromContentsOf: [1e30, -1e30, 3])
        let result = CrossEntropy.loss(y.start, labels: [0], classes: 3, smoothing: 0, scale: 1, gradient: nil)
        #expect(result.loss == 0)
        #expect(Array(y.memory) == [1, 0, 0])
    }
}
