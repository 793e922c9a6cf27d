public import Language
public import Tensors

/// What a call's options are: those that were chosen, and those that have a default.
public struct Choices: Sendable {
    /// Of the verb that they are options of, for what is said of them.
    let verb: String
    private let given: [String: Given]

    /// The value of an option: a constant, or something else of some type.
    public enum Given: Sendable {
        case scalar(Scalar)
        case value(ValueType)
    }

    /// - given: by the key of its option; what is absent was not chosen and has no default.
    public init(verb: String, _ given: [String: Given]) {
        self.verb = verb
        self.given = given
    }

    /// The value of an option that has a default or was given.
    ///
    /// - Throws: `UnfitOption` where a value computed in the notebook does not fit.
    public func callAsFunction<T>(_ parameter: Parameter<T>) throws -> T {
        guard let value = try given(parameter) else { throw unfit(parameter, "is missing") }
        return value
    }

    /// The value of an option that may be absent.
    ///
    /// - Throws: `UnfitOption`.
    public func given<T>(_ parameter: Parameter<T>) throws -> T? {
        switch given[parameter.key] {
        case nil: return nil
        case .value(let type): throw unfit(parameter, "takes \(T.expectation), not \(type.withArticle)")
        case .scalar(let scalar):
            if let objection = parameter.objection(to: scalar) { throw unfit(parameter, objection) }
            return T(scalar)
        }
    }

    /// Whether the option was chosen or has a default.
    public func has(_ option: any OptionDeclaration) -> Bool { given[option.key] != nil }

    /// Whether the option has a value that is not the one it has when it is absent.
    public func isChosen(_ option: any OptionDeclaration) -> Bool {
        switch given[option.key] {
        case nil: false
        case .value: true
        case .scalar(let scalar): scalar != option.defaultScalar
        }
    }

    /// The fault that `objection` says an option has in this call.
    public func unfit(_ option: any OptionDeclaration, _ objection: String, remedy: String? = nil) -> UnfitOption {
        UnfitOption(verb: verb, key: option.key, objection: objection, remedy: remedy)
    }
}

/// An option whose value turned out, when the cell ran, not to fit.
public struct UnfitOption: Fault {
    var verb: String
    var key: String
    var objection: String
    public var remedy: String?

    public init(verb: String, key: String, objection: String, remedy: String? = nil) {
        self.verb = verb
        self.key = key
        self.objection = objection
        self.remedy = remedy
    }

    public var cause: String { "\(verb)'\(verb.hasSuffix("s") ? "" : "s") '\(key)' \(objection)" }
    public var option: String? { key }
}

extension ValueType {
    /// `a sound`, `an archive`, `curves`
    public var withArticle: String {
        name.hasSuffix("s") ? name : "aeiou".contains(name.first ?? "x") ? "an \(name)" : "a \(name)"
    }
}
