import Foundation
import Tensors
import Testing

@testable import Networks

/// Every layer's gradients against central differences of a random weighing of its outputs.
///
/// A 1x1 convolution stands before the layer, so that the gradient of its weights tests the gradient of the layer's
/// input.
@Suite struct GradientTests {
    struct Case: CustomTestStringConvertible {
        var name: String
        var input: Shape
        var layers: [any Layer]
        /// Columns or pictures that the examples fill; nil for all.
        var lengths: [Int]? = nil
        var testDescription: String { name }
    }

    private static let before = Convolution(filters: 5, rows: 1, columns: 1)

    static let cases: [Case] = [
        Case(name: "convolution", input: [2, 7, 9], layers: [before, Convolution(filters: 3, rows: 3, columns: 2)]),
        Case(
            name: "convolution in blocks", input: [1, 6, 7],
            layers: [Convolution(filters: 32, rows: 3, columns: 3), Convolution(filters: 32, rows: 3, columns: 3)]),
        Case(
            name: "convolution of few channels", input: [1, 9, 8],
            layers: [
                Convolution(filters: 8, rows: 3, columns: 3, padding: .same), BatchNormalisation(), ELU(),
                MaxPool(rows: 2, columns: 2), Convolution(filters: 16, rows: 3, columns: 3), BatchNormalisation(), ReLU(),
            ]),
        Case(
            name: "convolution, padded", input: [2, 6, 5],
            layers: [before, Convolution(filters: 4, rows: 4, columns: 3, padding: .same)]),
        Case(name: "batch normalisation", input: [2, 4, 5], layers: [before, BatchNormalisation()]),
        Case(
            name: "batch normalisation in blocks", input: [1, 5, 5],
            layers: [Convolution(filters: 16, rows: 2, columns: 2), BatchNormalisation()]),
        Case(
            name: "pictures, pooled", input: [4, 2, 6, 7],
            layers: [
                before, BatchNormalisation(), ELU(), MaxPool(rows: 2, columns: 2), GlobalPool(.both), PicturesInOrder(4),
                FrameMean(),
                Dense(3),
            ], lengths: [4, 2, 1]),
        Case(
            name: "pictures, followed", input: [3, 3, 5, 6],
            layers: [
                Convolution(filters: 16, rows: 3, columns: 3), ReLU(), PicturesInOrder(3), Recurrent(.gru, units: 6), LastState(),
                Dense(3),
            ], lengths: [3, 3, 2]),
        Case(name: "relu", input: [2, 4, 5], layers: [before, ReLU()]),
        Case(name: "elu", input: [2, 4, 5], layers: [before, ELU()]),
        Case(name: "max pool", input: [2, 7, 6], layers: [before, MaxPool(rows: 2, columns: 2)]),
        Case(name: "max pool after elu", input: [2, 7, 6], layers: [before, ELU(), MaxPool(rows: 3, columns: 2)]),
        Case(name: "time average", input: [2, 4, 6], layers: [before, TimeAverage()]),
        Case(
            name: "deltas", input: [1, 3, 12],
            layers: [Convolution(filters: 1, rows: 1, columns: 1), Deltas(), Convolution(filters: 4, rows: 3, columns: 6)]),
        Case(name: "global mean", input: [2, 4, 6], layers: [before, GlobalPool(.mean)]),
        Case(
            name: "global mean and maximum", input: [1, 5, 6],
            layers: [Convolution(filters: 20, rows: 2, columns: 2), GlobalPool(.both), Dense(3)]),
        Case(
            name: "batch normalisation, pool and dropout", input: [1, 9, 8],
            layers: [
                Convolution(filters: 18, rows: 2, columns: 2), BatchNormalisation(), MaxPool(rows: 3, columns: 2), ELU(),
                Dropout(0.3),
            ]),
        Case(
            name: "normalised after the pool", input: [1, 9, 8],
            layers: [
                Convolution(filters: 16, rows: 2, columns: 2), MaxPool(rows: 2, columns: 2), ReLU(), BatchNormalisation(),
                Dropout(0.3), ELU(),
            ]),
        Case(
            name: "Winograd's convolution", input: [1, 16, 18],
            layers: [
                Convolution(filters: 32, rows: 1, columns: 1), Convolution(filters: 32, rows: 3, columns: 3, padding: .same),
                ReLU(), Convolution(filters: 48, rows: 3, columns: 3), GlobalPool(.maximum),
            ]),
        Case(name: "dropout", input: [2, 4, 5], layers: [before, Dropout(0.4)]),
        Case(name: "dropout after relu", input: [2, 4, 5], layers: [before, ReLU(), Dropout(0.25)]),
        Case(name: "flatten", input: [2, 3, 4], layers: [before, Flatten()]),
        Case(name: "dense", input: [2, 3, 4], layers: [before, Flatten(), Dense(7), ReLU(), Dropout(0.5), Dense(3)]),
        Case(
            name: "elu after elu", input: [2, 3, 4],
            layers: [before, Flatten(), Dense(7), ELU(), Flatten(), ELU(), ELU(), Dense(3)]),
        Case(name: "frames", input: [2, 3, 4], layers: [before, ColumnsInOrder(), Flatten()]),
        Case(name: "lstm", input: [2, 3, 5], layers: [before, ColumnsInOrder(), Recurrent(.lstm, units: 6), Flatten()]),
        Case(name: "gru", input: [2, 3, 5], layers: [before, ColumnsInOrder(), Recurrent(.gru, units: 6), Flatten()]),
        Case(
            name: "lstm both ways, of several lengths", input: [2, 3, 5],
            layers: [before, ColumnsInOrder(), Recurrent(.lstm, units: 5, bidirectional: true), LastState(bidirectional: true)],
            lengths: [3, 5, 1]),
        Case(
            name: "gru both ways, of several lengths", input: [2, 3, 5],
            layers: [before, ColumnsInOrder(), Recurrent(.gru, units: 5, bidirectional: true), Flatten()], lengths: [2, 4, 3]),
        Case(
            name: "two lstm with dropout, last state", input: [2, 3, 6],
            layers: [
                before, MaxPool(rows: 1, columns: 2), ColumnsInOrder(), Recurrent(.lstm, units: 4, bidirectional: true),
                Dropout(0.3), Recurrent(.lstm, units: 5), LastState(), Dense(3),
            ], lengths: [3, 6, 4]),
        Case(
            name: "mean of the valid frames", input: [2, 3, 5],
            layers: [before, ColumnsInOrder(), Recurrent(.gru, units: 4), FrameMean()], lengths: [2, 5, 1]),
        Case(
            name: "attention", input: [2, 3, 5],
            layers: [before, ColumnsInOrder(), Recurrent(.lstm, units: 4), Attention(6)], lengths: [2, 5, 3]),
        Case(name: "attention to all frames", input: [2, 2, 4], layers: [before, ColumnsInOrder(), Attention(3)]),
        Case(
            name: "all of them", input: [1, 12, 14],
            layers: [
                Convolution(filters: 16, rows: 3, columns: 3), BatchNormalisation(), ReLU(),
                Convolution(filters: 16, rows: 3, columns: 3), BatchNormalisation(), ELU(), MaxPool(rows: 2, columns: 2),
                Dropout(0.25), Flatten(), Dense(9), ReLU(), Dropout(0.5), Dense(4),
            ]),
    ]

    /// What prediction folds together is what training computes one after the other, with the same statistics.
    @Test func aFoldedConvolutionIsThatWithWhatFollowsIt() throws {
        let parts: [[any Layer]] = [
            [], [BatchNormalisation()], [ReLU()], [BatchNormalisation(), ELU()],
            [BatchNormalisation(), ELU(), MaxPool(rows: 2, columns: 2)],
            [MaxPool(rows: 2, columns: 2), ReLU(), BatchNormalisation()],
        ]
        for padding in [Convolution.Padding.valid, .same] {
            for (number, part) in parts.enumerated() {
                let layers =
                    [Convolution(filters: 32, rows: 3, columns: 3, padding: padding)] + part
                    + [Convolution(filters: 20, rows: 3, columns: 3)] + part
                let folded = try Architecture("test", input: [1, 21, 19], layers: layers)
                var weights = folded.startingWeights(seed: 3)
                for i in weights.parameters.indices { weights.parameters[i] += 0.1 * Philox(seed: 1, purpose: "test").normal(i) }
                for i in weights.statistics.indices { weights.statistics[i] += 0.2 * Philox(seed: 2, purpose: "test").uniform(i) }
                let found = try outputs(folded, weights, count: 3)
                let expected = try Reference(layers: layers, shapes: folded.shapes).outputs(weights, count: 3)
                let error = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
                #expect(error < 2e-4 * max(1, expected.map(abs).max()!), "\(padding) \(number): \(error)")
            }
        }
    }

    private func outputs(_ architecture: Architecture, _ weights: Weights, count: Int) throws -> [Float] {
        let circuit = try Circuit(architecture, count: count, mode: .prediction)
        Philox(seed: 12, purpose: "input").fillNormal(circuit.input.memory)
        return try weights.parameters.withUnsafeBufferPointer { parameters in
            try weights.statistics.withUnsafeBufferPointer { statistics in
                let none = Scratch(1)
                try circuit.forward(
                    WeightMemory(
                        parameters: parameters.baseAddress!, statistics: statistics.baseAddress ?? UnsafePointer(none.start)),
                    Circuit.Position(version: 1, seed: 0, epoch: 0, step: 0, shard: 0))
                return (0..<count * architecture.classes).map { circuit.output[$0] }
            }
        }
    }

    /// What a circuit says that it holds, and by how much the process grows when it is made and used.
    private static func weigh(_ network: Architecture, count: Int, _ mode: Mode) throws -> (said: Int, taken: Int) {
        func resident() throws -> Int {
            let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
            return Int(pages)! * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
        func use(_ network: Architecture, count: Int) throws -> Circuit {
            let gradient = Scratch(network.parameterCount)
            let circuit = try Circuit(network, count: count, mode: mode)
            let (parameters, statistics) = (Scratch(network.parameterCount), Scratch(network.statisticCount))
            let memory = WeightMemory(parameters: parameters.start, statistics: statistics.start)
            let position = Circuit.Position(version: 1, seed: 3, epoch: 1, step: 2, shard: 0)
            try circuit.forward(memory, position)
            if mode == .training { try circuit.backward(memory, position, to: gradient.start) }
            return circuit
        }
        // The library is loaded when it is first used.
        _ = try use(.crnn(bands: 12, frames: 14, classes: 3, filters: 8, blocks: 2, units: 12), count: 1)
        let before = try resident()
        let circuit = try use(network, count: count)
        return (circuit.bytes, try resident() - before)
    }

    private static func check(_ network: Architecture, count: Int, _ mode: Mode) throws {
        let (said, taken) = try weigh(network, count: count, mode)
        // Not all working memory of the library's is ever used; and its programs take some megabytes.
        precondition(taken < said + said / 20 + 12_000_000 && taken > said / 2, "\(said) said, \(taken) taken")
    }

    /// Each in a process of its own.
    @Test func aCircuitSaysWhatItHolds() async {
        await #expect(processExitsWith: .success) {
            try Self.check(.cnn([1, 96, 173], classes: 12), count: 8, .training)
        }
        await #expect(processExitsWith: .success) {
            try Self.check(.cnn([1, 96, 173], classes: 12), count: 8, .prediction)
        }
        await #expect(processExitsWith: .success) {
            let network = try Architecture.lstm(
                bands: 40, frames: 200, classes: 3, units: 200, bidirectional: true, pool: .attention)
            try Self.check(network, count: 32, .training)
        }
        await #expect(processExitsWith: .success) {
            let network = try Architecture.crnn(bands: 64, frames: 200, classes: 3, filters: 16, blocks: 2, units: 64)
            try Self.check(network, count: 16, .training)
        }
    }

    @Test func everyLayerHasACase() {
        let tested = Set(Self.cases.flatMap { $0.layers.map { type(of: $0).kind } })
        #expect(tested == Set(layerKinds.map { $0.kind }))
        #expect(Set(layerKinds.map { $0.kind }).count == layerKinds.count)
    }

    /// Of the largest window the last cell is told from what is dropped; a larger one there is not.
    @Test func aWindowHoldsAsManyCellsAsAByteTells() throws {
        let before = Convolution(filters: 2, rows: 1, columns: 1)
        try compare(
            Case(name: "15 x 17", input: [1, 15, 34], layers: [before, MaxPool(rows: 15, columns: 17), Dropout(0.3)]),
            count: 8)
        #expect(throws: LayerFault.self) {
            try Architecture("test", input: [1, 40, 40], layers: [before, MaxPool(rows: 16, columns: 16)])
        }
        #expect(throws: LayerFault.self) {
            try Architecture("test", input: [1, 1, 600], layers: [before, MaxPool(rows: 1, columns: 256)])
        }
    }

    @Test(arguments: cases) func gradientsAreThoseOfDifferences(_ test: Case) throws { try compare(test, count: 3) }

    /// At their full size layers run through other code of the library than small ones do.
    @Test func theSeedNetworksGradientIsThatOfDifferences() throws {
        let network = try Architecture.cnn([1, 64, 60], classes: 12)
        try compare(Case(name: "cnn", input: network.input, layers: network.layers), count: 8)
    }

    private func compare(_ test: Case, count: Int) throws {
        let architecture = try Architecture("test", input: test.input, layers: test.layers)
        let circuit = try Circuit(architecture, count: count, mode: .training)
        circuit.lengths = test.lengths
        var weights = architecture.startingWeights(seed: 5)
        let random = Philox(seed: 11, purpose: "test")
        for i in weights.parameters.indices { weights.parameters[i] += 0.3 * random.normal(i) }
        Philox(seed: 12, purpose: "input").fillNormal(circuit.input.memory)
        let outputs = count * architecture.classes
        let weighing = (0..<outputs).map { Philox(seed: 13, purpose: "output").normal($0) }

        var version = 0
        func loss(_ weights: Weights, gradient: Memory? = nil) throws -> Double {
            version += 1
            return try weights.parameters.withUnsafeBufferPointer { parameters in
                try weights.statistics.withUnsafeBufferPointer { statistics in
                    // Neither has to hold anything.
                    let none = Scratch(1)
                    let memory = WeightMemory(
                        parameters: parameters.baseAddress ?? UnsafePointer(none.start),
                        statistics: statistics.baseAddress ?? UnsafePointer(none.start))
                    let position = Circuit.Position(version: version, seed: 3, epoch: 1, step: 2, shard: 0)
                    try circuit.forward(memory, position)
                    let sum = (0..<outputs).reduce(0.0) { $0 + Double(circuit.output[$1]) * Double(weighing[$1]) }
                    if let gradient {
                        for i in 0..<outputs { circuit.outputGradient[i] = weighing[i] }
                        try circuit.backward(memory, position, to: gradient)
                    }
                    return sum
                }
            }
        }
        let gradient = Scratch(architecture.parameterCount)
        let middle = try loss(weights, gradient: gradient.start)
        let found = Array(gradient.memory)
        let greatest = found.map(abs).max()!
        #expect(greatest > 0)
        var (difference, size) = (0.0, 0.0)
        // Of many parameters a few hundred tell.
        let sample = Array(stride(from: 0, to: found.count, by: max(1, found.count / 200)))
        var smooth = 0
        for i in sample {
            let step: Float = 2e-3
            var moved = weights
            moved.parameters[i] = weights.parameters[i] + step
            let above = try loss(moved)
            let high = moved.parameters[i]
            moved.parameters[i] = weights.parameters[i] - step
            let below = try loss(moved)
            let expected = (above - below) / Double(high - moved.parameters[i])
            // Where a maximum changes hands or a rectifier opens within the step, there is no one slope to compare with: half
            // of such a bend is off by as much, which has to be less than what is asked for below.
            let bend = abs(above - 2 * middle + below)
            if bend > 0.01 * abs(above - below) + 2e-5 { continue }
            smooth += 1
            difference += (expected - Double(found[i])) * (expected - Double(found[i]))
            size += expected * expected
        }
        let error = (difference / size).squareRoot()
        #expect(error < 1e-2, "\(test.name): relative error \(error)")
        #expect(smooth * 4 > sample.count * 3, "\(test.name): only \(smooth) of \(sample.count) slopes to compare")
    }
}
