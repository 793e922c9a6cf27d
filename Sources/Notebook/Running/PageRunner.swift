import Language
import Programs
import Session
import Tensors
import Verbs
import Workplace

/// Runs the cells and lines of an open page, one commit each.
public final class PageRunner {
    public let page: OpenPage
    private let evaluator: Evaluator
    private let tell: (Happening) -> Void

    /// - Parameter threads: for heavy work; as many as the machine has cores where nil. Results do not depend on it.
    /// - Parameter memory: for networks at work, in bytes; `Parallel.usualMemory` where nil.
    public init(
        _ page: OpenPage, threads: Int?, memory: Int? = nil, tell: @escaping @Sendable (Happening) -> Void
    ) {
        self.page = page
        self.tell = tell
        evaluator = Evaluator(
            store: page.store,
            context: Context(
                places: page.places,
                parallel: Parallel(threads: threads, memory: memory ?? Parallel.usualMemory) {
                    tell(.status(Status(done: $0, total: $1)))
                },
                status: { tell(.status($0)) }, note: { tell(.note($0)) }))
    }

    /// Runs a cell, after the cells that it needs and that are not fresh.
    ///
    /// - Throws: `StepFailure`, `NoSuchCell`, `Interrupted`.
    /// - Parameter staying: whether the prompt's place stays where it is.
    public func run(cell id: String, staying: Bool = false) throws {
        try page.refresh(for: id)
        if let said = page.newLevel() { tell(.note(said)) }
        for need in try needs(of: page.planned(id)) { try execute(need.step.id, because: "\(id) needs it", moves: false) }
        try execute(id, because: nil, moves: !staying)
    }

    /// The first cell that running `planned` would run and that takes long: it, or one that it needs and that is not fresh.
    public func costlyCell(running planned: PlannedStep) throws -> String? {
        try (needs(of: planned) + [planned]).first { $0.isCostly && !$0.step.isSkipped }?.step.id
    }

    /// Runs cells in a row: what `body` does with them, and no more than each of them needs.
    public func inARow<R>(_ body: () throws -> R) rethrows -> R { try page.sweeping(body) }

    /// The cells that `planned` reads from, directly or not, and that are not fresh; in order.
    private func needs(of planned: PlannedStep) throws -> [PlannedStep] {
        let sweep = try page.checkedSweep()
        var above: Set<Int> = []
        var pending = planned.origins.values.map(\.id)
        while let id = pending.popLast() {
            guard let place = page.program.place(of: id), !sweep.isReady(place), above.insert(place).inserted
            else { continue }
            pending += page.program.steps[place].origins.values.map(\.id)
        }
        page.effort.steps += above.count
        var needed: [PlannedStep] = []
        for place in above.sorted() {
            let step = page.program.steps[place]
            guard try step.step.isLine || page.state(of: step) == .fresh else {
                needed.append(step)
                continue
            }
            let origins = step.origins.values.map(\.id).compactMap(page.program.place)
            if origins.allSatisfy(sweep.isReady) { sweep.add(place) }
        }
        return needed
    }

    private func execute(_ id: String, because: String?, moves: Bool) throws {
        let moves = moves && page.remembers
        let planned = try page.planned(id)
        guard !planned.step.isSkipped else {
            tell(.skips(cell: id))
            if moves { try page.go(after: id) }
            return
        }
        tell(.begins(cell: id, because: because))
        var execution = execution(planned)
        let outcome = try execute(&execution)
        var run = Page.Run(
            key: planned.key.description, source: planned.step.source, reads: planned.reads, files: planned.files,
            outcome: .done, movesHere: moves)
        switch outcome {
        case .success where !planned.step.fails:
            try commit(run, of: planned, execution)
        case .success:
            let failure = StepFailure.didNotFail(planned)
            run.outcome = .failed(message: failure.message)
            try record(run, of: planned, failed: true)
            throw failure
        case .failure(let failure) where failure.stopped != nil:
            run.outcome = .stopped(message: failure.stopped!)
            do { try Interrupt.suspended { try record(run, of: planned, failed: true) } } catch is StoreFault { throw failure }
            throw failure
        case .failure(let failure) where planned.step.fails:
            run.outcome = .failedAsExpected
            do { try record(run, of: planned, failed: false) } catch let fault as StoreFault {
                throw execution.failure(committing: fault)
            }
            tell(.shows(.text(failure.rendered())))
        case .failure(let failure):
            run.outcome = .failed(message: failure.message)
            // Where the session cannot be written, the cell's own error is still the one to report.
            do { try record(run, of: planned, failed: true) } catch is StoreFault { throw failure }
            throw failure
        }
        tell(.done(cell: id, computed: execution.computed))
    }

    /// What came of the statements.
    private func execute(_ execution: inout Execution) throws -> Result<Void, StepFailure> {
        do {
            try execution.run(evaluator)
            return .success(())
        } catch let failure as StepFailure {
            return .failure(failure)
        }
    }

    /// Commits a run and its files; a file that cannot be written makes it a failed run.
    private func commit(_ run: Page.Run, of planned: PlannedStep, _ execution: Execution) throws {
        let entries: [Page.Entry] = repeats(run, of: planned.step.id) ? [] : [.ran(cell: planned.step.id, run)]
        do {
            try page.commit(entries, files: execution.files)
        } catch let fault as any Fault where !(fault is Interrupted) {
            let failure = execution.failure(committing: fault)
            var failed = run
            failed.outcome = .failed(message: failure.message)
            // Where the session itself cannot be written there is nowhere to record it.
            if !(fault is StoreFault) { try record(failed, of: planned, failed: true) }
            throw failure
        }
        if run.movesHere { try page.go(after: planned.step.id) }
    }

    private func record(_ run: Page.Run, of planned: PlannedStep, failed: Bool) throws {
        var run = run
        if failed { run.movesHere = false }
        if !repeats(run, of: planned.step.id) { try page.commit([.ran(cell: planned.step.id, run)]) }
        if run.movesHere { try page.go(after: planned.step.id) }
    }

    /// Whether a run says nothing that the last one did not.
    private func repeats(_ run: Page.Run, of cell: String) -> Bool {
        guard let last = page.page.runs[cell] else { return false }
        return last.key == run.key && last.source == run.source && last.outcome == run.outcome && last.files == run.files
    }

    /// Does `change` (an undo, a revert) and puts back the files of every cell that it makes mean something else and
    /// that is fresh: nothing is computed.
    public func restoring<R>(_ change: () throws -> R) throws -> R {
        let before = Dictionary(page.program.steps.map { ($0.step.id, $0.key) }) { first, _ in first }
        let result = try change()
        for planned in page.program.steps where !planned.step.isLine && before[planned.step.id] != planned.key {
            guard try page.state(of: planned) == .fresh, !planned.step.fails else { continue }
            var execution = Execution(planned, page: page, plots: page.plots, file: page.name) { _ in }
            try execution.run(evaluator)
            try page.commit([], files: execution.files)
        }
        return result
    }

    /// Runs a line typed at the prompt: its names are defined after the last cell that ran.
    ///
    /// Another prompt on the same page may define names meanwhile; the line then stands after them, and is run again if
    /// that changes what it means.
    ///
    /// - Throws: `StepFailure`, `Interrupted`.
    public func run(line source: String) throws {
        while true {
            try page.refresh()
            if let said = page.newLevel() { tell(.note(said)) }
            let step = Step(id: "line \(page.page.lines.count + 1)", isLine: true, source: source)
            let planned = try plan(step)
            var execution = execution(planned)
            try execution.run(evaluator)
            let defines = planned.statements.contains { $0.name != nil }
            let number = page.position.flatMap { page.program.rank(ofCell: $0) }.map { $0 + 1 }
            let line = Page.Line(source: source, after: page.position, number: number)
            do {
                try page.commit(
                    defines ? [.typed(line)] : [], files: execution.files, expecting: defines)
            } catch is PageMoved {
                continue
            } catch let fault as any Fault where !(fault is Interrupted) {
                throw execution.failure(committing: fault)
            }
            return tell(.done(cell: step.id, computed: execution.computed))
        }
    }

    private func plan(_ step: Step, by planner: Planner? = nil) throws -> PlannedStep {
        var names = page.environment
        var planned = try Program.plan(step, in: &names, vocabulary: page.vocabulary, planner: planner ?? page.planner)
        planned.problem = planned.problem.map {
            $0.isConsequence ? page.explained($0, in: step.source) : explained($0, in: step, names)
        }
        return planned
    }

    /// A name that is not known at this place may well be known to the page.
    private func explained(_ problem: Diagnostic, in step: Step, _ names: Environment) -> Diagnostic {
        let span = problem.span
        let word = String(decoding: step.source.utf8.dropFirst(span.start).prefix(span.end - span.start), as: UTF8.self)
        guard names[word] == nil, let below = page.program.environment[word] else { return problem }
        let origin = below.origin
        return Diagnostic(
            "'\(word)' is made further down, in \(origin.words)", at: span,
            hint: origin.isLine ? ":goto end goes there" : ":run \(origin.id) makes it")
    }

    /// The sound that `source` means here, as a WAV file: for listening.
    ///
    /// - Throws: `StepFailure`, `NotASound`.
    public func wave(of source: String) throws -> [UInt8] {
        try page.refresh()
        let planned = try plan(Step(id: "line \(page.page.lines.count + 1)", isLine: true, source: source))
        if let problem = planned.problem { throw StepFailure(problem, in: planned, file: nil) }
        guard let recipe = planned.statements.last?.recipe else { throw NotASound(source: source, found: "number") }
        defer { evaluator.release() }
        let value: any Value
        do { value = try evaluator.value(recipe) } catch {
            throw StepFailure(error, statement: planned.statements.count - 1, in: planned, file: nil)
        }
        if value is DatasetValue { return try wave(of: "load (\(source))") }
        guard let sound = value as? SoundValue else { throw NotASound(source: source, found: value.type.name) }
        return try sound.wave()
    }

    /// The columns of a table that the session has, or what stands in one; none where that is not known.
    func cells(_ wanted: Completions.Cells) -> [String] {
        for operand in wanted.operands {
            do {
                guard let table = try held(operand) as? DatasetValue else { continue }
                return try wanted.column.map(table.values) ?? table.columns
            } catch {
                // What is half written may well have an error, and a completion is not where to hear of it.
                continue
            }
        }
        return []
    }

    /// What `source` means here, if that is there without running anything.
    private func held(_ source: String) throws -> (any Value)? {
        let step = Step(id: "line \(page.page.lines.count + 1)", isLine: true, source: source)
        let planned = try plan(step, by: page.glancing)
        guard planned.problem == nil, let recipe = planned.statements.last?.recipe else { return nil }
        defer { evaluator.release() }
        return try evaluator.isAtHand(recipe) ? evaluator.value(recipe) : nil
    }

    private func execution(_ planned: PlannedStep) -> Execution {
        let isLine = planned.step.isLine
        return Execution(
            planned, page: page, plots: isLine ? "plots/prompt" : page.plots, file: isLine ? nil : page.name, tell: tell)
    }
}

extension OpenPage {
    /// `notebooks/real/digits.md` draws into `plots/real/digits`.
    var plots: String {
        var stem = name[...]
        if stem.hasPrefix("notebooks/") { stem.removeFirst("notebooks/".count) }
        if stem.hasSuffix(".md") { stem.removeLast(3) }
        return "plots/" + (stem.hasPrefix("/") ? stem.split(separator: "/").last.map(String.init) ?? "page" : String(stem))
    }
}

/// Something to play that is no sound.
struct NotASound: Fault {
    var source: String
    var found: String
    var cause: String { "'\(source)' is a \(found), not a sound" }
}
