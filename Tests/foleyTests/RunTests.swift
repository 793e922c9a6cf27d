import Foundation
import Testing

@Suite struct RunTests {
    @Test func runsAllCellsAndWritesPlots() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        let outcome = try project.foley("run", "small.md")
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(project.exists("plots/small/picture.png"))
        #expect(project.exists("out/rain.png"))
        #expect(project.exists("out/rain.wav"))
        #expect(!outcome.output.utf8.contains { $0 < 32 && $0 != UInt8(ascii: "\n") })
        #expect(outcome.output.hasSuffix("5 cells: 5 ran\n"))
    }

    @Test func helpSaysWhereThePageOfAVerbIs() throws {
        let project = try TestProject()
        let page = try project.foley("help").output
        #expect(page.contains("foley help melspec"))
        #expect(page.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func aSecondRunComputesNothing() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "small.md")
        let again = try project.foley("run", "--timings", "t.jsonl", "small.md")
        #expect(again.output.hasSuffix("5 cells: 5 fresh\n"))
        let rows = try rows(project)
        #expect(rows.count == 6)
        #expect(rows.allSatisfy { $0.state == "fresh" })
    }

    @Test func aChangedOptionRunsExactlyWhatDependsOnIt() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "small.md")
        try project.write(smallNotebook.replacing("bands: 40", with: "bands: 32"), to: "small.md")
        try project.foley("run", "--timings", "t.jsonl", "small.md")
        let ran = try rows(project).filter { $0.state == "ran" }.map(\.cell)
        #expect(ran == ["mel", "picture"])
    }

    @Test func aDeletedOrAlteredExportIsRestoredWithoutComputing() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "small.md")
        let before = try project.files(under: "out").merging(project.files(under: "plots")) { $1 }
        try project.remove("out/rain.wav")
        try project.remove("plots/small/picture.png")
        try project.write("not a picture", to: "out/rain.png")
        let again = try project.foley("run", "small.md")
        #expect(again.output.hasSuffix("5 cells: 5 fresh\n"))
        #expect(try project.files(under: "out").merging(project.files(under: "plots")) { $1 } == before)
    }

    @Test func aFileThatDidNotChangeIsNotRewritten() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "small.md")
        func inode() throws -> Int {
            let attributes = try FileManager.default.attributesOfItem(atPath: project.path + "/plots/small/picture.png")
            return try #require(attributes[.systemFileNumber] as? Int)
        }
        let before = try inode()
        try project.foley("run", "small.md")
        #expect(try inode() == before)
    }

    @Test func stopsAtTheFirstErrorWithFileLineAndCell() throws {
        let project = try TestProject()
        try project.write(
            "# T\n\n```foley #one\na = 1\n```\n\n```foley #two\nb = tone 440 Hz\nc = melspec b, hops: 10 ms\n```\n\n```foley #three\nd = 2\n```\n",
            to: "bad.md")
        let outcome = try project.foley("run", "bad.md")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == """
                error: melspec has no option 'hops'
                  bad.md:9, cell two
                  c = melspec b, hops: 10 ms
                                 ^^^^ did you mean 'hop'?

                """)
        #expect(!outcome.output.contains("three"))
    }

    @Test func aFailedCellChangesNoNameAndNoFile() throws {
        let project = try TestProject()
        try project.write(
            "```foley #one\na = tone 440 Hz\nexport a to \"a.wav\"\nb = melspec a, bands: 4000\n```\n", to: "bad.md")
        let outcome = try project.foley("run", "bad.md")
        #expect(outcome.status == 1)
        #expect(!project.exists("a.wav"))
        let names = try project.foley("bad.md", input: ":cells\n")
        #expect(names.output.contains("failed"))
    }

    @Test func anExpectedErrorIsShownAndGoesOn() throws {
        let project = try TestProject()
        try project.write("```foley #one fails\na = tone 2 s\n```\n\n```foley #two\nb = 2\n```\n", to: "good.md")
        let outcome = try project.foley("run", "good.md")
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("tone"))
        #expect(outcome.output.contains("b  2"))
    }

    @Test func freshComputesEverythingAndLeavesTheSessionAlone() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "small.md")
        let outcome = try project.foley("run", "--fresh", "small.md")
        #expect(outcome.output.hasSuffix("5 cells: 5 ran\n"))
        let leftovers = try FileManager.default.contentsOfDirectory(atPath: project.path + "/.foley")
        #expect(!leftovers.contains { $0.hasPrefix("fresh-") })
    }

    @Test func theSessionMayLieElsewhere() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "--session", "elsewhere", "small.md")
        #expect(project.exists("elsewhere"))
        #expect(try project.foley("run", "--session", "elsewhere", "small.md").output.hasSuffix("5 cells: 5 fresh\n"))
    }

    @Test func refusesToWriteOutsideTheProject() throws {
        let project = try TestProject()
        let elsewhere = try TestProject()
        try FileManager.default.createSymbolicLink(
            atPath: project.path + "/link", withDestinationPath: elsewhere.path)
        for path in ["../out.wav", elsewhere.path + "/out.wav", "link/out.wav", ".git/out.wav", ".foley/out.wav"] {
            try project.write("```foley\nexport (tone 440 Hz) to \"\(path)\"\n```\n", to: "bad.md")
            let outcome = try project.foley("run", "bad.md")
            #expect(outcome.status == 1, "\(path)")
            let isRefused =
                outcome.errors.contains("lies outside the project") || outcome.errors.contains("does not write to")
            #expect(isRefused, "\(path): \(outcome.errors)")
        }
        #expect(!elsewhere.exists("out.wav"))
    }

    struct Row: Decodable {
        var cell: String
        var state: String
    }

    private func rows(_ project: TestProject) throws -> [Row] {
        try project.read("t.jsonl").split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Row.self, from: $0)
        }
    }
}

/// What came of looking for ways to break the rules.
@Suite struct RuleTests {
    private func run(_ cells: String, in project: TestProject) throws -> Program.Outcome {
        try project.write(cells, to: "p.md")
        return try project.foley("run", "p.md")
    }

    @Test func aNamedExportIsWrittenToo() throws {
        let project = try TestProject()
        let outcome = try run("```foley\nf = export (tone 440 Hz) to \"named.wav\"\n```\n", in: project)
        #expect(outcome.status == 0)
        #expect(project.exists("named.wav"))
    }

    @Test func oneFileIsNotWrittenTwiceInACell() throws {
        let project = try TestProject()
        let outcome = try run(
            "```foley\nexport (tone 440 Hz) to \"a.wav\"\nexport (tone 550 Hz) to \"a.wav\"\n```\n", in: project)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("error: 'a.wav' is written twice in one cell\n  p.md:3, cell"))
        #expect(!project.exists("a.wav"))
    }

    @Test func anExportDoesNotOverwriteWhatThePageReads() throws {
        let project = try TestProject()
        #expect(try run("```foley\nexport (tone 440 Hz) to \"in.wav\"\n```\n", in: project).status == 0)
        let before = try project.read("in.wav")
        let outcome = try run("```foley\nc = load \"in.wav\"\nexport (c * 0.5) to \"in.wav\"\n```\n", in: project)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("would change its own input"))
        #expect(try project.read("in.wav") == before)
    }

    @Test func twoFiguresOfACellKeepOutOfAnothersName() throws {
        let project = try TestProject()
        let cells = """
            ```foley #one
            plot (tone 440 Hz)
            plot (noise 1 s)
            ```

            ```foley #one-2
            plot (tone 880 Hz)
            ```
            """
        #expect(try run(cells, in: project).status == 0)
        #expect(Set(try project.files(under: "plots/p").keys) == ["one.png", "one-2.png", "one-3.png"])
    }

    @Test func unitsThatMeanNothingBesideASoundAreRefused() throws {
        let project = try TestProject()
        for (sum, part) in [("a * 6 dB", "6 dB"), ("a + 1 s", "1 s"), ("a * 1 kHz", "1 kHz")] {
            let outcome = try run("```foley\na = tone 440 Hz\nb = \(sum)\n```\n", in: project)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(part), "\(outcome.errors)")
        }
    }

    @Test func aLongChainNeitherRecursesNorFillsTheMemory() throws {
        let project = try TestProject()
        let chain = String(repeating: "x = x * 0.9999\n", count: 20_000)
        let outcome = try run("```foley\nx = tone 440 Hz, length: 10 ms\n\(chain)plot x\n```\n", in: project)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func aValueWhoseObjectIsGoneIsMadeAgain() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "small.md")
        try project.remove(".foley/objects")
        let outcome = try project.foley("run", "small.md")
        #expect(outcome.status == 0)
        let states = try project.foley("small.md", input: ":cells\n").output
        #expect(states.components(separatedBy: "fresh").count == 6, "\(states)")
    }

    @Test func constantsThatAreReadMakeStaleWhatReadsThem() throws {
        let project = try TestProject()
        let cells = "```foley #n\nn = 40\n```\n\n```foley #m\nm = melspec (tone 440 Hz), bands: (n)\n```\n"
        #expect(try run(cells, in: project).status == 0)
        try project.write(cells.replacing("n = 40", with: "n = 60"), to: "p.md")
        let states = try project.foley("p.md", input: ":cells\n").output
        #expect(states.contains("n  stale: its text has changed since it ran"), "\(states)")
        #expect(states.contains("m  stale: 'n' of n has changed"), "\(states)")
    }

    @Test func theTwoEndsOfAFailsCellHaveStates() throws {
        let project = try TestProject()
        let cells = "```foley #bad fails\na = 1\n```\n"
        #expect(try run(cells, in: project).status == 1)
        #expect(try project.foley("p.md", input: ":cells\n").output.contains("failed: cell bad is marked 'fails'"))
    }

    @Test func aMistypedNotebookBeginsNoSession() throws {
        let folder = NSTemporaryDirectory() + "foley-empty-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = try Program.run(["run", "nope.md"], in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("error: there is no notebook 'nope.md'"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }

    @Test func anOutputThatCannotBeWrittenIsAnError() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        let outcome = try Program.run(
            ["-c", "'\(Program.path)' run small.md > /dev/full"], in: project.path, executable: "/bin/sh")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("the output cannot be written"))
    }

    @Test func undoPutsFiguresBack() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "small.md")
        let before = try project.read("plots/small/picture.png")
        try project.write(smallNotebook.replacing("bands: 40", with: "bands: 24"), to: "small.md")
        try project.foley("run", "small.md")
        #expect(try project.read("plots/small/picture.png") != before)
        try project.write(smallNotebook, to: "small.md")
        try project.foley("run", "small.md")
        #expect(try project.read("plots/small/picture.png") == before)
    }
}
