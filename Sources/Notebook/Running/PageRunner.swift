import Foundation
public import Language
public import Session
import Tensors
public import Verbs

/// A page at work: its program, what the session remembers of it, and the running of its cells and lines.
///
/// The page is a notebook file, or the prompt's own. Every public member first takes in what other prompts on the same
/// session, and an editor on the same file, have changed since.
public final class PageRunner {
    public let store: Store
    public let places: Places
    public let vocabulary: Vocabulary
    /// The page's name in the session: the notebook's path in the project, or `prompt`.
    public let name: String
    private let notebook: String?
    private let tell: (Happening) -> Void
    let evaluator: Evaluator
    let planner: Planner

    public private(set) var document: Document?
    public private(set) var page = Page()
    public private(set) var program: Program
    /// The cell after which lines stand and `next` goes on; the last one that ran, until `goto` says otherwise.
    public private(set) var position: String?

    /// - Parameters:
    ///   - notebook: the file's absolute path; nil for the prompt's own page.
    ///   - remembers: whether drafts, lines and runs of earlier times count; `foley run` reads the file alone.
    public init(
        store: Store, places: Places, notebook: String?, remembers: Bool = true,
        tell: @escaping @Sendable (Happening) -> Void
    ) throws {
        self.store = store
        self.places = places
        self.notebook = notebook
        self.remembers = remembers
        self.tell = tell
        vocabulary = .foley
        name = notebook.map(places.name) ?? "prompt"
        evaluator = Evaluator(
            store: store,
            context: Context(places: places, progress: { tell(.progress($0)) }, note: { tell(.note($0)) }))
        planner = Planner(places: places) { [store] path in try store.digest(ofFile: path) }
        program = Program([], vocabulary: vocabulary, planner: planner)
        try refresh()
        position = page.position
    }

    private let remembers: Bool
    private var fileStamp: FileStamp?
    private var historyEnd: Int64 = 0
    private var historyUndone = 0

    // MARK: What there is

    /// Takes in what has changed: the file, the session's history, the input files.
    public func refresh() throws {
        if let notebook {
            let stamp = FileStamp(notebook)
            if document == nil || stamp != fileStamp {
                document = try Document.read(notebook)
                fileStamp = stamp
            }
        }
        try readHistory()
        program = Program(steps(), after: program, vocabulary: vocabulary, planner: planner)
    }

    /// Reads what the history has gained; all of it again where something was undone.
    private func readHistory() throws {
        let undone = try store.undoneCount(page: name)
        if undone != historyUndone {
            page = Page()
            historyEnd = 0
            historyUndone = undone
        }
        for event in try store.events(page: name, after: historyEnd) {
            historyEnd = event.id
            if let entry = Page.Entry(event) { page.add(entry) }
        }
    }

    /// The cells of the file, drafts in place, each followed by the lines typed after it.
    private func steps() -> [Step] {
        var after: [String?: [Step]] = [:]
        if remembers {
            let cells = Set(document?.cells.map(\.id) ?? [])
            for (id, line) in page.lines {
                let place = line.after.flatMap { cells.contains($0) ? $0 : nil }
                after[place, default: []].append(Step(id: id, isLine: true, source: line.source))
            }
        }
        return (after[nil] ?? [])
            + (document?.cells ?? []).flatMap { cell in
                [step(cell)] + (after[cell.id] ?? [])
            }
    }

    private func step(_ cell: Cell) -> Step {
        var step = Step(
            id: cell.id, isLine: false, source: cell.code, firstLine: cell.line,
            isSkipped: cell.options.skips, fails: cell.options.fails)
        if remembers, let draft = page.drafts[cell.id], draft != cell.code {
            step.source = draft
            step.firstLine = nil
            step.isEdited = true
        }
        return step
    }

    public func planned(_ id: String) -> PlannedStep? { program.steps.first { $0.step.id == id } }

    /// How each cell stands.
    public func state(of planned: PlannedStep) throws -> CellState {
        try CellState(
            planned, run: page.runs[planned.step.id], holds: { recipe in try store.contains(recipe.key) })
    }

    /// The names that a line typed now can read.
    public var environment: Environment {
        // A line stands after the cell at `position` and after the lines already typed there.
        guard let next = program.steps.first(where: { $0.step.id == insertionPoint }) else { return program.environment }
        return program.environment(above: next)
    }

    /// The first step that stands below a line typed now; nil at the end.
    private var insertionPoint: String? {
        var steps = program.steps[...]
        if let position, let index = steps.firstIndex(where: { $0.step.id == position }) {
            steps = steps[(index + 1)...]
        } else if document == nil {
            return nil
        }
        return steps.first { !$0.step.isLine }?.step.id
    }

    // MARK: Running

    /// Runs a cell, after the cells that it needs and that are not fresh.
    ///
    /// - Throws: `StepFailure`.
    public func run(cell id: String) throws {
        try refresh()
        guard let planned = planned(id) else { throw NoSuchCell(id: id, cells: program.cells) }
        for need in try needs(of: planned) { try execute(need, because: "'\(id)' needs it") }
        try execute(planned, because: nil)
        position = id
    }

    /// The steps that `planned` reads from, directly or not, and that are not fresh; in order.
    public func needs(of planned: PlannedStep) throws -> [PlannedStep] {
        var wanted = Set(planned.origins.values)
        var needed: [PlannedStep] = []
        let above = program.steps.prefix { $0.step.id != planned.step.id }
        for step in above.reversed() where wanted.contains(step.step.id) {
            wanted.formUnion(step.origins.values)
            if !step.step.isLine, try state(of: step) != .fresh { needed.append(step) }
        }
        return needed.reversed()
    }

    private func execute(_ planned: PlannedStep, because: String?) throws {
        let id = planned.step.id
        tell(.begins(cell: id, because: because))
        guard !planned.step.isSkipped else { return tell(.done(cell: id, computed: 0)) }
        var execution = Execution(
            planned, store: store, places: places, plots: plots, file: name, tell: tell)
        var run = Page.Run(
            key: planned.key.description, source: planned.step.source, reads: planned.reads, files: planned.files,
            failure: nil)
        do {
            try execution.run(evaluator)
            guard !planned.step.fails else {
                throw StepFailure(
                    step: id, message: "it was expected to fail",
                    rendered: "error: cell \(id) is marked 'fails', and it did not fail")
            }
        } catch let failure as StepFailure where !failure.isInterruption {
            run.failure = failure.message
            let isExpected = planned.step.fails && failure.message != "it was expected to fail"
            do { try record(run, of: id, files: []) } catch let fault as StoreFault {
                // The cell's own error is the one to report.
                throw isExpected ? StepFailure(fault, committing: execution) : failure
            }
            guard isExpected else { throw failure }
            tell(.shows(.text(failure.rendered)))
            return tell(.done(cell: id, computed: execution.computed))
        }
        do { try record(run, of: id, files: execution.files) } catch {
            let failure = StepFailure(error, committing: execution)
            // A session that cannot be written cannot keep the failure either.
            guard !failure.isInterruption, !(error is StoreFault) else { throw failure }
            run.failure = failure.message
            try record(run, of: id, files: [])
            throw failure
        }
        tell(.done(cell: id, computed: execution.computed))
    }

    /// Commits a run: the event and the files in one, or neither. A run that repeats the last one writes no event.
    private func record(_ run: Page.Run, of cell: String, files: [(path: String, bytes: [UInt8])]) throws {
        let last = page.runs[cell]
        let repeats = last?.key == run.key && last?.source == run.source && last?.failure == run.failure
        let entries: [Page.Entry] = repeats ? [] : [.ran(cell: cell, run)]
        try commit(entries, files: files)
    }

    /// Runs a line typed at the prompt: its names are defined after the last cell that ran.
    ///
    /// - Throws: `StepFailure`.
    public func run(line source: String) throws {
        try refresh()
        let step = Step(id: "line \(page.lines.count + 1)", isLine: true, source: source)
        var names = environment
        var planned = Program.plan(step, in: &names, vocabulary: vocabulary, planner: planner)
        planned.problem = planned.problem.map { explained($0, in: source) }
        var execution = Execution(planned, store: store, places: places, plots: "plots/prompt", file: nil, tell: tell)
        try execution.run(evaluator)
        let defines = planned.statements.contains { $0.name != nil }
        let entry = Page.Entry.typed(id: step.id, Page.Line(source: source, after: position))
        do { try commit(defines ? [entry] : [], files: execution.files) } catch {
            throw StepFailure(error, committing: execution)
        }
        tell(.done(cell: step.id, computed: execution.computed))
    }

    // MARK: Steering

    /// Lets lines and `next` go on after cell `id`; nil for the top.
    public func go(after id: String?) { position = id }

    /// The next cell to run.
    public var next: PlannedStep? {
        let cells = program.steps.filter { !$0.step.isLine }
        guard let position, let index = cells.firstIndex(where: { $0.step.id == position }) else { return cells.first }
        return index + 1 < cells.count ? cells[index + 1] : nil
    }

    /// Puts `source` in a cell's place for this session; the file stays as it is.
    public func draft(cell id: String, _ source: String) throws {
        let cell = try cell(id)
        try commit([source == cell.code ? .settled(cell: id) : .drafted(cell: id, source: source)], files: [])
    }

    public func revert(cell id: String) throws {
        _ = try cell(id)
        try commit([.settled(cell: id)], files: [])
    }

    /// Writes drafts into the notebook's file: of `id`, or of every cell. Gives the ids saved.
    public func save(cell id: String?) throws -> [String] {
        try refresh()
        guard let document, let notebook else { return [] }
        let edited = program.steps.filter { $0.step.isEdited && (id == nil || $0.step.id == id) }
        guard !edited.isEmpty else { return [] }
        var changed = document
        for step in edited {
            let cell = changed.cells.first { $0.id == step.step.id }!
            let text = try changed.replacing(cell, with: step.step.source)
            changed = try Document(path: document.path, source: text)
        }
        let ids = edited.map(\.step.id)
        try commit(ids.map { .settled(cell: $0) }, files: [(notebook, Array(changed.source.utf8))])
        return ids
    }

    /// Takes the last thing back: a run, a line, a draft. Gives what it was; nil at the beginning.
    public func undo() throws -> Page.Entry? {
        guard let event = try store.undoLast(page: name) else { return nil }
        try refresh()
        position = page.position
        return Page.Entry(event)
    }

    private func cell(_ id: String) throws -> Cell {
        guard let cell = document?.cells.first(where: { $0.id == id }) else {
            throw NoSuchCell(id: id, cells: program.cells)
        }
        return cell
    }

    private func commit(_ entries: [Page.Entry], files: [(path: String, bytes: [UInt8])]) throws {
        try store.commit(page: name, events: entries.map { try $0.record() }, files: files)
        try refresh()
    }

    /// `notebooks/real/digits.md` draws into `plots/real/digits`.
    private var plots: String {
        var stem = name
        if stem.hasPrefix("notebooks/") { stem.removeFirst("notebooks/".count) }
        if stem.hasSuffix(".md") { stem.removeLast(3) }
        return "plots/" + (stem.hasPrefix("/") ? (stem as NSString).lastPathComponent : stem)
    }
}

/// Tells whether a file has been written since.
private struct FileStamp: Equatable {
    var modified: Date?
    var size: UInt64?

    init(_ path: String) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        modified = attributes?[.modificationDate] as? Date
        size = attributes?[.size] as? UInt64
    }
}
