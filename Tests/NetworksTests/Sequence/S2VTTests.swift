import Foundation
import Tensors
import Testing

@testable import Networks

/// Clips of noise with sentences without meaning, some shorter than others.
struct Babble: CaptionLessons {
    var count: Int
    var features = 6
    var frames = 4
    var vocabulary = 9
    var longest = 3
    /// All clips are as long as the longest.
    var isEven = false
    /// Which of the clips there are is the first.
    var first = 0

    func lengths(_ examples: [Int], epoch: Int?) -> [Int]? {
        isEven ? nil : examples.map { 1 + (first + $0) * 5 % frames }
    }

    func words(_ example: Int) -> [Int] {
        let example = first + example
        return (0..<(isEven ? longest : 1 + example * 7 % longest)).map { 1 + (example * 11 + $0 * 5) % (vocabulary - 1) }
    }

    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        let size = frames * features
        for (place, example) in examples.enumerated() {
            let noise = Philox(seed: 8, purpose: "frames", UInt64(first + example))
            for i in 0..<size { memory[place * size + i] = noise.normal(i) }
        }
    }
}

@Suite struct S2VTTests {
    private let small = S2VT(S2VT.Size(features: 6, embedding: 5, hidden: 4, vocabulary: 9))

    /// The mean loss of all lessons in one batch and its gradient, at these weights.
    private func gradient(
        _ network: S2VT, _ weights: [Float], _ lessons: Babble
    ) throws -> (loss: Double, gradient: [Float], tally: Tally) {
        let learner = CaptionLearner(network, Course(epochs: 1, batch: lessons.count), lessons: lessons, validation: nil)
        let batch = Batch(
            examples: Array(0..<lessons.count), seed: 1, epoch: 1, step: 0, version: 1,
            next: LessonBatch(epoch: 1, examples: []))
        return try weights.withUnsafeBufferPointer { weights in
            let memory = WeightMemory(parameters: weights.baseAddress!, statistics: weights.baseAddress!)
            let lesson = try learner.learn(batch, with: memory, beside: 0, .alone)
            let tally = lesson.tallies[0]
            return (
                tally.loss / Double(tally.items),
                Array(UnsafeBufferPointer(start: lesson.gradient, count: network.parameters.count)), tally
            )
        }
    }

    /// Of clips and sentences of several lengths.
    @Test func itsGradientIsThatOfDifferences() throws {
        var weights = small.parameters.start(seed: 3).map { 6 * $0 }
        let lessons = Babble(count: 5)
        let found = try gradient(small, weights, lessons).gradient
        var (difference, sum) = (0.0, 0.0)
        for i in stride(from: 0, to: weights.count, by: 3) {
            let former = weights[i]
            weights[i] = former + 4e-3
            let above = try gradient(small, weights, lessons).loss
            weights[i] = former - 4e-3
            let below = try gradient(small, weights, lessons).loss
            weights[i] = former
            let expected = (above - below) / 8e-3
            difference += pow(expected - Double(found[i]), 2)
            sum += expected * expected
        }
        #expect((difference / sum).squareRoot() < 5e-3)
    }

    /// The loss of a batch is that of its clips one by one, whatever their lengths: nothing is padded into a state.
    @Test func aClipDoesNotDependOnItsNeighbours() throws {
        let weights = small.parameters.start(seed: 3).map { 6 * $0 }
        let together = try gradient(small, weights, Babble(count: 6)).tally
        let alone = try (0..<6).map { try gradient(small, weights, Babble(count: 1, first: $0)).tally }
        #expect(together.items == alone.reduce(0) { $0 + $1.items })
        #expect(together.items == (0..<6).reduce(0) { $0 + Babble(count: 6).words($1).count + 1 })
        #expect(together.right == alone.reduce(0) { $0 + $1.right })
        #expect(abs(together.loss - alone.reduce(0) { $0 + $1.loss }) < 1e-4)
        #expect(Set(Babble(count: 6).lengths(Array(0..<6), epoch: nil)!).count > 2)
    }

    private func training(
        _ network: S2VT, epochs: Int, batch: Int = 32, lessons: Babble = Babble(count: 6), validation: Babble? = nil,
        change: (inout Course) -> Void = { _ in }
    ) -> Training {
        var course = Course(epochs: epochs, batch: batch, rate: 0.01, seed: 3)
        change(&course)
        return Training(network, course, lessons: lessons, validation: validation)
    }

    private func run(_ training: Training, threads: Int = 1) throws {
        while !training.isOver { _ = try training.advance(Parallel(threads: threads, poll: {})) }
    }

    @Test func itLearnsItsSentences() throws {
        let network = S2VT(S2VT.Size(features: 6, embedding: 8, hidden: 24, vocabulary: 9))
        let lessons = Babble(count: 6)
        let training = training(network, epochs: 150, lessons: lessons, validation: lessons) { $0.schedule = .constant }
        try run(training)
        let history = training.progress.history
        #expect(abs(history[0].loss - log(9)) < 0.2)
        #expect(history.last!.loss < 0.1 && history.last!.accuracy == 1)
        // Judged by what it has learned from, a step later: forward alone comes to the same.
        #expect(abs(history[100].validationLoss! - history[101].loss) < 1e-5)
        #expect(history[100].validationAccuracy == history[101].accuracy)
        #expect(training.metric == .perplexity)
    }

    @Test func theWeightsAreTheSameOnAnyNumberOfThreads() throws {
        func trained(_ threads: Int) throws -> Training {
            let network = S2VT(S2VT.Size(features: 6, embedding: 8, hidden: 20, vocabulary: 30))
            // 35 and 15 examples a step: shards of 17 and 18, and one of 15.
            let training = training(
                network, epochs: 3, batch: 35, lessons: Babble(count: 50, frames: 7, vocabulary: 30, longest: 9),
                validation: Babble(count: 9, frames: 5, vocabulary: 30, longest: 4, first: 50)
            ) { $0.clip = 0.5 }
            try run(training, threads: threads)
            return training
        }
        let one = try trained(1)
        for threads in [2, 16] {
            let several = try trained(threads)
            #expect(several.weights == one.weights)
            #expect(several.progress == one.progress)
        }
    }

    @Test(arguments: Optimiser.allCases) func aCheckpointWithinAnEpochLeadsToTheSameBits(_ optimiser: Optimiser) throws {
        func anew() -> Training {
            training(
                small, epochs: 3, batch: 4, lessons: Babble(count: 14), validation: Babble(count: 3, first: 14)
            ) { course in
                (course.optimiser, course.rate, course.decay, course.clip) = (optimiser, optimiser.usualRate, 0.01, 1)
            }
        }
        let whole = anew()
        try run(whole)
        var former = anew()
        for _ in 0..<3 {
            for _ in 0..<3 { _ = try former.advance(Parallel(threads: 2, poll: {})) }
            let next = anew()
            #expect(next.resume(former.checkpoint))
            former = next
        }
        try run(former, threads: 2)
        #expect(former.weights == whole.weights && former.bestWeights == whole.bestWeights)
        #expect(former.progress == whole.progress)
    }

    @Test func whatHasNoRoomIsRefusedAndWhatHasIsLearned() throws {
        let network = S2VT(S2VT.Size(features: 40, embedding: 30, hidden: 50, vocabulary: 300))
        let lessons = Babble(count: 40, features: 40, frames: 30, vocabulary: 300, longest: 20)
        let training = training(network, epochs: 1, lessons: lessons)
        let start = training.weights
        let fault = try #require(throws: TooLittleMemory.self) {
            try training.advance(Parallel(threads: 2, memory: 1000, poll: {}))
        }
        #expect(training.weights == start && training.progress == Training.Progress())
        _ = try training.advance(Parallel(threads: 2, memory: fault.needed, poll: {}))
        #expect(training.progress.step == 1)
        // What is stated is what is there, to a hundredth.
        let spans = S2VTWorkspace.Spans(frames: 30, words: 21, examples: 32)
        let stated = S2VTWorkspace.bytes(network.size, spans)
        let held = S2VTWorkspace(network, largest: spans).bytes
        #expect(stated == held)
    }

    @Test func aRateBeyondAllBoundsNamesThePart() throws {
        let training = training(small, epochs: 3) { ($0.rate, $0.optimiser, $0.schedule) = (1e30, .sgd, .constant) }
        let fault = try #require(throws: Divergence.self) { try run(training) }
        #expect(small.parameters.parts.contains(fault.layer ?? ""))
    }

    /// A sentence of two words in a process of its own.
    private static func step(_ word: Int, frames: Int = 4) throws {
        setenv("SWIFT_BACKTRACE", "enable=no", 1)
        struct One: CaptionLessons {
            let word: Int
            let frames: Int
            let count = 1
            func words(_ example: Int) -> [Int] { [1, word] }
            func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
                memory.update(repeating: 0.1)
            }
        }
        let network = S2VT(S2VT.Size(features: 6, embedding: 5, hidden: 4, vocabulary: 9))
        _ = try Training(network, Course(epochs: 1), lessons: One(word: word, frames: frames), validation: nil).advance(.alone)
    }

    @Test func whatWouldBeReadOutOfBoundsIsRefused() async {
        await #expect(processExitsWith: .success) { try Self.step(8) }
        await #expect(processExitsWith: .failure) { try Self.step(9) }
        await #expect(processExitsWith: .failure) { try Self.step(-1) }
        await #expect(processExitsWith: .failure) { try Self.step(1, frames: 0) }
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
            return (loss.loss / Double(loss.items), [Array(dw.memory), Array(db.memory), Array(ds.memory)])
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
                Double(bias.memory[word])
                    + (0..<units).reduce(0.0) {
                        $0 + Double(weights.memory[word * units + $1]) * Double(states.memory[row * units + $1])
                    }
            }
            expected += log(logits.reduce(0) { $0 + exp($1) }) - logits[targets[row]]
        }
        #expect(abs(whole.loss - expected / 12) < 1e-4)
        #expect(whole.gradients[2][6 * units..<7 * units].allSatisfy { $0 == 0 })
    }
}
