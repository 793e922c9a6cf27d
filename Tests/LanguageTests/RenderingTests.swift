import Testing

@testable import Language

@Suite struct RenderingTests {
    @Test func drawsThePlaceOfACell() {
        let source = "clip = load \"dog.wav\"\nmel = melspec clip, bands: 96, hops: 10 ms"
        let diagnostic = Diagnostic("melspec has no option 'hops'", at: Span(53, 57), hint: "did you mean 'hop'?")
        #expect(
            render(diagnostic, source: source, place: Place(file: "01-hear.md", line: 41, cell: "mel")) == """
                error: melspec has no option 'hops'
                  01-hear.md:42, cell mel
                  mel = melspec clip, bands: 96, hops: 10 ms
                                                 ^^^^ did you mean 'hop'?
                """)
        #expect(render(diagnostic, source: source, place: Place(cell: "mel")).contains("\n  cell mel\n"))
        #expect(render(diagnostic, source: source, place: Place(file: "a.md")).contains("\n  a.md\n"))
        #expect(render(diagnostic, source: source, place: Place()) == render(diagnostic, source: source))
    }

    /// The caret line for the part of `source` in `part`.
    private func caret(_ source: String, under part: String) -> [Substring] {
        let start = source.utf8.count - source[source.firstRange(of: part)!.lowerBound...].utf8.count
        let text = render(Diagnostic("m", at: Span(start, start + part.utf8.count)), source: source)
        return text.split(separator: "\n").dropFirst().map { $0.dropFirst(2) }
    }

    @Test(
        "stands under the right character",
        arguments: [
            ("a b c", "b", "a b c", "  ^"),
            ("\tx\ty", "y", "    x   y", "        ^"),
            ("日本 x", "x", "日本 x", "     ^"),
            ("x = 日本 y", "日本", "x = 日本 y", "    ^^^^"),
            ("e\u{301}e\u{301} x", "x", "e\u{301}e\u{301} x", "   ^"),
            ("👩‍👩‍👧‍👦 🇩🇪 1️⃣ 👍🏽 x", "x", "👩‍👩‍👧‍👦 🇩🇪 1️⃣ 👍🏽 x", "            ^"),
            ("\u{1B}[2J x", "x", "\u{FFFD}[2J x", "     ^"),
            ("a\nb x\nc", "x", "b x", "  ^"),
            ("a\r\nb x\r\nc", "x", "b x", "  ^"),
            ("a\rb x", "x", "b x", "  ^"),
            ("f (a\n  b)", "(a\n  b)", "f (a", "  ^^"),
        ])
    func stands(source: String, part: String, line: String, marks: String) {
        #expect(caret(source, under: part) == [Substring(line), Substring(marks)])
    }

    @Test func standsBehindTheEnd() {
        let diagnostic = Diagnostic("m", at: Span(3, 3), hint: "more")
        #expect(render(diagnostic, source: "a |") == "error: m\n  a |\n     ^ more")
        #expect(render(diagnostic, source: "") == "error: m\n  \n  ^ more")
        #expect(render(Diagnostic("m", at: Span(-5, 900)), source: "ab") == "error: m\n  ab\n  ^^")
    }

    @Test func longLinesAreCutAroundTheCaret() {
        let source = String(repeating: "word ", count: 1000) + "HERE " + String(repeating: "more ", count: 1000)
        let text = render(Diagnostic("m", at: Span(5000, 5004)), source: source, width: 60)
        let lines = text.split(separator: "\n").map { $0.dropFirst(2) }
        #expect(lines[1].hasPrefix("…") && lines[1].hasSuffix("…"))
        #expect(displayWidth(String(lines[1])) <= 60)
        let column = lines[2].prefix { $0 == " " }.count
        #expect(lines[1].dropFirst(column).hasPrefix("HERE"))
        #expect(lines[2].dropFirst(column) == "^^^^")
    }

    @Test func longLinesOfWideCharactersAreCutBetweenThem() {
        let source = "x" + String(repeating: "日", count: 5000)
        for start in [0, 1, 7501, 7502, 15_000, 15_001] {
            let text = render(Diagnostic("m", at: Span(start, 15_001)), source: source, width: 60)
            for line in text.split(separator: "\n").dropFirst() {
                #expect(displayWidth(String(line.dropFirst(2))) <= 60)
            }
            #expect(!text.contains("\u{FFFD}") || start == 7502)
        }
    }

    @Test func aWindowBreaksProseBetweenWords() {
        let diagnostic = Diagnostic(
            "a long message that says at some length what is wrong", at: Span(4, 7), hint: "and a hint that has no room beside")
        #expect(
            render(diagnostic, source: "the cat sat", width: 40) == """
                error: a long message that says at some
                       length what is wrong
                  the cat sat
                      ^^^
                  and a hint that has no room beside
                """)
        #expect(render(diagnostic, source: "the cat sat").hasPrefix("error: \(diagnostic.message)\n"))
    }

    @Test("carets end where the line is cut", arguments: [20, 40, 60, 61, 80])
    func caretsEndWithTheLine(width: Int) {
        let source = "x = " + String(repeating: "word ", count: 100)
        for start in [0, 4, 100, 480] {
            let lines = render(Diagnostic("m", at: Span(start, source.utf8.count), hint: "a hint"), source: source, width: width)
                .split(separator: "\n").map(String.init)
            for line in lines { #expect(displayWidth(line) <= max(width, 22)) }
            #expect(lines[2].prefix { $0 == " " || $0 == "^" }.count <= displayWidth(lines[1]) + 1)
        }
    }

    @Test func carriesNoControlCharacters() {
        let diagnostic = Diagnostic("a\u{1B}b\nc", at: Span(0, 1), hint: "d\u{7}")
        let text = render(diagnostic, source: "\u{7}\u{202E}x", place: Place(file: "\u{1B}", line: 1))
        #expect(!text.unicodeScalars.contains { $0.isUnprintable && $0 != "\n" })
    }

    @Test(
        "measures what a terminal draws",
        arguments: [
            ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("ｱ", 1), ("Ａ", 2),
            ("👍", 2), ("👍🏽", 2),
            ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("1️⃣", 2), ("❤️", 2), ("❤", 1), ("☕", 2), ("\u{200B}", 0),
            ("\u{0}\u{7}", 0), ("\t", 0),
            ("µs", 2), ("…", 1), ("→", 1), ("ก็", 1), ("\u{1100}\u{1161}\u{11A8}", 2),
        ])
    func measures(text: String, width: Int) { #expect(displayWidth(text) == width) }
}
