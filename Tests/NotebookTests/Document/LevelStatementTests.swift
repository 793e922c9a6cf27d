import Tensors
import Testing

@testable import Notebook

/// The level of instructions that a notebook's front matter states.
@Suite struct LevelStatementTests {
    private func level(_ front: String) throws -> Level? {
        try Document(path: "a.md", source: front + "\n# A\n\n```foley #x\nx = 1\n```\n").level
    }

    @Test(arguments: [
        "---\nisa: avx2\n---\n", "---\ntitle: A\nisa:   avx2   # as in the lecture\nauthor: B\n---\n",
        "---\nisa: \"avx2\"\n...\n", "---\r\nisa: avx2\r\n---\r\n", "\u{FEFF}---\nisa: 'avx2'\n---\n",
    ]) func isRead(_ front: String) throws {
        #expect(try level(front) == .avx2)
    }

    @Test(arguments: [
        "", "---\ntitle: A\n---\n", "---\n\nisa: avx2\n---\n", "isa: avx2\n", "---\nisaac: avx2\n---\n",
        "---\n  - isa: avx2\n---\n",
    ])
    func isNotThere(_ front: String) throws {
        #expect(try level(front) == nil)
    }

    @Test func whatIsNoLevelIsAnErrorAtItsLine() {
        #expect(throws: DocumentFault("a.md", line: 2, .unknownLevel("avx"))) { try level("---\nisa: avx\n---\n") }
        #expect(throws: DocumentFault("a.md", line: 2, .unknownLevel(""))) { try level("---\nisa:\n---\n") }
        #expect(throws: DocumentFault("a.md", line: 3, .repeatedLevel)) { try level("---\nisa: avx2\nisa: sse4\n---\n") }
    }
}
