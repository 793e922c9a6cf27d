public import Language
import Session
import Tensors
public import Verbs

/// A page's steps, planned in order: each sees the names defined above it.
public struct Program: Sendable {
    public let steps: [PlannedStep]
    /// The names that stand after the last step.
    public let environment: Environment

    public static let empty = Program(steps: [], environment: Environment())

    private init(steps: [PlannedStep], environment: Environment) {
        self.steps = steps
        self.environment = environment
    }

    /// Plans every step; an error in one leaves the names it should have defined broken, and the rest goes on.
    ///
    /// What `former` has planned stays as it is up to the first step that differs, in its text or in a file it reads.
    ///
    /// - Throws: `Interrupted`, while a file is being hashed.
    public init(
        _ steps: [Step], after former: Program = .empty, vocabulary: @autoclosure () -> Vocabulary, planner: Planner
    ) throws {
        var planned: [PlannedStep] = []
        var environment = former.environment
        for (step, old) in zip(steps, former.steps) {
            guard old.step == step, !old.awaitsFile, planner.holds(old.files) else { break }
            planned.append(old)
        }
        environment.truncate(to: planned.last?.below ?? 0)
        for step in steps.dropFirst(planned.count) {
            planned.append(try Self.plan(step, in: &environment, vocabulary: vocabulary(), planner: planner))
        }
        self.init(steps: planned, environment: environment)
    }

    /// The names that stand above `step`.
    public func environment(above step: PlannedStep) -> Environment { environment.prefix(step.above) }

    /// The ids of the notebook's cells, in order.
    public var cells: [String] { steps.filter { !$0.step.isLine }.map(\.step.id) }

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
                if let name = statement.name?.text { environment.define(name, plan.meaning, origin: step.id) }
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
            for name in pending.compactMap({ $0.name?.text }) { environment.define(name, .broken, origin: step.id) }
        }
        if step.fails { environment.truncate(to: planned.above) }
        planned.below = environment.count
        planned.key = Key(digesting: identity.joined(separator: "\n").utf8)
        return planned
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
