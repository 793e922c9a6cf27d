import Dispatch
import Foundation
import Language
import Notebook
import Programs
import Session
import Tensors
import Terminal
import Verbs
import Workplace

/// The prompt at work: a page, the screen, and what the directives do to them.
final class Desk {
    let runner: PageRunner
    let page: OpenPage
    let screen: Screen
    let editor: LineEditor
    let place: SessionPlace
    var isDone = false
    /// Whether a line or directive has failed: what a script at standard input ends with.
    private(set) var hasFailed = false
    /// Whether Control-C stopped what was done last.
    private(set) var wasInterrupted = false
    private var lastTimed: (what: String, seconds: Double)?

    init(runner: PageRunner, screen: Screen, editor: LineEditor, place: SessionPlace) {
        self.runner = runner
        page = runner.page
        self.screen = screen
        self.editor = editor
        self.place = place
    }

    // MARK: Running

    /// Runs `work` with Control-C as its stop, and shows an error instead of passing it on.
    func attempt(_ work: () throws -> Void) {
        Interrupt.lower()
        wasInterrupted = false
        do {
            try work()
        } catch {
            hasFailed = true
            wasInterrupted = error is Interrupted || (error as? StepFailure)?.isInterruption == true
            screen.fail(describe(error))
        }
        Interrupt.lower()
    }

    private func describe(_ error: any Error) -> String {
        switch error {
        case let failure as StepFailure: failure.rendered(width: screen.window)
        case let fault as any Fault:
            screen.prose("error: ", fault.cause) + (fault.remedy.map { "\n" + screen.prose("  ", $0) } ?? "")
        default: screen.prose("error: ", "\(error)")
        }
    }

    func statement(_ text: String) throws { try timed(text) { try runner.run(line: text) } }

    /// Runs a cell, and remembers how long that takes.
    private func runCell(_ id: String, staying: Bool = false) throws {
        try timed("cell \(id)") { try runner.run(cell: id, staying: staying) }
    }

    private func timed(_ what: String, _ work: () throws -> Void) rethrows {
        let start = DispatchTime.now().uptimeNanoseconds
        defer { lastTimed = (what, Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9) }
        try work()
    }

    func next() throws {
        try page.refresh()
        guard let next = page.next else {
            return screen.line(page.document == nil ? Self.invitation : "that was the last cell; :goto goes back")
        }
        try runCell(next.step.id)
        showUpcoming()
    }

    static let invitation = "a line is a statement: try  plot (tone 440 Hz)[0 ms .. 10 ms]  or :help"

    func run(cell: String) throws {
        try runCell(cell.isEmpty ? current(for: "run") : cell)
        showUpcoming()
    }

    func all() throws {
        try page.refresh()
        guard page.document != nil else { return screen.line(Self.invitation) }
        try runner.inARow { while let next = page.next { try runCell(next.step.id) } }
    }

    func stale() throws {
        try page.refresh()
        try runner.inARow { try runStale() }
    }

    private func runStale() throws {
        var (ran, waits) = (0, 0)
        for id in page.program.cells {
            let planned = try page.planned(id)
            guard case .stale = try page.state(of: planned) else { continue }
            if let costly = try runner.costlyCell(running: planned) {
                let why = costly == id ? "takes long" : "needs \(costly), which takes long"
                screen.line("\(id) is stale and \(why); :run \(id) runs it")
                waits += 1
                continue
            }
            try runCell(id, staying: true)
            ran += 1
        }
        if ran + waits == 0 { screen.line("nothing is stale") }
    }

    func go(to cell: String) throws {
        guard !cell.isEmpty else { throw MissingArgument(name: "goto", what: "a cell", example: ":goto mel, or :goto end") }
        try page.refresh()
        let cells = page.program.cells
        if cell == "end", !cells.contains("end") { return try page.go(after: cells.last) }
        let index = page.program.rank(ofCell: try page.planned(cell).step.id)!
        try page.go(after: index == 0 ? nil : cells[index - 1])
        showUpcoming()
    }

    // MARK: Looking

    func cells() throws {
        try page.refresh()
        let rows = try page.program.steps.filter { !$0.step.isLine }.map { planned in
            (planned.step.id, describe(try page.state(of: planned)), planned.step.mark)
        }
        guard !rows.isEmpty else { return screen.line("no cells") }
        let width = rows.map { displayWidth($0.0) }.max()! + 2
        let upcoming = page.next?.step.id
        for (id, state, edit) in rows {
            let mark = id == upcoming ? "▸ " : "  "
            let space = String(repeating: " ", count: width - displayWidth(id))
            screen.line(screen.prose(mark + id + space, state + (edit.map { " · " + $0 } ?? "")))
        }
    }

    private func describe(_ state: CellState) -> String {
        switch state {
        case .fresh: "fresh"
        case .stale(let reason): "stale: \(reason)"
        case .failed(let message): "failed: \(message)"
        case .stopped(let message): message
        case .neverRun: "never run"
        case .wrong(let message): "error: \(message)"
        case .skipped: "skipped"
        }
    }

    func names() throws {
        try page.refresh()
        let here = page.environment
        let further = page.program.environment.names.filter { here[$0] == nil }
        guard !here.names.isEmpty || !further.isEmpty else { return screen.line("no names yet") }
        let width = here.names.map { displayWidth($0) }.max().map { $0 + 2 } ?? 0
        for name in here.names {
            let text = try describe(here[name]!)
            let room = max(20, TerminalWindow.current().columns - width - 1)
            let space = String(repeating: " ", count: width - displayWidth(name))
            screen.line(name + space + (screen.isTerminal ? screen.cut(text, to: room) : text))
        }
        guard !further.isEmpty else { return }
        screen.line(screen.style.dim("further down, and not to be read from here: \(further.joined(separator: ", "))"))
    }

    private func describe(_ definition: Environment.Definition) throws -> String {
        switch definition.meaning {
        case .scalar(let scalar): return scalar.display
        case .broken: return "its definition in \(definition.origin.id) has an error"
        case .value(let recipe, let type):
            guard let entry = try place.store.entry(recipe.key), entry.isHeld else {
                return "\(type.name), not made yet; \(definition.origin.id) makes it"
            }
            return entry.line
        }
    }

    func why(_ name: String) throws {
        guard !name.isEmpty else { throw MissingArgument(name: "why", what: "a name", example: ":why mel") }
        try page.refresh()
        let environment = page.environment[name] == nil ? page.program.environment : page.environment
        guard let entry = environment[name] else {
            throw UnknownName(name: name, names: environment.names)
        }
        screen.line("\(name) comes from \(entry.origin.words)")
        switch entry.meaning {
        case .scalar(let scalar): screen.line("  \(scalar.display)")
        case .broken: screen.line("  its definition has an error")
        case .value(let recipe, _):
            let listing = Listing(recipe)
            for line in listing.source.split(separator: "\n") {
                let parts = screen.window.map { screen.broken(String(line), to: $0 - 2) } ?? [String(line)]
                for part in parts { screen.line("  " + part) }
            }
            for input in listing.inputs { screen.line(screen.prose("  ", "\(input.path): SHA-256 \(input.digest)")) }
            if let stored = try place.store.entry(recipe.key) {
                screen.line(screen.prose("  ", stored.line))
                screen.line(
                    "  key \(recipe.key.short) · \(size(ofBytes: stored.bytes)) · made in \(length(ofSeconds: stored.seconds))")
                screen.line(screen.prose("  ", "made at \(stored.levels.with(stored.engine))"))
            } else {
                screen.line(screen.prose("  ", "key \(recipe.key.short) · not in the session: it is made when it is needed"))
                if let levels = try place.store.levelsBeyond(recipe.key).first {
                    screen.line(
                        screen.prose("  ", "one made at \(levels) is there, and this page is of \(place.store.engine.level)"))
                }
            }
        }
    }

    func log() throws {
        let events = try place.store.events(page: page.name)
        guard !events.isEmpty else { return screen.line("nothing yet") }
        for event in events.suffix(40) {
            guard let entry = Page.Entry(event) else { continue }
            if case .moved = entry { continue }
            let time = Date(timeIntervalSince1970: event.time).formatted(.iso8601.time(includingFractionalSeconds: false))
            screen.line("  \(time)  \(describe(entry))")
        }
    }

    private func describe(_ entry: Page.Entry) -> String {
        switch entry {
        case .ran(let cell, let run):
            switch run.outcome {
            case .failed(let message): "the run of \(cell), which failed: \(message)"
            case .stopped(let message): "the run of \(cell), \(message)"
            case .done, .failedAsExpected: "the run of \(cell)"
            }
        case .typed(let line): line.source
        case .drafted(let cell, _): "the edit of \(cell)"
        case .reverted(let cell): "\(cell) reverted"
        case .saved(let cell): "\(cell) saved; the file keeps it"
        case .moved: "moved"
        }
    }

    func time() {
        guard let (what, seconds) = lastTimed else { return screen.line("nothing has run yet") }
        // Of several lines one, behind the time, where nothing in it reads as a part of that.
        let text = "\(length(ofSeconds: seconds)) for \(what.split(whereSeparator: \.isWhitespace).joined(separator: " "))"
        screen.line(screen.isTerminal ? screen.cut(text, to: screen.width) : text)
    }

    // MARK: Changing

    func edit(_ cell: String) throws {
        try page.refresh()
        let id = try cell.isEmpty ? current(for: "edit") : cell
        let planned = try page.planned(id)
        if screen.isTerminal {
            screen.line(screen.style.dim("Enter accepts · Alt-Enter begins a line · Control-C leaves it as it was"))
        }
        if planned.step.setAside != nil { screen.line("the cell has changed in the file since; this is the edit as it was:") }
        guard
            case .line(let text) = editor.readLine(
                prompt: screen.style.coloured("\(id) ✎ ", .yellow), initial: planned.step.setAside ?? planned.step.source),
            text != planned.step.source
        else { return screen.line("\(id) is as it was") }
        try page.draft(cell: id, text)
        try go(to: id)
    }

    func save(_ cell: String) throws {
        let saved = try page.save(cell: cell.isEmpty ? nil : cell)
        screen.line(saved.isEmpty ? "no edits to save" : "saved \(saved.joined(separator: ", ")) in \(page.name)")
    }

    /// Without a name: the cell that comes next if it is edited, else the only edited one.
    func revert(_ cell: String) throws {
        try page.refresh()
        let edited = page.program.steps.filter { $0.step.mark != nil }.map(\.step.id)
        let next = page.next?.step.id
        guard let id = cell.isEmpty ? edited.first(where: { $0 == next }) ?? (edited.count == 1 ? edited[0] : nil) : cell
        else {
            return screen.line(edited.isEmpty ? "no edits to drop" : "which one: \(edited.joined(separator: ", "))?")
        }
        let isDropped = try runner.restoring { try page.revert(cell: id) }
        screen.line(isDropped ? "\(id) is as in the file again" : "no edit to drop in \(id)")
    }

    func undo() throws {
        let undone = try runner.restoring { try page.undo() }
        guard let last = undone.first else { return screen.line("nothing to take back") }
        screen.line("taken back: \(undone.dropFirst().reduce(describe(last)) { $0 + ", " + describe($1) })")
    }

    // MARK: Outside

    func play(_ text: String) throws {
        guard !text.isEmpty else { throw MissingArgument(name: "play", what: "a sound", example: ":play clip[1 s .. 2 s]") }
        let wave = try runner.wave(of: text)
        let path = place.store.folder + "/play.wav"
        try Data(wave).write(to: URL(fileURLWithPath: path), options: .atomic)
        switch Player().play(path) {
        case .played, .interrupted: break
        case .cannotPlay(let file, _): screen.line("no sound device here; the sound is in \(file)")
        }
    }

    func open(_ name: String) throws {
        guard let path = name.isEmpty ? screen.lastFigure : name else {
            return screen.line("no figure yet: plot makes one")
        }
        let absolute = place.places.source(path)
        guard FileManager.default.fileExists(atPath: absolute) else { throw NoSuchFile(path: path) }
        switch Opener().open(absolute) {
        case .opened: screen.line("opened \(path)")
        case .cannotOpen: screen.line("no viewer here; the file is \(path)")
        }
    }

    // MARK: The page

    /// The cell that a directive without a name means: the one that the prompt shows.
    private func current(for directive: String) throws -> String {
        guard let id = page.next?.step.id ?? page.position else {
            throw MissingArgument(name: directive, what: "a notebook with cells", example: "foley notebooks/00-start.md")
        }
        return id
    }

    /// The prose up to the next cell, and the cell's text, as something to read before Enter runs it.
    func showUpcoming() {
        guard let document = page.document else { return }
        screen.upcoming(document, next: page.next)
    }

    /// What Enter does now, for the prompt.
    var prompt: String {
        guard page.document != nil else { return screen.style.coloured("foley ▸ ", .cyan) }
        return screen.style.coloured((page.next?.step.id ?? "end") + " ▸ ", .cyan)
    }
}
