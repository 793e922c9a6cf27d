import Tensors

/// How a value came about: the verb, its version, its operands and its options in full.
///
/// Nothing else is in it: no absolute path, no time, no thread count. Its canonical text (`encoded`) is JSON with
/// sorted keys that names operands by key and files by digest; the SHA-256 of that text is `key`.
public final class Recipe: @unchecked Sendable {
    public let verb: String
    public let version: Int
    /// By role, sorted, each role once: "" is the operand, "to" the operand after that preposition.
    public private(set) var operands: [(role: String, ingredients: [Ingredient])]
    /// By option key, sorted.
    public private(set) var options: [(key: String, value: Ingredient)]
    public let encoded: String
    public let key: Key
    /// Stands for how all files are called that the value is made from, as they are written; nil where there is none. It is no
    /// part of the key, but of what a value says that says where it comes from.
    public let names: Key?

    public enum Ingredient: Sendable {
        /// The canonical spelling of a scalar.
        case literal(String)
        case recipe(Recipe)
        /// A file by its path inside the project (as written) and the digest of its content; only the digest is in
        /// the key.
        case file(path: String, digest: Key)
    }

    /// Operands that share a role become one list in the order given; an option stands once.
    public init(
        verb: String, version: Int, operands: [(role: String, ingredients: [Ingredient])],
        options: [(key: String, value: Ingredient)]
    ) {
        var roles: [String: [Ingredient]] = [:]
        for (role, ingredients) in operands { roles[role, default: []] += ingredients }
        self.verb = verb
        self.version = version
        self.operands = roles.map { ($0.key, $0.value) }
            .sorted { $0.role.utf8.lexicographicallyPrecedes($1.role.utf8) }
        self.options = options.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        encoded =
            JSON.object([
                "operands": .object(roles.mapValues { .array($0.map(\.json)) }),
                "options": .object(Dictionary(uniqueKeysWithValues: options.map { ($0.key, $0.value.json) })),
                "verb": .string(verb),
                "version": .number(version),
            ]).text
        key = Key(digesting: encoded.utf8)
        names = Self.names(self.operands.flatMap(\.ingredients) + self.options.map(\.value))
    }

    private static func names(_ ingredients: [Ingredient]) -> Key? {
        let names: [String] = ingredients.compactMap { ingredient in
            switch ingredient {
            case .literal: nil
            case .recipe(let recipe): recipe.names?.description
            case .file(let path, _): path
            }
        }
        return names.isEmpty ? nil : Key(digesting: names.joined(separator: "\n").utf8)
    }

    /// Every ingredient in canonical order: operands by role, then options by key.
    public var ingredients: [Ingredient] { operands.flatMap(\.ingredients) + options.map(\.value) }

    /// The paths of the files among the ingredients, in canonical order.
    public var paths: [String] {
        ingredients.compactMap { if case .file(let path, _) = $0 { path } else { nil } }
    }

    /// The recipes among the ingredients, in canonical order.
    public var parents: [Recipe] {
        ingredients.compactMap { if case .recipe(let recipe) = $0 { recipe } else { nil } }
    }

    /// Takes a long chain apart link by link: releasing it whole would recurse as deep as the chain is long.
    deinit {
        var orphans = release()
        while var recipe = orphans.popLast() {
            if isKnownUniquelyReferenced(&recipe) { orphans += recipe.release() }
        }
    }

    /// Gives up the ingredients of a recipe that nobody else can see.
    private func release() -> [Recipe] {
        defer {
            operands = []
            options = []
        }
        return parents
    }
}

extension Recipe.Ingredient {
    fileprivate var json: JSON {
        switch self {
        case .literal(let text): .string(text)
        case .recipe(let recipe): .object(["recipe": .string(recipe.key.description)])
        case .file(_, let digest): .object(["file": .string(digest.description)])
        }
    }
}
