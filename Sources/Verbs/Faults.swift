import Language
import Tensors

/// A value of a type that does not fit.
struct WrongType: Fault {
    var role: String
    var expected: [ValueType]
    var found: ValueType

    var cause: String {
        "\(role) takes \(expected.map { $0.withArticle }.joined(separator: " or ")), not \(found.withArticle)"
    }
}

/// A stored value of a type that this version does not know.
struct UnknownType: Fault {
    var name: String
    var cause: String { "the session holds a value of the type '\(name)', which this version does not know" }
    var remedy: String? { "run the cell that made it again" }
}

/// A stored value whose parts do not fit together.
struct DamagedValue: Fault {
    var type: ValueType
    var what: String
    var cause: String { "a stored \(type.name) is damaged: \(what)" }
    var remedy: String? { "run the cell that made it again" }
}

/// A field that only the value itself can say it lacks.
struct MissingField: Fault {
    var name: String
    var type: ValueType
    var available: [String]
    var cause: String { "\(type.withArticle) has no field '\(name)'" }
    var remedy: String? { available.isEmpty ? nil : "it has \(available.joined(separator: ", "))" }
}

/// An option whose value turned out, when the cell ran, not to fit.
struct UnfitOption: Fault {
    var verb: String
    var key: String
    var objection: String
    var remedy: String?
    var cause: String { "\(verb)'\(verb.hasSuffix("s") ? "" : "s") '\(key)' \(objection)" }
    var option: String? { key }
}

extension Arguments {
    /// Whether the option has a value that is not the one it has when it is absent.
    func isChosen(_ option: any OptionDeclaration) -> Bool {
        options[option.key].map { ($0 as? Constant)?.scalar != option.defaultScalar } ?? false
    }

    /// The fault that `objection` says an option has in this call.
    func unfit(_ option: any OptionDeclaration, _ objection: String, remedy: String? = nil) -> UnfitOption {
        UnfitOption(verb: signature.verb, key: option.key, objection: objection, remedy: remedy)
    }
}

/// A slice that the value does not have.
struct UnfitSlice: Fault {
    var cause: String
    var remedy: String?
}

/// An operation that is not defined between two values.
struct UnfitOperands: Fault {
    var operation: String
    var left: ValueType
    var right: ValueType
    var cause: String { "'\(operation)' is not defined between \(left.withArticle) and \(right.withArticle)" }
}

extension ValueType {
    /// `a sound`, `an archive`, `curves`
    var withArticle: String {
        name.hasSuffix("s") ? name : "aeiou".contains(name.first ?? "x") ? "an \(name)" : "a \(name)"
    }
}

/// An operand whose value turned out not to fit.
struct UnfitOperand: Fault {
    var verb: String
    var role: String
    var objection: String
    var cause: String { (role.isEmpty ? verb : "\(verb) … \(role)") + " " + objection }
}

/// Two constants that the units keep apart.
struct UnfitSum: Fault {
    var cause: String
}

/// A unit that has no meaning among a value's numbers.
struct UnfitUnit: Fault {
    var operation: String
    var type: ValueType
    var quantity: Quantity
    var cause: String { "'\(operation)' does not work between \(type.withArticle) and \(quantity.display)" }
    var remedy: String? {
        quantity.dimension == .level && type == SoundValue.type
            ? "gain \(type.name) by \(quantity.display)" : "a number without a unit"
    }
}

/// A level or an extreme of something that has none.
struct NothingToMeasure: Fault {
    var cause: String
}
