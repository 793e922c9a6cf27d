import Foundation
public import Language
public import Programs
public import Session
public import Tensors
import Verbs
public import Workplace

/// A page that is open: its file, what the session remembers of it, and the program that both make.
public final class OpenPage {
    public let store: Store
    public let places: Places
    /// Made when the first statement is read: a page without one opens sooner.
    public var vocabulary: Vocabulary { .foley.looking(into: store, in: places) }
    /// The page's name in the session: the notebook's path in the project, or `prompt`.
    public let name: String
    private let file: NotebookFile?
    /// The level of instructions that the notebook stated when it was opened.
    private let levelWhenOpened: Level?
    private var levelSaid: Level??
    let planner: Planner
    /// One that reads no file: for a look while a line is being typed, which nothing can stop.
    let glancing: Planner
    /// Whether drafts and lines of earlier times count; `foley run` reads the file alone.
    let remembers: Bool

    public private(set) var page = Page()
    public private(set) var program = Program.empty
    var effort = Effort()
    private var historyEnd: Int64 = 0
    private var historyUndone = 0
    /// Whether the file's cells, the lines or the drafts are others than those the program was planned from.
    private var isOutdated = true
    /// Lines typed since that stand below all the program has.
    private var following: [Step] = []
    /// What is known while cells run in a row.
    private(set) var sweep: Sweep?
    /// The position in a session that cannot be written.
    private var unrecorded: String??

    /// - Parameter notebook: the path of the file; nil for the prompt's own page.
    ///
    /// - Throws: `DocumentFault`, `StoreFault`, `Interrupted`.
    public init(store: Store, places: Places, notebook: String?, remembers: Bool) throws {
        self.store = store
        self.places = places
        self.remembers = remembers
        file = try notebook.map { try NotebookFile($0) }
        levelWhenOpened = file?.document.level
        name = notebook.map(places.name) ?? "prompt"
        planner = Planner(places: places) { [store] name in try store.digest(ofSource: name, in: places) }
        glancing = Planner(places: places) { [store] name in
            try store.digest(ofSource: name, in: places, onlyKnown: true)
        }
        try refresh()
    }

    public var document: Document? { file?.document }

    // MARK: What there is

    /// Takes in what other prompts on the session, an editor on the file and the input files have changed since.
    public func refresh() throws {
        try refreshFile()
        try replan()
    }

    /// The same before cell `id` runs: where cells run in a row, each looks at its own files and at some others in turn.
    func refresh(for id: String) throws {
        guard looksInTurn, let sweep, let place = program.place(of: id) else { return try refresh() }
        try refreshFile()
        try replan(lookingAt: [place] + sweep.turn(among: program.steps.count))
    }

    private func refreshFile() throws { if try file?.refresh() == true { isOutdated = true } }

    /// Takes in what other prompts have changed, with the file as it was read last, and looks at input files: at those of all
    /// steps, or of those at `places`.
    private func replan(lookingAt places: [Int]? = nil) throws {
        try readHistory()
        if isOutdated {
            let steps = steps()
            effort.steps += steps.count
            program = try Program(steps, after: program, vocabulary: vocabulary, planner: planner)
            (isOutdated, following) = (false, [])
            return
        }
        while let line = following.first {
            effort.steps += 1
            try program.append(line, vocabulary: vocabulary, planner: planner)
            following.removeFirst()
        }
        var look = FileLook(planner)
        let changed = program.changed(&look, amongStepsAt: places)
        effort.files += look.count
        effort.steps += changed.count
        try program.refresh(changed, vocabulary: vocabulary, planner: planner)
    }

    /// Reads what the history has gained; all of it again where something was undone.
    private func readHistory() throws {
        let undone = try store.undoneCount(page: name)
        if undone != historyUndone {
            page = Page()
            historyEnd = 0
            historyUndone = undone
            isOutdated = true
        }
        for event in try store.events(page: name, after: historyEnd) {
            historyEnd = event.id
            if let entry = Page.Entry(event) { take(entry) }
        }
    }

    private func take(_ entry: Page.Entry) {
        page.add(entry)
        guard remembers else { return }
        switch entry {
        case .typed(let line) where !isOutdated && (program.cells.isEmpty || line.after == program.cells.last):
            following.append(Step(id: page.lines.last!.id, isLine: true, source: line.source))
        case .typed, .drafted, .reverted, .saved: isOutdated = true
        case .ran, .moved: break
        }
    }

    /// The cells of the file, drafts in place, each followed by the lines typed after it.
    private func steps() -> [Step] {
        let cells = document?.cells ?? []
        var after: [String?: [Step]] = [:]
        if remembers {
            let ids = Set(cells.map(\.id))
            for (id, line) in page.lines {
                // A cell that has another name now, or is gone: its former place in the file is the next best.
                let former = line.number.map { $0 <= cells.count ? cells[$0 - 1].id : cells.last?.id } ?? nil
                let place = line.after.flatMap { ids.contains($0) ? $0 : former }
                after[place, default: []].append(Step(id: id, isLine: true, source: line.source))
            }
        }
        return (after[nil] ?? []) + cells.flatMap { [step($0)] + (after[$0.id] ?? []) }
    }

    private func step(_ cell: Cell) -> Step {
        var step = Step(
            id: cell.id, isLine: false, source: cell.code, firstLine: cell.line,
            isSkipped: cell.options.skips, fails: cell.options.fails)
        guard remembers, let draft = page.drafts[cell.id], draft.source != cell.code else { return step }
        // Another text than the one it was made from may be another cell.
        guard draft.base == nil || draft.base == cell.code else {
            step.setAside = draft.source
            return step
        }
        step.source = draft.source
        step.firstLine = nil
        step.isEdited = true
        return step
    }

    /// A cell of the program.
    ///
    /// - Throws: `NoSuchCell`.
    public func planned(_ id: String) throws -> PlannedStep {
        guard let planned = program[id], !planned.step.isLine else {
            throw NoSuchCell(id: id, cells: program.cells)
        }
        return planned
    }

    /// How a cell stands.
    public func state(of planned: PlannedStep) throws -> CellState {
        effort.states += 1
        return try CellState(
            planned, run: page.runs[planned.step.id], holds: { try store.contains($0.key) },
            elsewhere: { try levelsElsewhere(of: planned) }, level: store.engine.level)
    }

    /// Why a cell that ran is not fresh although nothing that it means has changed, where that is so: what it made was made
    /// at other levels of instructions than the page's.
    public func levelsElsewhere(of planned: PlannedStep) throws -> Levels? {
        for recipe in planned.recipes where try !store.contains(recipe.key) {
            if let levels = try store.levelsBeyond(recipe.key).first { return levels }
        }
        return nil
    }

    /// What to say of a level that the file states by now and did not when it was opened; once for each.
    func newLevel() -> String? {
        let level = document?.level
        guard level != levelWhenOpened, levelSaid != .some(level) else { return nil }
        levelSaid = level
        let stated = level.map { "states isa: \($0.rawValue) now" } ?? "no longer states a level of instructions"
        return "\(name) \(stated); that takes effect when it is opened again"
    }

    // MARK: Where the prompt stands

    /// The cell after which lines stand and `next` goes on; nil for the top.
    public var position: String? {
        (unrecorded ?? page.position).flatMap { program.rank(ofCell: $0) == nil ? nil : $0 }
    }

    /// The cell that comes next.
    public var next: PlannedStep? { program.cell(after: position) }

    /// The names that a line typed now can read: all that stands above the next cell.
    public var environment: Environment {
        next.map { program.environment(above: $0) } ?? program.environment
    }

    /// Lets lines and `next` go on after cell `id`; nil for the top.
    public func go(after id: String?) throws {
        guard !store.isReadOnly else {
            unrecorded = .some(id)
            return
        }
        if id != position { try commit([.moved(to: id)]) }
    }

    // MARK: Changing

    /// Puts `source` in a cell's place for this session; the file stays as it is.
    public func draft(cell id: String, _ source: String) throws {
        let cell = try cell(id)
        try commit([source == cell.code ? .reverted(cell: id) : .drafted(cell: id, Page.Draft(source: source, base: cell.code))])
    }

    /// Drops a cell's draft; false where there is none.
    public func revert(cell id: String) throws -> Bool {
        _ = try cell(id)
        guard page.drafts[id] != nil else { return false }
        try commit([.reverted(cell: id)])
        return true
    }

    /// Writes drafts into the notebook's file: of `id`, or of every cell. Gives the ids saved.
    ///
    /// The file comes first: should the session not learn of it, a draft that equals its cell is no draft.
    ///
    /// - Throws: `EditIsSetAside` where the cell is another than the one that was edited.
    public func save(cell id: String?) throws -> [String] {
        try refresh()
        if let id { _ = try planned(id) }
        let wanted = program.steps.filter { id == nil || $0.step.id == id }
        let edited = wanted.filter(\.step.isEdited)
        if edited.isEmpty, let aside = wanted.first(where: { $0.step.setAside != nil }) {
            throw EditIsSetAside(id: aside.step.id)
        }
        guard let file, !edited.isEmpty else { return [] }
        try file.save(try edited.map { try (cell($0.step.id), $0.step.source) }, through: store)
        let ids = edited.map(\.step.id)
        try commit(ids.map { .saved(cell: $0) })
        return ids
    }

    /// Takes the last thing back: a run, a line, an edit; an edit together with its run. Gives what it was, the last
    /// first; nothing at the beginning.
    public func undo() throws -> [Page.Entry] {
        var undone: [Page.Entry] = []
        while let event = try store.undoLast(page: name) {
            guard let entry = Page.Entry(event) else { continue }
            if case .moved = entry { continue }
            undone.append(entry)
            guard case .ran(let cell, _) = entry, case .drafted(cell, _)? = try lastChange() else { break }
        }
        try refresh()
        return undone
    }

    /// The last entry that stands, moves aside.
    private func lastChange() throws -> Page.Entry? {
        try store.events(page: name).reversed().lazy.compactMap(Page.Entry.init).first {
            if case .moved = $0 { false } else { true }
        }
    }

    private func cell(_ id: String) throws -> Cell {
        guard let cell = document?.cells.first(where: { $0.id == id }) else {
            throw NoSuchCell(id: id, cells: program.cells)
        }
        return cell
    }

    // MARK: Committing

    /// Keeps entries and files in one; the page has taken them in when it returns.
    ///
    /// - Parameter expecting: whether the commit holds only if no other prompt has added to the page since `refresh`.
    /// - Throws: `PageMoved`, `StoreFault`, `FileFault`.
    func commit(
        _ entries: [Page.Entry], files: [OutgoingFile] = [], expecting: Bool = false
    ) throws {
        let committed = try store.commit(
            page: name, events: entries.map { try $0.record() }, files: files.map { ($0.path, $0.bytes) },
            made: Dictionary(files.map { ($0.path, $0.made) }) { $1 }, expectedLast: expecting ? historyEnd : nil)
        // It stands, whatever an editor has made of the file meanwhile: that is for the next statement to take in.
        try Interrupt.suspended { try replan(lookingAt: looksInTurn ? readers(ofFilesAt: committed.written) : nil) }
    }
}

/// How much was done for a page, so that a test can say how it grows.
struct Effort: Equatable {
    /// Steps that were compared, planned or gone over.
    var steps = 0
    /// Steps whose state was asked of the session.
    var states = 0
    /// Files that were looked at.
    var files = 0

    func since(_ before: Effort) -> Effort {
        Effort(steps: steps - before.steps, states: states - before.states, files: files - before.files)
    }
}

extension OpenPage {
    /// Runs cells in a row by `body`, so that all of them together take no longer than each needs by itself.
    func sweeping<R>(_ body: () throws -> R) rethrows -> R {
        guard sweep == nil else { return try body() }
        sweep = Sweep()
        defer { sweep = nil }
        return try body()
    }

    /// The row that cells run in, with what is still sure of it; one of its own for a cell that runs by itself.
    func checkedSweep() throws -> Sweep {
        guard let sweep else { return Sweep() }
        try sweep.check(store, firstChange: program.takeFirstChange())
        return sweep
    }

    /// Whether cells run in a row on a page that reads too many files to look at all of them for each.
    private var looksInTurn: Bool { sweep != nil && program.files.count > Sweep.looks }

    /// The places of the steps that read one of the files at these absolute paths.
    private func readers(ofFilesAt paths: [String]) -> [Int] {
        paths.flatMap { program.files.readers(of: places.names(of: $0)) }
    }

    /// Whether a step of the page, or `planned`, reads the file at this absolute path.
    func reads(_ path: String, for planned: PlannedStep) -> Bool {
        let names = places.names(of: path)
        return program.files.holds(names) || names.contains { planned.files[$0] != nil }
    }
}

/// An edit of a cell that reads otherwise in the file by now.
struct EditIsSetAside: Fault {
    var id: String
    var cause: String { "the cell '\(id)' has changed in the file since it was edited" }
    var remedy: String? { ":edit \(id) shows the edit again; :revert \(id) drops it" }
}

/// A cell that the notebook does not have.
public struct NoSuchCell: Fault {
    public var id: String
    public var cells: [String]

    public init(id: String, cells: [String]) {
        self.id = id
        self.cells = cells
    }

    public var cause: String { "there is no cell '\(id)'" }
    public var remedy: String? {
        guard !cells.isEmpty else { return "there are no cells here; type a statement, or open a notebook" }
        return nearest(to: id, among: cells).map { "did you mean '\($0)'?" }
            ?? "the cells are \(cells.joined(separator: ", "))"
    }
}
