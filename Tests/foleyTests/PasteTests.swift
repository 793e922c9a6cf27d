import Foundation
import TerminalDriver
import Testing

/// What is pasted at a notebook's prompt, by terminals that mark it and by those that do not.
@Suite struct PasteTests {
    private static let notebook = """
        # Three cells

        ```foley #one
        x = tone 440 Hz, length: 100 ms
        ```

        ```foley #two
        export x to "two.wav"
        ```

        ```foley #three
        export x to "three.wav"
        ```

        """

    private func start(_ project: TestProject, terminal: String = "xterm-256color") throws -> PseudoTerminal {
        try project.write(Self.notebook, to: "three.md")
        var surroundings = Program.onTerminal(home: project.path)
        surroundings["TERM"] = terminal
        return try PseudoTerminal(
            "/bin/sh", ["-c", "cd '\(project.path)' && exec '\(Program.path)' three.md"], environment: surroundings,
            columns: 100, rows: 40)
    }

    private func wait(_ terminal: PseudoTerminal, forPrompt name: String) throws {
        try terminal.wait(until: "the prompt of \(name)") { $0.lines.last { !$0.isEmpty } == "\(name) ▸" }
        terminal.settle()
    }

    @Test(arguments: [
        "a = 1 + 1\n\nb = a + 1\n\n\nc = b * 2\n", "\n\n\nc = 6\n", "\r\n\r\nc = 6\r\n", "c = 6\n\n\n",
        "a = 3\n  \nc = a * 2\n \t\n",
    ])
    func blankLinesOfAPasteRunNoCell(_ text: String) throws {
        let project = try TestProject()
        let terminal = try start(project)
        try wait(terminal, forPrompt: "one")
        // A terminal turns line feeds into Enter and, without marks, sends all as if it were typed.
        terminal.send(text.replacingOccurrences(of: "\n", with: "\r"))
        try terminal.wait(for: "c  6")
        try wait(terminal, forPrompt: "one")
        terminal.send("\r")
        try wait(terminal, forPrompt: "two")
        // What was typed while the last cell ran is a wish as well.
        terminal.send("\r")
        try wait(terminal, forPrompt: "three")
        #expect(project.exists("two.wav") && !project.exists("three.wav"))
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func aPasteThatComesInPiecesRunsNoCell() throws {
        let project = try TestProject()
        let terminal = try start(project)
        try wait(terminal, forPrompt: "one")
        for piece in ["a = 1 + 1", "\r", "\r", "b = a", " + 1\r", "\r", "\r", "c = b * 2", "\r"] { terminal.send(piece) }
        try terminal.wait(for: "c  6")
        try wait(terminal, forPrompt: "one")
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    /// A terminal that cannot edit lines: the system hands them over one by one.
    @Test func blankLinesOfAPasteRunNoCellOnADumbTerminal() throws {
        let project = try TestProject()
        let terminal = try start(project, terminal: "dumb")
        try terminal.wait(for: "one ▸")
        terminal.settle()
        terminal.send("a = 1 + 1\n\n\nc = a * 3\n\n\n")
        try terminal.wait(for: "c  6")
        terminal.settle()
        #expect(!terminal.screen.text.contains("two ▸"), "\(terminal.screen.text)")
        terminal.send("\n")
        try terminal.wait(for: "two ▸")
        terminal.send(":quit\n")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func blankLinesOfAScriptRunNoCellOnATerminal() throws {
        let project = try TestProject()
        try project.write(Self.notebook, to: "three.md")
        let terminal = try PseudoTerminal(
            "/bin/sh", ["-c", "cd '\(project.path)' && printf 'a = 2\\n\\n\\nc = a * 3\\n' | '\(Program.path)' three.md"],
            environment: Program.onTerminal(home: project.path), columns: 100, rows: 40)
        try terminal.wait(for: "c  6")
        #expect(try terminal.end() == .exit(0))
        #expect(!terminal.screen.text.contains("x  1 channel"), "\(terminal.screen.text)")
    }
}
