import Foundation
import Tensors
import Testing

@testable import Networks

/// Two kinds of picture that a band's level over time tells apart, with noise; varied by epoch where asked.
struct Stripes: Lessons {
    var count: Int
    var bands = 12
    var frames = 14
    var classes = 3
    /// Examples fill from 5 columns to all.
    var isRagged = false
    /// What all numbers are multiplied by.
    var size: Float = 1

    func lengths(_ examples: [Int], epoch: Int?) -> [Int]? {
        isRagged ? examples.map { 5 + $0 * 7 % (frames - 4) } : nil
    }

    func label(_ example: Int) -> Int { example % classes }

    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        let cells = bands * frames
        for (place, example) in examples.enumerated() {
            let noise = Philox(seed: 1, purpose: "stripes", UInt64(example), UInt64(epoch ?? 0))
            for band in 0..<bands {
                for frame in 0..<frames {
                    let tick = frame % (2 + label(example)) == 0 ? Float(1) : 0
                    memory[place * cells + band * frames + frame] =
                        size * (tick + 0.5 * noise.normal(band * frames + frame))
                }
            }
        }
    }
}

/// One example of others.
private struct One: Lessons {
    let all: Stripes
    let example: Int
    let count = 1

    init(_ all: Stripes, _ example: Int) { (self.all, self.example) = (all, example) }
    func label(_ example: Int) -> Int { all.label(self.example) }
    func lengths(_ examples: [Int], epoch: Int?) -> [Int]? { all.lengths([example], epoch: epoch) }
    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        all.fill([example], epoch: epoch, into: memory)
    }
}

extension CNNDesign {
    /// As many filters in each block.
    init(filters: Int, blocks: Int, units: Int, dropout: Double = 0.25) {
        self.init()
        (self.filters, widest, self.blocks, self.units, self.dropout) = (filters, filters, blocks, units, dropout)
    }
}

extension Training {
    /// Of one that learns classes.
    var network: Architecture { (learner as! ClassLearner).architecture }
}

@Suite struct TrainingTests {
    private func training(_ count: Int = 90, epochs: Int = 4, validation: Int = 30) throws -> Training {
        let stripes = Stripes(count: count)
        let design = CNNDesign(filters: 16, blocks: 1, units: 16)
        let network = try Architecture.cnn([1, stripes.bands, stripes.frames], classes: 3, design)
        return Training(
            network, Course(epochs: epochs, rate: 5e-3, seed: 7), lessons: stripes,
            validation: validation > 0 ? Stripes(count: validation) : nil)
    }

    private func run(_ training: Training, threads: Int) throws {
        while training.progress.epoch < training.course.epochs {
            _ = try training.advance(Parallel(threads: threads, poll: {}))
        }
    }

    @Test func theSeedNetworkHasItsParameters() throws {
        let network = try Architecture.cnn([1, 96, 173], classes: 12)
        #expect(network.count == 808_492)
        #expect(network.shapes.last == [12])
    }

    @Test func aNetworkTooDeepNamesTheLayer() {
        #expect(
            throws: LayerFault(layer: "max-pool 2x2", input: [32, 1, 14], problem: "has nothing left to work on", number: 12)
        ) {
            try Architecture.cnn([1, 10, 36], classes: 3)
        }
    }

    @Test func aBatchIsCutIntoShardsOfEight() {
        #expect(Course.shards(of: 32) == [8, 8, 8, 8])
        #expect(Course.shards(of: 26) == [9, 9, 8])
        #expect(Course.shards(of: 5) == [5])
        #expect(Course.shards(of: 15) == [15])
        #expect(Course.shards(of: 32, size: 16) == [16, 16])
        #expect(Course.shards(of: 31, size: 16) == [31])
    }

    @Test func everyEpochHasAnOrderOfItsOwnInWhichClassesMix() {
        let course = Course(epochs: 2, seed: 3)
        let first = course.order(of: 1000, epoch: 1)
        #expect(first.sorted() == Array(0..<1000))
        #expect(first == course.order(of: 1000, epoch: 1))
        #expect(first != course.order(of: 1000, epoch: 2))
        // Every stretch of a hundred holds about as much of each fifth.
        for start in stride(from: 0, to: 1000, by: 100) {
            let fifths = Dictionary(grouping: first[start..<start + 100]) { $0 / 200 }.mapValues(\.count)
            for fifth in 0..<5 { #expect((8...34).contains(fifths[fifth] ?? 0)) }
        }
        let distances = first.enumerated().map { abs($0.offset - $0.element) }
        #expect((280...390).contains(distances.reduce(0, +) / 1000))
    }

    @Test func itLearnsWhatOnlyTimeTells() throws {
        let training = try training(epochs: 8)
        try run(training, threads: 2)
        let last = try #require(training.progress.history.last)
        #expect(last.validationAccuracy! > 0.9)
        #expect(training.progress.history.count == 8)
        let losses = training.progress.history.map { $0.validationLoss! }
        #expect(training.progress.best == losses.firstIndex(of: losses.min()!)! + 1)

        let linear = Training(
            try Architecture.linear([1, 12, 14], classes: 3), Course(epochs: 8), lessons: Stripes(count: 90),
            validation: Stripes(count: 30))
        try run(linear, threads: 2)
        // Averaged over time the kinds are nearly alike.
        #expect(linear.progress.history.last!.validationAccuracy! < 0.8)
    }

    @Test func weightsAreTheSameOnAnyNumberOfThreads() throws {
        let one = try training()
        try run(one, threads: 1)
        for threads in [2, 16] {
            let several = try training()
            try run(several, threads: threads)
            #expect(several.weights == one.weights)
            #expect(several.progress == one.progress)
            #expect(several.bestWeights == one.bestWeights)
        }
    }

    @Test(arguments: ["lstm", "crnn"]) func recurrentWeightsAreTheSameOnAnyNumberOfThreads(_ name: String) throws {
        // Clips of several lengths, 21 to 24 of them a shard.
        let lessons = Stripes(count: 90, isRagged: true)
        func trained(_ threads: Int) throws -> Training {
            let network =
                try name == "lstm"
                ? Architecture.lstm(
                    bands: 12, frames: 14, classes: 3, units: 20, bidirectional: true, pool: .attention)
                : Architecture.crnn(bands: 12, frames: 14, classes: 3, filters: 8, blocks: 2, units: 12)
            let training = Training(
                network, Course(epochs: 2, batch: 45, rate: 5e-3, seed: 7), lessons: lessons, validation: Stripes(count: 30))
            try run(training, threads: threads)
            return training
        }
        let one = try trained(1)
        #expect(one.network.shardSize == 16)
        for threads in [2, 16] {
            let several = try trained(threads)
            #expect(several.weights == one.weights)
            #expect(several.progress == one.progress)
        }
    }

    @Test(arguments: [RecurrentCell.lstm, .gru]) func aRecurrentNetworkLearnsWhatOnlyTimeTells(_ cell: RecurrentCell) throws {
        let training = Training(
            try Architecture.lstm(bands: 12, frames: 14, classes: 3, cell: cell, units: 24, layers: 1, pool: .mean),
            Course(epochs: 30, batch: 16, rate: 1e-2), lessons: Stripes(count: 90), validation: Stripes(count: 30))
        try run(training, threads: 2)
        #expect(training.progress.history.last!.validationAccuracy! > 0.9)
    }

    @Test func littleMemoryMeansFewerThreadsAndTheSameWeights() throws {
        let ample = try training(epochs: 1)
        let tight = try training(epochs: 1)
        // Of many shards some gradients are added before the others are there.
        let room = try #require(throws: TooLittleMemory.self) { try tight.advance(Parallel(threads: 4, memory: 1, poll: {})) }
        let parallel = Parallel(threads: 4, memory: room.needed, poll: {})
        #expect(Parallel(threads: 4, memory: 1).fitting(bytesEach: 1000).threads == 1)
        #expect(Parallel(threads: 4, memory: 3000).fitting(bytesEach: 1000).threads == 3)
        #expect(Parallel(threads: 4, memory: 3000).fitting(bytesEach: 1000, beside: 900).threads == 2)
        try run(ample, threads: 4)
        while tight.progress.epoch < 1 { _ = try tight.advance(parallel) }
        #expect(tight.weights == ample.weights)
    }

    @Test func aNetworkThatOneThreadHasNoRoomForIsRefused() throws {
        let training = try training(epochs: 1)
        let start = training.weights
        func refusal(_ memory: Int) throws -> TooLittleMemory {
            try #require(throws: TooLittleMemory.self) { try training.advance(Parallel(threads: 2, memory: memory)) }
        }
        // Batches of 32 have shards of eight; the last one, of 26, has some of nine.
        let needed = try refusal(1000).needed
        #expect(try refusal(needed - 1) == TooLittleMemory(.training, examples: 9, needed: needed, allowed: needed - 1))
        #expect(training.weights == start && training.progress == Training.Progress())
        _ = try training.advance(Parallel(threads: 2, memory: needed))
        #expect(training.progress.step == 1)

        let fault = TooLittleMemory(.training, examples: 9, needed: 123_456_789, allowed: 64_000_000)
        #expect(fault.cause == "training the network needs 124 MB of memory for 9 examples at a time, and --memory allows 64 MB")
        #expect(fault.remedy == "shorter clips, fewer filters or units, or --memory 124MB")
        #expect(throws: TooLittleMemory.self) {
            try Predictor(training.network).probabilities(
                of: Stripes(count: 3), start, parallel: Parallel(threads: 1, memory: 1000))
        }
    }

    /// Forty shards: three groups, or forty where memory is short.
    @Test func aLargeBatchHasTheSameWeightsInLittleMemory() throws {
        func large() throws -> Training {
            Training(
                try .linear([1, 12, 14], classes: 3), Course(epochs: 2, batch: 320, rate: 5e-3, seed: 7),
                lessons: Stripes(count: 330), validation: nil)
        }
        let (ample, tight) = (try large(), try large())
        try run(ample, threads: 3)
        let room = try #require(throws: TooLittleMemory.self) { try tight.advance(Parallel(threads: 4, memory: 1, poll: {})) }
        while !tight.isOver { _ = try tight.advance(Parallel(threads: 4, memory: room.needed + 2000, poll: {})) }
        #expect(tight.weights == ample.weights && tight.progress == ample.progress)
    }

    @Test func aCheckpointAnywhereLeadsToTheSameBits() throws {
        let whole = try training()
        try run(whole, threads: 2)
        var former = try training()
        for stop in [1, 2, 3, 5, 8] {
            for _ in 0..<stop where former.progress.epoch < 4 { _ = try former.advance(Parallel(threads: 2, poll: {})) }
            let next = try training()
            #expect(next.resume(former.checkpoint))
            former = next
        }
        try run(former, threads: 2)
        #expect(former.weights == whole.weights)
        #expect(former.bestWeights == whole.bestWeights)
        #expect(former.progress == whole.progress)
    }

    @Test func anInterruptedStepChangesNothing() throws {
        let training = try training()
        _ = try training.advance(Parallel(threads: 1, poll: {}))
        let (weights, progress) = (training.weights, training.progress)
        nonisolated(unsafe) var polls = 0
        #expect(throws: Interrupted.self) {
            _ = try training.advance(
                Parallel(
                    threads: 1,
                    poll: {
                        polls += 1
                        if polls == 3 { throw Interrupted() }
                    }))
        }
        #expect(training.weights == weights)
        #expect(training.progress == progress)
        let other = try self.training()
        _ = try other.advance(Parallel(threads: 1, poll: {}))
        try run(training, threads: 1)
        try run(other, threads: 1)
        #expect(training.weights == other.weights)
    }

    @Test(arguments: [0, 30]) func aTrainingThatRunsAwayEndsAndNamesItsEpoch(validation: Int) throws {
        let stripes = Stripes(count: 90)
        let training = Training(
            try Architecture.linear([1, 12, 14], classes: 3), Course(epochs: 4, rate: 1e38), lessons: stripes,
            validation: validation > 0 ? Stripes(count: validation) : nil)
        let fault = #expect(throws: Divergence.self) { try run(training, threads: 2) }
        #expect(fault?.epoch == training.progress.epoch + 1)
        // The second step's loss is none, nor is the gradient of the only layer that learns.
        #expect(fault?.step == 2)
        #expect(fault?.layer == "layer 3 (dense, 3 units)")
        #expect(training.progress.history.allSatisfy { $0.loss.isFinite && $0.validationLoss?.isFinite ?? true })
        #expect(fault?.remedy?.hasPrefix("a smaller rate, such as rate: ") == true)
    }

    /// What a step says of itself does not depend on the steps before it.
    @Test(arguments: [1e3, 1e38]) func aTrainingThatRunsAwaySaysTheSameWhereverItIsTakenUpAgain(_ rate: Double) throws {
        func reckless() throws -> Training {
            var course = Course(epochs: 4, rate: rate, seed: 7)
            (course.optimiser, course.schedule, course.warmup) = (.sgd, .constant, 0)
            return Training(
                try .cnn([1, 12, 14], classes: 3, CNNDesign(filters: 16, blocks: 1, units: 16)), course,
                lessons: Stripes(count: 90), validation: nil)
        }
        let whole = try reckless()
        let fault = try #require(throws: Divergence.self) { try run(whole, threads: 2) }
        let steps = (fault.epoch - 1) * whole.stepsPerEpoch + fault.step
        #expect(steps > 1 && fault.layer != nil)
        let former = try reckless()
        for _ in 1..<steps { _ = try former.advance(Parallel(threads: 2, poll: {})) }
        let next = try reckless()
        #expect(next.resume(former.checkpoint))
        #expect(throws: fault) { try run(next, threads: 1) }
    }

    /// The optimiser's squares of such a gradient would be infinite, and its steps zero.
    @Test(arguments: Optimiser.allCases) func aGradientBeyondAllBoundsIsNoStep(_ optimiser: Optimiser) throws {
        func anew(_ clip: Double?) throws -> Training {
            var course = Course(epochs: 2, rate: 1e-3)
            (course.optimiser, course.clip) = (optimiser, clip)
            return Training(
                try .linear([1, 12, 14], classes: 3), course, lessons: Stripes(count: 30, size: 1e22),
                validation: nil)
        }
        let training = try anew(nil)
        let start = training.weights
        let fault = #expect(throws: Divergence.self) { try training.advance(.alone) }
        #expect(fault?.epoch == 1 && fault?.step == 1 && fault?.layer == "layer 3 (dense, 3 units)")
        #expect(training.weights == start)
        // What is clipped is small again.
        let clipped = try anew(1)
        #expect(try clipped.advance(.alone))
    }

    @Test func aForeignCheckpointIsRefused() throws {
        let small = try training()
        let other = Training(
            try Architecture.linear([1, 12, 14], classes: 3), Course(epochs: 2), lessons: Stripes(count: 90),
            validation: nil)
        #expect(!small.resume(other.checkpoint))
    }

    @Test func aPredictionDoesNotDependOnItsNeighbours() throws {
        let training = try training(epochs: 1)
        try run(training, threads: 2)
        let predictor = Predictor(training.network)
        let many = try predictor.probabilities(of: Stripes(count: 21), training.weights, parallel: Parallel(threads: 2))
        let few = try predictor.probabilities(of: Stripes(count: 3), training.weights, parallel: Parallel.alone)
        #expect(Array(many.floats[..<9]) == few.floats)
        // Other weights are not taken for those before.
        let start = training.network.startingWeights(seed: 9)
        let others = try predictor.probabilities(of: Stripes(count: 3), start, parallel: Parallel.alone)
        let fresh = try Predictor(training.network).probabilities(of: Stripes(count: 3), start, parallel: Parallel.alone)
        #expect(others.floats == fresh.floats && others.floats != few.floats)
        for row in 0..<21 { #expect(abs(many.floats[row * 3..<row * 3 + 3].reduce(0, +) - 1) < 1e-5) }
    }

    @Test(arguments: ["lstm", "crnn"]) func aClipsLengthAndPlaceInABlockChangeNoOther(_ name: String) throws {
        let network =
            try name == "lstm"
            ? Architecture.lstm(bands: 12, frames: 40, classes: 3, units: 20, bidirectional: true)
            : Architecture.crnn(bands: 12, frames: 40, classes: 3, filters: 8, blocks: 2, units: 20)
        let predictor = Predictor(network)
        let weights = network.startingWeights(seed: 4)
        let all = Stripes(count: 21, frames: 40, isRagged: true)
        let together = try predictor.probabilities(of: all, weights, parallel: Parallel(threads: 2)).floats
        for example in 0..<21 {
            let alone = try predictor.probabilities(of: One(all, example), weights, parallel: .alone).floats
            #expect(Array(together[example * 3..<example * 3 + 3]) == alone, "\(example)")
        }
    }

    @Test func aRecurrentArchitectureSurvivesJSON() throws {
        let network = try Architecture.lstm(
            bands: 40, frames: 50, classes: 3, cell: .gru, bidirectional: true, pool: .attention)
        let copy = try JSONDecoder().decode(Architecture.self, from: JSONEncoder().encode(network))
        #expect(copy.table.map(\.layer) == network.table.map(\.layer))
        #expect(copy.tensorNames == network.tensorNames && Set(copy.tensorNames).count == copy.tensorNames.count)
    }

    @Test func theArchitectureSurvivesJSON() throws {
        let network = try Architecture.cnn([1, 40, 50], classes: 3)
        let copy = try JSONDecoder().decode(Architecture.self, from: JSONEncoder().encode(network))
        #expect(copy.table.map(\.layer) == network.table.map(\.layer))
        #expect(copy.count == network.count)
    }

    @Test func theRateRisesAndFalls() {
        let course = Course(epochs: 10, rate: 1)
        let rates = (0..<100).map { course.rate(at: $0, of: 100) }
        #expect(rates[0] == 0.2)
        #expect(rates[4] == 1)
        #expect(rates[99] < 0.01)
        #expect(zip(rates[5...], rates[6...]).allSatisfy { $0 > $1 })
    }
}
