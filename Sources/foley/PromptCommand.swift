import Foundation
import Language
import Notebook
import Programs
import Session
import Tensors
import Terminal
import Verbs

/// `foley` and `foley NOTEBOOK.md`: the prompt.
struct PromptCommand {
    let notebook: String?
    let options: Invocation.Options

    func run() throws -> Int32 {
        let held = try HeldLevel(options, stated: notebook.flatMap { try Document.level(of: $0) }, by: notebook ?? "")
        try held.hold()
        let place =
            try notebook.map { try SessionPlace(notebook: $0, options: options, at: held) }
            ?? SessionPlace(folder: FileManager.default.currentDirectoryPath, options: options, at: held)
        Interrupt.install()
        let screen = Screen()
        if let lack = held.lack { screen.line("note: \(lack)") }
        let page = try OpenPage(store: place.store, places: place.places, notebook: notebook, remembers: true)
        let runner = PageRunner(page, threads: options.threads, memory: options.memory) { screen.tell($0) }
        let editor = LineEditor(history: History(file: History.standardFile()))
        let desk = Desk(runner: runner, screen: screen, editor: editor, place: place)
        editor.wantsMore = { !$0.hasPrefix(":") && wantsMore($0) }
        editor.complete = { text, offset in PromptCompletion(desk).complete(text, at: offset) }

        if screen.isTerminal { desk.attempt { try greet(desk) } }
        let status = loop(desk)
        try place.close()
        return status
    }

    private func greet(_ desk: Desk) throws {
        desk.screen.line(desk.screen.style.dim(desk.screen.prose("", try greeting(desk))))
        if let former = try desk.place.store.formerOnce(to: .foley) {
            desk.screen.line(desk.screen.style.dim(desk.screen.prose("note: ", describe(former))))
        }
        if desk.page.program.steps.contains(where: { !$0.step.isLine }) { desk.showUpcoming() }
    }

    private func greeting(_ desk: Desk) throws -> String {
        guard desk.page.document != nil else {
            let count = desk.page.environment.names.count
            let names = count == 0 ? "" : " · \(count) name\(count == 1 ? "" : "s") from last time: :vars"
            let offer = count == 0 ? " · try: plot (tone 440 Hz)[0 ms .. 10 ms] · TAB completes" : names
            return "Foley \(Foley.version)\(offer) · :help · :quit"
        }
        let cells = desk.page.program.steps.filter { !$0.step.isLine }
        guard !cells.isEmpty else {
            return "\(desk.page.name) · no cells yet: a cell is a block that begins with ```foley"
        }
        let fresh = try cells.count { try desk.page.state(of: $0) == .fresh }
        let count = "\(cells.count) cell\(cells.count == 1 ? "" : "s"), \(fresh) fresh"
        return "\(desk.page.name) · \(count) · Enter runs the next cell · :help · :quit"
    }

    /// What is to be known of values that earlier versions made.
    private func describe(_ former: Former) -> String {
        let verbs = former.verbs.filter { Vocabulary.foley.verbs[$0] != nil }
        let named = verbs.count > 4 ? verbs.prefix(3) + ["\(verbs.count - 3) other verbs"] : verbs
        let values = "\(former.values) value\(former.values == 1 ? "" : "s") here (\(size(ofBytes: former.bytes)))"
        return """
            earlier versions of \(named.isEmpty ? "this program" : Self.series(named)) made \(values): \
            what runs again is made anew, and when room is needed the old goes first, models last
            """
    }

    /// `a, b and c`
    private static func series(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words.last!
    }

    /// The exit status: of a script, 1 after an error and 130 after Control-C.
    private func loop(_ desk: Desk) -> Int32 {
        while !desk.isDone {
            switch desk.editor.readLine(prompt: desk.prompt) {
            case .endOfFile: desk.isDone = true
            case .interrupted:
                // Of a script, all of it is meant.
                if !desk.editor.isInteractive { return 130 }
            case .line(let text):
                take(text, desk)
                if let warning = desk.editor.history?.takeWarning() {
                    desk.screen.line(desk.screen.style.dim("note: \(warning)"))
                }
                if desk.wasInterrupted && !desk.editor.isInteractive { return 130 }
            }
        }
        return !desk.editor.isInteractive && desk.hasFailed ? 1 : 0
    }

    private func take(_ text: String, _ desk: Desk) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        desk.attempt {
            if trimmed.isEmpty {
                // A blank line amid what was pasted is nobody's wish to run a cell.
                if desk.editor.wasTyped { try desk.next() }
            } else if let directive = Directive.meant(by: trimmed) {
                try Directive.run(directive, at: desk)
            } else {
                try desk.statement(text)
            }
        }
    }
}
