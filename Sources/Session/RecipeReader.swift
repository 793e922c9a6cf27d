import Tensors

/// A stored recipe that cannot be read.
public struct RecipeFault: Fault, Equatable {
    public let problem: String
    public var cause: String { "a stored recipe is damaged: \(problem)" }
    public var remedy: String? { "run the cell again" }
}

extension Recipe {
    /// Reads the canonical text of a recipe; `paths` are those of its files in canonical order, and `recipe` finds the
    /// recipes that it names. Throws `RecipeFault` for text that no recipe has as its `encoded`.
    public static func decode(
        _ encoded: String, paths: [String], recipe: (Key) throws -> Recipe
    ) throws -> Recipe {
        try RecipeOutline(encoded).recipe(paths: paths, recipe: recipe)
    }
}

/// A recipe as its text has it: other recipes by key, files by digest.
struct RecipeOutline {
    enum Part: Equatable {
        case literal(String)
        case recipe(Key)
        case file(Key)
    }

    let encoded: String
    let verb: String
    let version: Int
    let operands: [(role: String, parts: [Part])]
    let options: [(key: String, part: Part)]

    /// Throws `RecipeFault` unless `encoded` is what the writer writes.
    init(_ encoded: String) throws(RecipeFault) {
        let json: JSON
        do { json = try JSON(reading: encoded.utf8) } catch { throw RecipeFault(problem: error.cause) }
        guard let members = json.object, Set(members.keys) == ["operands", "options", "verb", "version"],
            let verb = members["verb"]?.string, let version = members["version"]?.int,
            let operands = members["operands"]?.object, let options = members["options"]?.object
        else { throw RecipeFault(problem: "it lacks one of operands, options, verb and version, or has more") }
        guard json.text.utf8.elementsEqual(encoded.utf8), members["version"] == .number(version) else {
            throw RecipeFault(problem: "its text is not in canonical form")
        }
        self.encoded = encoded
        self.verb = verb
        self.version = version
        var roles: [(role: String, parts: [Part])] = []
        for (role, list) in operands.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            guard let items = list.array else { throw RecipeFault(problem: "operand '\(role)' is not a list") }
            var parts: [Part] = []
            for item in items { parts.append(try Self.part(item)) }
            roles.append((role, parts))
        }
        self.operands = roles
        var settings: [(key: String, part: Part)] = []
        for (key, item) in options.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            settings.append((key, try Self.part(item)))
        }
        self.options = settings
    }

    private static func part(_ json: JSON) throws(RecipeFault) -> Part {
        if let text = json.string { return .literal(text) }
        guard let members = json.object, members.count == 1, let (kind, value) = members.first,
            let key = value.string.flatMap(Key.init)
        else { throw RecipeFault(problem: "an ingredient is neither text, recipe nor file") }
        switch kind {
        case "recipe": return .recipe(key)
        case "file": return .file(key)
        default: throw RecipeFault(problem: "an ingredient is of unknown kind '\(kind)'")
        }
    }

    private var parts: [Part] { operands.flatMap(\.parts) + options.map(\.part) }

    /// The keys of the recipes among the ingredients.
    var parents: [Key] { parts.compactMap { if case .recipe(let key) = $0 { key } else { nil } } }

    /// The recipe itself, once its parents are known.
    func recipe(paths: [String], recipe find: (Key) throws -> Recipe) throws -> Recipe {
        let files = parts.count { if case .file = $0 { true } else { false } }
        guard files == paths.count else {
            throw RecipeFault(problem: "\(paths.count) paths are kept for its \(files) files")
        }
        var rest = paths[...]
        func ingredient(_ part: Part) throws -> Recipe.Ingredient {
            switch part {
            case .literal(let text): .literal(text)
            case .recipe(let key): .recipe(try find(key))
            case .file(let digest): .file(path: rest.removeFirst(), digest: digest)
            }
        }
        let recipe = Recipe(
            verb: verb, version: version,
            operands: try operands.map { ($0.role, try $0.parts.map(ingredient)) },
            options: try options.map { ($0.key, try ingredient($0.part)) })
        guard recipe.encoded.utf8.elementsEqual(encoded.utf8) else {
            throw RecipeFault(problem: "an ingredient is not the one that it names")
        }
        return recipe
    }
}
