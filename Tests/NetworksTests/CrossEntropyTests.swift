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

    @Test func aMixedAndWeighedExampleHasTheGradientOfDifferences() {
        let target = CrossEntropy.Target(2, 0, share: 0.3, weight: 1.7)
        let (y, dy) = (Scratch(4), Scratch(4))
        _ = y.memory.update(fromContentsOf: rows[..<4])
        let result = CrossEntropy.loss(
            y.start, targets: [target], classes: 4, smoothing: 0, scale: 0.5, gradient: dy.start)
        func loss(_ y: [Double]) -> Double {
            let normal = log(y.map(exp).reduce(0, +))
            return -0.3 * (y[2] - normal) - 0.7 * (y[0] - normal)
        }
        let row = rows[..<4].map(Double.init)
        for i in 0..<4 {
            var (above, below) = (row, row)
            above[i] += 1e-5
            below[i] -= 1e-5
            #expect(abs(Double(dy.memory[i]) - 0.5 * 1.7 * (loss(above) - loss(below)) / 2e-5) < 1e-6)
        }
        #expect(abs(result.loss - loss(row)) < 1e-6)
        // It is most of class 0, and the greatest number is that of 2.
        #expect(result.right == 0)
    }

    @Test func largeNumbersStayFinite() {
        let y = Scratch(3)
        _ = y.memory.update(fromContentsOf: [1e30, -1e30, 3])
        let result = CrossEntropy.loss(y.start, labels: [0], classes: 3, smoothing: 0, scale: 1, gradient: nil)
        #expect(result.loss == 0)
        #expect(Array(y.memory) == [1, 0, 0])
    }
}
