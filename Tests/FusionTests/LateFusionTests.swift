import Foundation
import Testing

@testable import Fusion

@Suite struct LateFusionTests {
    private let ear: [Float] = [0.7, 0.2, 0.1]
    private let eye: [Float] = [0.1, 0.6, 0.3]

    @Test func isTheWeightedGeometricMean() {
        let fused = LateFusion(weights: [3, 1]).probabilities(of: [ear, eye])
        let powers = zip(ear, eye).map { pow(Double($0), 0.75) * pow(Double($1), 0.25) }
        for (found, power) in zip(fused, powers) { #expect(abs(Double(found) - power / powers.reduce(0, +)) < 1e-6) }
        #expect(abs(fused.reduce(0, +) - 1) < 1e-6)
    }

    @Test func oneWithAllWeightIsLeftAsItIs() {
        for (weights, expected) in [([1.0, 0.0], ear), ([0.0, 1.0], eye)] {
            for (found, own) in zip(LateFusion(weights: weights).probabilities(of: [ear, eye]), expected) {
                #expect(abs(found - own) < 1e-6)
            }
        }
    }

    @Test func whereAStreamIsMissingTheOthersJudge() {
        let fusion = LateFusion(weights: [0.8, 0.2])
        for (found, own) in zip(fusion.probabilities(of: [nil, eye]), eye) { #expect(abs(found - own) < 1e-6) }
        // Even where all weight lay on the missing one.
        for (found, own) in zip(LateFusion(weights: [1, 0]).probabilities(of: [nil, eye]), eye) {
            #expect(abs(found - own) < 1e-6)
        }
    }

    @Test func certaintyIsNoVeto() {
        let fused = LateFusion(weights: [1, 1]).probabilities(of: [[1, 0], [0, 1]])
        #expect(fused.allSatisfy { abs($0 - 0.5) < 1e-6 })
    }

    @Test func theWeightIsThatOfTheLeastLoss() {
        // The eye is right and sure, the ear guesses.
        let rows: [[[Float]?]] = [[[0.5, 0.5], [0.9, 0.1]], [[0.6, 0.4], [0.2, 0.8]], [[0.4, 0.6], [0.95, 0.05]]]
        let trials = LateFusion.trials(rows, truth: [0, 1, 0])
        #expect(trials.count == 21 && trials.map(\.weights[0]) == (0...20).map { Double($0) / 20 })
        #expect(LateFusion.best(of: trials).weights == [0, 1])
        #expect(trials[0].accuracy == 1 && abs(trials[0].loss + (log(0.9) + log(0.8) + log(0.95)) / 3) < 1e-6)
        // Of weights that do alike, the most even ones.
        let alike = LateFusion.trials([[[0.8, 0.2], [0.8, 0.2]]], truth: [0])
        #expect(LateFusion.best(of: alike).weights == [0.5, 0.5])
    }

    @Test func threeStreamsHaveEveryShare() {
        let trials = LateFusion.trials([[[1, 0], [0.5, 0.5], nil]], truth: [0])
        #expect(trials.count == 231 && Set(trials.map(\.weights)).count == 231)
        #expect(trials.allSatisfy { abs($0.weights.reduce(0, +) - 1) < 1e-12 })
    }
}
