/// What a scope knows of a name.
public enum Known: Sendable {
    /// A number, text, list ...: its value is known before anything runs.
    case scalar(Scalar)
    case value(ValueType)
    /// Its definition has an error of its own, which is not to be reported twice.
    case broken
}

/// The names that a statement may read.
public protocol Scope {
    func lookup(_ name: String) -> Known?
    /// For suggestions and completion.
    var names: [String] { get }
}

/// The verbs there are and the fields of each type.
public struct Vocabulary: Sendable {
    public var verbs: [String: Signature]
    public var fields: [ValueType: [Field]]
    /// What the file is that a statement names, such as `movie`: by what is in it, or by its name while it is not there.
    public var kindOfFile: @Sendable (_ path: String) -> String? = { _ in nil }

    public init(verbs: [Signature], fields: [ValueType: [Field]]) {
        self.verbs = Dictionary(uniqueKeysWithValues: verbs.map { ($0.verb, $0) })
        self.fields = fields
    }

    public struct Field: Sendable {
        public var name: String
        public var type: ValueType
        public var help: String
        public init(_ name: String, _ type: ValueType, _ help: String) {
            self.name = name
            self.type = type
            self.help = help
        }
    }
}

/// An expression after checking: every verb, option, unit and name is known, and constants are folded.
public indirect enum Bound: Sendable {
    case scalar(Scalar, Span)
    case name(String, ValueType, Span)
    case call(BoundCall)
    case field(Bound, String, ValueType, Span)
    /// One index or range for each axis, in the order written.
    case slice(Bound, [Scalar], Span)
    case negation(Bound, Span)
    case arithmetic(Operator, Bound, Bound, Span)
    case list([Bound], Span)
    /// The values that `each` gives the option `key`.
    case each([Scalar], key: String, Span)
}

/// A call with every option filled in, in the order of the signature.
public struct BoundCall: Sendable {
    public var signature: Signature
    /// The operand under "" (absent where it is optional and not given), then one entry for each phrase given.
    public var operands: [(role: String, value: Bound)]
    /// Options that are given or have a default.
    public var options: [(key: String, value: Bound)]
    public var span: Span
    public var verbSpan: Span
    /// Where each given option, and what stands behind each preposition, stands: for errors found when it runs.
    public var optionSpans: [String: Span]
    /// The kind of the file that it reads, where what it gives hangs on that.
    public var kind: String?

    public init(
        signature: Signature, operands: [(role: String, value: Bound)], options: [(key: String, value: Bound)],
        span: Span, verbSpan: Span, optionSpans: [String: Span], kind: String? = nil
    ) {
        self.signature = signature
        self.operands = operands
        self.options = options
        self.span = span
        self.verbSpan = verbSpan
        self.optionSpans = optionSpans
        self.kind = kind
    }
}
