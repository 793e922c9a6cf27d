public import Language
public import Programs
public import Session
import Verbs
import Workplace

/// A statement with what it will make.
public struct PlannedStatement: Sendable {
    public var statement: Statement
    public var plan: Planner.Plan
    /// The names that it reads.
    public var reads: Set<String> = []

    public var name: String? { statement.name?.text }
    public var recipe: Recipe? {
        if case .value(let recipe, _) = plan.meaning { recipe } else { nil }
    }
}

/// A step with what it will make, known from its text and the text above it, before anything runs.
public struct PlannedStep: Sendable {
    public var step: Step
    /// The statements up to the first one in error.
    public var statements: [PlannedStatement] = []
    /// What the text has wrong.
    public var problem: Diagnostic?
    /// The problem is a file that cannot be read, and may be gone the next time.
    var awaitsFile = false
    /// What the step makes, in one digest: the names it defines and the keys of its values.
    public var key = Key(digesting: "".utf8)
    /// Names read from above, with the identity of what they mean.
    public var reads: [String: String] = [:]
    /// The steps that those names come from, by name.
    public var origins: [String: Origin] = [:]
    /// Files read, with the digest of their content.
    public var files: [String: String] = [:]
    /// The names and bare words that stand in its text: those that it may read.
    var names: Set<String> = []
    /// How many of the program's definitions stand above the step, and how many when it is done.
    var above = 0
    var below = 0

    public var isCostly: Bool { statements.contains { $0.plan.isCostly } }
    /// What the step makes or shows.
    public var recipes: [Recipe] { statements.compactMap(\.recipe) }
}
