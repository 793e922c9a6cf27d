public import Language
public import Session
public import Workplace

/// A verb: what it declares, and what it does.
///
/// A verb is a function of its operands, its options and its seed: it reads no clock, no environment and no global
/// state, and it writes nothing. Files are written by the runner, from the value that `export` gives.
public struct Verb: Sendable {
    public let signature: Signature
    /// Whether what a recipe of it makes says what it was made from, with the names that files have.
    let saysOrigin: @Sendable (Recipe) -> Bool
    let run: @Sendable (Arguments) throws -> any Value

    public init(
        _ signature: Signature, saysOrigin: @escaping @Sendable (Recipe) -> Bool = { _ in false },
        run: @escaping @Sendable (Arguments) throws -> any Value
    ) {
        self.signature = signature
        self.saysOrigin = saysOrigin
        self.run = run
    }
}

/// What a verb is given when it runs: operands by role, options by parameter.
public struct Arguments: Sendable {
    public let signature: Signature
    /// What is being made.
    public let recipe: Recipe
    private let operands: [String: [any Value]]
    private let options: [String: any Value]
    /// The recipes of the operands, for a verb that writes down where things came from.
    private let recipes: [String: [Recipe]]
    /// Its options, as they were chosen.
    public let choices: Choices
    /// What it may use of the world and of the session.
    public let work: Workspace
    /// What figures are drawn with.
    public let easel: Easel
    /// What programs are written in.
    let repertoire: Repertoire

    init(
        signature: Signature, recipe: Recipe, operands: [String: [any Value]], options: [String: any Value] = [:],
        recipes: [String: [Recipe]] = [:], work: Workspace, easel: Easel = Easel(), repertoire: Repertoire = Repertoire()
    ) {
        self.signature = signature
        self.recipe = recipe
        self.operands = operands
        self.options = options
        self.recipes = recipes
        self.work = work
        self.easel = easel
        self.repertoire = repertoire
        choices = Choices(
            verb: signature.verb,
            options.mapValues { value in
                if let file = value as? SourceFile { return .scalar(.text(file.path)) }
                return (value as? Constant).map { .scalar($0.scalar) } ?? .value(value.type)
            })
    }

    public var context: Context { work.context }
    public var shelf: Shelf { work.shelf }

    /// The one operand in `role`: "" is the operand proper, `to` the one after that preposition.
    ///
    /// - Throws: `WrongType`.
    public func operand<V: Value>(_ role: String = "", as type: V.Type = V.self) throws -> V {
        let value = operands[role]![0]
        guard let fitting = value as? V else {
            throw WrongType(role: name(of: role), expected: [V.type], found: value.type)
        }
        return fitting
    }

    /// The operand in `role` whatever its type; nil where it is optional and absent.
    public func anyOperand(_ role: String = "") -> (any Value)? { operands[role]?.first }

    /// All operands in `role`, where it takes a list.
    public func list(_ role: String = "") -> [any Value] { operands[role] ?? [] }

    /// The operand in `role`, declared as a parameter: a frequency, a length; nil where it is absent.
    ///
    /// - Throws: `WrongType`, `UnfitOperand`.
    public func given<T>(_ parameter: Parameter<T>, _ role: String) throws -> T? {
        guard operands[role] != nil else { return nil }
        let constant: Constant = try operand(role)
        if let objection = parameter.objection(to: constant.scalar) {
            throw UnfitOperand(verb: signature.verb, role: role, objection: objection)
        }
        return T(constant.scalar)
    }

    /// The value of an option that has a default or was given.
    ///
    /// - Throws: `UnfitOption` where a value computed in the notebook does not fit.
    public func callAsFunction<T>(_ parameter: Parameter<T>) throws -> T { try choices(parameter) }

    /// The value of an option that may be absent.
    ///
    /// - Throws: `UnfitOption`.
    public func given<T>(_ parameter: Parameter<T>) throws -> T? { try choices.given(parameter) }

    /// The value of an option that a verb makes; nil where it is absent.
    ///
    /// - Throws: `WrongType`.
    public func given<V: Value>(_ option: ValueOption, as type: V.Type = V.self) throws -> V? {
        guard let value = options[option.key] else { return nil }
        guard let fitting = value as? V else {
            throw WrongType(role: "\(signature.verb)'s '\(option.key)'", expected: [V.type], found: value.type)
        }
        return fitting
    }

    /// Where the folder is that an option names; nil where it is absent or names what the project and its data do not have.
    public func folder<T>(_ parameter: Parameter<T>) -> String? { (options[parameter.key] as? SourceFile)?.absolute }

    /// The fault that `objection` says an option has in this call.
    public func unfit(_ option: any OptionDeclaration, _ objection: String, remedy: String? = nil) -> UnfitOption {
        choices.unfit(option, objection, remedy: remedy)
    }

    /// A program that makes the operand.
    public var origin: Listing? { recipes[""]?.first.map { Listing($0, repertoire) } }

    /// A program that makes what `verb` makes of the operand with these options.
    public func origin(of verb: Verb, _ options: [(key: String, value: Scalar)]) -> Listing {
        Listing(
            verb.recipe(
                [("", (recipes[""] ?? []).map { .recipe($0) })],
                options.map { ($0.key, .literal($0.value.description)) }), repertoire)
    }

    private func name(of role: String) -> String {
        role.isEmpty ? signature.verb : "\(signature.verb) … \(role)"
    }
}

extension Verb {
    /// The recipe that a statement of this verb has: options that are not among `given` are as when they are absent.
    public func recipe(
        _ operands: [(role: String, ingredients: [Recipe.Ingredient])], _ given: [(key: String, value: Recipe.Ingredient)] = []
    ) -> Recipe {
        let keys = Set(given.map(\.key))
        let defaults = signature.options.filter { !keys.contains($0.key) }.compactMap { option in
            option.defaultScalar.map { (key: option.key, value: Recipe.Ingredient.literal($0.description)) }
        }
        return Recipe(
            verb: signature.verb, version: signature.version, operands: operands, options: defaults + given)
    }
}

extension Recipe {
    /// The recipe that `name` behind a dot has.
    public static func field(_ name: String, of recipe: Recipe) -> Recipe {
        Recipe(
            verb: ".", version: Operators.version, operands: [("", [.recipe(recipe)])],
            options: [("name", .literal(Scalar.word(name).description))])
    }
}
