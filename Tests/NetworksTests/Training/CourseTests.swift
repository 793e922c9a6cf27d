import Foundation
import Tensors
import Testing

@testable import Networks

/// What is planned before a training begins.
@Suite struct CourseTests {
    private func rates(_ schedule: Schedule, warmup: Double? = nil) -> [Double] {
        var course = Course(epochs: 10, rate: 1)
        (course.schedule, course.warmup) = (schedule, warmup)
        return (0..<100).map { course.rate(at: $0, of: 100) }
    }

    @Test func theUsualRateRisesAndFallsAsACosine() {
        let course = Course(epochs: 10, rate: 0.003)
        for step in 0..<100 {
            let progress = Double(step - 5) / 95
            let expected = step < 5 ? 0.003 * Double(step + 1) / 5 : 0.003 * 0.5 * (1 + cos(Double.pi * progress))
            // To the bit.
            #expect(course.rate(at: step, of: 100) == expected)
        }
        #expect(self.rates(.cosine, warmup: 0)[0] == 1)
    }

    @Test func theRateFallsByStepsOfTen() {
        let rates = rates(.step)
        #expect(rates[..<50].allSatisfy { $0 == 1 } && rates[50..<75].allSatisfy { $0 == 0.1 })
        #expect(rates[75...].allSatisfy { $0 == 0.01 })
        let warm = self.rates(.step, warmup: 0.2)
        #expect(zip(warm[..<20], 1...).allSatisfy { abs($0 - Double($1) / 20) < 1e-12 } && warm[20..<50].allSatisfy { $0 == 1 })
    }

    @Test func oneCycleGoesUpAndDown() {
        let rates = rates(.onecycle)
        #expect(abs(rates[0] - 1 / 25) < 1e-12 && rates[30] == 1)
        #expect(abs(rates[15] - (1 + 1.0 / 25) / 2) < 1e-9)
        #expect(zip(rates[..<30], rates[1...30]).allSatisfy { $0 < $1 } && zip(rates[30...], rates[31...]).allSatisfy { $0 > $1 })
        #expect(rates[99] < 0.001)
    }

    @Test func aConstantRateStays() {
        #expect(rates(.constant).allSatisfy { $0 == 1 })
        #expect(rates(.constant, warmup: 0.1)[4] == 0.5)
    }

    @Test func balancedClassesCountTheSameInAll() {
        var course = Course(epochs: 1)
        let labels = [0, 0, 0, 0, 0, 0, 1, 1, 3, 3, 3, 3]
        #expect(course.weights(of: labels, classes: 4) == [1, 1, 1, 1])
        course.isBalanced = true
        let weights = course.weights(of: labels, classes: 4)
        #expect(weights[2] == 0)
        for (label, count) in [(0, 6), (1, 2), (3, 4)] { #expect(abs(weights[label] * Double(count) - 4) < 1e-12) }
        #expect(abs(labels.map { weights[$0] }.reduce(0, +) - 12) < 1e-12)
    }

    @Test func patienceEndsACourse() {
        func history(_ losses: [Double?]) -> [EpochRecord] {
            losses.map { EpochRecord(loss: 1, accuracy: 0, validationLoss: $0, validationAccuracy: $0.map { _ in 0 }, rate: 1) }
        }
        var course = Course(epochs: 20)
        #expect(!course.isOver(history([1, 2, 3, 4])))
        course.patience = 3
        #expect(!course.isOver(history([3, 1, 2, 2])))
        #expect(course.isOver(history([3, 1, 2, 2, 1])))
        #expect(!course.isOver(history([3, 1, 2, 2, 0.5])))
        // Nothing to judge by.
        #expect(!course.isOver(history([nil, nil, nil, nil, nil])))
        #expect(course.isOver(history([Double?](repeating: nil, count: 20))))
    }

    @Test func aCourseOfAFormerVersionIsReadAsItWas() throws {
        let former = #"{"epochs": 3, "batch": 8, "rate": 0.01, "decay": 0.1, "smoothing": 0, "seed": 5}"#
        let course = try JSONDecoder().decode(Course.self, from: Data(former.utf8))
        var expected = Course(epochs: 3, batch: 8, rate: 0.01, decay: 0.1, seed: 5)
        expected.optimiser = .adamw
        #expect(course == expected)
        (expected.clip, expected.patience, expected.warmup, expected.mixup) = (2, 4, 0.1, 0.3)
        (expected.schedule, expected.isBalanced, expected.momentum) = (.onecycle, true, 0.5)
        #expect(try JSONDecoder().decode(Course.self, from: JSONEncoder().encode(expected)) == expected)
    }
}
