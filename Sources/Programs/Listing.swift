import Language
public import Session

/// A recipe written out as a program: one statement for every value that went into it, options in full.
///
/// It is a function of the recipe alone, so it can stand inside a figure's file without changing its bits from run to run.
public struct Listing: Sendable {
    /// The program; its last statement makes the value.
    public let source: String
    /// The files it reads: path as written, SHA-256 of the content.
    public let inputs: [(path: String, digest: String)]

    public init(_ recipe: Recipe, _ repertoire: Repertoire) {
        var writer = Writer(repertoire)
        for parent in recipe.written.dropLast() { writer.define(parent) }
        let last = writer.expression(recipe)
        source = (writer.lines + [last]).joined(separator: "\n")
        inputs = writer.inputs.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }
}

private struct Writer {
    var lines: [String] = []
    var inputs: [String: String] = [:]
    private var names: [Key: String] = [:]
    private var taken: [String: Int] = [:]
    private let repertoire: Repertoire

    init(_ repertoire: Repertoire) { self.repertoire = repertoire }

    /// Writes the line that gives `recipe`'s value a name; its own operands have theirs.
    mutating func define(_ recipe: Recipe) {
        let text = expression(recipe)
        let stem = noun(recipe)
        taken[stem, default: 0] += 1
        // `dataset` is a verb too, so that the first of them is `dataset1`.
        let isFree = taken[stem]! == 1 && repertoire.vocabulary.meaning(of: stem) == nil
        let name = isFree ? stem : "\(stem)\(taken[stem]!)"
        names[recipe.key] = name
        lines.append("\(name) = \(text)")
    }

    mutating func expression(_ recipe: Recipe) -> String {
        let phrase = recipe.phrase
        let operands = phrase.operands.map { role, parts in (role, parts.map { write($0) }) }
        let first = operands.first?.1 ?? []
        switch phrase.verb {
        case ".": return "\(first[0]).\(bare(phrase, "name"))"
        case "[]": return first[0] + bare(phrase, "at")
        case "negate": return "-\(first[0])"
        case "+", "-", "*", "/": return "\(first[0]) \(phrase.verb) \(first[1])"
        default: break
        }
        var text = phrase.verb
        for (role, values) in operands {
            if !role.isEmpty { text += " \(role)" }
            text += " " + (values.count == 1 ? values[0] : "[\(values.joined(separator: ", "))]")
        }
        let options = phrase.options.map { "\($0.key): \(write($0.value))" }
        return ([text] + options).joined(separator: ", ")
    }

    private mutating func write(_ part: Phrase.Part) -> String {
        switch part {
        case .each(let values): "each [\(values.map(\.description).joined(separator: ", "))]"
        case .one(let ingredient): write(ingredient)
        }
    }

    private mutating func write(_ ingredient: Recipe.Ingredient) -> String {
        switch ingredient {
        case .literal(let text): return text
        case .recipe(let recipe): return names[recipe.key]!
        case .file(let path, let digest):
            inputs[path] = digest.description
            return "\"\(path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
        }
    }

    private func bare(_ phrase: Phrase, _ key: String) -> String {
        if case .one(.literal(let text))? = phrase.options.first(where: { $0.key == key })?.value { text } else { "" }
    }

    /// What to call a value: by what it is.
    private func noun(_ recipe: Recipe) -> String {
        if recipe.isSeries { return "series" }
        guard let verb = repertoire.verb(recipe.verb) else { return "value" }
        return String(verb.signature.gives.name.prefix { $0.isLetter })
    }
}

extension Recipe {
    /// Everything that is written down of the recipe and itself, each once, what is needed before what needs it; no deeper
    /// than any stack, however long the chain. Of a series that is one statement and not its elements.
    fileprivate var written: [Recipe] {
        var ordered: [Recipe] = []
        var done: Set<Key> = []
        var pending: [(recipe: Recipe, isReady: Bool)] = [(self, false)]
        while let (recipe, isReady) = pending.popLast() {
            if done.contains(recipe.key) { continue }
            if isReady {
                done.insert(recipe.key)
                ordered.append(recipe)
            } else {
                pending.append((recipe, true))
                for parent in recipe.phrase.parents.reversed() where !done.contains(parent.key) {
                    pending.append((parent, false))
                }
            }
        }
        return ordered
    }
}
