import Language
import Tensors
import Workplace

/// A value of a type that does not fit.
public struct WrongType: Fault {
    var role: String
    var expected: [ValueType]
    var found: ValueType

    public init(role: String, expected: [ValueType], found: ValueType) {
        self.role = role
        self.expected = expected
        self.found = found
    }

    public var cause: String {
        "\(role) takes \(expected.map { $0.withArticle }.joined(separator: " or ")), not \(found.withArticle)"
    }
}

/// A stored value of a type that this version does not know.
struct UnknownType: Fault {
    var name: String
    var cause: String { "the session holds a value of the type '\(name)', which this version does not know" }
    var remedy: String? { "run the cell that made it again" }
}

/// A field that only the value itself can say it lacks.
public struct MissingField: Fault {
    var name: String
    var type: ValueType
    var available: [String]

    public init(name: String, type: ValueType, available: [String]) {
        self.name = name
        self.type = type
        self.available = available
    }

    public var cause: String { "\(type.withArticle) has no field '\(name)'" }
    public var remedy: String? { available.isEmpty ? nil : "it has \(available.joined(separator: ", "))" }
}

/// A slice that the value does not have.
public struct UnfitSlice: Fault {
    public var cause: String
    public var remedy: String?

    public init(cause: String, remedy: String? = nil) {
        self.cause = cause
        self.remedy = remedy
    }
}

/// An operation that is not defined between two values.
struct UnfitOperands: Fault {
    var operation: String
    var left: ValueType
    var right: ValueType
    var cause: String { "'\(operation)' is not defined between \(left.withArticle) and \(right.withArticle)" }
}

/// An operand whose value turned out not to fit.
public struct UnfitOperand: Fault {
    var verb: String
    var role: String
    var objection: String

    public init(verb: String, role: String, objection: String) {
        self.verb = verb
        self.role = role
        self.objection = objection
    }

    public var cause: String { (role.isEmpty ? verb : "\(verb) … \(role)") + " " + objection }
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
    var remedy: String?
    var cause: String { "'\(operation)' does not work between \(type.withArticle) and \(quantity.display)" }
}

/// A level or an extreme of something that has none.
public struct NothingToMeasure: Fault {
    public var cause: String

    public init(cause: String) {
        self.cause = cause
    }
}
