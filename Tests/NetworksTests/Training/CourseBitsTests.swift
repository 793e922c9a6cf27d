import Tensors
import Testing

@testable import Networks

/// Everything at once, by every optimiser: the same bits on any number of threads and after any interruption.
@Suite struct CourseBitsTests {
    private func training(_ optimiser: Optimiser) throws -> Training {
        var course = Course(epochs: 3, rate: optimiser.usualRate, decay: 0.01, smoothing: 0.1, seed: 7)
        (course.optimiser, course.schedule, course.clip) = (optimiser, .onecycle, 0.5)
        (course.mixup, course.isBalanced) = (0.3, true)
        return Training(
            try .cnn([1, 12, 14], classes: 3, CNNDesign(filters: 8, blocks: 1, units: 16)), course,
            lessons: Stripes(count: 90), validation: Stripes(count: 20))
    }

    private func run(_ training: Training, threads: Int) throws {
        while !training.isOver { _ = try training.advance(Parallel(threads: threads, poll: {})) }
    }

    @Test(arguments: Optimiser.allCases) func weightsAreTheSameOnAnyNumberOfThreads(_ optimiser: Optimiser) throws {
        let one = try training(optimiser)
        let start = one.weights
        try run(one, threads: 1)
        #expect(one.weights != start && one.progress.history.allSatisfy { $0.loss.isFinite })
        for threads in [2, 16] {
            let several = try training(optimiser)
            try run(several, threads: threads)
            #expect(several.weights == one.weights)
            #expect(several.progress == one.progress)
        }
    }

    @Test(arguments: Optimiser.allCases) func aCheckpointWithinAnEpochLeadsToTheSameBits(_ optimiser: Optimiser) throws {
        let whole = try training(optimiser)
        try run(whole, threads: 2)
        var former = try training(optimiser)
        for _ in 0..<2 {
            for _ in 0..<2 { _ = try former.advance(Parallel(threads: 2, poll: {})) }
            let next = try training(optimiser)
            #expect(next.resume(former.checkpoint))
            former = next
        }
        #expect(former.progress.epoch == 1 && former.progress.step == 1)
        try run(former, threads: 2)
        #expect(former.weights == whole.weights)
        #expect(former.bestWeights == whole.bestWeights)
        #expect(former.progress == whole.progress)
    }

    @Test func aCheckpointOfAnotherOptimiserIsRefused() throws {
        #expect(try !training(.adam).resume(training(.sgd).checkpoint))
    }

    @Test func patienceEndsItWhereverItIsTakenUpAgain() throws {
        func impatient() throws -> Training {
            var course = Course(epochs: 40, rate: 0.01, seed: 3)
            course.patience = 2
            // Labels that say nothing: the validation loss soon rises.
            return Training(
                try .linear([1, 12, 14], classes: 3), course, lessons: Stripes(count: 24),
                validation: Stripes(count: 9))
        }
        let whole = try impatient()
        try run(whole, threads: 1)
        let epochs = whole.progress.history.count
        #expect(epochs < 40 && whole.progress.best == epochs - 2)
        let stopped = try impatient()
        for _ in 0..<epochs - 1 { _ = try stopped.advance(Parallel(threads: 2, poll: {})) }
        #expect(!stopped.isOver)
        let again = try impatient()
        #expect(again.resume(stopped.checkpoint))
        try run(again, threads: 2)
        #expect(again.progress == whole.progress)
        #expect(again.bestWeights == whole.bestWeights)
    }
}
