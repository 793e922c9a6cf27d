import Tensors
import Testing

@testable import Networks

/// Trainings that go on from what was learned before.
@Suite struct BeginningTests {
    private let stripes = Stripes(count: 45)
    private let network: Architecture

    init() throws {
        network = try .cnn([1, 12, 14], classes: 3, CNNDesign(filters: 8, blocks: 1, units: 12))
    }

    private func weights(of training: Training, threads: Int = 1, epochs: Int = 2) throws -> Weights {
        while training.progress.epoch < epochs { _ = try training.advance(Parallel(threads: threads, poll: {})) }
        return training.weights
    }

    private func begun() throws -> Weights {
        try weights(of: Training(network, Course(epochs: 2, batch: 16, seed: 3), lessons: stripes, validation: nil))
    }

    private func goingOn(_ start: Weights, frozen: Int) -> Training {
        Training(
            network, Course(epochs: 2, batch: 16, decay: 0.01, seed: 5), from: Beginning(start, frozen: frozen), lessons: stripes,
            validation: stripes)
    }

    @Test func itBeginsWithTheNumbersThatItIsGiven() throws {
        let start = try begun()
        #expect(goingOn(start, frozen: 0).weights == start)
        #expect(try weights(of: goingOn(start, frozen: 0)) != start)
    }

    /// Freezing cuts blocks of layers apart wherever it ends: after a convolution, within what follows it, behind a dense layer.
    @Test(arguments: 1...12) func whatIsFrozenStaysAndAllElseIsLearned(_ frozen: Int) throws {
        try #require(network.layers.count == 13 && network.lastLearning == 13)
        let start = try begun()
        let end = try weights(of: goingOn(start, frozen: frozen))
        let (held, still) = (network.parameterOffsets[frozen], network.statisticOffsets[frozen])
        #expect(end.parameters[..<held] == start.parameters[..<held])
        #expect(end.statistics[..<still] == start.statistics[..<still])
        for entry in network.parameters.entries where entry.range.lowerBound >= held {
            #expect(end.parameters[entry.range] != start.parameters[entry.range], "\(entry.name) has not learned")
        }
        #expect(still == start.statistics.count || end.statistics[still...] != start.statistics[still...])
        #expect(network.learned(frozen: frozen) == network.parameterCount - held)
        // On any number of threads, and taken up again in the middle.
        #expect(try weights(of: goingOn(start, frozen: frozen), threads: 3) == end)
        let half = goingOn(start, frozen: frozen)
        for _ in 0..<4 { _ = try half.advance(Parallel(threads: 1, poll: {})) }
        let rest = goingOn(start, frozen: frozen)
        #expect(rest.resume(half.checkpoint))
        #expect(try weights(of: rest) == end)
    }

    /// The layers behind learn as a network of their own would from what the frozen ones make of the examples.
    @Test func theRestLearnsAsANetworkOfItsOwn() throws {
        let whole = try Architecture(
            "whole", input: [1, 12, 14],
            layers: [
                Convolution(filters: 8, rows: 3, columns: 3), BatchNormalisation(), ELU(), MaxPool(rows: 2, columns: 2),
                Dropout(0.5),
                Flatten(), Dense(9), ReLU(), Dense(3),
            ] as [any Layer])
        let start = try weights(of: Training(whole, Course(epochs: 2, batch: 16, seed: 2), lessons: stripes, validation: nil))
        let course = Course(epochs: 3, batch: 15, rate: 1e-3, seed: 8)
        let training = Training(whole, course, from: Beginning(start, frozen: 6), lessons: stripes, validation: nil)
        let all = try weights(of: training, epochs: 3)

        let rows = try LayerEncoder(whole, start, Standard(), layer: 6)
        var numbers = [Float](repeating: 0, count: 45 * 168)
        numbers.withUnsafeMutableBufferPointer { stripes.fill(Array(0..<45), epoch: nil, into: $0) }
        let width = whole.shapes[6][0]
        let tail = try Architecture("tail", input: [width], layers: Array(whole.layers[6...]))
        let encoded = (1...3).map { epoch -> Tensor in
            numbers.withUnsafeMutableBufferPointer { stripes.fill(Array(0..<45), epoch: epoch, into: $0) }
            return try! rows.features(of: Tensor([45, 12, 14], numbers), parallel: Parallel(threads: 1, poll: {}))
        }
        let held = whole.parameterOffsets[6]
        let own = Training(
            tail, course, from: Beginning(Weights(parameters: Array(start.parameters[held...]), statistics: [])),
            lessons: Rows(stripes: stripes, epochs: encoded), validation: nil)
        let alone = try weights(of: own, epochs: 3)
        for (a, b) in zip(all.parameters[held...], alone.parameters) { #expect(abs(a - b) < 2e-5) }
        #expect(zip(training.progress.history, own.progress.history).allSatisfy { abs($0.loss - $1.loss) < 1e-5 })
    }

    @Test func classesKeepTheirRows() throws {
        let start = try begun()
        let (grown, weights) = try network.answering([nil, 2, 0, nil, 1], start, seed: 4)
        #expect(grown.classes == 5 && grown.shapes.dropLast() == network.shapes.dropLast())
        let (before, after) = (
            Dictionary(uniqueKeysWithValues: network.tensors(of: start)),
            Dictionary(uniqueKeysWithValues: grown.tensors(of: weights))
        )
        let last = "13.dense."
        for (name, tensor) in before where !name.hasPrefix(last) { #expect(after[name]?.floats == tensor.floats) }
        for part in ["weights", "bias"] {
            let (old, new) = (try #require(before[last + part]), try #require(after[last + part]))
            let width = old.count / 3
            func row(_ tensor: Tensor, _ number: Int) -> [Float] { Array(tensor.floats[number * width..<(number + 1) * width]) }
            for (number, former) in [(1, 2), (2, 0), (4, 1)] { #expect(row(new, number) == row(old, former)) }
            #expect(part == "bias" || row(new, 0).contains { $0 != 0 } && row(new, 0) != row(new, 3))
        }
        let pooled = try Architecture(
            "pooled", input: [1, 12, 14],
            layers: [Convolution(filters: 3, rows: 3, columns: 3), GlobalPool(.mean)] as [any Layer])
        #expect(throws: ArchitectureFault.noMoreClasses(layer: pooled.layers.last!.summary)) {
            try pooled.answering([0, 1, 2, nil], pooled.startingWeights(seed: 1), seed: 1)
        }
    }
}

/// Stripes as a part of a network has made rows of them, in each epoch others.
private struct Rows: Lessons {
    let stripes: Stripes
    let epochs: [Tensor]
    var count: Int { stripes.count }

    func label(_ example: Int) -> Int { stripes.label(example) }

    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        let rows = epochs[epoch! - 1]
        let width = rows.shape[1]
        for (place, example) in examples.enumerated() {
            for i in 0..<width { memory[place * width + i] = rows.floats[example * width + i] }
        }
    }
}
