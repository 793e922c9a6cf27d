import Session
import Synchronization
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// What is said of how far a computation is.
@Suite struct StatusTests {
    @Test func partsAreCountedAsOne() {
        let tally = StatusTally(parts: 4, kept: 1)
        var said = tally.whole(Status(note: "a", unit: "examples", done: 50, total: 100, made: 50, seconds: 5))
        #expect(said == Status(note: "a", unit: "examples", done: 150, total: 400, made: 50, seconds: 5))
        _ = tally.whole(Status(done: 100, total: 100, made: 100, seconds: 10))
        tally.next()
        // Twice as long, and half of it is there from another time.
        said = tally.whole(Status(done: 110, total: 200, made: 10, seconds: 2))
        #expect(said == Status(done: 410, total: 700, made: 110, seconds: 12))
        tally.next()
        said = tally.whole(Status(done: 10, total: 200, made: 10, seconds: 1))
        #expect(said == Status(done: 510, total: 700, made: 120, seconds: 13))
        #expect(tally.pass(begun: 3, of: 7) == Status(done: 510, total: 700, made: 120, seconds: 13))
    }

    @Test func aPartThatSaysNothingTakesNoTime() {
        let tally = StatusTally(parts: 2, kept: 0)
        #expect(tally.pass(begun: 3, of: 7) == Status(done: 3, total: 7))
        tally.next()
        #expect(tally.whole(Status(done: 1, total: 10, made: 1, seconds: 1)) == Status(done: 11, total: 20, made: 1, seconds: 1))
    }

    private static let world = """
        world = stage clips: 9, kinds: [bell, rain], length: 500 ms
        net = cnn world, bands: 16, filters: 8, blocks: 1

        """

    /// All that is said while the last statement of `source` runs, which may have run in part.
    private func statuses(_ source: String, in laboratory: Laboratory) throws -> [Status] {
        let said = Mutex<[Status]>([])
        let context = Context(places: laboratory.places, status: { status in said.withLock { $0.append(status) } })
        _ = try Evaluator(store: laboratory.store, context: context).kept(laboratory.recipe(of: Self.world + source))
        return said.withLock { $0 }
    }

    /// Of what tells how fast it goes: never less is done or made, and in the end all is done.
    private func expectTruth(_ statuses: [Status], rows: Int) {
        let learning = statuses.filter { $0.note.contains("epoch") }
        #expect(learning.count >= rows)
        for (former, next) in zip(learning, learning.dropFirst()) {
            #expect(next.done > former.done && next.made > former.made && next.seconds >= former.seconds)
            #expect(next.total == former.total)
        }
        #expect(learning.last?.done == learning.last?.total)
    }

    @Test func aSeriesSaysWhichElementItIsAt() throws {
        let laboratory = try Laboratory()
        let source = "train net on world, epochs: 3, rate: each [0.001, 0.002, 0.003]"
        _ = try laboratory.value(of: Self.world + "train net on world, epochs: 3, rate: 0.002")
        let said = try statuses(source, in: laboratory)
        expectTruth(said, rows: 6)
        let places = said.filter { $0.note.contains("epoch") }.map { $0.note.prefix { $0 != "/" } }
        #expect(places.first == "1 of 3  rate 0.001  epoch 1" && places.last == "3 of 3  rate 0.003  epoch 3")
        // What the session had counts as done, but not as made now.
        let last = try #require(said.last)
        #expect(last.made * 3 == last.total * 2)
    }

    @Test func foldsAreCountedAsOne() throws {
        let laboratory = try Laboratory()
        let said = try statuses("crossvalidate net on world, folds: 3, epochs: 2", in: laboratory)
        expectTruth(said, rows: 6)
        #expect(said.filter { $0.note.contains("epoch") }.map { $0.note.prefix(8) }.first == "fold 1/3")
        #expect(said.last?.note.hasPrefix("fold 3/3") == true)
        #expect(said.last?.made == said.last?.total)
    }

    @Test func whatWasKeptOfAnEarlierRunIsDone() throws {
        let laboratory = try Laboratory()
        _ = try laboratory.value(of: Self.world + "train net on world, epochs: 4, until: 2")
        let said = try statuses("train net on world, epochs: 4", in: laboratory)
        let first = try #require(said.first { $0.made > 0 })
        #expect(first.done > first.total / 2 && first.made < first.total / 2)
        #expect(said.last?.done == said.last?.total)
    }
}
