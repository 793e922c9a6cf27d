import Datasets
import Foundation
import Networks
import Session
import Synchronization
import Tensors
import Testing

@testable import Programs
@testable import Study
@testable import Verbs
@testable import Workplace

/// Training once for each part of a data set.
@Suite struct CrossValidateTests {
    private static let world = """
        world = stage clips: 8, kinds: [bell, rain], length: 300 ms
        net = cnn world, bands: 16, filters: 4, blocks: 1, units: 8

        """

    private func folds(_ laboratory: Laboratory, _ source: String) throws -> FoldsValue {
        try #require(try laboratory.value(of: Self.world + source) as? FoldsValue)
    }

    @Test func everyClipIsJudgedOnceByANetworkThatHasNotSeenIt() throws {
        let laboratory = try Laboratory()
        let value = try folds(laboratory, "crossvalidate net on world, folds: 4, epochs: 2")
        #expect(value.folds.map(\.clips) == [4, 4, 4, 4])
        #expect(Set(value.report.table.clips.map(\.path)).count == 16)
        #expect(value.report.table.columns.last == .init("fold", (1...4).flatMap { fold in (0..<4).map { _ in "\(fold)" } }))
        // As many of each class in each fold.
        #expect((0..<4).allSatisfy { fold in value.report.scores.truth[4 * fold..<4 * fold + 4].reduce(0, +) == 2 })
        let again = try FoldsValue(payload: value.payload())
        #expect(again.line == value.line && again.report.line == value.report.line)
        let text = try #require(value.shown.text)
        #expect(text.hasPrefix("fold  clips  epoch  accuracy %"))
        #expect(text.hasSuffix(value.line))
        #expect(value.line.hasSuffix("over 4 folds · 16 clips"))
    }

    @Test func aFoldTrainedByHandIsNotTrainedAgain() throws {
        let laboratory = try Laboratory()
        let rooms = try #require(try laboratory.value(of: Self.world + "world") as? DatasetValue).table
        let values = ClipTable.values(in: try rooms.cells(of: "room"))
        #expect(values.count > 1)
        let value = try folds(laboratory, "crossvalidate net on world by room, epochs: 2, seed: 3")
        #expect(value.folds.map(\.name) == values)
        for room in values {
            let before = laboratory.evaluator.computed
            let parts = "parts = split world by room, test: \(room)\n"
            let train = "ear = train net on parts.train, epochs: 2, seed: 3\n"
            let report = try #require(
                try laboratory.value(of: Self.world + parts + train + "evaluate ear on parts.test") as? ReportValue)
            // split, its two sides and evaluate, but not train.
            #expect(laboratory.evaluator.computed - before <= 4)
            let planned = try laboratory.recipe(of: Self.world + parts + train)
            #expect(try laboratory.store.contains(planned.key))
            let own = value.report.table.clips.indices.filter {
                value.report.table.columns.first { $0.name == "room" }!.values[$0] == room
            }
            #expect(own.map { value.report.scores.predicted[$0] } == report.scores.predicted)
        }
    }

    /// Ten half seconds of tones and noise, two to a fold: the tone of the second fold is a copy of that of the first.
    private func fiveFolds(_ laboratory: Laboratory) throws {
        var rows = ["file,label,fold,gain"]
        for fold in 1...5 {
            let pitch = 300 * (fold == 2 ? 1 : fold)
            _ = try laboratory.value(
                of: """
                    export (tone \(pitch) Hz, length: 500 ms) to "set/tone\(fold).wav"
                    export (noise 500 ms, seed: \(fold)) to "set/noise\(fold).wav"
                    """)
            rows += ["tone", "noise"].map { "\($0)\(fold).wav,\($0),\(fold),\(fold < 3 ? "0.5" : "2")" }
        }
        try Data(rows.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: laboratory.folder + "/set/set.csv"))
    }

    private static let five = """
        set = dataset "set"
        net = cnn set, bands: 16, filters: 4, blocks: 1, units: 8, length: 500 ms

        """

    @Test func aCopyInAnotherFoldIsJudgedOnceAndNeverLearnedFrom() throws {
        let laboratory = try Laboratory()
        try fiveFolds(laboratory)
        let value = try #require(
            try laboratory.value(of: Self.five + "crossvalidate net on set by fold, epochs: 1") as? FoldsValue)
        #expect(value.folds.map(\.name) == ["1", "2", "3", "4", "5"])
        // Said once for all folds.
        #expect(
            laboratory.notes.all.filter { $0.contains("cop") } == [
                "2 clips have copies in other folds: each is tested in its own, and not learned from where its copy is tested"
            ])
        #expect(value.folds.map(\.clips) == [2, 2, 2, 2, 2])
        let paths = value.report.table.clips.map(\.path)
        #expect(paths == (1...5).flatMap { ["set/tone\($0).wav", "set/noise\($0).wav"] })
        // What is learned from is the same as by hand, where the copy goes to test.
        for (fold, test) in [(1, 3), (2, 3), (3, 2)] {
            let parts = Self.five + "parts = split set by fold, test: \(fold)\n"
            #expect(try laboratory.value(of: parts + "parts.test.count").line == "\(test)")
            let planned = try laboratory.recipe(of: parts + "train net on parts.train, epochs: 1")
            #expect(try laboratory.store.contains(planned.key))
        }
    }

    @Test func aValueBelowOneIsNoShare() throws {
        let laboratory = try Laboratory()
        try fiveFolds(laboratory)
        let value = try #require(
            try laboratory.value(of: Self.five + "crossvalidate net on set by gain, epochs: 1") as? FoldsValue)
        #expect(value.folds.map(\.name) == ["0.5", "2"])
        func isKept(_ test: String) throws -> Bool {
            let source = Self.five + "train net on (split set by gain, test: \(test)).train, epochs: 1"
            return try laboratory.store.contains(laboratory.recipe(of: source).key)
        }
        #expect(try isKept("\"0.5\"") && isKept("2"))
        #expect(try !isKept("0.5") && !isKept("50 %"))
        #expect(try laboratory.value(of: Self.five + "(split set by gain, test: \"0.5\").test.count").line == "4")
        let columns = try #require(try laboratory.value(of: Self.five + "set") as? DatasetValue)
        #expect(try columns.values(in: "gain") == ["\"0.5\"", "2"])
    }

    /// Clips without a class are cut as the others are, so that a fold is what the statement that it is kept as gives.
    @Test func clipsWithoutAClassBelongToTheFoldsOfAll() throws {
        let laboratory = try Laboratory()
        try fiveFolds(laboratory)
        let files = try FileManager.default.contentsOfDirectory(atPath: laboratory.folder + "/set").filter {
            $0.hasSuffix(".wav")
        }.sorted()
        try #require(files.count == 10)
        // Two copies of clips of other rooms, in a room of their own with them.
        for (copy, index) in [("x.wav", 3), ("y.wav", 8)] {
            try FileManager.default.copyItem(
                atPath: laboratory.folder + "/set/" + files[index], toPath: laboratory.folder + "/set/" + copy)
        }
        let rows =
            files.enumerated().map { "\($1),\(["a", "b"][$0 / 5]),\($0 % 5 < 2 ? "east" : "west")" } + [
                "x.wav,,east", "y.wav,,east",
            ]
        try ("file,label,room\n" + rows.joined(separator: "\n") + "\n").write(
            toFile: laboratory.folder + "/set/set.csv", atomically: true, encoding: .utf8)
        let set = "set = dataset \"set\"\nnet = linear set, bands: 8, length: 100 ms\n"
        let folds = try #require(
            try laboratory.value(of: set + "crossvalidate net on set by room, epochs: 2") as? FoldsValue)
        #expect(folds.folds.map(\.clips) == [4, 6])
        for room in ["east", "west"] {
            let statement = set + "train net on (split set by room, test: \(room)).train, epochs: 2"
            #expect(try laboratory.store.contains(laboratory.recipe(of: statement).key))
            let kept = try #require(try laboratory.value(of: statement) as? ModelValue)
            let other = try Laboratory(folder: nil)
            try FileManager.default.copyItem(atPath: laboratory.folder + "/set", toPath: other.folder + "/set")
            #expect(try (other.value(of: statement) as? ModelValue)?.weights == kept.weights, "\(room)")
        }
    }

    @Test func foldsThatAreKeptAreNotTrainedAgain() throws {
        let laboratory = try Laboratory()
        let recipe = try laboratory.recipe(of: Self.world + "crossvalidate net on world, folds: 2, epochs: 2")
        /// The folds that were trained, and what was said.
        func run() throws -> (trained: Set<String>, notes: [String], value: FoldsValue) {
            let (trained, notes) = (Heard(), Heard())
            let context = Context(
                places: laboratory.places, status: { if $0.note.contains("epoch") { trained.add(String($0.note.prefix(8))) } },
                note: { notes.add($0) })
            let value = try Evaluator(store: laboratory.store, context: context).kept(recipe)
            return (Set(trained.all.filter { $0.hasPrefix("fold ") }), notes.all, try #require(value as? FoldsValue))
        }
        let first = try run()
        #expect(first.trained == ["fold 1/2", "fold 2/2"])
        #expect(first.notes.count == 3 && first.notes[1...].allSatisfy { $0.hasPrefix("fold ") && $0.hasSuffix(" %") })
        #expect(first.notes[0].contains("clips are too few to choose an epoch by some of them"))
        // As after an interruption: the folds are there, the whole is not.
        try laboratory.store.forget(recipe.key)
        let second = try run()
        #expect(second.trained == [] && second.notes == first.notes)
        #expect(second.value.report.scores.probabilities.floats == first.value.report.scores.probabilities.floats)
    }

    @Test func meanAndDeviationAreThoseOfTheFolds() throws {
        let classes = ["a", "b"]
        func report(_ right: Int, of count: Int) -> ReportValue {
            let clips = (0..<count).map {
                Clip(path: "\($0)", digest: "", seconds: 1, rate: 8000, channels: 1, label: 0)
            }
            let rows: [Float] = (0..<count).flatMap { (clip: Int) -> [Float] in clip < right ? [0.9, 0.1] : [0.2, 0.8] }
            return ReportValue(
                classes: classes, truth: clips.map { $0.label! }, probabilities: Tensor([count, 2], rows),
                table: ClipTable(classes: classes, clips: clips), unreadable: [])
        }
        let value = FoldsValue(
            [.init(name: "x", clips: 4, epoch: 1), .init(name: "y", clips: 2, epoch: 3)],
            ReportValue(pooling: [report(3, of: 4), report(1, of: 2)]))
        #expect(value.line == "mean 62.5 % (sd 17.7) over 2 folds · 6 clips")
        #expect(value.report.line.hasPrefix("accuracy 66.7 %"))
    }

    @Test func mistakesAreNamed() throws {
        let laboratory = try Laboratory()
        func said(_ source: String) -> String {
            do {
                _ = try laboratory.value(of: Self.world + source)
                return ""
            } catch let failure as Evaluator.Failure { return failure.fault.cause } catch { return "\(error)" }
        }
        #expect(said("crossvalidate net on world by speaker") == "the data set has no column 'speaker'")
        #expect(said("crossvalidate net on world by rate").contains("all clips have rate"))
        #expect(said("crossvalidate net on world by room, folds: 3").contains("does not go with 'by'"))
        #expect(said("crossvalidate net on world, folds: 40").contains("cannot make 40 folds"))
        // The options concern every fold, what becomes of them does not.
        #expect(said("crossvalidate net on world, folds: 2, momentum: 0.5").hasPrefix("crossvalidate's 'momentum'"))
        #expect(
            said("crossvalidate net on world by class")
                == "fold bell: all clips to learn from are 'rain': there is nothing to tell apart")
    }
}

/// Texts in the order in which they were said, on whatever thread.
final class Heard: Sendable {
    private let texts = Mutex<[String]>([])
    var all: [String] { texts.withLock { $0 } }
    func add(_ text: String) { texts.withLock { $0.append(text) } }
}

/// Folds drawn from a table.
@Suite struct FoldTests {
    @Test func whatIsSetAsideSharesNoSourceWithTheRest() throws {
        // Each source has clips of two classes.
        let clips = (0..<80).map {
            Clip(path: "\($0)", digest: "digest \($0)", seconds: 1, rate: 8000, channels: 1, label: $0 % 2)
        }
        let sources = (0..<80).map { $0 < 60 ? "\($0 / 2)" : "own \($0)" }
        let table = ClipTable(classes: ["a", "b"], clips: clips, columns: [.init("source", sources)])
        var aside = 0
        for seed in 1...20 as ClosedRange<UInt64> {
            let (rest, judging) = try table.settingAside(0.1, seed: seed)
            #expect(rest.clips.count + (judging?.clips.count ?? 0) == 80)
            aside += judging?.clips.count ?? 0
            #expect(Set(rest.columns[0].values).isDisjoint(with: judging?.columns[0].values ?? []))
        }
        #expect(aside > 20)
    }

    @Test func copiesAndSourcesStayTogetherAndClassesAreEven() throws {
        let clips = (0..<60).map {
            Clip(path: "\($0)", digest: "digest \($0 / 2)", seconds: 1, rate: 8000, channels: 1, label: $0 % 3)
        }
        let table = ClipTable(
            classes: ["a", "b", "c"], clips: clips, columns: [.init("source", (0..<60).map { "\($0 / 4 % 12)" })])
        let folds = try table.folds(4, seed: 1)
        #expect(Set(folds) == [0, 1, 2, 3])
        for source in 0..<12 { #expect(Set(folds.indices.filter { $0 / 4 % 12 == source }.map { folds[$0] }).count == 1) }
        let even = try ClipTable(classes: ["a", "b", "c"], clips: clips).folds(5, seed: 2)
        for fold in 0..<5 {
            for label in 0..<3 { #expect((3...5).contains(even.indices.count { even[$0] == fold && clips[$0].label == label })) }
        }
        #expect(try ClipTable(classes: ["a", "b", "c"], clips: clips).folds(5, seed: 2) == even)
        #expect(try ClipTable(classes: ["a", "b", "c"], clips: clips).folds(5, seed: 3) != even)
    }
}
