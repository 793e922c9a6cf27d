public import Language
public import Programs
import Session
import Tensors
import Verbs
import Workplace

/// A page's steps, planned in order: each sees the names defined above it.
public struct Program: Sendable {
    public private(set) var steps: [PlannedStep] = []
    /// The names that stand after the last step.
    public private(set) var environment = Environment()
    /// The ids of the notebook's cells, in order.
    public private(set) var cells: [String] = []
    /// The files that the steps read.
    private(set) var files = FilesRead()
    /// The first place where a step has become another, since that was last asked.
    private var firstChange: Int?
    /// The places of steps that read names whose meaning has changed since, the last first.
    private var outdated: [Int] = []
    /// The places of the steps whose text has an error of its own.
    private var wrong: Set<Int> = []
    /// The places of the steps in whose text a name stands, in order.
    private var readers: [String: [Int]] = [:]
    /// Where each step stands among all, and each cell among the cells, by id.
    private var places: [String: Int] = [:]
    private var ranks: [String: Int] = [:]

    public static let empty = Program()

    private init() {}

    /// Plans every step; an error in one leaves the names it should have defined broken, and the rest goes on.
    ///
    /// What `former` has planned stays as it is up to the first step that differs, in its text or in a file it reads.
    ///
    /// - Throws: `Interrupted`, while a file is being hashed.
    public init(
        _ steps: [Step], after former: Program = .empty, vocabulary: @autoclosure () -> Vocabulary, planner: Planner
    ) throws {
        var look = FileLook(planner)
        let kept = zip(steps, former.steps.prefix(former.outdated.last ?? .max)).prefix { step, old in
            old.step == step && !old.awaitsFile && look.holds(old.files)
        }.count
        self = former
        keep(first: kept)
        for step in steps.dropFirst(kept) { try append(step, vocabulary: vocabulary(), planner: planner) }
    }

    // MARK: What stands where

    /// A cell or a line, by its id.
    public subscript(id: String) -> PlannedStep? { places[id].map { steps[$0] } }

    /// Where a step stands among all steps.
    func place(of id: String) -> Int? { places[id] }

    /// Where a cell stands among the cells.
    public func rank(ofCell id: String) -> Int? { ranks[id] }

    /// The cell after cell `id`, the first one for nil; nil after the last.
    func cell(after id: String?) -> PlannedStep? {
        let rank = id.flatMap { ranks[$0] }.map { $0 + 1 } ?? 0
        return rank < cells.count ? self[cells[rank]] : nil
    }

    /// The names that stand above `step`.
    public func environment(above step: PlannedStep) -> Environment { environment.prefix(step.above) }

    // MARK: Changing

    /// The places, in order, of the steps that wait for a file or have read one that is another now: of all steps, or of
    /// those at `places`.
    func changed(_ look: inout FileLook, amongStepsAt places: [Int]?) -> [Int] {
        guard let places else { return files.changed(&look) }
        return Set(places).filter { steps[$0].awaitsFile || !look.holds(steps[$0].files) }.sorted()
    }

    /// Plans one more step, at the end; on an error nothing has changed.
    mutating func append(_ step: Step, vocabulary: Vocabulary, planner: Planner) throws {
        let (planned, made) = try Self.plan(step, under: environment, vocabulary: vocabulary, planner: planner)
        environment.settle(made)
        let place = steps.count
        if places[step.id] == nil { places[step.id] = place }
        if !step.isLine {
            if ranks[step.id] == nil { ranks[step.id] = cells.count }
            cells.append(step.id)
        }
        enter(planned, at: place)
        for name in planned.names { readers[name, default: []].append(place) }
        steps.append(planned)
    }

    /// Takes away all steps but the first `count`.
    private mutating func keep(first count: Int) {
        note(changeAt: count)
        while steps.count > count {
            let (step, place) = (steps.removeLast(), steps.count)
            leave(step, at: place)
            for name in step.names { readers[name]!.removeLast() }
            if places[step.step.id] == place { places[step.step.id] = nil }
            guard !step.step.isLine else { continue }
            cells.removeLast()
            if ranks[step.step.id] == cells.count { ranks[step.step.id] = nil }
        }
        outdated.removeAll { $0 >= count }
        environment.truncate(to: steps.last?.below ?? 0)
    }

    /// Plans the steps at `places` again, and below them those that read a name whose meaning that changes.
    ///
    /// - Throws: `Interrupted`, while a file is being hashed; what was planned again by then stays, and the rest is planned
    ///   the next time.
    mutating func refresh(_ places: [Int], vocabulary: @autoclosure () -> Vocabulary, planner: Planner) throws {
        add(outdated: places)
        while let place = outdated.last {
            let old = steps[place]
            let (planned, made) = try Self.plan(
                old.step, under: environment(above: old), vocabulary: vocabulary(), planner: planner)
            precondition(planned.below == old.below, "which names a step defines is a matter of its text")
            outdated.removeLast()
            leave(old, at: place)
            enter(planned, at: place)
            steps[place] = planned
            if planned.key != old.key { note(changeAt: place) }
            var isOther = false
            for definition in made where !definition.isSame(as: environment[position: definition.position]) {
                environment.replace(definition.position, by: definition)
                add(outdated: readers(of: definition, madeAt: place))
                isOther = true
            }
            // What is said of a wrong operand may name any other that would do.
            if isOther { add(outdated: wrong.filter { $0 > place }) }
        }
    }

    private mutating func enter(_ step: PlannedStep, at place: Int) {
        files.add(step, at: place)
        if step.isWrong { wrong.insert(place) }
    }

    private mutating func leave(_ step: PlannedStep, at place: Int) {
        files.remove(step, at: place)
        wrong.remove(place)
    }

    private mutating func add(outdated places: [Int]) {
        guard !places.isEmpty else { return }
        outdated = Set(outdated + places).sorted(by: >)
    }

    /// The places of the steps that read the name as `definition` has it.
    private func readers(of definition: Environment.Definition, madeAt place: Int) -> [Int] {
        let all = readers[definition.name] ?? []
        return Array(
            all[all.firstIndex(above: place)...].prefix {
                environment.definition(of: definition.name, amongFirst: steps[$0].above)?.position == definition.position
            })
    }

    /// The first place where a step has become another, since this was last called; nil where none has.
    mutating func takeFirstChange() -> Int? { firstChange.take() }

    private mutating func note(changeAt place: Int) { firstChange = min(firstChange ?? place, place) }

    // MARK: Planning

    /// One step under the names in `environment`, and the names that it defines. Nothing of the environment is held on to.
    private static func plan(
        _ step: Step, under environment: Environment, vocabulary: Vocabulary, planner: Planner
    ) throws -> (PlannedStep, [Environment.Definition]) {
        var view = environment
        let planned = try plan(step, in: &view, vocabulary: vocabulary, planner: planner)
        return (planned, view.definitions(after: planned.above))
    }

    /// Plans one step under the names in `environment`, and adds those it defines.
    static func plan(
        _ step: Step, in environment: inout Environment, vocabulary: Vocabulary, planner: Planner
    ) throws -> PlannedStep {
        var planned = PlannedStep(step: step, above: environment.count, below: environment.count)
        guard !step.isSkipped else { return planned }
        var identity: [String] = []
        var pending: [Statement] = []
        do {
            pending = try parse(step.source)
            for statement in pending { planned.names.formUnion(statement.expression.words(in: statement.expression.span)) }
            while let statement = pending.first {
                let (bound, found) = try look(statement, in: environment, vocabulary)
                let plan = try planner.plan(bound, in: environment)
                for name in found {
                    guard let definition = environment.definition(of: name, amongFirst: planned.above),
                        environment[name]?.position == definition.position
                    else { continue }
                    planned.reads[name] = definition.meaning.identity
                    planned.origins[name] = definition.origin
                }
                planned.files.merge(plan.files) { $1 }
                if let name = statement.name?.text { environment.define(name, plan.meaning, origin: step.origin) }
                identity.append((statement.name?.text ?? "") + "=" + plan.meaning.identity)
                planned.statements.append(PlannedStatement(statement: statement, plan: plan, reads: found))
                pending.removeFirst()
            }
        } catch let interrupted as Interrupted {
            throw interrupted
        } catch {
            let file = error as? Planner.FileProblem
            guard let problem = file?.diagnostic ?? error as? Diagnostic else { throw error }
            planned.awaitsFile = file != nil
            planned.problem = problem
            identity.append("error: \(problem.message)")
            for name in pending.compactMap({ $0.name?.text }) { environment.define(name, .broken, origin: step.origin) }
        }
        if step.fails { environment.truncate(to: planned.above) }
        planned.below = environment.count
        planned.key = Key(digesting: identity.joined(separator: "\n").utf8)
        return planned
    }
}

extension Environment.Definition {
    /// Whether whoever reads the name reads the same.
    fileprivate func isSame(as other: Environment.Definition) -> Bool {
        guard name == other.name, meaning.identity == other.meaning.identity else { return false }
        return switch (meaning, other.meaning) {
        case (.value(_, let type), .value(_, let known)): type == known
        case (.scalar, .scalar), (.broken, .broken): true
        default: false
        }
    }
}

extension PlannedStep {
    /// Whether its text has an error that is not the absence of a file, nor follows from an error above.
    fileprivate var isWrong: Bool { !awaitsFile && problem.map { !$0.isConsequence } ?? false }
}

extension [Int] {
    /// In ascending numbers, where the first one above `bound` stands.
    fileprivate func firstIndex(above bound: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > bound { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The checked statement and the names it reads. Nothing of the environment is held on to: the next definition would
/// have to copy it.
private func look(
    _ statement: Statement, in environment: Environment, _ vocabulary: Vocabulary
) throws(Diagnostic) -> (bound: Bound, found: Set<String>) {
    let looking = LookingScope(environment: environment)
    return (try bind(statement, in: vocabulary, scope: looking), looking.found)
}

/// A scope that notes which names were looked up: constants are folded away, and a statement still depends on them.
private final class LookingScope: Scope {
    let environment: Environment
    private(set) var found: Set<String> = []

    init(environment: Environment) { self.environment = environment }

    var names: [String] { environment.names }

    func lookup(_ name: String) -> Known? {
        let known = environment.lookup(name)
        if known != nil { found.insert(name) }
        return known
    }
}
