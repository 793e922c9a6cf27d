import Foundation
import Testing

/// What people and programs do at the same time, and what must not be lost by it.
struct KeepingTests {
    @Test func timingsAreNotWrittenOverANotebook() throws {
        let project = try TestProject()
        let notebook = "```foley #one\na = 1\n```\n"
        try project.write(notebook, to: "a.md")
        try project.write(notebook, to: "b.md")
        let outcome = try project.foley("run", "--timings", "a.md", "b.md")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("'a.md' is there already and holds no timings"))
        #expect(try project.read("a.md") == Data(notebook.utf8))
    }

    @Test func anEditIsNotSavedOverAnotherText() throws {
        let project = try TestProject()
        try project.write("```foley #one\na = 1\n```\n", to: "n.md")
        #expect(try project.foley("n.md", input: ":edit one\na = 2\n:run one\n").output.contains("a  2"))
        let changed = "```foley #one\na = 3\n```\n"
        try project.write(changed, to: "n.md")
        let refused = try project.foley("n.md", input: ":save\n:cells\n:run one\n")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("the cell 'one' has changed in the file since it was edited"))
        #expect(refused.output.contains("changed in the file, its edit is set aside"))
        #expect(refused.output.contains("a  3"))
        #expect(try project.read("n.md") == Data(changed.utf8))
        // Edited once more, it is saved.
        let saved = try project.foley("n.md", input: ":edit one\na = 4\n:save\n")
        #expect(saved.output.contains("saved one"))
        #expect(try project.read("n.md") == Data("```foley #one\na = 4\n```\n".utf8))
    }

    @Test func anEditDoesNotMoveToTheCellThatTakesItsName() throws {
        let project = try TestProject()
        try project.write("# Intro\n\n```foley\na = 1\n```\n", to: "n.md")
        let name = try #require(
            try project.foley("n.md", input: ":cells\n").output.split(separator: " ").first { $0.hasPrefix("intro") })
        try project.foley("n.md", input: ":edit \(name)\na = 2\n")
        let grown = "# Intro\n\n```foley\nb = 5\n```\n\n```foley\na = 1\n```\n"
        try project.write(grown, to: "n.md")
        #expect(try project.foley("n.md", input: ":run \(name)\n").output.contains("b  5"))
        #expect(try project.foley("n.md", input: ":save\n").status == 1)
        #expect(try project.read("n.md") == Data(grown.utf8))
    }

    @Test func aCellThatIsDoneStaysDoneWhateverBecomesOfTheFile() throws {
        let project = try TestProject()
        let notebook = """
            ```foley #world
            world = stage clips: 8, kinds: [bell, rain], length: 500 ms
            ```

            ```foley #train
            net = cnn world, bands: 32, filters: 8, blocks: 2
            ear = train net on world, epochs: 40
            ```

            ```foley #more
            c = 7
            ```

            """
        try project.write(notebook, to: "n.md")
        let (process, output, errors) = try Program.start(["run", "n.md"], in: project.path)
        // The cell that trains has begun.
        try Program.wait(for: "net  ", in: output)
        try project.write("```foley #world\n", to: "n.md")
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        #expect(try Program.text(errors).contains("n.md:1"))
        try project.write(notebook, to: "n.md")
        let cells = try project.foley("n.md", input: ":cells\n").output.split(separator: "\n")
        #expect(cells.contains { $0.contains("train") && $0.contains("fresh") }, "\(cells)")
    }

    @Test func controlCEndsAScript() throws {
        let project = try TestProject()
        let script = """
            world = stage clips: 8, kinds: [bell, rain], length: 500 ms
            ear = train (cnn world, bands: 32, filters: 32, blocks: 2) on world, epochs: 4000
            c = 7

            """
        let (process, output, _) = try Program.start([], in: project.path, input: script)
        try Program.wait(for: "world  ", in: output)
        Thread.sleep(forTimeInterval: 0.2)
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(try !Program.text(output).contains("c  7"))
    }

    @Test func namesFromFilesDoNotSteerTheTerminal() throws {
        let project = try TestProject()
        try project.write("name,kind\nx.wav,be\u{1B}]0;owned\u{7}ll\n", to: "set.csv")
        try project.foley(input: "export (tone 440 Hz)[0 s .. 100 ms] to \"x.wav\"\n")
        let outcome = try project.foley(input: "films = dataset \"set.csv\"\nfilms.classes\nfilms.table\nfilms\n")
        #expect(outcome.output.contains("ll"))
        #expect(!outcome.output.contains("\u{1B}") && !outcome.output.contains("\u{7}"))
    }

    /// As in a container that mounts a project's parts from elsewhere: one file system, and no rename between them.
    @Test func partsMayBeMountedByThemselves() throws {
        let project = try TestProject()
        try project.write("", to: "parts/plots/unused")
        try project.write("", to: "parts/objects/unused")
        try project.write("", to: "plots/unused")
        try project.write("", to: ".foley/objects/unused")
        try project.write("```foley #one\nm = melspec (noise 10 s)\nplot m\n```\n", to: "n.md")
        let script = """
            mount --bind parts/plots plots && mount --bind parts/objects .foley/objects || exit 77
            "$0" run n.md
            """
        let outcome = try Program.run(
            ["--mount", "sh", "-c", script, Program.path], in: project.path, executable: "/usr/bin/unshare")
        if outcome.status == 77 || outcome.errors.contains("unshare failed") {
            return print("skipped: nothing can be mounted here")
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(project.exists("parts/plots/n/one.png"))
        #expect(try project.files(under: "parts/objects").keys.contains { $0.hasSuffix(".safetensors") })
        #expect(try project.files(under: "parts/objects/aside").isEmpty)
    }
}
