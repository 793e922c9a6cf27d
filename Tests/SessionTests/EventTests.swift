import Testing

@testable import Session

struct EventTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func cells(_ store: Store, _ page: String = "a.md") throws -> [String] {
        try store.events(page: page).map(\.cell)
    }

    @Test("events come back in order, page by page, after opening again")
    func order() throws {
        let store = try scratch.open()
        let first = try store.append(page: "a.md", kind: "ran", cell: "one", body: "{\"x\":1}")
        try store.append(page: "b.md", kind: "ran", cell: "other", body: "{}")
        try store.append(page: "a.md", kind: "ran", cell: "two", body: "{}")
        let again = try scratch.open()
        #expect(try again.pages() == ["a.md", "b.md"])
        #expect(try again.events(page: "a.md").first == first)
        #expect(try cells(again) == ["one", "two"])
        #expect(try cells(again, "b.md") == ["other"])
        #expect(try cells(again, "none.md").isEmpty)
    }

    @Test("undo and redo move over the events, and a new event ends what could be redone")
    func undo() throws {
        let store = try scratch.open()
        for cell in ["one", "two", "three"] { try store.append(page: "a.md", kind: "ran", cell: cell, body: "{}") }
        #expect(try store.undoLast(page: "a.md")?.cell == "three")
        #expect(try store.undoLast(page: "a.md")?.cell == "two")
        #expect(try cells(scratch.open()) == ["one"])
        #expect(try store.redo(page: "a.md")?.cell == "two")
        try store.append(page: "a.md", kind: "ran", cell: "four", body: "{}")
        #expect(try store.redo(page: "a.md") == nil)
        #expect(try cells(store) == ["one", "two", "four"])
        #expect(try store.undoLast(page: "a.md")?.cell == "four")
        #expect(try store.redo(page: "a.md")?.cell == "four")
        #expect(try store.undoLast(page: "none.md") == nil)
    }

    @Test("the generation changes with another's commit alone")
    func generation() throws {
        let mine = try scratch.open()
        let other = try scratch.open()
        let before = try mine.generation()
        try mine.append(page: "a.md", kind: "ran", cell: "one", body: "{}")
        #expect(try mine.generation() == before)
        try other.append(page: "a.md", kind: "ran", cell: "two", body: "{}")
        #expect(try mine.generation() != before)
        #expect(try cells(mine) == ["one", "two"])
    }
}
