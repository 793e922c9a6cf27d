import Foundation
import TerminalDriver
import Testing

/// Recalling, searching and completing at the prompt.
@Suite(.serialized) struct LineEditorHistoryTests {
    private static let up = "\u{1B}[A", down = "\u{1B}[B"

    @Test func historyLastsFromOneRunToTheNext() throws {
        let file = try Probe.folder() + "/deep/history"
        let first = try Probe.start(["--history", file])
        first.send("one\rtwo(\r2)\r")
        try first.wait(forPromptAfter: "got \"two")
        first.send("\u{4}")
        #expect(try first.end() == .exit(0))

        let second = try Probe.start(["--history", file])
        second.send(Self.up)
        try second.wait(until: "the last entry, both lines") { $0.text == "probe> two(\n2)" }
        second.send(Self.up + Self.up)
        try second.wait(until: "the first entry") { $0.text == "probe> one" }
    }

    @Test func recallingLosesNothingThatWasTyped() throws {
        let terminal = try Probe.start(["--history", try Probe.folder() + "/history"])
        terminal.send("one\rtwo\r")
        try terminal.wait(forPromptAfter: "got \"two\"")
        terminal.send("half" + Self.up + "!" + Self.up)
        try terminal.wait(until: "the older entry") { $0.lines[$0.row] == "probe> one" }
        terminal.send(Self.down)
        try terminal.wait(until: "the changed entry") { $0.lines[$0.row] == "probe> two!" }
        terminal.send(Self.down)
        try terminal.wait(until: "the line being typed") { $0.lines[$0.row] == "probe> half" && $0.column == 11 }
    }

    @Test func pageUpRecallsWhatBeginsAlike() throws {
        let terminal = try Probe.start(["--history", try Probe.folder() + "/history"])
        terminal.send("mel a\rplot\rmel b\rother\r")
        try terminal.wait(forPromptAfter: "got \"other\"")
        terminal.send("mel\u{1B}[5~\u{1B}[5~")
        try terminal.wait(until: "the older mel") { $0.lines[$0.row] == "probe> mel a" && $0.column == 10 }
        terminal.send("\u{1B}[6~\u{1B}[6~")
        try terminal.wait(until: "what was typed") { $0.lines[$0.row] == "probe> mel" }
    }

    @Test func searchFindsOlderEntriesAndRunsTheOneFound() throws {
        let terminal = try Probe.start(["--history", try Probe.folder() + "/history"])
        terminal.send("mel one\rplot größe\rmel two\r")
        try terminal.wait(forPromptAfter: "got \"mel two\"")
        terminal.send("\u{12}mel")
        try terminal.wait(for: "search 'mel': mel two")
        terminal.send("\u{12}")
        try terminal.wait(for: "search 'mel': mel one")
        terminal.send("\u{12}")
        try terminal.wait(for: "not found 'mel': mel one")
        terminal.send("\u{7F}\u{7F}\u{7F}grö")
        try terminal.wait(for: "search 'grö': plot größe")
        terminal.send("\r")
        try terminal.wait(until: "plot run again") {
            $0.text.hasSuffix("probe> plot größe\ngot \"plot größe\"\nprobe>")
        }
    }

    @Test func searchIsLeftWithTheLineOrWithoutIt() throws {
        let terminal = try Probe.start(["--history", try Probe.folder() + "/history"])
        terminal.send("older\r")
        try terminal.wait(forPromptAfter: "got")
        terminal.send("typed\u{12}old\u{7}")
        try terminal.wait(until: "the line as it was") { $0.lines[$0.row] == "probe> typed" && $0.column == 12 }
        terminal.send("\u{12}old\u{5}!\r")
        try terminal.wait(for: "got \"older!\"")
    }

    @Test func aLineThatBeginsWithASpaceIsNotKept() throws {
        let terminal = try Probe.start(["--history", try Probe.folder() + "/history"])
        terminal.send("kept\r secret\r")
        try terminal.wait(forPromptAfter: "secret\"")
        terminal.send(Self.up)
        try terminal.wait(until: "the line before") { $0.lines[$0.row] == "probe> kept" }
    }

    @Test func aHistoryThatCannotBeWrittenWarnsOnce() throws {
        let terminal = try Probe.start(["--history", "/proc/nowhere/history"])
        terminal.send("one\rtwo\r")
        try terminal.wait(forPromptAfter: "got \"two\"")
        #expect(terminal.screen.text.components(separatedBy: "warning: cannot keep the history").count == 2)
        terminal.send(Self.up + Self.up)
        try terminal.wait(until: "the first line") { $0.lines[$0.row] == "probe> one" }
    }

    // MARK: Completion

    @Test func aSingleCandidateIsInserted() throws {
        let terminal = try Probe.start()
        terminal.send("x = mi\t clip\u{1}\u{1B}f\r")
        try terminal.wait(forPromptAfter: "got \"x = mix clip\"")
        terminal.send("ü\t 1\r")
        try terminal.wait(for: "got \"überlagern 1\"")
    }

    @Test func whatTheCandidatesShareIsInserted() throws {
        let terminal = try Probe.start()
        terminal.send("m\t")
        try terminal.wait(for: "mix")
        terminal.send("e\t")
        try terminal.wait(until: "the common part") { $0.lines[$0.row] == "probe> mel" }
    }

    @Test func severalCandidatesAreListedAndTheLineComesBack() throws {
        let terminal = try Probe.start()
        terminal.send("a = mel + 1" + String(repeating: "\u{2}", count: 4) + "\t")
        try terminal.wait(until: "list and line, the cursor in its place") {
            $0.text == """
                probe> a = mel + 1
                melspec  a mel spectrogram
                melody   the tune
                probe> a = mel + 1
                """ && $0.row == 3 && $0.column == 7 + 7
        }
    }

    @Test func manyCandidatesAreListedInColumnsAndCounted() throws {
        let terminal = try Probe.start(rows: 12)
        terminal.send("z\t")
        try terminal.wait(until: "columns and how many are missing") {
            $0.text.contains("zb") && $0.text.contains("more\nprobe> z")
        }
    }

    @Test func noCandidateChangesNothing() throws {
        let terminal = try Probe.start()
        terminal.send("qq\t\r")
        try terminal.wait(for: "got \"qq\"")
    }
}
