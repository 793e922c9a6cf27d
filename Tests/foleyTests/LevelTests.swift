import Foundation
import Tensors
import Testing
import Verbs

@testable import Programs
@testable import Workplace
@testable import foley

/// What holds at every level of instructions, and between them: on the program itself, since a level is a process's.
@Suite struct LevelTests {
    /// The machine's own and the next lower one that gives other bits.
    static let levels = Level.here.prefix(1) + Level.here.filter { $0.bits != Level.here[0].bits }.prefix(1)

    /// Held to nothing but what is said here.
    private static let free = [Level.variable: ""]

    private static let training = """
        ```foley #world
        world = stage clips: 8, kinds: [bell, rain, dog], length: 600 ms
        other = stage clips: 4, kinds: [bell, rain, dog], length: 600 ms, seed: 2
        ```

        ```foley #ear
        ear = train (NETWORK) on world, epochs: 2
        export ear to "out/ear.safetensors"
        report = evaluate ear on other
        ```

        ```foley #keep
        export report.predictions to "out/report.csv"
        plot ear.loss
        ```

        """

    private static let networks = [
        "cnn world, bands: 32, filters: 16, blocks: 2", "lstm world, bands: 32, units: 32, bidirectional",
        "crnn world, bands: 32, filters: 8, blocks: 2, units: 16",
    ]

    private func notebook(_ text: String, at level: Level?) -> String {
        (level.map { "---\nisa: \($0.rawValue)\n---\n\n" } ?? "") + text
    }

    private func results(_ project: TestProject) throws -> [String: Data] {
        try project.files(under: "out").merging(project.files(under: "plots").map { ("plots/" + $0, $1) }) { $1 }
    }

    // MARK: At each level

    @Test(arguments: levels, networks) func theSameBitsOnAnyNumberOfThreads(_ level: Level, _ network: String) throws {
        let project = try TestProject()
        try project.write(Self.training.replacing("NETWORK", with: network), to: "t.md")
        func made(threads: Int) throws -> [String: Data] {
            let outcome = try project.foley(
                "run", "--isa", level.rawValue, "--session", "s\(threads)", "--threads", "\(threads)", "t.md")
            #expect(outcome.status == 0, "\(outcome.errors)")
            defer { try? project.remove("out") }
            return try results(project)
        }
        let one = try made(threads: 1)
        #expect(one.count == 3)
        #expect(try made(threads: 2) == one)
        #expect(try made(threads: 16) == one)
    }

    @Test(arguments: levels, networks) func aClipsAnswerDependsOnNothingBesideIt(_ level: Level, _ network: String) throws {
        let project = try TestProject()
        let alone = (1...12).map { "export (predict ear on other[\($0)]).values to \"out/\($0).npy\"\n" }.joined()
        let parts = [2, 5, 8].map { "export (evaluate ear on other[\($0) .. 12]).predictions to \"out/from\($0).csv\"\n" }
            .joined()
        try project.write(
            Self.training.replacing("NETWORK", with: network) + "```foley #alone\n\(alone)\(parts)```\n", to: "t.md")
        let outcome = try project.foley("run", "--isa", level.rawValue, "t.md")
        #expect(outcome.status == 0, "\(outcome.errors)")
        func rows(_ name: String) throws -> [Substring] {
            String(decoding: try project.read("out/\(name).csv"), as: UTF8.self).split(separator: "\n").dropFirst().map { $0 }
        }
        let all = try rows("report")
        #expect(all.count == 12)
        // Wherever a clip stands among others its row is the same, to the last digit.
        for first in [2, 5, 8] { #expect(try rows("from\(first)") == Array(all[(first - 1)...])) }
        for number in 1...12 {
            let file = try project.read("out/\(number).npy")
            let confidence = file.suffix(12).withUnsafeBytes { bytes in
                (0..<3).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }.max()!
            }
            let told = try #require(Double(all[number - 1].split(separator: ",")[3]))
            #expect(Float(told / 100) == confidence, "clip \(number)")
        }
    }

    @Test func withoutATrainingAllLevelsGiveTheSameBits() throws {
        let project = try TestProject()
        let film = """
            ```foley #film
            film = stage clips: 1, kinds: [bell], picture: 64 px
            export (frames film[1], rate: 4 Hz) to "out/frames.npy"
            export (mfcc (load film[1])) to "out/film.npy"
            ```

            """
        try project.write(lawNotebook + film, to: "law.md")
        func made(_ level: Level) throws -> [String: Data] {
            let outcome = try project.foley("run", "--isa", level.rawValue, "--session", level.rawValue, "law.md")
            #expect(outcome.status == 0, "\(outcome.errors)")
            defer { try? project.remove("out") }
            // Pictures say which level made them, so that their bytes differ.
            return try project.files(under: "out").filter { !$0.key.hasSuffix(".png") }
        }
        var own = try made(Level.here[0])
        #expect(own.count == 4)
        for level in Level.here.dropFirst() {
            var other = try made(level)
            guard level.bits != Level.here[0].bits else {
                #expect(other == own, "\(level)")
                continue
            }
            // Decoders of the sound of movies round otherwise there, in newer versions of libav.
            func film(_ made: inout [String: Data]) throws -> [Float] {
                let file = made.removeValue(forKey: "film.npy") ?? Data()
                return try NPY.read([UInt8](file), name: "film").tensor.floats
            }
            let (a, b) = (try film(&own), try film(&other))
            #expect(other == own, "\(level)")
            #expect(a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 0.05 }, "\(level)")
        }
    }

    @Test(.enabled(if: Level.here.contains(.avx512)), arguments: networks)
    func widerRegistersChangeNoBit(_ network: String) throws {
        let text = notebook(Self.training.replacing("NETWORK", with: network), at: .avx2)
        let projects = try ["avx2", "avx512"].map { level in
            let project = try TestProject()
            try project.write(text, to: "t.md")
            let outcome = try project.foley("run", "--isa", level, "t.md")
            #expect(outcome.status == 0 && outcome.output.contains("3 cells: 3 ran"), "\(outcome.errors)")
            return project
        }
        // The figure too, which says what made it.
        let narrow = try results(projects[0])
        #expect(narrow.count == 3)
        #expect(try results(projects[1]) == narrow)
        // What one has made is fresh for the other.
        let again = try projects[0].foley("run", "t.md", environment: Self.free)
        #expect(again.output.contains("3 cells: 3 fresh"), "\(again.output)")
    }

    // MARK: Between levels

    @Test(.enabled(if: LevelTests.levels.count > 1)) func aSessionAtTwoLevelsByTurns() throws {
        let text = Self.training.replacing("NETWORK", with: Self.networks[0])
        let pure = try Self.levels.map { level in
            let project = try TestProject()
            try project.write(notebook(text, at: level), to: "t.md")
            #expect(try project.foley("run", "t.md", environment: Self.free).status == 0)
            return try results(project)
        }
        #expect(pure[0]["ear.safetensors"] != pure[1]["ear.safetensors"])
        for order in [[0, 1, 0, 1], [1, 0, 1, 0]] {
            let project = try TestProject()
            for (turn, index) in order.enumerated() {
                try project.write(notebook(text, at: Self.levels[index]), to: "t.md")
                let outcome = try project.foley("run", "t.md", environment: Self.free)
                #expect(outcome.status == 0, "\(outcome.errors)")
                // What was made at one level is none of the other's, and is still there at the next turn.
                #expect(outcome.output.contains(turn < 2 ? "3 cells: 3 ran" : "3 cells: 3 fresh"), "\(outcome.output)")
                let made = try results(project)
                for name in ["ear.safetensors", "report.csv"] {
                    #expect(made[name] == pure[index][name], "\(order) \(turn) \(name)")
                }
            }
        }
    }

    @Test(.enabled(if: LevelTests.levels.count > 1)) func aCheckpointOfOneLevelIsNoneOfTheOthers() throws {
        let (high, low) = (Self.levels[0], Self.levels[1])
        let text = Self.training.replacing("NETWORK", with: Self.networks[0]).replacing("epochs: 2", with: "epochs: 4MORE")
        func run(_ project: TestProject, _ more: String, at level: Level?) throws -> Data {
            try project.write(notebook(text.replacing("MORE", with: more), at: level), to: "t.md")
            let outcome = try project.foley("run", "t.md", environment: Self.free)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try project.read("out/ear.safetensors")
        }
        let expected = try run(try TestProject(), "", at: high)
        let project = try TestProject()
        _ = try run(project, ", until: 2", at: low)
        #expect(try run(project, "", at: high) == expected)
        // A page that states no level takes what is there, and says so.
        let mixed = try TestProject()
        _ = try run(mixed, ", until: 2", at: low)
        _ = try run(mixed, "", at: nil)
        let why = try mixed.foley("t.md", environment: Self.free, input: ":why report\n")
        let levels = [high.bits.rawValue, low.rawValue].sorted().joined(separator: " and ")
        #expect(why.output.contains("made at \(levels), the last of it by \(high.bits.rawValue) · "), "\(why.output)")
    }

    @Test(.enabled(if: LevelTests.levels.count > 1)) func aPageOfALevelSaysWhyWhatIsThereIsNotFresh() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        #expect(try project.foley("run", "--isa", Self.levels[0].rawValue, "small.md").status == 0)
        let cells = try project.foley("--isa", Self.levels[1].rawValue, "small.md", input: ":cells\n:why mel\n")
        let reason = "its values were made at \(Self.levels[0].bits.rawValue), and this page is of \(Self.levels[1].rawValue)"
        #expect(cells.output.components(separatedBy: "stale: " + reason).count == 6, "\(cells.output)")
        #expect(cells.output.contains("one made at \(Self.levels[0].bits.rawValue) is there"))
        #expect(try project.foley("small.md", environment: Self.free, input: ":cells\n").output.contains("fresh"))
    }

    /// A loss that chance makes much of: after sixty epochs its curve is another at each level.
    private static let curve = """
        ```foley #curve
        world = stage clips: 8, kinds: [bell, rain, dog], length: 600 ms
        ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 60, rate: 0.02, optimiser: sgd
        plot ear.loss
        ```

        ```foley #mel
        plot (melspec (load world[1]))
        ```

        """

    @Test(.enabled(if: LevelTests.levels.count > 1)) func figuresRemadeAtAnotherLevel() throws {
        let (high, low) = (Self.levels[0].bits.rawValue, Self.levels[1].rawValue)
        let project = try TestProject()
        try project.write(notebook(Self.curve, at: Self.levels[0]), to: "c.md")
        #expect(try project.foley("run", "c.md", environment: Self.free).status == 0)

        // By default at the figure's own level, whatever else is there.
        let same = try project.foley("remake", "--session", "new", "plots/c/curve.png", environment: Self.free)
        #expect(same.status == 0 && same.output == "plots/c/curve.png: the same, to the bit\n")
        #expect(try project.foley("remake", "--isa", high, "plots/c/curve.png").output == same.output)

        let without = try project.foley("remake", "--isa", low, "plots/c/mel.png")
        #expect(without.status == 0)
        #expect(without.output.hasPrefix("plots/c/mel.png: the same within tolerance (the same pixels)\n"), "\(without.output)")
        #expect(without.output.contains("it was made at \(high) · ") && without.output.contains("this one is of \(low) · "))

        let with = try project.foley("remake", "--isa", low, "plots/c/curve.png")
        #expect(with.status == 3, "\(with.output)")
        #expect(with.output.contains("it was made at \(high) · ") && with.output.contains("this one is of \(low) · "))
        #expect(with.output.contains("a training stands before it"))
        // A second run gives the same bits.
        let first = try project.read("plots/c/curve.remade.png")
        #expect(try project.foley("remake", "--isa", low, "--session", "second", "plots/c/curve.png").status == 3)
        #expect(try project.read("plots/c/curve.remade.png") == first)
    }

    @Test func aFigureThatOneEngineMakesOtherwiseIsDifferent() throws {
        let project = try TestProject()
        let figure = "plots/f/a.png"
        func draw(_ length: Int) throws {
            try project.write("```foley #a\nplot (tone 440 Hz)[0 ms .. \(length) ms], title: \"A\"\n```\n", to: "f.md")
            #expect(try project.foley("run", "f.md").status == 0)
        }
        try draw(10)
        let old = try project.read(figure)
        try draw(20)
        // The text of the one in the picture of the other.
        let altered = try withOrigin(of: old, in: project.read(figure))
        try altered.write(to: URL(fileURLWithPath: project.path + "/" + figure))
        let outcome = try project.foley("remake", figure)
        #expect(outcome.status == 1, "\(outcome.output)")
        #expect(outcome.output.contains("different in ") && !outcome.output.contains("it was made at"))
        #expect(try project.foley("remake", "f.md").status == 2)
        #expect(try project.foley("remake", "nothing.png").status == 2)
    }

    /// The PNG `picture` with the text chunk of `other`.
    private func withOrigin(of other: Data, in picture: Data) throws -> Data {
        func chunk(_ file: Data) throws -> Range<Int> {
            let start = try #require(file.range(of: Data("iTXtFoley".utf8))).lowerBound - 4
            let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            return start..<start + 12 + length
        }
        var file = picture
        file.replaceSubrange(try chunk(picture), with: other[try chunk(other)])
        return file
    }

    @Test(.enabled(if: LevelTests.levels.count > 1)) func aFigureOfAnotherLevelWithinToleranceStays() throws {
        let project = try TestProject()
        try project.write(smallNotebook + "```foley #more\nexport (plot mel) to \"out/mel.svg\"\n```\n", to: "small.md")
        #expect(try project.foley("run", "--isa", Self.levels[1].rawValue, "small.md").status == 0)
        let before = try results(project)
        #expect(before.count == 4)
        // In the same session and in a new one, as after a clone.
        for session in [".foley", "new"] {
            let outcome = try project.foley("run", "--isa", Self.levels[0].rawValue, "--session", session, "small.md")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(try results(project) == before, "\(session)")
        }
        // One that somebody has written to does not.
        try project.write("something else", to: "out/mel.svg")
        #expect(try project.foley("run", "--isa", Self.levels[0].rawValue, "small.md").status == 0)
        let restored = String(decoding: try project.read("out/mel.svg"), as: UTF8.self)
        #expect(
            restored.contains("<metadata id=\"foley\">") && restored.contains("\"level\":\"\(Self.levels[0].bits.rawValue)\""))
    }

    // MARK: Stating a level

    @Test(.enabled(if: LevelTests.levels.count > 1)) func notebooksOfSeveralLevelsRunInOneCommand() throws {
        let project = try TestProject()
        let (high, low) = (Self.levels[0], Self.levels[1])
        for (name, level) in [("a", low), ("b", low), ("c", high), ("d", low)] {
            try project.write(notebook("```foley #x\nx = noise 1 s, seed: 3\n```\n", at: level), to: "\(name).md")
        }
        let outcome = try project.foley(
            "run", "--timings", "times.jsonl", "a.md", "b.md", "c.md", "d.md", environment: Self.free)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.components(separatedBy: "1 cell: 1 ran").count == 3, "\(outcome.output)")
        #expect(outcome.output.components(separatedBy: "1 cell: 1 fresh").count == 3)
        let times = String(decoding: try project.read("times.jsonl"), as: UTF8.self).split(separator: "\n")
        #expect(times.count == 4 && times[2].contains("\"c.md\""))
        // The first error ends it.
        try project.write(notebook("```foley #x\nx = load \"no.wav\"\n```\n", at: high), to: "c.md")
        let failing = try project.foley("run", "a.md", "c.md", "d.md", environment: Self.free)
        #expect(failing.status == 1 && failing.errors.hasPrefix("error: ") && !failing.output.contains("d.md"))
    }

    @Test func aLevelThatThereIsNotIsAnError() throws {
        let project = try TestProject()
        try project.write("---\ntitle: A\nisa: avx3\n---\n\n```foley #x\nx = 1\n```\n", to: "a.md")
        let stated = try project.foley("run", "a.md", environment: Self.free)
        #expect(stated.status == 1 && stated.errors.hasPrefix("error: a.md:3: 'avx3' is no level of instructions\n"))
        try project.write("x = 1\n", to: "b.md")
        let asked = try project.foley("run", "--isa", "avx", "b.md")
        #expect(asked.status == 2 && asked.errors == "error: --isa takes sse4, avx2, avx512, not 'avx'\n  did you mean avx2?\n")
        let variable = try project.foley("run", "b.md", environment: [Level.variable: "mmx"])
        #expect(variable.status == 2 && variable.errors.hasPrefix("error: FOLEY_ISA takes sse4, avx2, avx512, not 'mmx'\n"))
    }

    @Test func aLevelThatTheProcessorLacks() throws {
        let missing = Level.named.filter { !Level.here.contains($0) }
        let project = try TestProject()
        for level in missing where level != .avx512 {
            try project.write(notebook("```foley #x\nx = 1\n```\n", at: level), to: "a.md")
            let stated = try project.foley("run", "a.md", environment: Self.free)
            #expect(stated.status == 0 && stated.output.hasPrefix("note: a.md is of \(level.rawValue), which this processor"))
            let asked = try project.foley("run", "--isa", level.rawValue, "a.md")
            #expect(asked.status == 1 && asked.errors.hasPrefix("error: this processor has no \(level.rawValue)\n"))
        }
        // On a processor that has them all, another is made believe.
        let held = HeldLevel(asked: nil, stated: .avx2, by: "a.md", here: [.sse4])
        #expect(held.level == .sse4 && held.isStated && held.lack?.contains("goes on at sse4") == true)
    }

    @Test func ofTwoLevelsWithTheSameBitsTheQuickerServes() {
        let all: [Level] = [.avx512, .avx2, .sse4]
        for stated in [Level.avx512, .avx2] {
            let wide = HeldLevel(asked: nil, stated: stated, by: "a.md", here: all)
            #expect(wide.level == .avx512 && wide.isStated && wide.lack == nil)
            let narrow = HeldLevel(asked: nil, stated: stated, by: "a.md", here: [.avx2, .sse4])
            #expect(narrow.level == .avx2 && narrow.lack == nil)
        }
        #expect(HeldLevel(asked: .avx2, stated: .avx512, by: "a.md", here: all).level == .avx2)
        #expect(HeldLevel(asked: nil, stated: .sse4, by: "a.md", here: all).level == .sse4)
    }

    @Test(.enabled(if: LevelTests.levels.count > 1)) func aLevelWrittenIntoAnOpenNotebookIsSaid() throws {
        let project = try TestProject()
        let cells = "```foley #x\nx = 1\n```\n\n```foley #y\ny = 2\n```\n"
        try project.write(notebook(cells, at: Self.levels[1]), to: "a.md")
        try project.write(notebook(cells, at: Self.levels[0]), to: "b.md")
        // The file changes between two lines of the script.
        let said = try Program.run(
            ["-c", "{ echo ':run x'; sleep 1; mv b.md a.md; echo ':run y'; echo ':run x'; } | \"$0\" a.md", Program.path],
            in: project.path, environment: Self.free, executable: "/bin/sh"
        ).output
        let note = "a.md states isa: \(Self.levels[0].rawValue) now; that takes effect when it is opened again"
        #expect(said.components(separatedBy: note).count == 2, "\(said)")
    }

    @Test func anErrorBeginsALineWhereOutputAndErrorsShareAStream() throws {
        let project = try TestProject()
        try project.write("```foley #a\nexport (tone 440 Hz) to \"a.wav\"\nx = load \"no.wav\"\n```\n", to: "a.md")
        let shell = try Program.run(
            ["-c", "\"$0\" run a.md 2>&1", Program.path], in: project.path, executable: "/bin/sh")
        #expect(shell.output.contains("a.wav · wav, 88 KB\nerror: there is no file 'no.wav'\n"), "\(shell.output)")
    }
}
