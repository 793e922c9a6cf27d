import Foundation
import Tensors
import Testing

@testable import Networks

@Suite struct MultiScoresTests {
    @Test func fewClipsAreScoredByHand() {
        // Ranked by the first class: clips 0, 2, 1, 3, of which 0 and 1 have it. By the second: 1, 0 and 2 level, 3; 2 has it.
        let scores = MultiScores(
            truth: [[0], [0, 3], [1, 3], [3]],
            probabilities: Tensor([4, 4], [0.9, 0.4, 0.5, 0.1, 0.6, 0.8, 0.5, 0.2, 0.7, 0.4, 0.5, 0.3, 0.1, 0.2, 0.5, 0.4]))
        #expect(scores.count(0) == 2 && scores.count(2) == 0 && scores.count(3) == 3)
        #expect(abs(scores.averagePrecision(0) - (1 + 2.0 / 3) / 2) < 1e-12)
        #expect(abs(scores.averagePrecision(1) - 1.0 / 3) < 1e-12)
        #expect(scores.averagePrecision(2).isNaN && scores.averagePrecision(3) == 1)
        #expect(scores.roc(0).area == 0.75 && scores.roc(1).area == 0.5 && scores.roc(2).area.isNaN && scores.roc(3).area == 1)
        #expect(abs(scores.meanAveragePrecision - (5.0 / 6 + 1.0 / 3 + 1) / 3) < 1e-12)
        #expect(scores.macroAUC == 0.75)
        #expect(abs(scores.sensitivity - 0.9538725524) < 1e-9)
        // Right are 3 of the first clip, 1 of the second, none of the third, 2 of the fourth.
        #expect(scores.accuracy() == 6.0 / 16)
    }

    /// Numbers that scikit-learn 1.9.1 and SciPy give for the same clips.
    @Test func manyClipsAreScoredAsByScikitLearn() {
        var state = 12345
        func next() -> Int {
            state = (state * 1_103_515_245 + 12345) % (1 << 31)
            return state
        }
        var (truth, probabilities): ([Set<Int>], [Float]) = ([], [])
        for _ in 0..<40 {
            var own: Set<Int> = []
            for label in 0..<5 {
                if next() % 7 < 2 + label % 2 { own.insert(label) }
                probabilities.append(Float(next() / 65536 % 32 + (own.contains(label) ? 12 : 0)) / 64)
            }
            truth.append(own)
        }
        let scores = MultiScores(truth: truth, probabilities: Tensor([40, 5], probabilities))
        #expect((0..<5).map(scores.count) == [14, 21, 13, 14, 20])
        let precisions = [0.7280685550082102, 0.8190839685637827, 0.7291689314269958, 0.782984246330111, 0.8576801629742806]
        let areas = [0.7554945054945055, 0.7994987468671679, 0.8005698005698005, 0.8214285714285714, 0.7925]
        for label in 0..<5 {
            #expect(abs(scores.averagePrecision(label) - precisions[label]) < 1e-12)
            #expect(abs(scores.roc(label).area - areas[label]) < 1e-12)
        }
        #expect(abs(scores.meanAveragePrecision - 0.7833971728606761) < 1e-12)
        #expect(abs(scores.macroAUC - 0.7938983248720091) < 1e-12)
        #expect(abs(scores.sensitivity - 1.1596867682816596) < 1e-12)
        #expect(abs(scores.accuracy() - 0.775) < 1e-12)
    }

    @Test func sensitivityIsTheDistanceOfTwoNormalDistributions() {
        for (area, distance) in [
            (0.5, 0), (0.6, 0.3582869092425833), (0.9, 1.8123876048736465), (0.975, 2.771807648699356),
            (0.999, 4.3702484382660085), (1e-9, -8.48218002512036),
        ] { #expect(abs(sensitivity(auc: area) - distance) < 1e-12, "\(area)") }
        #expect(sensitivity(auc: 1) == .infinity && sensitivity(auc: 0) == -.infinity && sensitivity(auc: .nan).isNaN)
    }

    @Test func nothingHasNoScore() {
        let scores = MultiScores(truth: [], probabilities: Tensor([0, 3], []))
        #expect(scores.meanAveragePrecision.isNaN && scores.macroAUC.isNaN && scores.sensitivity.isNaN && scores.accuracy().isNaN)
    }
}
