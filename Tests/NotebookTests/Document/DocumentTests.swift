import Testing

@testable import Notebook

@Suite struct DocumentTests {
    @Test func aCellKnowsItsNameOptionsCodeLineAndHeadings() throws {
        let document = try Document(
            path: "01-hear.md",
            source: """
                # Hear

                Some words.

                ## A bark

                ```foley #mel slide tolerance=1%
                clip = load "dog.wav"

                mel = melspec clip
                ```
                """)
        let cell = try #require(document.cells.first)
        #expect(document.cells.count == 1)
        #expect(cell.id == "mel")
        #expect(cell.isNamed)
        #expect(cell.options.beginsSlide && !cell.options.skips && !cell.options.fails && !cell.options.isHidden)
        #expect(cell.options.tolerance == 0.01)
        #expect(cell.code == "clip = load \"dog.wav\"\n\nmel = melspec clip")
        #expect(cell.line == 8)
        #expect(cell.headings == ["Hear", "A bark"])
        #expect(document.bytes(cell.codeRange) == "clip = load \"dog.wav\"\n\nmel = melspec clip\n")
        #expect(document.bytes(cell.fenceRange).hasPrefix("```foley #mel"))
        #expect(document.bytes(cell.fenceRange).hasSuffix("clip\n```"))
    }

    /// A file, and the line and code of each of its cells.
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var source: String
        var cells: [(line: Int, code: String)]

        var testDescription: String { name }
    }

    static let examples: [Example] = [
        Example(name: "empty file", source: "", cells: []),
        Example(name: "only a byte order mark", source: "\u{FEFF}", cells: []),
        Example(name: "prose alone", source: "# Hello\n\nWords.\n", cells: []),
        Example(name: "no line ending at the end", source: "```foley\na\n```", cells: [(2, "a")]),
        Example(name: "no code", source: "```foley\n```\n", cells: [(2, "")]),
        Example(name: "one blank line of code", source: "```foley\n\n```\n", cells: [(2, "")]),
        Example(name: "tildes", source: "~~~ foley\na\n```\n~~~\n", cells: [(2, "a\n```")]),
        Example(name: "longer fence", source: "`````foley #x\na\n````\n`````\n", cells: [(2, "a\n````")]),
        Example(name: "longer closing fence", source: "```foley\na\n``````   \n", cells: [(2, "a")]),
        Example(name: "two together", source: "```foley\na\n```\n```foley\nb\n```\n", cells: [(2, "a"), (5, "b")]),
        Example(name: "CRLF", source: "x\r\n\r\n```foley\r\na\r\nb\r\n```\r\n", cells: [(4, "a\nb")]),
        Example(name: "CR", source: "x\r\r```foley\ra\rb\r```\r", cells: [(4, "a\nb")]),
        Example(name: "byte order mark", source: "\u{FEFF}```foley\na\n```\n", cells: [(2, "a")]),
        Example(name: "front matter", source: "---\ntitle: A\n---\n```foley\na\n```\n", cells: [(5, "a")]),
        Example(
            name: "front matter after a byte order mark, ended by dots",
            source: "\u{FEFF}---\r\ntitle: A\r\n...\r\n\r\n```foley\r\na\r\n```\r\n", cells: [(6, "a")]),
        Example(
            name: "a thematic break is not front matter", source: "---\n\n```foley\na\n```\n\n---\n", cells: [(4, "a")]),
        Example(
            name: "front matter that would hold a fence is none", source: "---\nx\n```foley\na\n```\n---\n",
            cells: [(4, "a")]),
        Example(name: "indented fence", source: "  ```foley\n  a\n    b\n c\n  ```\n", cells: [(2, "a\n  b\nc")]),
        Example(name: "tab in the code", source: "```foley\n\ta\n```\n", cells: [(2, "\ta")]),
        Example(
            name: "in a list", source: "1. one\n\n   ```foley\n   a\n\n   b\n   ```\n2. two\n", cells: [(4, "a\n\nb")]),
        Example(name: "on a list's marker line", source: "- ```foley\n  a\n  ```\n", cells: [(2, "a")]),
        Example(name: "tab in a list", source: "-\t```foley\n\ta\n\t```\n", cells: [(2, "a")]),
        Example(name: "in a quote", source: "> ```foley\n> a\n>\n> b\n> ```\n", cells: [(2, "a\n\nb")]),
        Example(name: "in a quote in a list", source: "* > ```foley\n  > a\n  > ```\n", cells: [(2, "a")]),
        Example(name: "right after a paragraph", source: "words\n```foley\na\n```\nwords\n", cells: [(3, "a")]),
        Example(name: "right after a table", source: "|a|b|\n|-|-|\n|1|2|\n```foley\na\n```\n", cells: [(5, "a")]),
        Example(name: "other languages", source: "```swift\na\n```\n```foleys\na\n```\n```\nfoley\n```\n", cells: []),
        Example(name: "foley in second place", source: "```text foley\na\n```\n", cells: []),
        Example(name: "indented code", source: "    ```foley\n    a\n    ```\n", cells: []),
        Example(name: "commented out", source: "<!--\n```foley\na\n```\n-->\n", cells: []),
        Example(name: "shown inside a longer fence", source: "````\n```foley\na\n```\n````\n", cells: []),
        Example(name: "shown inside tildes", source: "~~~\n```foley\na\n```\n~~~\n", cells: []),
        Example(name: "shown indented in other code", source: "```text\n    ```foley\n```\n", cells: []),
        Example(name: "in details", source: "<details>\n\n```foley\na\n```\n\n</details>\n", cells: [(4, "a")]),
        Example(name: "wide text", source: "# 音\n\n```foley\nλ = \"犬 🐕\"\n```\n", cells: [(4, "λ = \"犬 🐕\"")]),
        Example(name: "NUL", source: "```foley\na\0b\n```\n", cells: [(2, "a\u{FFFD}b")]),
    ]

    @Test(arguments: examples)
    func aFileGivesItsCells(_ example: Example) throws {
        let document = try Document(path: "a.md", source: example.source)
        #expect(document.cells.map(\.line) == example.cells.map(\.line))
        #expect(document.cells.map(\.code) == example.cells.map(\.code))
        #expect(Array(document.source.utf8) == Array(example.source.utf8))
    }

    @Test func cellsWithoutANameAreNamedByHeadingAndOrdinal() throws {
        let document = try Document(
            path: "a.md",
            source: cells(["", "# Über das Hören!", "", "#two", "", "## 1. Mel", "", "# Über das Hören", "", "# 🎉", ""])
        )
        #expect(
            document.cells.map(\.id) == [
                "cell-1", "über-das-hören-1", "two", "über-das-hören-3", "1-mel-1", "über-das-hören-4", "cell-2",
            ])
        #expect(document.cells.map(\.isNamed) == [false, false, true, false, false, false, false])
    }

    @Test func aMadeNameGivesWayToAGivenOne() throws {
        let document = try Document(path: "a.md", source: cells(["# Hear", "", "#hear-1", "#hear-1-2"]))
        #expect(document.cells.map(\.id) == ["hear-1-3", "hear-1", "hear-1-2"])
    }

    @Test func headingsEndTheDeeperOnesBeforeThem() throws {
        let document = try Document(
            path: "a.md", source: cells(["# A", "### C", "", "## B", "", "Under\n---", "", "# D", ""]))
        #expect(document.cells.map(\.headings) == [["A", "C"], ["A", "B"], ["A", "Under"], ["D"]])
    }

    @Test func aHeadingsNameIsItsTextWithoutMarkup() throws {
        let document = try Document(path: "a.md", source: cells(["# The *mel* `scale` [here](x) ![dog](d.png)", ""]))
        #expect(document.cells.first?.headings == ["The mel scale here dog"])
    }

    @Test func piecesAreProseAndCellsInOrder() throws {
        let document = try Document(
            path: "a.md", source: "One.\n\n```foley #a\n```\n```foley #b\n```\nTwo.\n\nThree.\n")
        #expect(document.outline == ["One.", "#a", "#b", "Two.\n\nThree."])
    }

    @Test func aCellInAListPartsIt() throws {
        let document = try Document(
            path: "a.md", source: "1. one\n2. two\n\n   ```foley #a\n   ```\n\n   more\n3. three\n")
        #expect(document.outline == ["1. one\n\n2. two", "#a", "   more\n\n3. three"])
    }

    @Test func aCellInAQuotePartsIt() throws {
        let document = try Document(path: "a.md", source: "> one\n> ```foley #a\n> ```\n> two\n")
        #expect(document.outline == ["│ one", "#a", "│ two"])
    }

    @Test func linksAreResolvedAcrossCells() throws {
        let document = try Document(path: "a.md", source: "See [here][h].\n\n```foley #a\n```\n\n[h]: http://x.org\n")
        #expect(document.outline == ["See here (http://x.org).", "#a"])
    }
}

extension Document {
    /// The named part of the file.
    func bytes(_ range: Range<Int>) -> String { String(decoding: Array(source.utf8)[range], as: UTF8.self) }

    /// Prose as plain text and cells as `#id`.
    var outline: [String] {
        pieces.map { piece in
            switch piece {
            case .prose(let prose): prose.text(width: 80, isStyled: false)
            case .cell(let cell): "#\(cell.id)"
            }
        }
    }
}

/// A notebook of paragraphs and cells: "" is a cell, "#name" a named one, anything else stands as it is.
func cells(_ parts: [String]) -> String {
    parts.map { part in
        let isName = part.hasPrefix("#") && !part.hasPrefix("# ") && !part.hasPrefix("##")
        return part.isEmpty || isName ? "```foley \(part)\na = 1\n```\n" : part + "\n"
    }.joined(separator: "\n")
}
