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
        try project.write("# T\n\n```foley #one\na = 1\n```\n\n```foley #two\nb = tone 440 Hz\nc = melspec b, hops: 10 ms\n```\n\n```foley #three\nd = 2\n```\n", to: "bad.md")
        let outcome = try project.foley("run", "bad.md")
        #expect(outcome.status == 1)
        #expect(outcome.errors == """
            error: melspec has no option 'hops'
              bad.md:9, cell two
              c = melspec b, hops: 10 ms
                             ^^^^ did you mean 'hop'?

            """)
        #expect(!outcome.output.contains("three"))
    }

    @Test func aFailedCellChangesNoNameAndNoFile() throws {
        let project = try TestProject()
        try project.write("```foley #one\na = tone 440 Hz\nexport a to \"a.wav\"\nb = melspec a, bands: 4000\n```\n", to: "bad.md")
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
