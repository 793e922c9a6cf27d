import Dispatch
import Foundation
import Language
import Notebook
import Session
import Tensors
import Terminal
import Verbs

/// The prompt at work: a page, the screen, and what the directives do to them.
final class Desk {
    let runner: PageRunner
    let screen: Screen
    let editor: LineEditor
    let place: SessionPlace
    var isDone = false
    private var lastSeconds: Double?

    init(runner: PageRunner, screen: Screen, editor: LineEditor, place: SessionPlace) {
        self.runner = runner
        self.screen = screen
        self.editor = editor
        self.place = place
    }

    // MARK: Running

    /// Runs `work` with Control-C as its stop, and shows an error instead of passing it on.
    func attempt(_ work: () throws -> Void) {
        let start = DispatchTime.now().uptimeNanoseconds
        Interrupt.lower()
        do {
            try work()
        } catch let failure as StepFailure {
            screen.fail(failure.rendered)
        } catch let fault as any Fault {
            screen.fail("error: \(fault.cause)" + (fault.remedy.map { "\n  \($0)" } ?? ""))
        } catch {
            screen.fail("error: \(error)")
        }
        Interrupt.lower()
        lastSeconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    }

    func statement(_ text: String) throws { try runner.run(line: text) }

    func next() throws {
        try runner.refresh()
        guard let next = runner.next else {
            return screen.line(runner.document == nil ? "there is no notebook; type a statement, or :help" : "that was the last cell")
        }
        try runner.run(cell: next.step.id)
        showUpcoming()
    }

    func run(cell: String) throws {
        let id = try cell.isEmpty ? current(for: "run") : cell
        try runner.run(cell: id)
        showUpcoming()
    }

    func all() throws {
        try runner.refresh()
        while let next = runner.next { try runner.run(cell: next.step.id) }
    }

    func stale() throws {
        try runner.refresh()
        var ran = 0
        for id in runner.program.cells {
            guard let planned = runner.planned(id), case .stale = try runner.state(of: planned) else { continue }
            guard !planned.isCostly else {
                screen.line("\(id) is stale and takes long; :run \(id) runs it")
                continue
            }
            try runner.run(cell: id)
            ran += 1
        }
        if ran == 0 { screen.line("nothing is stale") }
    }

    func go(to cell: String) throws {
        try runner.refresh()
        let cells = runner.program.cells
        guard let index = cells.firstIndex(of: cell) else { throw NoSuchCell(id: cell, cells: cells) }
        runner.go(after: index == 0 ? nil : cells[index - 1])
        showUpcoming()
    }

    // MARK: Looking

    func cells() throws {
        try runner.refresh()
        let rows = try runner.program.steps.filter { !$0.step.isLine }.map { planned in
            (planned.step.id, describe(try runner.state(of: planned)), planned.step.isEdited)
        }
        guard !rows.isEmpty else { return screen.line("no cells") }
        let width = rows.map { displayWidth($0.0) }.max()! + 2
        let upcoming = runner.next?.step.id
        for (id, state, isEdited) in rows {
            let mark = id == upcoming ? "▸ " : "  "
            let space = String(repeating: " ", count: width - displayWidth(id))
            screen.line(mark + id + space + state + (isEdited ? " · edited" : ""))
        }
    }

    private func describe(_ state: CellState) -> String {
        switch state {
        case .fresh: "fresh"
        case .stale(let reason): "stale: \(reason)"
        case .failed(let message): "failed: \(message)"
        case .neverRun: "never run"
        case .wrong(let message): "error: \(message)"
        case .skipped: "skipped"
        }
    }

    func names() throws {
        try runner.refresh()
        let environment = runner.environment
        let names = environment.names
        guard !names.isEmpty else { return screen.line("no names yet") }
        let width = names.map { displayWidth($0) }.max()! + 2
        for name in names {
            let definition = environment[name]!
            let what =
                switch definition.meaning {
                case .scalar(let scalar): scalar.display
                case .broken: "its definition in \(definition.origin) has an error"
                case .value(let recipe, let type):
                    try place.store.entry(recipe.key)?.line ?? "\(type.name), not made yet; \(definition.origin) makes it"
                }
            screen.line(name + String(repeating: " ", count: width - displayWidth(name)) + what)
        }
    }

    func why(_ name: String) throws {
        guard !name.isEmpty else { throw MissingArgument(name: "why", what: "a name", example: ":why mel") }
        try runner.refresh()
        let environment = runner.environment
        guard let entry = environment[name] else {
            screen.line("there is no name '\(name)'" + (nearest(to: name, among: environment.names).map { "; did you mean '\($0)'?" } ?? ""))
            return
        }
        screen.line("\(name) comes from \(entry.origin.hasPrefix("line ") ? entry.origin : "cell \(entry.origin)")")
        switch entry.meaning {
        case .scalar(let scalar): screen.line("  \(scalar.display)")
        case .broken: screen.line("  its definition has an error")
        case .value(let recipe, _):
            let listing = Listing(recipe)
            for line in listing.source.split(separator: "\n") { screen.line("  \(line)") }
            for input in listing.inputs { screen.line("  \(input.path): SHA-256 \(input.digest)") }
            if let stored = try place.store.entry(recipe.key) {
                screen.line("  \(stored.line)")
                screen.line("  key \(recipe.key.short) · \(spelled(bytes: stored.bytes)) · made in \(spelled(seconds: stored.seconds))")
            } else {
                screen.line("  key \(recipe.key.short) · not in the session: it is made when it is needed")
            }
        }
    }

    func log() throws {
        let events = try place.store.events(page: runner.name)
        guard !events.isEmpty else { return screen.line("nothing yet") }
        for event in events.suffix(40) {
            guard let entry = Page.Entry(event) else { continue }
            let time = Date(timeIntervalSince1970: event.time).formatted(.iso8601.time(includingFractionalSeconds: false))
            screen.line("  \(time)  \(describe(entry))")
        }
    }

    private func describe(_ entry: Page.Entry) -> String {
        switch entry {
        case .ran(let cell, let run): run.failure.map { "\(cell) failed: \($0)" } ?? "\(cell) ran"
        case .typed(_, let line): line.source
        case .drafted(let cell, _): "\(cell) edited"
        case .settled(let cell): "\(cell) saved or reverted"
        }
    }

    func time() {
        screen.line(lastSeconds.map { spelled(seconds: $0) } ?? "nothing has run yet")
    }

    // MARK: Changing

    func edit(_ cell: String) throws {
        try runner.refresh()
        let id = try cell.isEmpty ? current(for: "edit") : cell
        guard let planned = runner.planned(id), !planned.step.isLine else {
            throw NoSuchCell(id: id, cells: runner.program.cells)
        }
        guard case .line(let text) = editor.readLine(
            prompt: screen.style.coloured("\(id) ✎ ", .yellow), initial: planned.step.source)
        else { return screen.line("\(id) is as it was") }
        guard text != planned.step.source else { return screen.line("\(id) is as it was") }
        try runner.draft(cell: id, text)
        try go(to: id)
    }

    func save(_ cell: String) throws {
        let saved = try runner.save(cell: cell.isEmpty ? nil : cell)
        screen.line(saved.isEmpty ? "no edits to save" : "saved \(saved.joined(separator: ", ")) in \(runner.name)")
    }

    func revert(_ cell: String) throws {
        let id = try cell.isEmpty ? current(for: "revert") : cell
        try runner.revert(cell: id)
        try go(to: id)
    }

    func undo() throws {
        guard let entry = try runner.undo() else { return screen.line("nothing to take back") }
        screen.line("taken back: \(describe(entry))")
    }

    // MARK: Outside

    func play(_ text: String) throws {
        guard !text.isEmpty else { throw MissingArgument(name: "play", what: "a sound", example: ":play clip[1 s .. 2 s]") }
        let wave = try runner.wave(of: text)
        let path = place.store.folder + "/play.wav"
        try place.store.commit(page: runner.name, events: [], files: [(path, wave)])
        switch Player().play(path) {
        case .played, .interrupted: break
        case .cannotPlay(let file, _): screen.line("no sound device here; the sound is in \(file)")
        }
    }

    func open(_ name: String) throws {
        guard let path = name.isEmpty ? screen.lastFigure : name else {
            return screen.line("no figure yet")
        }
        guard FileManager.default.fileExists(atPath: place.places.source(path)) else {
            throw FileFault("open", path, code: ENOENT)
        }
        if case .cannotOpen(let file) = Opener().open(place.places.source(path)) {
            screen.line("nothing here opens it; the file is \(file)")
        }
    }

    // MARK: The page

    private func current(for directive: String) throws -> String {
        guard let id = runner.position ?? runner.next?.step.id else {
            throw MissingArgument(name: directive, what: "a cell", example: "the cells: :cells")
        }
        return id
    }

    /// The prose up to the next cell, and the cell's text, as something to read before Enter runs it.
    func showUpcoming() {
        guard let document = runner.document else { return }
        screen.upcoming(document, next: runner.next)
    }

    /// What Enter does now, for the prompt.
    var prompt: String {
        guard runner.document != nil else { return screen.style.coloured("foley ▸ ", .cyan) }
        return screen.style.coloured((runner.next?.step.id ?? "end") + " ▸ ", .cyan)
    }
}

func spelled(bytes: Int) -> String {
    let units = ["B", "KB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    return unit == 0 ? "\(bytes) B" : String(format: "%.1f ", value) + units[unit]
}

func spelled(seconds: Double) -> String {
    switch seconds {
    case ..<0.001: String(format: "%.0f µs", seconds * 1e6)
    case ..<1: String(format: "%.0f ms", seconds * 1e3)
    case ..<60: String(format: "%.1f s", seconds)
    default: String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
    }
}
