import Session

/// A verb of recipes alone: no line has it, and what verbs keep for themselves lies under it.
struct RecipeVerb: Sendable {
    let name: String
    /// Raised whenever what is kept under it changes.
    let version: Int

    /// Every one there is; a new one is one line below and one word here.
    static let all = [
        kind, frontEnd, pictureFrontEnd, joinedFrontEnd, features, featuresBlock, fold, course, epoch, milestone,
        checkpoint,
    ]

    /// What a file is.
    static let kind = RecipeVerb(name: "kind", version: 1)
    static let frontEnd = RecipeVerb(name: "front-end", version: 1)
    static let pictureFrontEnd = RecipeVerb(name: "picture-front-end", version: 2)
    static let joinedFrontEnd = RecipeVerb(name: "joined-front-end", version: 3)
    static let features = RecipeVerb(name: "features", version: 2)
    static let featuresBlock = RecipeVerb(name: "features-block", version: 1)
    static let fold = RecipeVerb(name: "fold", version: 1)
    static let course = RecipeVerb(name: "course", version: 1)
    static let epoch = RecipeVerb(name: "epoch", version: 1)
    static let milestone = RecipeVerb(name: "milestone", version: 1)
    static let checkpoint = RecipeVerb(name: "checkpoint", version: 1)
}

extension Recipe {
    convenience init(
        _ verb: RecipeVerb, operands: [(role: String, ingredients: [Ingredient])],
        options: [(key: String, value: Ingredient)] = []
    ) {
        self.init(verb: verb.name, version: verb.version, operands: operands, options: options)
    }
}

extension VerbVersions {
    /// The versions that this program makes. Of slices, whose version depends on what is sliced, the earlier one is still
    /// made.
    public static let foley = VerbVersions(
        Dictionary(
            uniqueKeysWithValues: (Verb.all + Verb.inner).map { ($0.signature.verb, $0.signature.version) }
                + RecipeVerb.all.map { ($0.name, $0.version) } + Operators.all.keys.map { ($0, Operators.version) }))
}
