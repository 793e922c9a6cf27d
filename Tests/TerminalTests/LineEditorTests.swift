import Foundation
import TerminalDriver
import Testing

/// A person at the prompt, seen through a terminal.
@Suite(.serialized) struct LineEditorTests {
    @Test func aTypedLineIsReturnedByEnter() throws {
        let terminal = try Probe.start()
        terminal.send("hello\r")
        try terminal.wait(for: "got \"hello\"")
        #expect(terminal.screen.lines[0] == "probe> hello")
        #expect(terminal.screen.unknown.isEmpty)
    }

    @Test func theClassicKeysEditTheLine() throws {
        let terminal = try Probe.start()
        // Control-A, Control-E, Control-B, Backspace, Delete, Control-W, Alt-b, Control-K, Control-Y, Control-T.
        terminal.send("bcd\u{1}a\u{5}e\u{2}\u{2}\u{7F}X\u{1B}[3~\r")
        try terminal.wait(forPromptAfter: "got \"abXe\"")
        terminal.send("one two three\u{17}four\u{1B}b\u{1B}b\u{B}\u{1}\u{19} \r")
        try terminal.wait(forPromptAfter: "got \"two four one \"")
        terminal.send("word\u{15}ba\u{14}\r")
        try terminal.wait(for: "got \"ab\"")
    }

    @Test func unknownKeysInsertNothing() throws {
        let terminal = try Probe.start()
        terminal.send("a\u{1B}[15~\u{1B}[1;9Z\u{1B}OP\u{1B}[[Ab\u{0}c\r")
        try terminal.wait(for: "got \"abc\"")
    }

    @Test func enterGoesOnWhileTheStatementIsOpen() throws {
        let terminal = try Probe.start()
        terminal.send("f(1,\r")
        try terminal.wait(until: "the cursor in the second row") { $0.row == 1 && $0.column == 0 }
        terminal.send("2,\r3)\r")
        try terminal.wait(for: #"got "f(1,\n2,\n3)""#)
    }

    @Test func altEnterAlwaysBeginsALine() throws {
        let terminal = try Probe.start()
        terminal.send("a\u{1B}\rb\u{1B}\rc\r")
        try terminal.wait(for: #"got "a\nb\nc""#)
    }

    @Test func upAndDownMoveInsideTheTextAndKeepTheColumn() throws {
        let terminal = try Probe.start()
        terminal.send("abcdef\u{1B}\rx\u{1B}\rabcdef")
        terminal.settle()
        terminal.send("\u{1B}[D\u{1B}[D\u{1B}[A\u{1B}[A")
        try terminal.wait(until: "the cursor over the e of the first row") { $0.row == 0 && $0.column == 7 + 4 }
        terminal.send("1\u{1B}[B2\u{1B}[B3\r")
        try terminal.wait(for: #"got "abcd1ef\nx2\nab3cdef""#)
    }

    @Test func homeEndAndKillKeepToTheLine() throws {
        let terminal = try Probe.start()
        terminal.send("one\u{1B}\rtwo\u{1B}\rthree\u{1B}[A\u{1}A\u{5}Z\u{1B}[D\u{B}\r")
        try terminal.wait(for: #"got "one\nAtwo\nthree""#)
    }

    @Test func controlCDropsTheLine() throws {
        let terminal = try Probe.start()
        terminal.send("f(half\rdone\u{1B}[A")
        terminal.settle()
        terminal.send("\u{3}")
        try terminal.wait(forPromptAfter: "interrupted")
        #expect(terminal.screen.lines[1] == "done^C")
        terminal.send("next\r")
        try terminal.wait(for: "got \"next\"")
    }

    @Test func anInterruptFromElsewhereDropsTheLineToo() throws {
        let terminal = try Probe.start()
        terminal.send("half")
        terminal.settle()
        kill(terminal.process, SIGINT)
        try terminal.wait(forPromptAfter: "interrupted")
        terminal.send("next\r")
        try terminal.wait(for: "got \"next\"")
    }

    @Test func controlDEndsAnEmptyLineAndDeletesInAnother() throws {
        let terminal = try Probe.start()
        terminal.send("ab\u{1}\u{4}\r")
        try terminal.wait(forPromptAfter: "got \"b\"")
        terminal.send("\u{4}")
        #expect(try terminal.end() == .exit(0))
        #expect(terminal.screen.text.hasSuffix("end"))
    }

    @Test(arguments: ["C", "C.UTF-8", "POSIX", "xx_YY"])
    func anyScriptWorksUnderAnyLocale(locale: String) throws {
        let terminal = try Probe.start(environment: ["LC_ALL": locale])
        terminal.send("größe 日本 🎵")
        try terminal.wait(until: "the whole line, the cursor behind it") {
            $0.lines[0] == "probe> größe 日本 🎵" && $0.column == 7 + 13
        }
        terminal.send("\u{1B}[D\u{1B}[D\u{7F}本")
        try terminal.wait(until: "the cursor before the blank") { $0.column == 7 + 10 }
        terminal.send("\r")
        try terminal.wait(for: "got \"größe 日本 🎵\"")
    }

    @Test func charactersOfSeveralScalarsAreOneStep() throws {
        let terminal = try Probe.start()
        terminal.send("a👨‍👩‍👧b\u{1B}[D\u{1B}[DX\u{1B}[C\u{7F}\r")
        try terminal.wait(for: "got \"aXb\"")
    }

    @Test func aLineWiderThanTheWindowWraps() throws {
        let terminal = try Probe.start(columns: 20)
        terminal.send("0123456789abcdefghijklmnopqrstuvwxyz")
        try terminal.wait(until: "three rows") {
            $0.text == "probe> 0123456789abc\ndefghijklmnopqrstuvw\nxyz"
        }
        terminal.send("\u{1}>\u{5}<\r")
        try terminal.wait(for: "got \">0123456")
    }

    @Test func bytesThatAreNotTextDoNoHarm() throws {
        let terminal = try Probe.start()
        terminal.send([0x61, 0xFF, 0xC3, 0x78, 0xE2, 0x82, 0x62, 0x0D])
        try terminal.wait(for: "got \"a\u{FFFD}\u{FFFD}x\u{FFFD}b\"")
    }

    @Test func aPasteOfSeveralLinesIsInsertedAndNotRun() throws {
        let terminal = try Probe.start()
        #expect(terminal.screen.isPasteBracketed)
        terminal.send("\u{1B}[200~one\r\ntwo\rthree\u{3}\u{1B}[201~")
        try terminal.wait(until: "three rows, nothing run") { $0.text == "probe> one\ntwo\nthree" }
        terminal.send("\r")
        try terminal.wait(for: #"got "one\ntwo\nthree""#)
    }

    @Test func pasteIsNotBracketedWhileAStatementRuns() throws {
        let terminal = try Probe.start()
        terminal.send("sleep\r")
        try terminal.wait(for: "sleeping")
        #expect(!terminal.screen.isPasteBracketed)
        #expect(terminal.isOrdinary)
        try terminal.wait(until: "the next prompt") { $0.isPasteBracketed }
        terminal.send("quit\r")
        #expect(try terminal.end() == .exit(0))
        #expect(!terminal.screen.isPasteBracketed)
    }

    @Test func whatIsTypedAheadIsRunAfterwards() throws {
        let terminal = try Probe.start()
        terminal.send("sleep\r")
        try terminal.wait(for: "sleeping")
        terminal.send("ahead\rrest")
        try terminal.wait(for: "got \"ahead\"")
        try terminal.wait(until: "the rest in a row of its own") { $0.lines[$0.row] == "probe> rest" }
    }

    @Test func aLargePasteArrivesWhole() throws {
        let terminal = try Probe.start()
        let line = String(repeating: "abcdefghi ", count: 10)
        terminal.send("\u{1B}[200~" + String(repeating: line + "\n", count: 200) + "\u{1B}[201~\r")
        try terminal.wait(for: "got 20200 bytes", seconds: 20)
    }

    @Test func resizingDrawsTheLineAgain() throws {
        let terminal = try Probe.start()
        terminal.send("before\r")
        try terminal.wait(forPromptAfter: "got \"before\"")
        terminal.send("0123456789abcdefghijklmnopqrstuvwxyz")
        try terminal.wait(for: "wxyz")
        terminal.resize(columns: 25, rows: 16)
        try terminal.wait(until: "two rows") {
            $0.text == "probe> before\ngot \"before\"\nprobe> 0123456789abcdefgh\nijklmnopqrstuvwxyz" && $0.column == 18
        }
        terminal.resize(columns: 60, rows: 16)
        try terminal.wait(until: "one row again") {
            $0.text == "probe> before\ngot \"before\"\nprobe> 0123456789abcdefghijklmnopqrstuvwxyz" && $0.row == 2
        }
        terminal.send("!\r")
        try terminal.wait(for: "wxyz!\"")
    }

    @Test func initialTextStandsInTheLineToBeEdited() throws {
        let terminal = try Probe.start(["--initial", "first\nsecond"])
        try terminal.wait(until: "both lines") { $0.text == "probe> first\nsecond" && $0.row == 1 && $0.column == 6 }
        terminal.send("!\u{1B}[A?\r")
        try terminal.wait(forPromptAfter: #"got "first?\nsecond!""#)
        terminal.send("x\r")
        try terminal.wait(for: "got \"x\"")
    }

    @Test func aTextTallerThanTheWindowIsShownInPart() throws {
        let cell = (1...30).map { "line \($0)" }.joined(separator: "\n")
        let terminal = try Probe.start(["--initial", cell, "--prompt", "probe> "], rows: 8)
        try terminal.wait(for: "line 30")
        #expect(terminal.screen.lines[terminal.screen.row] == "line 30")
        #expect(terminal.screen.text.contains("of 30] line 24"))
        terminal.send(String(repeating: "\u{1B}[A", count: 29))
        try terminal.wait(until: "the first lines") { $0.text.contains("[1-7 of 30] line 1\nline 2") && $0.row == 0 }
        terminal.send("\u{1}>>\r")
        let edited = ">>" + cell
        try terminal.wait(for: "got \"\(edited.debugDescription.dropFirst().prefix(20))")
    }

    @Test func coloursTakeNoRoomInThePrompt() throws {
        let terminal = try Probe.start(["--prompt", "\u{1B}[1;32mcell\u{1B}[0m \u{1B}[2m[3]\u{1B}[22m"])
        try terminal.wait(until: "the prompt") { $0.lines[0] == "cell [3]" && $0.column == 9 }
        terminal.send("abc\u{1}X")
        try terminal.wait(until: "the cursor behind X") { $0.lines[0] == "cell [3] Xabc" && $0.column == 10 }
        #expect(String(decoding: terminal.output, as: UTF8.self).contains("\u{1B}[1;32mc"))
    }

    @Test func aPromptMayHaveRowsAboveIt() throws {
        let terminal = try Probe.start(["--prompt", "cell 3\n> "])
        try terminal.wait(until: "both rows") { $0.text == "cell 3\n>" && $0.column == 2 }
        terminal.send("abc\u{1}X\r")
        try terminal.wait(for: "> Xabc\ngot \"Xabc\"")
    }

    @Test(arguments: 1...4) func nothingThatIsTypedStopsTheEditor(seed: UInt64) throws {
        let terminal = try Probe.start(["--history", try Probe.folder() + "/history"])
        var state = seed
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let pieces = [
            "\u{1B}[A", "\u{1B}[B", "\u{1B}[D", "\u{1B}", "\u{1B}[200~p\nq\u{1B}[201~",
            "\u{12}", "\u{A}", "f(", ")\r", "\t",
            "日", "🎵", "e\u{301}", "\u{B}", "\u{19}", "\u{17}", "\u{C}", "\u{3}", "mel one ", "\u{14}", "\u{1B}u",
        ]
        for round in 0..<40 {
            for _ in 0..<30 {
                // Any byte, but not those that end or stop the program.
                let byte = UInt8(random(256))
                let isAllowed = ![0x04, 0x1A, 0x1C].contains(byte)
                terminal.send(random(3) == 0 && isAllowed ? [byte] : Array(pieces[random(pieces.count)].utf8))
            }
            if round % 5 == 4 { terminal.resize(columns: 1 + random(100), rows: 1 + random(30)) }
        }
        terminal.resize(columns: 60, rows: 16)
        // A paste that was begun by chance ends by itself after two seconds.
        terminal.settle(seconds: 2.5)
        terminal.send("\u{3}\u{3}")
        terminal.settle()
        terminal.send("quit\r")
        #expect(try terminal.end() == .exit(0))
        #expect(terminal.isOrdinary)
    }

    @Test func aPictureStandsBetweenTheLines() throws {
        let terminal = try Probe.start(columns: 60, rows: 30)
        terminal.send("image\r")
        try terminal.wait(until: "the picture and the next prompt") { $0.lines[$0.row] == "probe>" && $0.row > 2 }
        // 640 x 400 pixels on cells of 8 x 16, half of 30 rows: 48 x 15.
        #expect(terminal.screen.row == 16)
        #expect(terminal.screen.lines[15].count == 48)
        #expect(terminal.screen.unknown.isEmpty)
    }

    @Test func aDumbTerminalGetsNoControlCharacters() throws {
        let terminal = try Probe.start(["--prompt", "probe> "], environment: ["TERM": "dumb"])
        try terminal.wait(for: "probe>")
        terminal.send("plain\r")
        try terminal.wait(for: "got \"plain\"")
        #expect(!terminal.output.contains(0x1B))
    }
}
