import Testing

@testable import Notebook

@Suite struct MergeMarkTests {
    private func fault(_ source: String) -> DocumentFault? {
        do throws(DocumentFault) {
            _ = try Document(path: "a.md", source: source)
            return nil
        } catch {
            return error
        }
    }

    private static let cell = "```foley\na = 1\n```\n"

    @Test(
        "marks are refused wherever they stand",
        arguments: [
            ("<<<<<<< HEAD\n\(cell)=======\n\(cell)>>>>>>> branch\n", 1, "<<<<<<<"),
            ("# A\n\n\(cell)\n<<<<<<< HEAD\nwords\n=======\nother words\n>>>>>>> 0a1b2c3 (a subject)\n", 7, "<<<<<<<"),
            ("```foley\n<<<<<<< ours\na = 1\n||||||| base\na = 0\n=======\na = 2\n>>>>>>> theirs\n```\n", 2, "<<<<<<<"),
            // The fence is cut by the conflict; the marks come first.
            ("# A\n\n<<<<<<< HEAD\n```foley #a\n=======\n```foley #b\n>>>>>>> x\na = 1\n```\n", 3, "<<<<<<<"),
            ("---\n<<<<<<< HEAD\nisa: avx2\n=======\nisa: sse4\n>>>>>>> x\n---\n\(cell)", 2, "<<<<<<<"),
            ("\u{FEFF}<<<<<<< HEAD\r\n\(cell)=======\r\n>>>>>>> x\r\n", 1, "<<<<<<<"),
            ("a\r\n\r\n<<<<<<< HEAD\r\nb\r\n", 3, "<<<<<<<"),
            ("<<<<<<<\na\n", 1, "<<<<<<<"),
            ("<<<<<<< .mine\na\n", 1, "<<<<<<<"),
            // What is left where somebody has settled the half of it.
            ("\(cell)||||||| base\n", 4, "|||||||"),
            ("\(cell)>>>>>>> branch\n", 4, ">>>>>>>"),
            ("```foley\na = 1\n=======\na = 2\n```\n", 3, "======="),
            ("~~~foley\na = 1\n>>>>>>> b\n~~~\n", 3, ">>>>>>>"),
        ])
    func marksAreRefused(source: String, line: Int, mark: String) {
        #expect(fault(source) == DocumentFault("a.md", line: line, .conflict(mark)))
    }

    @Test(
        "what only looks like one is read",
        arguments: [
            "A heading\n=======\n\n\(cell)", "=======\n\n\(cell)", "\(cell)=======\n", "| a |\n|---|\n||||||| b |\n",
            "<<<<<<<< eight\n", "<<<<<< six\n", "<<<<<<<HEAD\n", " <<<<<<< HEAD\n", "    >>>>>>> x\n",
            "> a\n>>>>>>> deep\n", ">>>>>>> deep\n>>>>>>> deeper\n", "```text\na\n=======\nb\n```\n",
            "text with <<<<<<< HEAD in it\n", "```foley\na = \"=======\"\n========\n```\n",
        ])
    func othersAreRead(source: String) { #expect(fault(source) == nil) }

    @Test func theLevelOfAFileWithAConflictIsNotAsked() throws {
        let found = try #require(fault("---\nisa: avx2\n<<<<<<< HEAD\nisa: sse4\n=======\n>>>>>>> x\n---\n"))
        #expect(found.cause == "a.md:3: '<<<<<<<' is a mark of a merge conflict")
        #expect(found.remedy == "keep what is meant of both sides, and take the lines <<<<<<<, ======= and >>>>>>> away")
    }

    @Test func anEditWithMarksIsNotWritten() throws {
        let document = try Document(path: "a.md", source: "# A\n\n\(Self.cell)")
        for (code, line) in [("a = 1\n<<<<<<< HEAD\na = 2", 5), ("a = 1\n=======", 5)] {
            let mark = String(code.split(separator: "\n")[1].prefix(7))
            #expect(throws: DocumentFault("a.md", line: line, .conflict(mark))) {
                try document.replacing(document.cells[0], with: code)
            }
        }
    }
}
