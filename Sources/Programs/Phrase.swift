import Language
import Session

/// A recipe as one statement says it: of a series, the call that runs once for each element.
struct Phrase {
    enum Part {
        case one(Recipe.Ingredient)
        case each([Scalar])
    }

    var verb: String
    var operands: [(role: String, parts: [Part])]
    var options: [(key: String, value: Part)]

    /// The option of a recipe that stands for the names of files; no line has it.
    static let names = "file names"

    /// The recipes that it names.
    var parents: [Recipe] {
        (operands.flatMap(\.parts) + options.map(\.value)).compactMap {
            if case .one(.recipe(let recipe)) = $0 { recipe } else { nil }
        }
    }
}

extension Recipe {
    var phrase: Phrase {
        guard let (keys, elements, _) = series else {
            return Phrase(
                verb: verb, operands: operands.map { ($0, $1.map { .one($0) }) },
                options: options.filter { $0.key != Phrase.names }.map { ($0, .one($1)) })
        }
        let call = elements[0]
        return Phrase(
            verb: call.verb,
            operands: call.operands.enumerated().map { number, operand in
                let parts = operand.ingredients.indices.map { index in
                    keys.part(of: elements.map { $0.operands[number].ingredients[index] }, under: "")
                }
                return (operand.role, parts)
            },
            options: call.options.enumerated().map { number, option in
                (option.key, keys.part(of: elements.map { $0.options[number].value }, under: option.key))
            })
    }
}

extension SeriesKeys {
    /// What has to be written where the elements have these ingredients: one for all, `each`, or a series over those keys
    /// that make a difference.
    fileprivate func part(of column: [Recipe.Ingredient], under key: String) -> Phrase.Part {
        let varying = keys.indices.filter { matters($0, to: column, under: key) }
        guard let one = varying.first else { return .one(column[0]) }
        if case .literal = column[0] {
            precondition(varying.count == 1, "what is written down differs under an option's own key alone")
            return .each(keys[one].values)
        }
        let over = SeriesKeys(varying.map { keys[$0] })
        let elements = (0..<over.count).map { index -> Recipe in
            var places = keys.map { _ in 0 }
            for (key, place) in zip(varying, over.places(index)) { places[key] = place }
            guard case .recipe(let recipe) = column[self.index(places)] else {
                preconditionFailure("a file is the same for all elements of a series")
            }
            return recipe
        }
        return .one(.recipe(.series(over, elements, noun: elements[0].noun)))
    }

    /// Whether the ingredients differ with key `number`; of a key with one value, whether they are made with it.
    private func matters(_ number: Int, to column: [Recipe.Ingredient], under key: String) -> Bool {
        let name = keys[number].name
        if keys[number].values.count == 1 {
            let value = keys[number].values[0].description
            switch column[0] {
            case .literal(let text): return key == name && text == value
            case .recipe(let recipe): return recipe.isMade(with: value, as: name)
            case .file: return false
            }
        }
        return column.indices.contains { index in
            var places = places(index)
            places[number] = 0
            return column[self.index(places)].identity != column[index].identity
        }
    }
}

extension Recipe {
    /// The field that the value was read from.
    fileprivate var noun: String? {
        guard verb == ".", case .literal(let name)? = options.first?.value else { return nil }
        return name
    }

    /// Whether some verb on the way to it had this value as the option `key`.
    fileprivate func isMade(with value: String, as key: String) -> Bool {
        var seen: Set<Key> = []
        var pending = [self]
        while let recipe = pending.popLast() {
            guard seen.insert(recipe.key).inserted else { continue }
            for option in recipe.options where option.key == key {
                if case .literal(value) = option.value { return true }
            }
            pending += recipe.parents
        }
        return false
    }
}

extension Recipe.Ingredient {
    fileprivate var identity: String {
        switch self {
        case .literal(let text): "= \(text)"
        case .recipe(let recipe): recipe.key.description
        case .file(let path, let digest): "\(digest) \(path)"
        }
    }
}
