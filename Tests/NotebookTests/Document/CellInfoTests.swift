import Testing

@testable import Notebook

@Suite struct CellInfoTests {
    @Test(
        "the ways in which people write a cell's first line",
        arguments: [
            ("foley", []), ("Foley", []), ("FOLEY", []), ("{foley}", []), ("{ foley }", []), ("{Foley}", []), ("{.foley}", []),
            ("{ .foley }", []), ("foley #mel", ["#mel"]), ("Foley #mel skip", ["#mel", "skip"]), ("{foley #mel}", ["#mel"]),
            ("{foley} #mel", ["#mel"]), ("foley {#mel}", ["#mel"]), ("foley {#mel .skip}", ["#mel", ".skip"]),
            ("{.foley #mel}", ["#mel"]), ("{#mel .foley}", ["#mel"]), ("{#mel .foley skip}", ["#mel", "skip"]),
            ("{foley, #mel, skip}", ["#mel", "skip"]), ("{foley,#mel,skip}", ["#mel", "skip"]),
            ("{foley #mel tolerance=0,1}", ["#mel", "tolerance=0,1"]), ("{foley", []), ("foley{#mel}", ["#mel"]),
            ("foley\t#mel", ["#mel"]), ("{foley python}", ["python"]), ("foley #a,b", ["#a,b"]),
        ] as [(String, [String])])
    func isACell(info: String, words: [String]) throws {
        let cell = try #require(CellInfo(info))
        #expect(cell.words.map(String.init) == words)
    }

    @Test(
        "what is none",
        arguments: [
            "", " ", "foly", "fol", "foleys", "foley-output", "foley.md", "foley,x", ".foley", "{foly}", "{foley-output}", "{}",
            "{{foley}}", "{{foley #a}}", "{=foley}", "{.python .foley}", "{python} foley", "python {foley}", "python", "{#foley}",
            "#foley", "language-foley",
        ])
    func isNone(info: String) { #expect(CellInfo(info) == nil) }

    @Test(
        "fences of every kind",
        arguments: [
            "```{foley #a}\nb\n```\n", "``` {foley #a}\nb\n```\n", "~~~{.foley #a}\nb\n~~~\n", "~~~foley #a\nb\n~~~\n",
            "~~~ Foley #a\nb\n~~~\n", "- ```{foley #a}\n  b\n  ```\n", "> ```Foley #a\n> b\n> ```\n",
            "````{foley #a}\nb\n````\n", "```{#a .foley}\nb\n```\n",
        ])
    func aFenceOpensACell(source: String) throws {
        let document = try Document(path: "a.md", source: source)
        #expect(document.cells.map(\.id) == ["a"])
        #expect(document.cells.map(\.code) == ["b"])
        // Written back, the line stays as its author has it.
        let changed = try document.replacing(document.cells[0], with: "c")
        #expect(changed == source.replacing("b\n", with: "c\n"))
    }

    @Test func aFenceWithinAnOpenOneIsRefusedHoweverItIsWritten() {
        for info in ["foley", "Foley", "{foley}", "{.foley #b}"] {
            #expect(throws: DocumentFault("a.md", line: 3, .swallowedCell(openedAt: 1, fence: "```"))) {
                try Document(path: "a.md", source: "```{foley #a}\na = 1\n```\(info)\nb = 2\n```\n")
            }
        }
    }

    @Test func anOptionOfAnotherProgramIsNamed() {
        #expect(throws: DocumentFault("a.md", line: 1, .unknownOption("eval=FALSE", suggestion: nil))) {
            try Document(path: "a.md", source: "```{foley #a, eval=FALSE}\n```\n")
        }
    }
}
