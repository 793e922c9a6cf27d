import Foundation
import Language
import Session
import Testing
import Verbs
import Workplace

@testable import Notebook

/// What is offered to whoever writes on a page that is open.
@Suite struct PageCompletionTests {
    private let folder: TemporaryProject
    private let runner: PageRunner
    private let completion: PageCompletion

    init() throws {
        folder = try TemporaryProject()
        try folder.write(
            """
            ```foley #sounds
            soft = tone 440 Hz, length: 100 ms
            world = stage clips: 2, kinds: [bell, rain], length: 100 ms
            ```

            ```foley #seen
            softer = gain soft by -6 dB
            ```
            """, to: "page.md")
        let store = try Store(project: folder.path)
        let page = try OpenPage(
            store: store, places: Places(project: store.project), notebook: folder.path + "/page.md", remembers: true)
        runner = PageRunner(page, threads: 1) { _ in }
        completion = PageCompletion(runner)
    }

    /// What stands at the end of `line`, and what of the line it replaces.
    private func offers(_ line: String) -> [String] {
        let found = completion.completions(of: line, at: line.utf8.count)
        #expect(found.span.end == line.utf8.count, "\(line)")
        return found.candidates.map(\.text)
    }

    @Test func verbsAreOfferedEverywhereAndNamesBelowWhatMakesThem() throws {
        #expect(offers("melsp") == ["melspec"])
        // No cell has run: a line stands above them all.
        #expect(offers("plot so") == [])
        try runner.run(cell: "sounds")
        #expect(offers("plot so").sorted() == ["soft"])
        try runner.run(cell: "seen")
        #expect(offers("plot so").sorted() == ["soft", "softer"])
        #expect(completion.candidates(.names, for: "so").map(\.text) == ["soft", "softer"])
        let verb = try #require(completion.candidates(.verbs, for: "melsp").first)
        #expect(verb.text == "melspec" && !verb.detail.isEmpty)
    }

    @Test func whatStandsInATableIsOfferedOnceTheSessionHasIt() throws {
        #expect(offers("where world by cla") == [])
        try runner.run(cell: "sounds")
        #expect(offers("where world by cla") == ["class"])
        #expect(offers("where world by class, is: r").contains("rain"))
        #expect(offers("where (stage clips: 3) by cla") == [], "nothing is run for it")
    }

    @Test func filesAreThoseOfTheProjectAndHiddenOnesOnlyWhenAskedFor() throws {
        for name in ["sounds/a.wav", "sounds/b c.wav", "sounds/.hidden.wav", "so"] { try folder.write("", to: name) }
        #expect(offers("load \"so").sorted() == ["so", "sounds/"])
        #expect(offers("load \"sounds/") == ["sounds/a.wav", "sounds/b c.wav"])
        #expect(offers("load \"sounds/.") == ["sounds/.hidden.wav"])
        #expect(offers("load \"\(folder.path)/sounds/b") == ["\(folder.path)/sounds/b c.wav"])
        #expect(offers("load \"nowhere/") == [])
        #expect(completion.candidates(.files, for: "page").map(\.text) == ["page.md"])
        // Of a title nothing is known.
        #expect(offers("plot (tone 440 Hz), title: \"so") == [])
    }

    @Test func cellsAreThoseOfTheNotebook() {
        #expect(completion.candidates(.cells, for: "s").map(\.text) == ["seen", "sounds"])
        #expect(completion.candidates(.cells, for: "sou").map(\.text) == ["sounds"])
    }

    @Test func whatStandsBehindTheCursorDoesNotMatter() {
        let found = completion.completions(of: "mels | gain to", at: 4)
        #expect(found.span == Span(0, 4) && found.candidates.map(\.text) == ["melspec"])
    }
}

/// A folder that is a project, and goes with the test.
private final class TemporaryProject {
    let path = NSTemporaryDirectory() + "foley-completion-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(atPath: path + "/.foley", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        let file = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
