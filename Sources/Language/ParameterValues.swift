// The Swift types of plain option values.

extension Int: ParameterValue {
    public static var kind: OptionKind { .count }
    public static var expectation: String { "a count, such as 96" }
    public init?(_ scalar: Scalar) {
        guard case .quantity(let quantity) = scalar, quantity.dimension == .none,
            quantity.value.magnitude <= 0x1p53, let count = Int(exactly: quantity.value)
        else { return nil }
        self = count
    }
    public var scalar: Scalar { .quantity(Quantity(Double(self))) }
    public var limit: Int? { self }
    public static func spell(_ limit: Int) -> String { String(limit) }
}

extension Double: ParameterValue {
    public static var kind: OptionKind { .number }
    public static var expectation: String { "a number, such as 0.5" }
    public init?(_ scalar: Scalar) {
        guard case .quantity(let quantity) = scalar, quantity.dimension == .none else { return nil }
        self = quantity.value
    }
    public var scalar: Scalar { .quantity(Quantity(self)) }
    public var limit: Double? { self }
    public static func spell(_ limit: Double) -> String { spelled(limit) }
}

extension Bool: ParameterValue {
    public static var kind: OptionKind { .flag }
    public static var expectation: String { "true or false" }
    public init?(_ scalar: Scalar) {
        guard case .flag(let flag) = scalar else { return nil }
        self = flag
    }
    public var scalar: Scalar { .flag(self) }
    public var limit: Never? { nil }
    public static func spell(_ limit: Never) -> String {}
}

extension String: ParameterValue {
    public static var kind: OptionKind { .text }
    public static var expectation: String { "a text in quotes" }
    public init?(_ scalar: Scalar) {
        guard case .text(let text) = scalar else { return nil }
        self = text
    }
    public var scalar: Scalar { .text(self) }
    public var limit: Never? { nil }
    public static func spell(_ limit: Never) -> String {}
}

extension Array: ParameterValue where Element: ParameterValue {
    public static var kind: OptionKind { .list(Element.kind) }
    public static var expectation: String { "a list in brackets, each \(Element.expectation)" }
    public init?(_ scalar: Scalar) {
        guard case .list(let scalars) = scalar else { return nil }
        self = scalars.compactMap(Element.init)
        guard count == scalars.count else { return nil }
    }
    public var scalar: Scalar { .list(map(\.scalar)) }
    public var limit: Element.Limit? { nil }
    public var bounded: [Element.Limit] { flatMap(\.bounded) }
    public static func spell(_ limit: Element.Limit) -> String { Element.spell(limit) }
}

/// One of a few words: `enum Window: String, WordChoice { case hann, hamming }`.
public protocol WordChoice: ParameterValue, CaseIterable, RawRepresentable where RawValue == String, Limit == Never {}

extension WordChoice {
    public static var kind: OptionKind { .word(allCases.map(\.rawValue)) }
    public static var expectation: String { alternatives(allCases.map(\.rawValue)) }
    public init?(_ scalar: Scalar) {
        guard case .word(let word) = scalar else { return nil }
        self.init(rawValue: word)
    }
    public var scalar: Scalar { .word(rawValue) }
    public var limit: Never? { nil }
    public static func spell(_ limit: Never) -> String {}
}

/// Any word, bare or in quotes: the name of a column.
public struct Word: ParameterValue, Hashable {
    public let text: String
    public init(_ text: String) { self.text = text }

    public static var kind: OptionKind { .word([]) }
    public static var expectation: String { "a word" }
    public init?(_ scalar: Scalar) {
        guard let text = scalar.entry else { return nil }
        self.text = text
    }
    public var scalar: Scalar { .text(text) }
    public var limit: Never? { nil }
    public static func spell(_ limit: Never) -> String {}
}

/// What stands in cells of a table, one or several: `5`, `dog`, `"sea waves"`, `[4, 5]`.
public struct Entries: ParameterValue, Hashable {
    public enum Entry: Hashable, Sendable {
        case word(String)
        case number(Double)
    }

    public let entries: [Entry]
    /// Whether it was written as a list.
    public let isList: Bool

    public static var kind: OptionKind { .entries }
    public static var expectation: String { "a word, a number or a text, or a list of them, such as [4, 5]" }
    public init?(_ scalar: Scalar) {
        func entry(_ scalar: Scalar) -> Entry? {
            if case .quantity(let quantity) = scalar, quantity.dimension == .none { return .number(quantity.value) }
            return scalar.entry.map { .word($0) }
        }
        let scalars: [Scalar]
        if case .list(let elements) = scalar {
            (scalars, isList) = (elements, true)
        } else {
            (scalars, isList) = ([scalar], false)
        }
        entries = scalars.compactMap(entry)
        guard entries.count == scalars.count, !entries.isEmpty else { return nil }
    }
    public var scalar: Scalar {
        let scalars = entries.map { entry -> Scalar in
            switch entry {
            case .word(let word): .text(word)
            case .number(let number): .quantity(Quantity(number))
            }
        }
        return isList ? .list(scalars) : scalars[0]
    }
    public var limit: Never? { nil }
    public static func spell(_ limit: Never) -> String {}
}

extension Scalar {
    /// The text of a word, in quotes or bare, `true` and `false` among them.
    fileprivate var entry: String? {
        switch self {
        case .word(let word): word
        case .text(let text): text
        case .flag(let flag): flag ? "true" : "false"
        default: nil
        }
    }
}

/// Two ends of one kind: `100 Hz .. 4 kHz`.
public struct ParameterRange<End: ParameterValue>: ParameterValue {
    public var lower: End
    public var upper: End

    public init(_ lower: End, _ upper: End) {
        self.lower = lower
        self.upper = upper
    }

    public static var kind: OptionKind { .range(End.kind) }
    public static var expectation: String { "a range, each end \(End.expectation)" }
    public init?(_ scalar: Scalar) {
        guard case .range(let from, let to, nil) = scalar, let lower = End(from), let upper = End(to)
        else { return nil }
        self.init(lower, upper)
    }
    public var scalar: Scalar { .range(lower.scalar, upper.scalar, step: nil) }
    public var limit: End.Limit? { nil }
    public var bounded: [End.Limit] { lower.bounded + upper.bounded }
    public static func spell(_ limit: End.Limit) -> String { End.spell(limit) }
}

extension ParameterRange: Equatable where End: Equatable {}
extension ParameterRange: Hashable where End: Hashable {}
