import Testing

@testable import Terminal

@Suite struct HistoryWalkTests {
    @Test func changesOnTheWayAreKept() {
        var walk = HistoryWalk(entries: ["a", "b"])
        let older = [
            walk.older(leaving: "typed"), walk.older(leaving: "b changed"), walk.older(leaving: "a"),
        ]
        let newer = [walk.newer(leaving: "a"), walk.newer(leaving: "b changed"), walk.newer(leaving: "typed")]
        #expect(older == ["b", "a", nil])
        #expect(newer == ["b changed", "typed", nil])
    }

    @Test func aPrefixSkipsWhatBeginsOtherwise() {
        var walk = HistoryWalk(entries: ["mel 1", "plot", "mel 2", "x"])
        let older = ["mel", "mel 2", "mel 1"].map { walk.older(leaving: $0, prefix: "mel") }
        let newer = ["mel 1", "mel 2"].map { walk.newer(leaving: $0, prefix: "mel") }
        #expect(older == ["mel 2", "mel 1", nil])
        #expect(newer == ["mel 2", "mel"])
    }

    @Test func searchGoesToOlderEntriesAndBack() {
        var search = HistorySearch(entries: ["one", "mel one", "two"], original: EditText("typed"))
        search.extend(by: "on")
        #expect(search.match.string == "mel one" && search.match.cursor == 4)
        search.older()
        #expect(search.match.string == "one")
        search.older()
        #expect(search.failed && search.match.string == "one")
        search.newer()
        #expect(!search.failed && search.match.string == "mel one")
        search.extend(by: "x")
        #expect(search.failed && search.prompt == "not found 'onx': ")
        for _ in 0..<4 { search.shorten() }
        #expect(!search.failed && search.match.string == "typed")
    }

    @Test func anEmptyHistoryIsSearchedInVain() {
        var search = HistorySearch(entries: [], original: EditText("typed"))
        search.extend(by: "a")
        search.older()
        search.newer()
        #expect(search.failed && search.match.string == "typed")
        var walk = HistoryWalk(entries: [])
        let (older, newer) = (walk.older(leaving: ""), walk.newer(leaving: ""))
        #expect(older == nil && newer == nil)
    }
}
