import Foundation
import Tensors
import Testing

@testable import Networks

@Suite struct S2VTTests {
    private let size = S2VT.Size(features: 6, embedding: 5, hidden: 4, vocabulary: 9)

    private func batch(_ examples: Int) -> (frames: Tensor, words: [Int], targets: [Int]) {
        let numbers = Philox(seed: 8, purpose: "frames")
        let frames = Tensor([4, examples, 6], (0..<4 * examples * 6).map { numbers.normal($0) })
        let words = (0..<3 * examples).map { ($0 * 7 + 1) % 9 }
        return (frames, words, (0..<3 * examples).map { $0 % 5 == 4 ? -1 : ($0 * 5 + 2) % 9 })
    }

    @Test func itsGradientIsThatOfDifferences() throws {
        let net = S2VT(size, seed: 3)
        for i in net.parameters.memory.indices { net.parameters.memory[i] *= 6 }
        let (frames, words, targets) = batch(3)
        func loss() throws -> Double {
            // The weights change under the same version: a new network looks at them anew.
            let other = S2VT(size, seed: 3)
            other.parameters.start.update(from: net.parameters.start, count: net.parameterCount)
            return try other.gradients(frames, words: words, targets: targets, parallel: .alone)
        }
        _ = try net.gradients(frames, words: words, targets: targets, parallel: .alone)
        var (difference, sum) = (0.0, 0.0)
        for i in stride(from: 0, to: net.parameterCount, by: 3) {
            let former = net.parameters.memory[i]
            net.parameters.memory[i] = former + 4e-3
            let above = try loss()
            net.parameters.memory[i] = former - 4e-3
            let below = try loss()
            net.parameters.memory[i] = former
            let expected = (above - below) / 8e-3
            difference += pow(expected - Double(net.gradient.memory[i]), 2)
            sum += expected * expected
        }
        #expect((difference / sum).squareRoot() < 5e-3)
    }

    @Test func itLearnsItsSentences() throws {
        let net = S2VT(S2VT.Size(features: 6, embedding: 8, hidden: 24, vocabulary: 9), seed: 3)
        let (frames, words, targets) = batch(6)
        var losses: [Double] = []
        for _ in 0..<150 {
            losses.append(try net.step(frames, words: words, targets: targets, rate: 0.01, parallel: .alone))
        }
        #expect(abs(losses[0] - log(9)) < 0.2)
        #expect(losses.last! < 0.3)
    }

    @Test func theWeightsAreTheSameOnAnyNumberOfThreads() throws {
        func trained(_ threads: Int) throws -> [Float] {
            let net = S2VT(S2VT.Size(features: 6, embedding: 8, hidden: 20, vocabulary: 30), seed: 3)
            let (frames, words, targets) = batch(35)
            for _ in 0..<3 {
                _ = try net.step(frames, words: words, targets: targets, parallel: Parallel(threads: threads, poll: {}))
            }
            return Array(net.parameters.memory)
        }
        let one = try trained(1)
        for threads in [2, 16] { #expect(try trained(threads) == one) }
    }

    /// A step of two examples in a process of its own.
    private static func step(_ words: [Int], _ targets: [Int], frames: Int = 4) throws {
        setenv("SWIFT_BACKTRACE", "enable=no", 1)
        let net = S2VT(S2VT.Size(features: 6, embedding: 5, hidden: 4, vocabulary: 9), seed: 3)
        let frames = Tensor([frames, 2, 6], [Float](repeating: 0.1, count: 12 * frames))
        _ = try net.step(frames, words: words, targets: targets, parallel: .alone)
    }

    @Test func whatWouldBeReadOutOfBoundsIsRefused() async {
        await #expect(processExitsWith: .success) { try Self.step([0, 8], [-1, 8]) }
        await #expect(processExitsWith: .failure) { try Self.step([0, 9], [1, 2]) }
        await #expect(processExitsWith: .failure) { try Self.step([0, -1], [1, 2]) }
        await #expect(processExitsWith: .failure) { try Self.step([0, 1], [1, 9]) }
        await #expect(processExitsWith: .failure) { try Self.step([], []) }
        await #expect(processExitsWith: .failure) { try Self.step([0, 1], [1, 2], frames: 0) }
    }

    @Test func aLossInChunksIsThatOfTheWhole() throws {
        let (units, vocabulary, rows) = (5, 40, 13)
        let (weights, bias, states) = (Scratch(vocabulary * units), Scratch(vocabulary), Scratch(rows * units))
        for (number, scratch) in [weights, bias, states].enumerated() {
            Philox(seed: UInt64(number), purpose: "numbers").fillNormal(scratch.memory)
        }
        let targets = (0..<rows).map { $0 == 6 ? -1 : $0 * 3 % vocabulary }
        func result(_ most: Int) throws -> (loss: Double, gradients: [[Float]]) {
            let (dw, db, ds) = (Scratch(vocabulary * units), Scratch(vocabulary), Scratch(rows * units))
            let places = WordLoss.Places(weights: weights.start, bias: bias.start, dweights: dw.start, dbias: db.start)
            let loss = try WordLoss(units: units, vocabulary: vocabulary, rows: rows, most: most).forwardAndBackward(
                states.start, targets: targets, places, to: ds.start, .alone)
            return (loss, [Array(dw.memory), Array(db.memory), Array(ds.memory)])
        }
        // One row of logits at a time, some, all.
        let whole = try result(1 << 20)
        for most in [1, 4 * vocabulary] {
            let part = try result(most)
            #expect(abs(part.loss - whole.loss) < 1e-5)
            for (a, b) in zip(part.gradients, whole.gradients) { #expect(zip(a, b).allSatisfy { abs($0 - $1) < 1e-5 }) }
        }
        // In double precision, by the definition.
        var expected = 0.0
        for row in 0..<rows where targets[row] >= 0 {
            let logits = (0..<vocabulary).map { word in
                Double(bias.memory[word]) + (0..<units).reduce(0.0) {
                    $0 + Double(weights.memory[word * units + $1]) * Double(states.memory[row * units + $1])
                }
            }
            expected += log(logits.reduce(0) { $0 + exp($1) }) - logits[targets[row]]
        }
        #expect(abs(whole.loss - expected / 12) < 1e-4)
        #expect(whole.gradients[2][6 * units..<7 * units].allSatisfy { $0 == 0 })
    }
}
