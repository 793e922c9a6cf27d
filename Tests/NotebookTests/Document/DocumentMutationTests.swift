import Chance
import Language
import Testing

@testable import Notebook

/// Files that somebody has torn: whatever comes, reading ends in a document or in a fault, and documents hold together.
@Suite struct DocumentMutationTests {
    static let scraps = [
        "```foley\n", "```foley #a skip\n", "```\n", "~~~\n", "~~~foley\n", "> ", "- ", "1. ", "  ", "\t", "\n", "\r\n",
        "\r", "---\n", "\u{FEFF}", "# A\n", "|a|b|\n|-|:-:|\n", "*", "**", "~~", "`", "[x](y)", "![x](y)", "<!--", "-->",
        "<b>", "\0", "é", "e\u{301}", "犬", "👩‍👩‍👧", "\u{1B}[31m", "a = tone 440 Hz\n", "[a]: b\n", "\\", "&amp;", "- [ ] ",
        "\u{202E}",
    ]

    @Test(arguments: 0..<8)
    func tornFilesHoldTogether(seed: UInt64) throws {
        var random = SplitMix(seed)
        var cells = 0
        for _ in 0..<1_500 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes += DocumentTests.examples.randomElement(using: &random)!.source.utf8 + [0x0A]
            }
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                let scrap = Self.scraps.randomElement(using: &random)!.utf8
                bytes.insert(contentsOf: scrap, at: Int.random(in: 0...bytes.count, using: &random))
            }
            let source = String(decoding: bytes, as: UTF8.self)
            cells += try check(source, &random)
        }
        #expect(cells > 1_000)
    }

    @Test func wholeFilesWithOneByteChangedHoldTogether() throws {
        var random = SplitMix(99)
        for example in DocumentTests.examples where !example.source.isEmpty {
            for _ in 0..<60 {
                var bytes = Array(example.source.utf8)
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = "`~> -#\n\r\t1.|\\f".utf8.randomElement(
                    using: &random)!
                try check(String(decoding: bytes, as: UTF8.self), &random)
            }
        }
    }

    /// Checks what holds for every file, and gives the number of its cells.
    @discardableResult
    private func check(_ source: String, _ random: inout SplitMix) throws -> Int {
        let document: Document
        do { document = try Document(path: "a.md", source: source) } catch {
            #expect(
                error.line.map { $0 >= 1 && $0 <= Lines(source).count } ?? false,
                "\(error) in \(source.debugDescription)")
            return 0
        }
        #expect(Set(document.cells.map(\.id)).count == document.cells.count)
        let width = Int.random(in: 20...90, using: &random)
        for piece in document.pieces {
            guard case .prose(let prose) = piece else { continue }
            for line in prose.text(width: width, isStyled: false).split(
                separator: "\n", omittingEmptySubsequences: false)
            {
                #expect(displayWidth(String(line)) <= width, "\(line) is wider than \(width) in \(source.debugDescription)")
                #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
            }
        }
        for (index, cell) in document.cells.enumerated() {
            #expect(try Array(document.replacing(cell, with: cell.code).utf8) == Array(source.utf8))
            let result: String
            do { result = try document.replacing(cell, with: "x = 1\n\n y") } catch {
                #expect(error.problem == .unwritable(cell.id))
                continue
            }
            #expect(try Document(path: "a.md", source: result).cells[index].code == "x = 1\n\n y")
        }
        return document.cells.count
    }
}
