import Foundation
import Networks
import Session
import Synchronization
import Tensors
import Testing
import Workplace

@testable import Study

/// Noise with sentences without meaning: what learns from it is no classifier.
private struct Babble: CaptionLessons {
    let count = 24
    let frames = 6
    var first = 0

    func lengths(_ examples: [Int], epoch: Int?) -> [Int]? { examples.map { 1 + (first + $0) * 5 % frames } }

    func words(_ example: Int) -> [Int] {
        (0..<1 + (first + example) * 7 % 5).map { 1 + ((first + example) * 11 + $0 * 5) % 29 }
    }

    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        for (place, example) in examples.enumerated() {
            let noise = Philox(seed: 8, purpose: "frames", UInt64(first + example))
            for i in 0..<48 { memory[place * 48 + i] = noise.normal(i) }
        }
    }
}

/// Trainings of S2VT on noise, by the machinery that every training goes through.
@Suite struct TrajectoryTests {
    private let folder = NSTemporaryDirectory() + "foley-trajectory-\(UUID().uuidString)"

    private static func training(epochs: Int) -> Training {
        var course = Course(epochs: epochs, batch: 5, rate: 0.01, seed: 3)
        course.clip = 1
        let network = S2VT(S2VT.Size(features: 8, embedding: 12, hidden: 24, vocabulary: 30))
        return Training(network, course, lessons: Babble(), validation: Babble(first: 24))
    }

    private static func recipe(epochs: Int) -> Recipe {
        Recipe(verb: "train", version: 1, operands: [], options: [("epochs", .literal("\(epochs)"))])
    }

    private struct Result: Equatable {
        var weights: Weights
        var history: [EpochRecord]
        var epoch: Int

        init(_ outcome: Trajectory.Outcome) {
            (weights, history, epoch) = (outcome.weights, outcome.history, outcome.epoch)
        }
    }

    /// What comes of a course in the session of `folder`, and what is said of it.
    private static func run(
        _ folder: String, epochs: Int, until: Int? = nil, keepBest: Bool = true, threads: Int = 2,
        budget: Int = KeptEpochs.usualBudget
    ) throws -> (Result, notes: [String]) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let store = try Store(project: folder)
        let notes = Mutex<[String]>([])
        let context = Context(
            places: Places(project: store.project), parallel: Parallel(threads: threads),
            note: { note in notes.withLock { $0.append(note) } })
        let recipe = recipe(epochs: epochs)
        var trajectory = Trajectory(
            training(epochs: epochs), of: recipe, shelf: Shelf(store, making: recipe), context: context, budget: budget)
        let outcome = try trajectory.run(until: until ?? epochs, keepBest: keepBest)
        return (Result(outcome), notes.withLock { $0 })
    }

    @Test func epochsBeyondTheBudgetAreLetGoAndMadeAgainToTheSameBits() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (ample, sparse) = (folder + "/ample", folder + "/sparse")
        let training = Self.training(epochs: 12)
        let each = 4 * (training.parameterCount + training.statisticCount)
        // Room for the best, the last and two states on the way.
        let budget = 2 * each + 2 * training.checkpointBytes
        #expect(12 * each > budget)
        func kept(_ folder: String, _ budget: Int) throws -> (epochs: [Int], states: Set<Int>, bytes: Int) {
            let store = try Store(project: folder)
            let epochs = KeptEpochs(of: training, course: Self.recipe(epochs: 12), shelf: Shelf(store), budget: budget)
            return (
                try (1...12).filter(epochs.contains),
                Set(try (1...12).compactMap { try epochs.state(until: $0)?.progress.epoch }),
                try store.size()
            )
        }

        let (whole, _) = try Self.run(ample, epochs: 12)
        #expect(try kept(ample, KeptEpochs.usualBudget).epochs == Array(1...12))
        let (result, _) = try Self.run(sparse, epochs: 12, budget: budget)
        #expect(result == whole)
        let there = try kept(sparse, budget)
        #expect(Set(there.epochs) == [result.epoch, 12] && there.states == [4, 8])
        // With the checkpoints of a training under way, and what each file says of itself.
        #expect(there.bytes <= budget + 2 * training.checkpointBytes + 50_000)

        // The best and the last come at once, what was let go from the state before it.
        #expect(try Self.run(sparse, epochs: 12, keepBest: false, budget: budget).notes == [])
        for until in [1, 3, 5, 9] where until != result.epoch {
            let (again, notes) = try Self.run(sparse, epochs: 12, until: until, budget: budget)
            let (expected, silence) = try Self.run(ample, epochs: 12, until: until)
            #expect(again == expected && silence == [])
            // A checkpoint may lie nearer, as the clock had it.
            let start = until < 4 ? "from the beginning" : until < 8 ? "from epoch 4" : "from epoch 8"
            let note = "epoch \(until) is not kept any more: it is made again "
            #expect(notes.count == 1 && notes[0].hasPrefix(note))
            #expect(notes[0] == note + start || notes[0].hasPrefix(note + "from within epoch"), "\(notes)")
        }
        // Nothing of the course that came further was touched.
        let after = try kept(sparse, budget)
        #expect(after.epochs == there.epochs && after.states == there.states)
        #expect(try Self.run(sparse, epochs: 12, budget: budget).0 == whole)
    }

    @Test func killedAtTenMomentsItEndsWithTheSameBits() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (epochs, start) = (120, ContinuousClock.now)
        let whole = try Self.run(folder + "/whole", epochs: epochs, threads: 1).0
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let killed = folder + "/killed"
        for kill in 0..<10 {
            // Together about as long as all of it takes.
            let delay = UInt32(seconds * Double.random(in: 1e5...2e5))
            let threads = [1, 2, 16][kill % 3]
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [
                    killed = killed as String, epochs = epochs as Int, threads = threads as Int, delay = delay as UInt32
                ] in
                Thread.detachNewThread {
                    // From the first thing that is kept.
                    while !FileManager.default.fileExists(atPath: killed + "/.foley/session.sqlite") { usleep(1000) }
                    usleep(delay)
                    Foundation.kill(getpid(), SIGKILL)
                }
                _ = try Self.run(killed, epochs: epochs, threads: threads)
                // Done before its time: nothing is left to kill but this.
                Foundation.kill(getpid(), SIGKILL)
            }
        }
        #expect(try Self.run(killed, epochs: epochs, threads: 16).0 == whole)
    }
}
