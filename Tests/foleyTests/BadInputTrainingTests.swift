import Foundation
import Testing

/// Data sets, networks and options that no model can come of, or only with a word about it.
@Suite struct BadInputTrainingTests {
    /// What stands between brackets of `cnn` below: small enough for clips of a third of a second.
    private static let small = "bands: 16, filters: 8, blocks: 1"

    private static func error(_ statement: String, _ message: String, under part: String, _ hint: String) -> BadStatement {
        let start = statement.range(of: part)!.lowerBound
        let column = statement.distance(from: statement.startIndex, to: start)
        let caret = String(repeating: " ", count: column) + String(repeating: "^", count: part.count)
        return BadStatement(statement, message, hint.isEmpty ? caret : caret + " " + hint)
    }

    static let statements = [
        error(
            "train (cnn one, \(small)) on one", "the data set has one class, 'a': there is nothing to tell apart",
            under: "cnn one, \(small)", "a folder for each class, or another 'label' column, gives the others"),
        error(
            "dataset \"empty\"", "there is no sound or movie in 'empty'", under: "dataset \"empty\"",
            "a data set is a folder with a sub-folder of sounds or movies for each class, or a CSV with them beside it"),
        error(
            "cnn two",
            "layer 14, convolution 3x3, 32 filters, has nothing left to work on: what reaches it is 32 x 22 x 2"
                + " (channels, bands or rows, frames or columns)",
            under: "cnn two",
            "fewer blocks, a smaller kernel, or a larger input: more bands, longer clips, a smaller hop, larger pictures"),
        error(
            "train net on other",
            "train … on has other classes than the network: it does not know 'c', 'd', and the clips"
                + " have no 'a', 'b'",
            under: "train net on other", "make the network from the same data set: cnn DATA"),
        error(
            "train net on two, validate: other",
            "train's 'validate' has other classes than the network: it does not know"
                + " 'c', 'd', and the clips have no 'a', 'b'",
            under: "validate: other", "choose clips of the same classes"),
        error(
            "evaluate ear on other", "evaluate … on has other classes than the network: it does not know 'c', 'd'",
            under: "evaluate ear on other", "choose clips of classes that it knows: where DATA by class, is: [a, b]"),
        error(
            "train net on two[1 .. 3]", "all clips to learn from are 'a': there is nothing to tell apart",
            under: "train net on two[1 .. 3]", "choose clips of several classes"),
        error(
            "train net on two.table", "'on' of train takes a dataset, not a table", under: "two.table",
            "dataset, stage or where gives a dataset"),
        error("train two on net", "train takes a network or a model, not a dataset", under: "two", ""),
        error(
            "train ear on two, freeze: 99", "train's 'freeze' is one of 1 to 12: the layers after it learn", under: "freeze: 99",
            ""),
        error(
            "train net on two, freeze: 1", "train's 'freeze' goes with a model that has learned: this network has not yet",
            under: "freeze: 1", ""),
        error(
            "evaluate net on two", "evaluate takes a model or a fusion, not a network", under: "net",
            "train it first: (train ...) gives a model"),
        error(
            "predict net on two", "predict takes a model or a fusion, not a network", under: "net",
            "train it first: (train ...) gives a model"),
        error("train net", "train needs 'on' and a dataset", under: "train", "on DATA"),
        error("train net on two, epochs: 0", "epochs takes 1 to 10000, not 0", under: "0", ""),
        error("train net on two, shift: 50", "shift takes 0 % to 100 %, not 50", under: "50", "did you mean 50 %?"),
        error("where two by clas, is: a", "the data set has no column 'clas'", under: "clas", "did you mean 'class'?"),
        error("stage kinds: dog", "a list is wanted, not one word", under: "dog", "a list stands in brackets: [dog]"),
        error("train net on two, until: 0", "until takes 1 to 10000, not 0", under: "0", ""),
        error("train net on two, clip: 0", "clip takes 0.001 to 1000000, not 0", under: "0", ""),
        error("train net on two, mixup: 11", "mixup takes 0 to 10, not 11", under: "11", ""),
        error("train net on two, masks: 9", "masks takes 0 to 8, not 9", under: "9", ""),
        error("train net on two, warmup: 95 %", "warmup takes 0 % to 90 %, not 0.95", under: "95 %", ""),
        error("train net on two, aside: 60 %", "aside takes 0 % to 50 %, not 0.6", under: "60 %", ""),
        error("train net on two, momentum: 1", "momentum takes 0 to 0.999, not 1", under: "1", ""),
        error("train net on two, patience: 0", "patience takes 1 to 10000, not 0", under: "0", ""),
        error(
            "train net on two, schedule: stairs", "schedule cannot be 'stairs'", under: "stairs",
            "it can be cosine, step, onecycle or constant"),
        error(
            "train net on two, epochs: 1, aside: 0 %, patience: 2",
            "train's 'patience' needs clips to judge each epoch by: with aside: 0 % there are none", under: "patience: 2", ""),
    ]

    @Test func whatNoModelCanComeOfIsSaidAtItsPlace() throws {
        let project = try Self.project()
        let before = try project.inputs()
        let outcome = try project.foley(input: Self.names + Self.statements.map { $0.statement + "\n" }.joined() + "1 + 1\n")
        // An error ends with the lines that say where names were made.
        let drawn = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("  '") }.joined(separator: "\n")
        let expected = Self.statements.map { bad in "error: \(bad.message)\n  \(bad.statement)\n  \(bad.caret)" }
        for (found, wanted) in zip(drawn.components(separatedBy: "\nerror: "), expected) {
            #expect((found.hasPrefix("error: ") ? found : "error: " + found) == wanted)
        }
        #expect(drawn.components(separatedBy: "error: ").count == expected.count + 1)
        #expect(outcome.output.hasSuffix("  2\n"))
        #expect(try project.inputs() == before)
    }

    /// A statement, and a part of what is shown: a note, or that there is a model.
    static let oddities: [(statement: String, part: String)] = [
        ("train (cnn lonely, \(small)) on lonely, epochs: 1", "cnn · "),
        ("train net on two, epochs: 2, until: 9", "note: until: 9 lies beyond the 2 epochs of the course and changes nothing\n"),
        ("train net on two, epochs: 1, batch: 4096", "epoch 1 of 1"),
        ("train net on two, epochs: 1, validate: two", "note: 10 of the clips to validate with are also trained on\n"),
        ("train (cnn two, \(small), rate: 8 kHz) on two, epochs: 1", "epoch 1 of 1"),
        ("train net on two, epochs: 3, rate: 1", "of 3"),
        ("train (cnn silent, \(small)) on silent, epochs: 2, aside: 20 %", "validation 50.0 %"),
        ("(train (cnn silent, \(small)) on silent, epochs: 2, aside: 20 %).history", "2  0.6931        50.0           0.6931"),
        ("train (linear short) on short, epochs: 1", "linear · "),
        (
            "train (cnn odd, \(small)) on odd, epochs: 1",
            "1 clip could not be read and is left out ('odd/a/9.wav' holds NaN instead of a number at 0.1 s in channel 1)\n"
        ),
        ("(dataset \"csv/comma.csv\").classes", "a, first      2"),
        ("dataset \"csv/semicolon.csv\"", "4 clips · 2 classes"),
        ("dataset \"csv/tab.csv\"", "4 clips · 2 classes"),
        ("train ear on two, epochs: 1", "classes by name: 2 known\n"),
        (
            "dataset \"csv/gone.csv\"",
            "note: 1 of 4 clips of 'csv/gone.csv' cannot be used and is left out; the field 'unreadable' says which and why"
        ),
    ]

    @Test func whatIsOddWorksAndSaysSo() throws {
        let project = try Self.project()
        // Each between two lines that tell where it begins and ends.
        let lines = Self.oddities.enumerated().map { "\(1000 + $0)\n\($1.statement)\n" }.joined()
        let outcome = try project.foley(input: Self.names + lines)
        #expect(outcome.errors == "")
        let shown = outcome.output.split(separator: /\ \ 10\d\d\n/, omittingEmptySubsequences: false).dropFirst()
        #expect(shown.count == Self.oddities.count, "\(outcome.output)")
        for ((statement, part), text) in zip(Self.oddities, shown) {
            #expect(text.contains(part), "\(statement): \(text)")
            #expect(!text.contains("nan"), "\(statement): \(text)")
        }
    }

    @Test func aLongClipAmongShortOnesIsCutIntoExamples() throws {
        let project = try Self.project()
        try project.makeFolder("long/a")
        try project.makeFolder("long/b")
        let second = (0..<16000).map { UInt8(truncatingIfNeeded: $0 * 37) & 0x3F }
        try project.write(Self.wave(Array(repeatElement(second, count: 90).joined())), to: "long/a/long.wav")
        for number in 0..<3 { try project.write(Self.wave(second), to: "long/b/\(number).wav") }
        let outcome = try project.foley(
            input:
                "world = dataset \"long\"\near = train (linear world, length: 1 s) on world, epochs: 1\npredict ear on world[1]\n"
        )
        #expect(outcome.errors == "")
        #expect(outcome.output.contains("0.0..90.0"), "\(outcome.output)")
    }

    @Test func filesThatChangeOrVanishAfterTheDataSetWasReadAreNoticed() throws {
        let project = try Self.project()
        let cells = """
            ```foley #two
            two = dataset "two"
            ```

            ```foley #ear
            ear = train (cnn two, \(Self.small)) on two, epochs: 1
            ```

            """
        try project.write(cells, to: "t.md")
        #expect(try project.foley("run", "t.md").status == 0)
        // One file less is another data set.
        try project.remove("two/a/0.wav")
        let less = try project.foley("run", "t.md")
        #expect(less.output.contains("two  9 clips · 2 classes"))
        try FileManager.default.moveItem(atPath: project.path + "/two", toPath: project.path + "/away")
        let gone = try project.foley("run", "t.md")
        #expect(gone.status == 1)
        #expect(gone.errors.hasPrefix("error: there is no folder or file 'two'\n  t.md:2, cell two\n"))
        try FileManager.default.moveItem(atPath: project.path + "/away", toPath: project.path + "/two")
        #expect(try project.foley("run", "t.md").output.hasSuffix("2 cells: 2 fresh\n"))
    }

    private static let names = """
        one = dataset "one"
        two = dataset "two"
        other = dataset "other"
        lonely = dataset "lonely"
        silent = dataset "silent"
        short = dataset "short"
        odd = dataset "odd"
        net = cnn two, \(small)
        ear = train net on two, epochs: 1

        """

    /// 16 bits, one channel, 8 kHz.
    private static func wave(_ data: [UInt8]) -> [UInt8] {
        var file = foleyTests.wave(data)
        file.replaceSubrange(24..<32, with: [0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0])
        return file
    }

    /// Folders of short sounds, one for each way in which data can be odd.
    private static func project() throws -> TestProject {
        let project = try TestProject()
        func clips(_ folder: String, _ count: Int, samples: Int = 8000, level: UInt8 = 0x1F) throws {
            try project.makeFolder(folder)
            for number in 0..<count {
                let step = (folder.utf8.last! == UInt8(ascii: "a") ? 7 : 113) + number * 2
                let sound = (0..<samples * 2).map { UInt8(truncatingIfNeeded: $0 * step >> 2) & level }
                // Silence differs in nothing but its length.
                try project.write(
                    foleyTests.wave(level == 0 ? sound + [UInt8](repeating: 0, count: 2 * step) : sound),
                    to: "\(folder)/\(number).wav")
            }
        }
        try clips("one/a", 1)
        for (set, classes) in [("two", ["a", "b"]), ("other", ["c", "d"]), ("odd", ["a", "b"])] {
            for name in classes { try clips("\(set)/\(name)", 5) }
        }
        try clips("lonely/a", 1)
        try clips("lonely/b", 5)
        for name in ["a", "b"] {
            try clips("silent/\(name)", 5, level: 0)
            try clips("short/\(name)", 4, samples: 220)
        }
        try project.makeFolder("empty")
        let quiet = [Float](repeating: 0.25, count: 2205)
        try project.write(foleyTests.wave(floats(quiet + [.nan] + quiet), bits: 32, isFloat: true), to: "odd/a/9.wav")
        try clips("csv/audio/a", 4)
        try project.write("label,file\n\"a, first\",0.wav\n\"a, first\",1.wav\nb,2.wav\nb,3.wav\n", to: "csv/comma.csv")
        try project.write("\u{FEFF}file;label\n0.wav;a\n1.wav;a\n2.wav;b\n3.wav;b\n", to: "csv/semicolon.csv")
        try project.write("label\tfile\na\t0.wav\na\t1.wav\nb\t2.wav\nb\t3.wav\n", to: "csv/tab.csv")
        try project.write("label,file\na,0.wav\na,1.wav\n,2.wav\nb,7.wav\n", to: "csv/gone.csv")
        return project
    }
}
