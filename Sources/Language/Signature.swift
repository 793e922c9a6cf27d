/// The type of a value as the language sees it: a name, such as `sound` or `spectrogram`, or a series of such values.
public struct ValueType: Hashable, Sendable {
    /// Of a series: what each element is.
    public let name: String
    /// The options that a series is over; none for one value.
    public let keys: [String]
    public init(_ name: String, by keys: [String] = []) {
        self.name = name
        self.keys = keys
    }

    public var isSeries: Bool { !keys.isEmpty }
    /// What a series is a series of; any other type is its own.
    public var element: ValueType { ValueType(name) }
    /// The type with the keys of `others`, each once.
    func by(_ others: [String]) -> ValueType {
        ValueType(name, by: others.reduce(into: keys) { keys, key in if !keys.contains(key) { keys.append(key) } })
    }

    /// Known only when it has run: an imported file, say.
    public static let any = ValueType("any")
    public static let number = ValueType("number")
    public static let text = ValueType("text")
    public static let word = ValueType("word")
    public static let flag = ValueType("flag")
    public static let list = ValueType("list")
    public static let range = ValueType("range")
    /// Among the types of an operand: it takes a whole series, where other verbs run once for each element.
    public static let series = ValueType("series")
}

/// What a verb takes and gives, declared once: checking, help, completion and error messages all read it.
public struct Signature: Sendable {
    public var verb: String
    /// Sound, Picture, Data, Network, Words, Fusion, Plot, Exchange.
    public var family: String
    /// One line, without a full stop.
    public var summary: String
    /// One or two paragraphs for the verb's page: formula, shapes, source.
    public var details: String
    public var operand: Operand?
    public var phrases: [Phrase]
    public var options: [any OptionDeclaration]
    public var gives: ValueType
    /// What it gives instead, of a file of one of these kinds, as `Vocabulary.kindOfFile` tells them: `movie`.
    public var kinds: [String: ValueType]
    /// What it gives instead, of an operand of one of these types, or a list of such.
    public var instead: [ValueType: ValueType]
    public var examples: [Example]
    /// Raised whenever the results change: it is part of every recipe.
    public var version: Int
    /// A costly verb (training) never runs without being told.
    public var costly: Bool

    public init(
        _ verb: String, family: String, _ summary: String, details: String = "", operand: Operand? = nil,
        phrases: [Phrase] = [], options: [any OptionDeclaration] = [], gives: ValueType,
        kinds: [String: ValueType] = [:], instead: [ValueType: ValueType] = [:], examples: [Example] = [],
        version: Int = 1, costly: Bool = false
    ) {
        self.verb = verb
        self.family = family
        self.summary = summary
        self.details = details
        self.operand = operand
        self.phrases = phrases
        self.options = options
        self.gives = gives
        self.kinds = kinds
        self.instead = instead
        self.examples = examples
        self.version = version
        self.costly = costly
    }

    /// What it gives of a file of a kind.
    public func gives(ofKind kind: String?) -> ValueType { kind.flatMap { kinds[$0] } ?? gives }

    /// All that it may give.
    var results: [ValueType] { [gives] + Set(Array(kinds.values) + Array(instead.values)).sorted { $0.name < $1.name } }

    public struct Operand: Sendable {
        /// How help names it: `CLIP`, `FILE`.
        public var label: String
        public var types: [ValueType] { typesTaken() }
        /// Asked when they are needed: a list that is collected from the types of value takes its time.
        private let typesTaken: @Sendable () -> [ValueType]
        public var help: String
        /// Takes `[a, b]` as well as `a`.
        public var takesList: Bool
        public var isRequired: Bool
        /// A text that names a file: completed as such.
        public var isFile: Bool
        /// A text that names a folder, or a file that is read with what lies beside it.
        public var isFolder: Bool
        /// What to do instead with a value of a type that is not taken, where no verb makes the right one of it.
        public var hints: [ValueType: String]
        /// What may be written, where the operand is a number, word, text ... checked as an option is.
        public var parameter: (any OptionDeclaration)?

        public init(
            _ label: String, _ types: @escaping @Sendable @autoclosure () -> [ValueType], _ help: String, takesList: Bool = false,
            isRequired: Bool = true,
            isFile: Bool = false, isFolder: Bool = false, hints: [ValueType: String] = [:]
        ) {
            self.label = label
            typesTaken = types
            self.help = help
            self.takesList = takesList
            self.isRequired = isRequired
            self.isFile = isFile || isFolder
            self.isFolder = isFolder
            self.hints = hints
        }

        /// An operand that is written as the value of an option is: `tone 440 Hz`, `split by fold`.
        public init(_ label: String, _ parameter: any OptionDeclaration, isRequired: Bool = true) {
            self.init(label, parameter.kind.types, parameter.help, isRequired: isRequired)
            self.parameter = parameter
        }
    }

    public struct Phrase: Sendable {
        public var preposition: String
        public var operand: Operand
        public init(_ preposition: String, _ operand: Operand) {
            self.preposition = preposition
            self.operand = operand
        }
    }

    /// A few statements that run as they are, and what the last one says of itself.
    public struct Example: Sendable {
        public var source: String
        public var output: String
        public init(_ source: String, gives output: String) {
            self.source = source
            self.output = output
        }
    }
}

/// An option as help, checking and completion need it, whatever its Swift type.
public protocol OptionDeclaration: Sendable {
    var key: String { get }
    var help: String { get }
    var kind: OptionKind { get }
    /// nil where the option has no default and may be absent.
    var defaultScalar: Scalar? { get }
    /// Must be given: there is no default, and no meaning without it.
    var isRequired: Bool { get }
    /// What the value is bounded by, as help says it: `1 to 512`; nil where it is not.
    var bounds: String? { get }
    /// Whether a text may name a folder, whose content then counts as an operand's does.
    var isFolder: Bool { get }
    /// Why `scalar` cannot be this option's value, or nil where it can.
    func objection(to scalar: Scalar) -> String?
}

extension OptionDeclaration {
    public var isFolder: Bool { false }
    public var isRequired: Bool { false }
    public var bounds: String? { nil }
}

/// What may be written as an option's value.
public indirect enum OptionKind: Sendable {
    case count
    case number
    /// One of several dimensions, with one spelling for each: (`.time`, "25 ms"), (`.samples`, "512 samples").
    case quantity([(dimension: Dimension, spelling: String)])
    case text
    /// One of these words; any word, or a text, where there are none.
    case word([String])
    /// What stands in the cells of a table: a bare word, a number without unit, a text, or a list of these.
    case entries
    case flag
    case range(OptionKind)
    case list(OptionKind)
    /// A value made by a verb.
    case value([ValueType])

    /// Whether its numbers are parts of a whole, which people write in percent.
    public var isShare: Bool {
        guard case .quantity(let choices) = self else { return false }
        return choices.allSatisfy { $0.dimension == .none }
    }

    /// The types that a value of this kind can have.
    var types: [ValueType] {
        switch self {
        case .count, .number, .quantity: [.number]
        case .text: [.text]
        case .word(let words): words.isEmpty ? [.word, .text] : [.word]
        case .entries: [.word, .number, .text, .list]
        case .flag: [.flag]
        case .range: [.range]
        case .list: [.list]
        case .value(let types): types
        }
    }
}

/// An option of a verb with its Swift type:
///
///     static let bands = Parameter<Int>("bands", default: 128, in: 1...512, "mel bands")
public struct Parameter<Value: ParameterValue>: OptionDeclaration {
    public let key: String
    public let help: String
    public let defaultValue: Value?
    public let limits: ClosedRange<Value.Limit>?
    public let isRequired: Bool
    public let isFolder: Bool

    public init(
        _ key: String, default value: Value? = nil, in limits: ClosedRange<Value.Limit>? = nil,
        isRequired: Bool = false, isFolder: Bool = false, _ help: String
    ) {
        self.key = key
        self.help = help
        self.defaultValue = value
        self.limits = limits
        self.isRequired = isRequired
        self.isFolder = isFolder
    }

    public var kind: OptionKind { Value.kind }
    public var defaultScalar: Scalar? { defaultValue?.scalar }

    public var bounds: String? {
        limits.map { "\(Value.spell($0.lowerBound)) to \(Value.spell($0.upperBound))" }
    }

    public func objection(to scalar: Scalar) -> String? {
        guard let value = Value(scalar) else { return "takes \(Value.expectation)" }
        guard let limits, let bounds, !value.bounded.allSatisfy(limits.contains) else { return nil }
        return "takes \(bounds)"
    }
}

/// An option whose value a verb makes: a data set, a model.
public struct ValueOption: OptionDeclaration {
    public let key: String
    public let types: [ValueType]
    public let isRequired: Bool
    public let help: String

    public init(_ key: String, _ types: [ValueType], isRequired: Bool = false, _ help: String) {
        self.key = key
        self.types = types
        self.isRequired = isRequired
        self.help = help
    }

    public var kind: OptionKind { .value(types) }
    public var defaultScalar: Scalar? { nil }
    /// Its type is all that is checked before a run.
    public func objection(to scalar: Scalar) -> String? { nil }
}

/// A Swift type that an option's value can have.
public protocol ParameterValue: Sendable {
    associatedtype Limit: Comparable & Sendable
    static var kind: OptionKind { get }
    /// What to write, for an error: `a count, such as 96`.
    static var expectation: String { get }
    init?(_ scalar: Scalar)
    var scalar: Scalar { get }
    /// What the option's range bounds; nil where it has none.
    var limit: Limit? { get }
    /// Every number that the option's range bounds: both ends of a range, all elements of a list.
    var bounded: [Limit] { get }
    static func spell(_ limit: Limit) -> String
}

extension ParameterValue {
    public var bounded: [Limit] { limit.map { [$0] } ?? [] }
}
