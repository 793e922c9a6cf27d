import Foundation
import TerminalDriver
import Testing

/// The prompt, typed at through a real terminal.
@Suite struct PromptTests {
    private func start(_ project: TestProject, _ arguments: String = "") throws -> PseudoTerminal {
        try PseudoTerminal(
            "/bin/sh", ["-c", "cd '\(project.path)' && exec '\(Program.path)' \(arguments)"],
            environment: Program.onTerminal(home: project.path),
            columns: 100, rows: 40)
    }

    /// Keys that mean something to the terminal itself, such as Control-D, are for the prompt only when it is there.
    private func waitForPrompt(_ terminal: PseudoTerminal) throws {
        try terminal.wait(until: "the prompt") { $0.lines.last { !$0.isEmpty }?.hasSuffix("▸") ?? false }
    }

    /// Types Control-C, which takes with it what was typed before: the next keys wait until it is done and shown.
    private func dropLine(_ terminal: PseudoTerminal) throws {
        terminal.send("\u{3}")
        try terminal.wait(until: "the line dropped") { screen in
            screen.lines.contains { $0.hasSuffix("^C") } && screen.lines.last { !$0.isEmpty } == "foley ▸"
        }
        terminal.settle()
    }

    @Test func stepsEditsUndoesLeavesAndComesBack() throws {
        let project = try TestProject()
        try project.write(smallNotebook, to: "small.md")
        var terminal = try start(project, "small.md")
        try terminal.wait(for: "A small notebook")
        try terminal.wait(for: "sound ▸")

        // Enter runs the next cell, five times.
        for cell in ["rain ▸", "mel ▸", "picture ▸", "keep ▸", "end ▸"] {
            terminal.send("\r")
            try terminal.wait(for: cell)
        }
        #expect(project.exists("plots/small/picture.png"))
        #expect(project.exists("out/rain.wav"))
        let figure = try project.read("plots/small/picture.png")

        // An edit makes stale exactly what depends on it.
        terminal.send(":edit mel\r")
        try terminal.wait(for: "mel ✎ mel = melspec a, bands: 40")
        terminal.send(String(repeating: "\u{7F}", count: 2) + "24\r")
        try terminal.wait(for: "mel ▸")
        terminal.send(":cells\r")
        try terminal.wait(until: "the states after the edit") { screen in
            screen.lines.contains { $0.contains("mel") && $0.contains("stale: its text has changed") && $0.contains("edited") }
                && screen.lines.contains { $0.contains("picture") && $0.contains("stale: 'mel' of mel has changed") }
                && screen.lines.contains { $0.contains("rain") && $0.contains("fresh") }
        }
        terminal.send(":run mel\r")
        try terminal.wait(for: "24 mel")
        terminal.send(":stale\r")
        try terminal.wait(until: "the figure to change") { _ in (try? project.read("plots/small/picture.png")) != figure }
        #expect(try project.read("small.md") == Data(smallNotebook.utf8))

        // A line belongs to the session.
        terminal.send("loud = gain rain to 0 dB\r")
        try terminal.wait(for: "loud  1 channel")
        terminal.send(":why loud\r")
        try terminal.wait(for: "loud comes from line 1")
        terminal.send(":undo\r")
        try terminal.wait(for: "taken back: loud = gain rain to 0 dB")
        terminal.send("again = rain * 2\r")
        try terminal.wait(for: "again  1 channel")
        try waitForPrompt(terminal)
        terminal.send("\u{4}")
        #expect(try terminal.end() == .exit(0))
        #expect(terminal.isOrdinary)

        // Everything is there again, and every state is true.
        terminal = try start(project, "small.md")
        try terminal.wait(for: "5 fresh")
        terminal.send(":vars\r")
        try terminal.wait(until: "the names") { screen in
            screen.text.contains("again") && screen.text.contains("24 mel") && !screen.text.contains("loud")
        }
        terminal.send(":revert mel\r:cells\r")
        try terminal.wait(until: "the reverted cell to be fresh") { screen in
            screen.lines.contains { $0.contains("mel") && $0.contains("fresh") && !$0.contains("edited") }
        }
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func aMergeConflictUnderAnOpenPageRunsNothingAndLeavesThePage() throws {
        let project = try TestProject()
        let text = "```foley #one\na = 1\n```\n\n```foley #two\nb = 2\n```\n"
        try project.write(text, to: "small.md")
        let terminal = try start(project, "small.md")
        try terminal.wait(for: "one ▸")
        terminal.send("\r")
        try terminal.wait(for: "two ▸")
        try waitForPrompt(terminal)
        let conflict = "```foley #two\n<<<<<<< HEAD\nb = 3\n=======\nb = 4\n>>>>>>> other\n```\n"
        try project.write(text.prefix { $0 != "\n" } + "\na = 1\n```\n\n" + conflict, to: "small.md")
        for (count, line) in ["\r", ":run two\r", "c = 5\r", ":all\r"].enumerated() {
            terminal.send(line)
            try terminal.wait(until: "the error of \(line.debugDescription)") { screen in
                screen.lines.count { $0.contains("small.md:6: '<<<<<<<' is a mark of a merge conflict") } == count + 1
            }
            try waitForPrompt(terminal)
            terminal.settle()
        }
        #expect(terminal.screen.lines.last { !$0.isEmpty } == "two ▸")
        try project.write(text, to: "small.md")
        terminal.send("\r")
        try terminal.wait(for: "b  2")
        try terminal.wait(for: "end ▸")
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func helpEndsWithTheDirectives() throws {
        let project = try TestProject()
        let terminal = try start(project)
        try terminal.wait(for: "foley ▸")
        terminal.send(":help\r")
        try terminal.wait(until: "the last directive above the prompt") { screen in
            let lines = screen.lines.filter { !$0.isEmpty }
            return lines.last == "foley ▸" && lines.dropLast().last?.hasPrefix("  :quit") == true
        }
        #expect(terminal.screen.lines.contains { $0.hasPrefix("  :next") })
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func timeIsThatOfTheLastStatementOnOneLine() throws {
        let project = try TestProject()
        let outcome = try project.foley(input: ":time\na = tone 440 Hz,\n  length: 1 s\n:vars\n:time\n")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first == "nothing has run yet")
        #expect(lines.last?.wholeMatch(of: /[0-9.]+ [µm]?s for a = tone 440 Hz, length: 1 s/) != nil, "\(outcome.output)")
        try project.write(smallNotebook, to: "small.md")
        let run = try project.foley("small.md", input: ":run mel\n:cells\n:time\n")
        #expect(run.output.split(separator: "\n").last?.hasSuffix(" for cell mel") == true, "\(run.output)")
    }

    @Test func tabKnowsColumnsAndWhatStandsInThem() throws {
        let project = try TestProject()
        try project.write("x", to: "b.txt")
        try project.write("x", to: "a.txt")
        try project.write("x", to: "c/d.txt")
        let terminal = try start(project)
        try terminal.wait(for: "foley ▸")
        terminal.send("world = stage clips: 3, kinds: [bell, rain], length: 500 ms\r")
        try terminal.wait(for: "world  6 clips")
        try waitForPrompt(terminal)
        terminal.send("where world by cla\t")
        try terminal.wait(for: "where world by class")
        terminal.send(", is: be\t")
        try terminal.wait(for: "is: bell")
        try dropLine(terminal)
        terminal.send("load \"\t\t")
        try terminal.wait(until: "files in order") { screen in
            screen.text.firstMatch(of: /a\.txt\s+b\.txt\s+c\//) != nil
        }
        try dropLine(terminal)
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func messagesAreBrokenBetweenWords() throws {
        let project = try TestProject()
        let terminal = try start(project)
        try terminal.wait(for: "foley ▸")
        terminal.send(
            "mix (tone 440 Hz, length: 1 s) with (tone 880 Hz, length: 1 s), snr: 200 dB, longest: 3, zzz: 4, yyyyyyyyyyyyyyyyy: 5\r"
        )
        try terminal.wait(for: "error: ")
        try waitForPrompt(terminal)
        let lines = terminal.screen.lines
        let caret = try #require(lines.firstIndex { $0.contains("^") })
        #expect(lines[caret].count <= lines[caret - 1].count || !lines[caret - 1].hasSuffix("…"), "\(terminal.screen.text)")
        #expect(lines.allSatisfy { $0.count <= 100 })
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func controlCStopsAComputationAndLeavesTheSession() throws {
        let project = try TestProject()
        let terminal = try start(project)
        try terminal.wait(for: "foley ▸")
        terminal.send("a = noise 60 min, rate: 44.1 kHz\r")
        terminal.settle(seconds: 0.4)
        terminal.send("\u{3}")
        try terminal.wait(for: "interrupted", seconds: 5)
        try waitForPrompt(terminal)
        terminal.send("b = 1 + 1\r")
        try terminal.wait(for: "b  2")
        terminal.send(":vars\r")
        try terminal.wait(until: "only b") { $0.lines.contains { $0.hasPrefix("b  ") } }
        #expect(!terminal.screen.lines.contains { $0.hasPrefix("a  ") })
        terminal.send("half typed")
        try terminal.wait(for: "half typed")
        try dropLine(terminal)
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func tabCompletesByType() throws {
        let project = try TestProject()
        let terminal = try start(project)
        try terminal.wait(for: "foley ▸")
        terminal.send("tune = tone 440 Hz\r")
        try terminal.wait(for: "tune  1 channel")
        terminal.send("mel = mels\t")
        try terminal.wait(for: "mel = melspec")
        terminal.send(" tu\t")
        try terminal.wait(for: "melspec tune")
        terminal.send(", ba\t")
        try terminal.wait(for: "melspec tune, bands:")
        terminal.send("24\r")
        try terminal.wait(for: "24 mel")
        terminal.send(":he\t")
        try terminal.wait(for: ":help")
        try dropLine(terminal)
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func pastedLinesAreInsertedNotRun() throws {
        let project = try TestProject()
        let terminal = try start(project)
        try terminal.wait(for: "foley ▸")
        terminal.send("\u{1B}[200~x = 1\ny = x + 1\u{1B}[201~")
        try terminal.wait(for: "y = x + 1")
        terminal.settle()
        #expect(!terminal.screen.text.contains("y  2"))
        terminal.send("\r")
        try terminal.wait(for: "y  2")
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func anErrorShowsTheCaretAndTheLineCanBeRecalled() throws {
        let project = try TestProject()
        let terminal = try start(project)
        try terminal.wait(for: "foley ▸")
        terminal.send("x = tone 2 s\r")
        try terminal.wait(for: "^^^")
        terminal.send("\u{1B}[A")
        try terminal.wait(until: "the line again") { $0.lines.last { !$0.isEmpty } == "foley ▸ x = tone 2 s" }
        try dropLine(terminal)
        terminal.send(":quit\r")
        #expect(try terminal.end() == .exit(0))
    }

    @Test func withoutATerminalThereAreNoControlCharacters() throws {
        let project = try TestProject()
        let outcome = try project.foley(input: "a = tone 440 Hz\nplot a\n:vars\nb = a +\n  a\n")
        #expect(outcome.status == 0)
        #expect(!outcome.output.utf8.contains { $0 < 32 && $0 != UInt8(ascii: "\n") })
        #expect(outcome.output.contains("b  1 channel"))
    }
}
