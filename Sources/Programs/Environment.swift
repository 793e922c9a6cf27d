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

/// What gave a name its meaning: a cell of a notebook, or a line typed at the prompt.
public struct Origin: Hashable, Sendable {
    /// The cell's id, or `line 3`.
    public let id: String
    /// Whether it is a line typed at the prompt.
    public let isLine: Bool

    public init(id: String, isLine: Bool) {
        self.id = id
        self.isLine = isLine
    }

    /// `cell mel`, `line 3`
    public var words: String { isLine ? id : "cell \(id)" }
}

/// The names that stand above a statement: all definitions so far, the nearest of each name counting.
///
/// A view of an earlier point shares the definitions, and what a view defines is its own: a line under a thousand cells
/// copies none of theirs.
public struct Environment: Scope, Sendable {
    /// What a name means from one point of a program on.
    public struct Definition: Sendable {
        public let name: String
        public let meaning: Meaning
        /// The cell or line that gave it.
        public let origin: Origin
        /// Its number among all definitions.
        public let position: Int
    }

    /// Those that other environments may share.
    private var settled = Ledger()
    /// How many of the settled ones are in sight.
    private var inSight = 0
    /// Those that came after the settled ones in sight.
    private var own = Ledger()

    public init() {}

    /// How many definitions are in sight.
    public var count: Int { inSight + own.count }

    /// Adds a definition, which counts from here on in place of former ones of the name.
    public mutating func define(_ name: String, _ meaning: Meaning, origin: Origin) {
        own.append(Definition(name: name, meaning: meaning, origin: origin, position: count))
    }

    /// Takes back all definitions but the first `count`.
    public mutating func truncate(to count: Int) {
        own.truncate(to: max(0, count - inSight))
        inSight = min(inSight, count)
    }

    /// What was in sight when there were `count` definitions.
    public func prefix(_ count: Int) -> Environment {
        var view = self
        view.truncate(to: count)
        return view
    }

    /// The definitions after the first `count`.
    public func definitions(after count: Int) -> [Definition] {
        (count..<max(count, self.count)).map { self[position: $0] }
    }

    /// The definition with this number; it has to be in sight.
    public subscript(position position: Int) -> Definition {
        position < inSight ? settled[position] : own[position - inSight]
    }

    /// Adds definitions that another environment made on top of this one, for all later ones to share.
    public mutating func settle(_ definitions: [Definition]) {
        settled.truncate(to: inSight)
        for definition in own.truncate(to: 0) + definitions { settled.append(definition) }
        inSight = settled.count
    }

    /// Lets a settled definition mean what the same name means in another one.
    public mutating func replace(_ position: Int, by definition: Definition) { settled.replace(position, by: definition) }

    /// The definition of `name` that counts here.
    public subscript(name: String) -> Definition? { definition(of: name, amongFirst: count) }

    /// The definition of `name` that counted when there were `count` definitions.
    public func definition(of name: String, amongFirst count: Int) -> Definition? {
        own.last(of: name, before: count - inSight) ?? settled.last(of: name, before: min(inSight, count))
    }

    /// Those in sight, each once, sorted.
    public var names: [String] {
        Set(settled.names(before: inSight) + own.names(before: own.count)).sorted()
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

/// Definitions in order, found by name.
private struct Ledger: Sendable {
    private var definitions: [Environment.Definition] = []
    /// Where those of a name stand, in order.
    private var places: [String: [Int]] = [:]

    var count: Int { definitions.count }
    subscript(place: Int) -> Environment.Definition { definitions[place] }

    mutating func append(_ definition: Environment.Definition) {
        places[definition.name, default: []].append(count)
        definitions.append(definition)
    }

    mutating func replace(_ place: Int, by definition: Environment.Definition) {
        precondition(definitions[place].name == definition.name)
        definitions[place] = definition
    }

    /// Takes away all but the first `count`, and gives what it took.
    @discardableResult
    mutating func truncate(to count: Int) -> [Environment.Definition] {
        guard count < self.count else { return [] }
        let taken = Array(definitions[count...])
        definitions.removeLast(taken.count)
        for definition in taken { places[definition.name]!.removeLast() }
        return taken
    }

    /// The last definition of `name` among the first `count`.
    func last(of name: String, before count: Int) -> Environment.Definition? {
        guard let places = places[name] else { return nil }
        // Of those of one name, the first that is not among them.
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < count { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : definitions[places[low - 1]]
    }

    /// The names defined among the first `count`.
    func names(before count: Int) -> [String] { places.filter { $0.value.first.map { $0 < count } ?? false }.map(\.key) }
}
