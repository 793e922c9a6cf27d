public import Language
public import Session

/// What a name means at one point of a program.
public enum Meaning: Sendable {
    case scalar(Scalar)
    case value(Recipe, ValueType)
    /// Its definition is in error.
    case broken

    /// What a reader of the name depends on: the scalar or the value's key.
    public var identity: String {
        switch self {
        case .scalar(let scalar): scalar.description
        case .value(let recipe, _): recipe.key.description
        case .broken: "broken"
        }
    }
}

/// The names that stand above a statement: all definitions so far, the nearest of each name counting.
///
/// A view of an earlier point shares the definitions, so a program of a thousand lines has one list, not a thousand.
public struct Environment: Scope, Sendable {
    public struct Definition: Sendable {
        public let name: String
        public let meaning: Meaning
        /// The cell or line that gave it.
        public let origin: String
        /// Its number among all definitions.
        public let position: Int
    }

    private var definitions: [Definition] = []
    private var positions: [String: [Int]] = [:]
    /// How many definitions are in sight.
    public private(set) var count = 0

    public init() {}

    public mutating func define(_ name: String, _ meaning: Meaning, origin: String) {
        truncate(to: count)
        positions[name, default: []].append(definitions.count)
        definitions.append(Definition(name: name, meaning: meaning, origin: origin, position: definitions.count))
        count += 1
    }

    /// Takes back all definitions but the first `count`.
    public mutating func truncate(to count: Int) {
        while definitions.count > count { positions[definitions.removeLast().name]!.removeLast() }
        self.count = count
    }

    /// What was in sight when there were `count` definitions.
    public func prefix(_ count: Int) -> Environment {
        var view = self
        view.count = min(count, self.count)
        return view
    }

    /// The definition of `name` that counts here.
    public subscript(name: String) -> Definition? { definition(of: name, amongFirst: count) }

    /// The definition of `name` that counted when there were `count` definitions.
    public func definition(of name: String, amongFirst count: Int) -> Definition? {
        positions[name]?.last { $0 < count }.map { definitions[$0] }
    }

    public var names: [String] {
        positions.filter { $0.value.first.map { $0 < count } ?? false }.keys.sorted()
    }

    public func lookup(_ name: String) -> Known? {
        switch self[name]?.meaning {
        case .scalar(let scalar): .scalar(scalar)
        case .value(_, let type): .value(type)
        case .broken: .broken
        case nil: nil
        }
    }
}
