import Testing

@testable import Notebook

@Suite struct DocumentSpliceTests {
    /// A file, the code for its last cell, and the file that results.
    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var source: String
        var code: String
        var result: String

        var testDescription: String { name }
    }

    static let replacements: [Example] = [
        Example(name: "plain", source: "a\n```foley\nx\n```\nb", code: "y\n\nz", result: "a\n```foley\ny\n\nz\n```\nb"),
        Example(
            name: "an ending is not doubled", source: "```foley\nx\n```", code: "y\n\n", result: "```foley\ny\n```"),
        Example(name: "into an empty cell", source: "```foley\n```\n", code: "y", result: "```foley\ny\n```\n"),
        Example(name: "to an empty cell", source: "```foley\nx\n```\n", code: "", result: "```foley\n```\n"),
        Example(
            name: "CRLF stays", source: "a\r\n\r\n```foley\r\nx\r\n```\r\nb\r\n", code: "y\nz",
            result: "a\r\n\r\n```foley\r\ny\r\nz\r\n```\r\nb\r\n"),
        Example(
            name: "CRLF in the code is the file's business", source: "```foley\nx\n```\n", code: "y\r\nz\r\n",
            result: "```foley\ny\nz\n```\n"),
        Example(
            name: "byte order mark and front matter", source: "\u{FEFF}---\na: b\n---\n```foley\nx\n```\n", code: "y",
            result: "\u{FEFF}---\na: b\n---\n```foley\ny\n```\n"),
        Example(
            name: "byte order mark before the fence", source: "\u{FEFF}```foley\nx\n```\n", code: "y",
            result: "\u{FEFF}```foley\ny\n```\n"),
        Example(
            name: "indented fence", source: "  ```foley\n x\n  ```\n", code: "y\n  z\n\nw",
            result: "  ```foley\n  y\n    z\n\n  w\n  ```\n"),
        Example(
            name: "in a list", source: "10. a\n\n    ```foley\n    x\n    ```\n11. b\n", code: "y\n\n  z",
            result: "10. a\n\n    ```foley\n    y\n\n      z\n    ```\n11. b\n"),
        Example(
            name: "on a marker's line", source: "- ```foley\n  x\n  ```\n", code: "y",
            result: "- ```foley\n  y\n  ```\n"),
        Example(
            name: "tab in a list", source: "-\t```foley\n\tx\n\t```\n", code: "y\nz",
            result: "-\t```foley\n \ty\n \tz\n\t```\n"),
        Example(
            name: "in a quote", source: "> ```foley\n> x\n> ```\n", code: "y\n\n z",
            result: "> ```foley\n> y\n>\n>  z\n> ```\n"),
        Example(
            name: "in a quote without spaces", source: ">```foley\n>x\n>```\n", code: " y",
            result: ">```foley\n>  y\n>```\n"),
        Example(
            name: "in a quote in a list", source: "* > ```foley\n  > x\n  > ```\n", code: "y",
            result: "* > ```foley\n  > y\n  > ```\n"),
        Example(
            name: "the last of two alike", source: "```foley\nx\n```\n```foley\nx\n```\n", code: "y",
            result: "```foley\nx\n```\n```foley\ny\n```\n"),
        Example(
            name: "a fence of the other kind", source: "~~~foley\nx\n~~~\n", code: "```\ny",
            result: "~~~foley\n```\ny\n~~~\n"),
        Example(
            name: "combining characters stay as they are", source: "e\u{301}\n```foley\nx\n```\né", code: "y",
            result: "e\u{301}\n```foley\ny\n```\né"),
    ]

    @Test(arguments: replacements)
    func codeIsReplacedAndNothingElse(_ example: Example) throws {
        let document = try Document(path: "a.md", source: example.source)
        let result = try document.replacing(#require(document.cells.last), with: example.code)
        #expect(Array(result.utf8) == Array(example.result.utf8))
    }

    @Test(arguments: DocumentTests.examples)
    func replacingACellByItselfChangesNothing(_ example: DocumentTests.Example) throws {
        let document = try Document(path: "a.md", source: example.source)
        for cell in document.cells {
            #expect(try Array(document.replacing(cell, with: cell.code).utf8) == Array(example.source.utf8))
        }
    }

    @Test(arguments: DocumentTests.examples)
    func aReplacedCellReadsBackAndTheBytesAroundItStay(_ example: DocumentTests.Example) throws {
        let document = try Document(path: "a.md", source: example.source)
        for (index, cell) in document.cells.enumerated() {
            let code = "p = tone 440 Hz\n\n  plot p,\n\ttitle: \"犬\""
            let result = try document.replacing(cell, with: code)
            #expect(try Document(path: "a.md", source: result).cells[index].code == code)
            #expect(result.utf8.starts(with: document.source.utf8.prefix(cell.codeRange.lowerBound)))
            #expect(
                result.utf8.reversed().starts(
                    with: document.source.utf8.dropFirst(cell.codeRange.upperBound).reversed()))
        }
    }

    static let insertions: [Example] = [
        Example(
            name: "after", source: "```foley #a\n```\ntext\n", code: "y",
            result: "```foley #a\n```\n\n```foley\ny\n```\n\ntext\n"),
        Example(
            name: "before a blank line", source: "```foley\n```\n\ntext\n", code: "y",
            result: "```foley\n```\n\n```foley\ny\n```\n\ntext\n"),
        Example(
            name: "at the end", source: "```foley\n```\n", code: "y", result: "```foley\n```\n\n```foley\ny\n```\n"),
        Example(
            name: "at an open end", source: "```foley\n```", code: "y", result: "```foley\n```\n\n```foley\ny\n```\n"),
        Example(
            name: "CRLF", source: "```foley\r\n```\r\nt\r\n", code: "y\nz",
            result: "```foley\r\n```\r\n\r\n```foley\r\ny\r\nz\r\n```\r\n\r\nt\r\n"),
        Example(
            name: "in a list", source: "- ```foley\n  ```\n- b\n", code: "y",
            result: "- ```foley\n  ```\n\n  ```foley\n  y\n  ```\n\n- b\n"),
        Example(
            name: "in a quote", source: "> ```foley\n> ```\n> b\n", code: "y",
            result: "> ```foley\n> ```\n>\n> ```foley\n> y\n> ```\n>\n> b\n"),
        Example(
            name: "with a fence in the code", source: "```foley\n```\n", code: "```\n````",
            result: "```foley\n```\n\n`````foley\n```\n````\n`````\n"),
    ]

    @Test(arguments: insertions)
    func aCellIsInsertedAfterAnother(_ example: Example) throws {
        let document = try Document(path: "a.md", source: example.source)
        let result = try document.inserting(example.code, after: #require(document.cells.last))
        #expect(Array(result.utf8) == Array(example.result.utf8))
    }

    static let firsts: [Example] = [
        Example(
            name: "before the first cell", source: "a\n\n```foley\nx\n```\n", code: "y",
            result: "a\n\n```foley\ny\n```\n\n```foley\nx\n```\n"),
        Example(
            name: "before the list around it", source: "1. a\n\n   ```foley\n   ```\n", code: "y",
            result: "```foley\ny\n```\n\n1. a\n\n   ```foley\n   ```\n"),
        Example(
            name: "behind a byte order mark", source: "\u{FEFF}```foley\n```\n", code: "y",
            result: "\u{FEFF}```foley\ny\n```\n\n```foley\n```\n"),
        Example(name: "to prose", source: "# A\n\ntext", code: "y", result: "# A\n\ntext\n\n```foley\ny\n```\n"),
        Example(
            name: "to prose with CRLF", source: "# A\r\n", code: "y", result: "# A\r\n\r\n```foley\r\ny\r\n```\r\n"),
        Example(
            name: "to a file that ends in a blank line", source: "a\n\n", code: "y", result: "a\n\n```foley\ny\n```\n"),
        Example(name: "to an empty file", source: "", code: "y", result: "```foley\ny\n```\n"),
        Example(name: "to a byte order mark", source: "\u{FEFF}", code: "y", result: "\u{FEFF}```foley\ny\n```\n"),
    ]

    @Test(arguments: firsts)
    func aCellIsInsertedBeforeAllOthers(_ example: Example) throws {
        let document = try Document(path: "a.md", source: example.source)
        #expect(try Array(document.inserting(example.code, after: nil).utf8) == Array(example.result.utf8))
    }

    @Test func codeThatWouldCloseTheFenceIsRefused() throws {
        let document = try Document(path: "a.md", source: "a\n\n```foley #x\nb\n```\n")
        let fault = try #require(throws: DocumentFault.self) {
            try document.replacing(document.cells[0], with: "c\n  ````  \nd")
        }
        #expect(fault.cause == "a.md:4: line 2 of the code would close the cell's fence")
        #expect(fault.remedy == "open and close the cell in the file with ````")
    }

    @Test func codeThatReadsAsAnotherCellIsRefused() throws {
        let document = try Document(path: "a.md", source: "```foley #x\nb\n```\n")
        #expect(throws: DocumentFault.self) { try document.replacing(document.cells[0], with: "```foley") }
    }

    @Test func aCellInTextWithoutPlaceForAnotherIsRefused() throws {
        let document = try Document(path: "a.md", source: "<div>\n\n```foley #x\n```\n")
        #expect(throws: Never.self) { try document.inserting("y", after: document.cells[0]) }
        let open = try Document(path: "a.md", source: "text\n\n<!-- never closed\n")
        let fault = try #require(throws: DocumentFault.self) { try open.inserting("y", after: nil) }
        #expect(fault.problem == .unwritable("cell-1"))
    }

    @Test func aCellOfAnotherReadingIsRefused() throws {
        let before = try Document(path: "a.md", source: "```foley #x\nb\n```\n")
        let after = try Document(path: "a.md", source: "\n```foley #x\nb\n```\n")
        #expect(throws: DocumentFault("a.md", line: 2, .strangeCell("x"))) {
            try after.replacing(before.cells[0], with: "c")
        }
    }
}
