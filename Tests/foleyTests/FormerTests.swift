import Foundation
import Session
import Tensors
import TerminalDriver
import Testing

/// A session with values of verbs that have other versions now.
@Suite struct FormerTests {
    /// A project in which an earlier program has loaded two sounds and looked at one.
    private func formerProject() throws -> TestProject {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        try keep(["load", "melspec"], in: project)
        return project
    }

    /// Puts values of 1 MB into the session, each made of a file by one verb at version 1 and those before it.
    private func keep(_ verbs: [String], in project: TestProject) throws {
        let store = try Store(project: project.path)
        let numbers = [Float](repeating: 1, count: 250_000)
        var recipe = Recipe(verb: "load", version: 1, operands: [("", [.literal(UUID().uuidString)])], options: [])
        for verb in verbs {
            if verb != "load" { recipe = Recipe(verb: verb, version: 1, operands: [("", [.recipe(recipe)])], options: []) }
            try store.put(
                Payload(type: "sound", line: verb, tensors: [("samples", Tensor([numbers.count], numbers))]), recipe, seconds: 1)
        }
    }

    /// What stands on the screen when the prompt is there, lines put together again.
    private func start(_ project: TestProject, _ arguments: String = "", as prefix: String = "") throws -> String {
        let terminal = try PseudoTerminal(
            "/bin/sh", ["-c", "cd '\(project.path)' && \(prefix)'\(Program.path)' \(arguments)"],
            environment: Program.onTerminal(home: project.path), columns: 100, rows: 40)
        try terminal.wait(until: "the prompt") { $0.lines.last { !$0.isEmpty }?.hasSuffix("▸") ?? false }
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
        return terminal.screen.lines.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
    }

    private static let note = """
        note: earlier versions of load made 2 values here (2.0 MB): what runs again is made anew, and when room is needed the \
        old goes first, models last
        """

    @Test(arguments: ["", "small.md"]) func theGreetingSaysSoOnce(arguments: String) throws {
        let project = try formerProject()
        // A run greets nobody.
        #expect(try !project.foley("run", "small.md").output.contains("earlier versions"))
        let first = try start(project, arguments)
        #expect(first.contains(Self.note), "\(first)")
        #expect(try !start(project, arguments).contains("earlier versions"))
        // Neither on another page of the session, nor when there is more of it.
        try keep(["load"], in: project)
        #expect(try !start(project).contains("earlier versions"))
        #expect(try !start(project, "small.md").contains("earlier versions"))
    }

    @Test func manyVerbsAreCounted() throws {
        let project = try TestProject()
        for verb in ["load", "trim", "crop", "predict", "fuse"] { try keep([verb], in: project) }
        let text = try start(project)
        #expect(text.contains("earlier versions of crop, fuse, load and 2 other verbs made 5 values here"), "\(text)")
    }

    @Test func aSessionOfTheseVersionsSaysNothing() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        #expect(try !start(project).contains("earlier versions"))
        #expect(try project.foley("run", "small.md").status == 0)
        #expect(try !start(project, "small.md").contains("earlier versions"))
        try project.remove(".foley")
        #expect(try project.foley("run", "small.md").status == 0)
        #expect(try !start(project, "small.md").contains("earlier versions"))
    }

    @Test(.enabled(if: Unprivileged.isPossible, "nobody cannot run the program where it was built"))
    func aReadOnlySessionOpensAsItIs() throws {
        let project = try formerProject()
        for name in try FileManager.default.subpathsOfDirectory(atPath: project.path + "/.foley") {
            chmod(project.path + "/.foley/" + name, name.contains(".") ? 0o444 : 0o555)
        }
        chmod(project.path + "/.foley", 0o555)
        let text = try start(project, "small.md", as: Unprivileged.prefix)
        #expect(text.contains("5 cells, 0 fresh") && !text.contains("earlier versions") && !text.contains("error:"), "\(text)")
        chmod(project.path + "/.foley", 0o755)
        for name in try FileManager.default.subpathsOfDirectory(atPath: project.path + "/.foley") {
            chmod(project.path + "/.foley/" + name, name.contains(".") ? 0o644 : 0o755)
        }
        // When it can be written again it is told.
        #expect(try start(project).contains(Self.note))
    }
}
