public import Language
public import Session
public import Verbs

/// A page's steps, planned in order: each sees the names defined above it.
public struct Program: Sendable {
    public let steps: [PlannedStep]
    /// The names that stand after the last step.
    public let environment: Environment

    /// Plans every step; an error in one leaves the names it should have defined broken, and the rest goes on.
    ///
    /// What `former` has planned stays as it is up to the first step that differs, in its text or in a file it reads.
    public init(_ steps: [Step], after former: Program? = nil, vocabulary: Vocabulary, planner: Planner) {
        var planned: [PlannedStep] = []
        var environment = former?.environment ?? Environment()
        for (step, old) in zip(steps, former?.steps ?? []) {
            guard old.step == step, old.problem == nil, planner.holds(old.files) else { break }
            planned.append(old)
        }
        environment.truncate(to: planned.last?.below ?? 0)
        for step in steps.dropFirst(planned.count) {
            planned.append(Self.plan(step, in: &environment, vocabulary: vocabulary, planner: planner))
        }
        self.steps = planned
        self.environment = environment
    }

    /// The names that stand above `step`.
    public func environment(above step: PlannedStep) -> Environment { environment.prefix(step.above) }

    /// Plans one step under the names in `environment`, and adds those it defines.
    static func plan(
        _ step: Step, in environment: inout Environment, vocabulary: Vocabulary, planner: Planner
    ) -> PlannedStep {
        var planned = PlannedStep(step: step, above: environment.count, below: environment.count)
        guard !step.isSkipped else { return planned }
        let above = environment
        var identity: [String] = []
        var pending: [Statement] = []
        do throws(Diagnostic) {
            pending = try parse(step.source)
            while let statement = pending.first {
                let bound = try bind(statement, in: vocabulary, scope: environment)
                let plan = try planner.plan(bound, in: environment)
                for (name, meaning) in plan.reads {
                    guard let definition = environment[name], let outer = above[name],
                        definition.meaning.identity == outer.meaning.identity, definition.origin == outer.origin
                    else { continue }
                    planned.reads[name] = meaning
                    planned.origins[name] = outer.origin
                }
                planned.files.merge(plan.files) { $1 }
                if let name = statement.name?.text { environment.define(name, plan.meaning, origin: step.id) }
                identity.append((statement.name?.text ?? "") + "=" + plan.meaning.identity)
                planned.statements.append(PlannedStatement(statement: statement, plan: plan))
                pending.removeFirst()
            }
        } catch {
            planned.problem = error
            identity.append("error: \(error.message)")
            for name in pending.compactMap({ $0.name?.text }) { environment.define(name, .broken, origin: step.id) }
        }
        if step.fails { environment.truncate(to: planned.above) }
        planned.below = environment.count
        planned.key = Key(digesting: identity.joined(separator: "\n").utf8)
        return planned
    }
}
