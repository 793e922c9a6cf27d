import Foundation
import TerminalDriver
import Testing

/// However the program leaves the terminal, it leaves it in order.
@Suite(.serialized) struct TerminalRestorationTests {
    @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGSEGV]) func aSignalLeavesTheTerminalInOrder(signal: Int32) throws {
        let terminal = try Probe.start()
        #expect(!terminal.isOrdinary)
        kill(terminal.process, signal)
        #expect(try terminal.end() == .signal(signal))
        #expect(terminal.isOrdinary)
        #expect(!terminal.screen.isPasteBracketed)
    }

    @Test func aCrashWhileEditingLeavesTheTerminalInOrder() throws {
        let terminal = try Probe.start()
        terminal.send("boom\t")
        #expect(try terminal.end() == .signal(SIGABRT))
        #expect(terminal.isOrdinary)
    }

    @Test func aCrashOfAStatementLeavesTheTerminalInOrder() throws {
        let terminal = try Probe.start()
        terminal.send("crash\r")
        guard case .signal = try terminal.end() else { return #expect(Bool(false), "no crash") }
        #expect(terminal.isOrdinary)
    }

    @Test func controlZStopsAndTheLineIsBackAfterwards() throws {
        let shell = try PseudoTerminal(
            "/bin/bash", ["--norc", "--noprofile", "-i"],
            environment: ["TERM": "xterm-256color", "PS1": "shell$ ", "PATH": "/usr/bin:/bin"], columns: 60, rows: 16)
        try shell.wait(for: "shell$")
        shell.send("\(Probe.path)\r")
        try shell.wait(for: "probe>")
        shell.send("half a line\u{1B}[D")
        shell.settle()
        shell.send("\u{1A}")
        try shell.wait(for: "Stopped")
        shell.settle()
        shell.send("fg\r")
        try shell.wait(until: "the line again, the cursor in it") {
            $0.lines[$0.row] == "probe> half a line" && $0.column == 7 + 10
        }
        shell.send("X\r")
        try shell.wait(for: "got \"half a linXe\"")
    }
}
