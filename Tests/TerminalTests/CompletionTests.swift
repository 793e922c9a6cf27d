import Language
import Testing

@testable import Terminal

@Suite struct CompletionTests {
    private func completion(_ texts: [String], detail: String = "") -> Completion {
        Completion(range: 0..<0, candidates: texts.map { Completion.Candidate($0, detail: detail) })
    }

    private func listing(_ completion: Completion, columns: Int, rows: Int) -> [String] {
        completion.listing(columns: columns, rows: rows, style: Style(isEnabled: false))
    }

    @Test func theCommonPrefixEndsBetweenCharacters() {
        #expect(completion(["melspec", "melody"]).commonPrefix == "mel")
        #expect(completion(["né", "ne\u{301}e"]).commonPrefix == "né")
        #expect(completion(["👨‍👩‍👧", "👨‍👩‍👦"]).commonPrefix == "")
        #expect(completion([]).commonPrefix == "")
    }

    @Test func columnsAreFilledDownwards() {
        #expect(listing(completion(["a", "b", "c", "d", "e"]), columns: 10, rows: 10) == ["a  c  e", "b  d"])
    }

    @Test func detailsStandInLineAndAreCutAtTheEdge() {
        let lines = listing(
            Completion(
                range: 0..<0,
                candidates: [.init("日本", detail: "two wide"), .init("abcdef", detail: "a long detail")]),
            columns: 18, rows: 5)
        #expect(lines == ["日本    two wide", "abcdef  a long de…"].map { truncated($0, to: 17) })
    }

    @Test(arguments: [1, 2, 3, 10, 80, 200]) func nothingIsWiderThanTheWindowOrHigherThanAllowed(columns: Int) {
        for count in [1, 2, 7, 100] {
            let texts = (0..<count).map { String(repeating: "x", count: $0 % 30 + 1) + "日" }
            for detail in ["", "what it does"] {
                let lines = listing(completion(texts, detail: detail), columns: columns, rows: 6)
                #expect(lines.count <= 7)
                if columns > 10 { #expect(lines.allSatisfy { displayWidth($0) < columns }) }
            }
        }
    }

    @Test func widthsAreThoseOfTheTerminal() {
        #expect(displayWidth("abc") == 3)
        #expect(displayWidth("größe") == 5)
        #expect(displayWidth("e\u{301}") == 1)
        #expect(displayWidth("日本🎵") == 6)
        #expect(displayWidth("👨‍👩‍👧") == 2)
        #expect(displayWidth("\u{2764}\u{FE0F}") == 2)
    }
}
