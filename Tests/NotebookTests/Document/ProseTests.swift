import Language
import Testing

@testable import Notebook

@Suite struct ProseTests {
    /// The prose of a file as terminal text.
    private func text(_ source: String, width: Int = 40, isStyled: Bool = false) throws -> String {
        let document = try Document(path: "a.md", source: source)
        #expect(document.pieces.count == 1)
        guard case .prose(let prose)? = document.pieces.first else {
            Issue.record("no prose in \(source.debugDescription)")
            return ""
        }
        return prose.text(width: width, isStyled: isStyled)
    }

    @Test func headingsAreUnderlinedByRank() throws {
        #expect(try text("# Hear\n\n## See\n\n### Both\n") == "Hear\n════\n\nSee\n───\n\nBoth")
    }

    @Test func paragraphsWrapAtWords() throws {
        let source = "A mel spectrogram spaces its bands as the ear does.\nIt is\nread from left to right.\n"
        #expect(
            try text(source, width: 30) == """
                A mel spectrogram spaces its
                bands as the ear does. It is
                read from left to right.
                """)
    }

    @Test func wideTextWrapsBetweenCharactersButKeepsPunctuation() throws {
        #expect(try text("犬が吠える音を聞いてください。それから目を閉じる。", width: 20) == "犬が吠える音を聞いて\nください。それから目\nを閉じる。")
        #expect(try text("一二三四五六七八九十。", width: 20) == "一二三四五六七八九\n十。")
    }

    @Test func aWordWiderThanTheLineIsBroken() throws {
        #expect(
            try text("see https://example.org/a/very/long/path", width: 20)
                == "see\nhttps://example.org/\na/very/long/path")
    }

    @Test func hardLineBreaksStay() throws {
        #expect(try text("one  \ntwo<br>three\\\nfour") == "one\ntwo\nthree\nfour")
    }

    @Test func listsNestAndNumbersAlign() throws {
        let source = """
            - one
              - two
                - three is long enough to go on
            - [x] done
            - [ ] open

            9. nine
            10. ten
            """
        #expect(
            try text(source, width: 24) == """
                • one
                  ◦ two
                    ▪ three is long
                      enough to go on
                ☑ done
                ☐ open

                 9. nine
                10. ten
                """)
    }

    @Test func looseListsKeepTheirBlankLines() throws {
        #expect(try text("1. a\n\n   b\n\n2. c\n") == "1. a\n\n   b\n\n2. c")
    }

    @Test func quotesHaveABar() throws {
        #expect(
            try text("> one two three four five six\n>\n> > deep\n", width: 20)
                == "│ one two three four\n│ five six\n│\n│ │ deep")
    }

    @Test func codeIsIndentedAndKeepsItsSpaces() throws {
        #expect(try text("```swift\nlet a  = 1\n\n\tb\n```\n") == "  let a  = 1\n\n      b")
        #expect(
            try text("```\n\(String(repeating: "a", count: 30))\n```\n", width: 20)
                == "  aaaaaaaaaaaaaaaaaa\n  aaaaaaaaaaaa")
    }

    @Test func tablesAlign() throws {
        let source = """
            | sound | hertz | note |
            |:------|------:|:----:|
            | bell  | 880   | A5 |
            | 犬    | 44.1  | **x** |
            """
        #expect(
            try text(source) == """
                sound  hertz  note
                ──────────────────
                bell     880   A5
                犬      44.1   x
                """)
    }

    @Test func aTableTooWideWrapsInsideItsCells() throws {
        let source = "| name | what it says |\n|-|-|\n| mel | a spectrogram in the ear's own spacing |\n"
        #expect(
            try text(source, width: 30) == """
                name  what it says
                ──────────────────────────────
                mel   a spectrogram in the
                      ear's own spacing
                """)
    }

    @Test func aTableOfTooManyColumnsIsAListOfRecords() throws {
        let source = "| alpha | beta | gamma | delta |\n|-|-|-|-|\n| 1 | 2 | 3 | 4 |\n| 5 | 6 | | 8 |\n"
        #expect(
            try text(source, width: 20) == """
                alpha: 1
                beta: 2
                gamma: 3
                delta: 4

                alpha: 5
                beta: 6
                gamma:
                delta: 8
                """)
    }

    @Test func linksShowTheirAddressOnce() throws {
        #expect(
            try text("[librosa](https://librosa.org) and <https://x.org>.")
                == "librosa (https://librosa.org) and\nhttps://x.org.")
    }

    @Test func imagesShowWhatTheyShow() throws {
        #expect(
            try text("![A bark](plots/mel.png)\n\n![](plots/x.png)")
                == "[picture: A bark] (plots/mel.png)\n\n[picture: plots/x.png]")
    }

    @Test func plainTextMarksOnlyWhatCarriesMeaning() throws {
        #expect(try text("*a* **b** `c d` ~~e *f*~~ g") == "a b `c d` ~~e f~~ g")
    }

    @Test func styledTextUsesTheTerminalsOwnMeans() throws {
        let line = try text("*a* **b** `c` ~~d~~ [e](f)", isStyled: true).replacing("\u{1B}", with: "^")
        #expect(line == "^[3ma^[0m ^[1mb^[0m ^[36mc^[0m ^[9md^[0m ^[4me^[0m^[2m (f)^[0m")
        #expect(try text("# A", isStyled: true) == "\u{1B}[1mA\u{1B}[0m\n\u{1B}[2m═\u{1B}[0m")
    }

    @Test func looksDoNotReachOverLineEnds() throws {
        #expect(
            try text("**one two three four five**", width: 20, isStyled: true)
                == "\u{1B}[1mone two three four\u{1B}[0m\n\u{1B}[1mfive\u{1B}[0m")
    }

    @Test func htmlShowsItsTextAndHidesItsComments() throws {
        #expect(
            try text("<p align=\"center\">Hello <b>you</b></p>\n\n<!-- a > b -->\n\nend <kbd>q</kbd>\n")
                == "Hello you\n\nend q")
    }

    @Test func textCannotSteerTheTerminal() throws {
        #expect(try text("a\u{1B}[31mb \u{202E}c", isStyled: true) == "a\u{FFFD}[31mb \u{FFFD}c")
        #expect(try text("```\n\u{1B}]0;x\u{7}\n```", isStyled: false) == "  \u{FFFD}]0;x\u{FFFD}")
    }

    @Test func deepNestingStopsIndentingButShowsEverything() throws {
        let source = String(repeating: "> ", count: 30) + "words that must be seen\n"
        let lines = try text(source, width: 24).split(separator: "\n")
        #expect(lines.allSatisfy { displayWidth(String($0)) <= 24 })
        #expect(
            lines.map { $0.filter { $0 != "│" }.split(separator: " ").joined(separator: " ") }.joined(separator: " ")
                == "words that must be seen")
    }

    @Test func widthIsCountedInColumns() {
        #expect(displayWidth("abc") == 3)
        #expect(displayWidth("犬") == 2)
        #expect(displayWidth("e\u{301}") == 1)
        #expect(displayWidth("👩‍👩‍👧") == 2)
        #expect(displayWidth("🇩🇪") == 2)
        #expect(displayWidth("❤️") == 2)
        #expect(displayWidth("\u{200B}") == 0)
        #expect(displayWidth("한") == 2)
        #expect(displayWidth("é—…") == 3)
    }
}
