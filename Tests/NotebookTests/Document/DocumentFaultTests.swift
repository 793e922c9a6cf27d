import Foundation
import Tensors
import Testing

@testable import Notebook

@Suite struct DocumentFaultTests {
    /// A file that cannot be read, and what is said of it.
    struct Example: Sendable, CustomTestStringConvertible {
        var source: String
        var cause: String
        var remedy: String?

        var testDescription: String { cause }
    }

    static let names = "use letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'"

    static let examples: [Example] =
        [
            Example(
                source: "a\n\n```foley\nb\n", cause: "a.md:3: the fence that opens here is never closed",
                remedy: "write ``` on a line of its own where the block ends"),
            Example(
                source: "~~~~ foley", cause: "a.md:1: the fence that opens here is never closed",
                remedy: "write ~~~~ on a line of its own where the block ends"),
            Example(
                source: "```python\nb\n", cause: "a.md:1: the fence that opens here is never closed",
                remedy: "write ``` on a line of its own where the block ends"),
            Example(
                source: "> ```foley\n> a\n\n```\nb\n```\n", cause: "a.md:1: the fence that opens here is never closed",
                remedy: "write ``` on a line of its own where the block ends"),
            Example(
                source: "> ```foley\n> a\n```\nb\n```\n", cause: "a.md:1: the fence that opens here is never closed",
                remedy: "write ``` on a line of its own where the block ends"),
            Example(
                source: "- ```foley\n  a\n> ```\n> ```\n", cause: "a.md:1: the fence that opens here is never closed",
                remedy: "write ``` on a line of its own where the block ends"),
            Example(
                source: "```foley #a\na = 1\n\n```foley #b\n```\n",
                cause: "a.md:4: a cell begins here, but the fence of line 1 is still open",
                remedy: "write ``` above, or open that fence with ````"),
            Example(
                source: "- x\n\n  ~~~python\n  ~~~~ foley\n  ~~~~\n",
                cause: "a.md:4: a cell begins here, but the fence of line 3 is still open",
                remedy: "write ~~~ above, or open that fence with ~~~~"),
            Example(
                source: cells(["#a", "x", "#a"]), cause: "a.md:7: '#a' already names the cell at line 1",
                remedy: "choose another name"),
            Example(source: "```foley #a/b\n```\n", cause: "a.md:1: '#a/b' cannot name a cell", remedy: names),
            Example(source: "```foley #.a\n```\n", cause: "a.md:1: '#.a' cannot name a cell", remedy: names),
            Example(source: "```foley #\n```\n", cause: "a.md:1: '#' cannot name a cell", remedy: names),
            Example(
                source: "```foley #\(String(repeating: "a", count: 121))\n```\n",
                cause: "a.md:1: '#\(String(repeating: "a", count: 121))' cannot name a cell", remedy: names),
            Example(
                source: "```foley #a #b\n```\n", cause: "a.md:1: '#b' is a second name for one cell",
                remedy: "take one of them away"),
            Example(
                source: "---\nx: 1\n---\n\n```foley skpi\n```\n", cause: "a.md:5: a cell has no option 'skpi'",
                remedy: "did you mean 'skip'?"),
            Example(
                source: "```foley tolerence=0.1\n```\n", cause: "a.md:1: a cell has no option 'tolerence=0.1'",
                remedy: "did you mean 'tolerance='?"),
            Example(
                source: "```foley python\n```\n", cause: "a.md:1: a cell has no option 'python'",
                remedy: "the options are skip, fails, hidden, slide, tolerance=; a name is written #name"),
            Example(
                source: "```foley skip hidden skip\n```\n", cause: "a.md:1: the option 'skip' is given twice",
                remedy: "take one of them away"),
            Example(
                source: "```foley tolerance=much\n```\n", cause: "a.md:1: 'much' is not a tolerance",
                remedy: "write a number, as in tolerance=0.01 or tolerance=1%"),
        ]
        + [
            "tolerance=", "tolerance=-1", "tolerance=inf", "tolerance=nan", "tolerance=0x1p3", "tolerance=1e999",
            "tolerance",
        ].map {
            Example(
                source: "```foley \($0)\n```\n",
                cause: "a.md:1: '\($0.dropFirst("tolerance=".count))' is not a tolerance",
                remedy: "write a number, as in tolerance=0.01 or tolerance=1%")
        }

    @Test(arguments: examples)
    func aFaultNamesFileLineCauseAndRemedy(_ example: Example) throws {
        let fault = try #require(throws: DocumentFault.self) { try Document(path: "a.md", source: example.source) }
        #expect(fault.cause == example.cause)
        #expect(fault.remedy == example.remedy)
    }

    @Test(arguments: [("0.01", 0.01), ("1e-3", 0.001), ("0", 0), ("2.5%", 0.025), ("+1", 1)])
    func toleranceIsAFraction(text: String, value: Double) throws {
        let document = try Document(path: "a.md", source: "```foley tolerance=\(text)\n```\n")
        #expect(document.cells.first?.options.tolerance == value)
    }

    @Test(arguments: ["> ", "- "])
    func nestingHasAMeasure(mark: String) throws {
        let deep = String(repeating: mark, count: 100_000) + "x\n"
        let fault = try #require(throws: DocumentFault.self) { try Document(path: "a.md", source: deep) }
        #expect(fault.cause == "a.md:1: lists and quotes stand more than 64 deep inside each other")
        let fair = String(repeating: mark, count: 60) + "x\n"
        #expect(throws: Never.self) { try Document(path: "a.md", source: fair) }
    }

    @Test func aTableThatWouldGrowWithoutBoundIsText() throws {
        let source =
            String(repeating: "|a", count: 20_000) + "|\n" + String(repeating: "|-", count: 20_000) + "|\n"
            + String(repeating: "|\n", count: 20_000) + "\n```foley\nx\n```\n"
        let document = try Document(path: "a.md", source: source)
        #expect(document.cells.map(\.code) == ["x"])
    }

    // MARK: Files

    @Test func aFileIsReadAsItIs() throws {
        let source = "\u{FEFF}# A\r\n\r\n```foley #a\r\nb\r\n```\r\n"
        try withFile(Array(source.utf8)) { path in
            let document = try Document.read(path)
            #expect(document.path == path)
            #expect(Array(document.source.utf8) == Array(source.utf8))
            #expect(document.cells.map(\.id) == ["a"])
        }
    }

    @Test func aFileThatIsNotUTF8IsNamedWithItsLine() throws {
        try withFile(Array("# A\n\nx".utf8) + [0xFF, 0x0A]) { path in
            let fault = try #require(throws: DocumentFault.self) { try Document.read(path) }
            #expect(fault == DocumentFault(path, line: 3, .notUTF8))
            #expect(fault.cause == "\(path):3: the text is not UTF-8")
        }
    }

    @Test func aMissingFileAFolderAndAFileUsedAsAFolderAreNamed() throws {
        try withFile([]) { path in
            let folder = URL(filePath: path).deletingLastPathComponent().path
            #expect(throws: DocumentFault(folder, .folder)) { try Document.read(folder) }
            #expect(throws: DocumentFault(path + "x", .missing)) { try Document.read(path + "x") }
            #expect(throws: DocumentFault("", .missing)) { try Document.read("") }
            #expect(throws: DocumentFault(path + "\0", .missing)) { try Document.read(path + "\0") }
            let inside = path + "/a.md"
            #expect(throws: DocumentFault(inside, .unreadable(reason: "Not a directory"))) { try Document.read(inside) }
        }
    }

    @Test func aFileWithoutEndIsGivenUp() throws {
        #expect(throws: DocumentFault("/dev/zero", .tooLarge(limit: Document.largest))) {
            try Document.read("/dev/zero")
        }
    }

    private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        let file = folder.appending(path: "a.md")
        try Data(bytes).write(to: file)
        try body(file.path)
    }
}
