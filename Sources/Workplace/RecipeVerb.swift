public import Session

/// A verb of recipes alone: no line has it, and what verbs keep for themselves lies under it.
public struct RecipeVerb: Sendable {
    /// What recipes call it: `features-block`.
    public let name: String
    /// Raised whenever what is kept under it changes.
    public let version: Int

    public init(name: String, version: Int) {
        self.name = name
        self.version = version
    }
}

extension Recipe {
    public convenience init(
        _ verb: RecipeVerb, operands: [(role: String, ingredients: [Ingredient])],
        options: [(key: String, value: Ingredient)] = []
    ) {
        self.init(verb: verb.name, version: verb.version, operands: operands, options: options)
    }
}
