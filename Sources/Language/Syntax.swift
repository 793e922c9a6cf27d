/// A word of the source and where it stands.
public struct Name: Hashable, Sendable {
    public var text: String
    public var span: Span

    public init(_ text: String, _ span: Span) {
        self.text = text
        self.span = span
    }
}

/// One statement: `[ name "=" ] expression`.
public struct Statement: Hashable, Sendable {
    public var name: Name?
    public var expression: Expression
    public var span: Span
}

/// An expression and where it stands.
public struct Expression: Hashable, Sendable {
    public var kind: Kind
    public var span: Span

    public indirect enum Kind: Hashable, Sendable {
        case quantity(Quantity)
        case text(String)
        /// A name or a bare word: which of the two, the signature decides.
        case word(String)
        case list([Expression])
        case range(Expression, Expression, step: Expression?)
        case group(Expression)
        case call(Call)
        case field(Expression, Name)
        case slice(Expression, [Expression])
        case negation(Expression)
        case arithmetic(Operator, Expression, Expression)
        /// `each [..]` or `each a .. b`: one run of the verb for every value.
        case each(Expression)
    }
}

public enum Operator: String, Hashable, Sendable, CaseIterable {
    case add = "+", subtract = "-", multiply = "*", divide = "/"
}

/// `verb [operand] { preposition operand } [","] [ option { "," option } ]`; a pipe's left side is the first operand.
public struct Call: Hashable, Sendable {
    public var verb: Name
    public var operand: Expression?
    public var phrases: [Phrase]
    public var options: [Option]

    /// `to "plots/mel.png"`
    public struct Phrase: Hashable, Sendable {
        public var preposition: Name
        public var operand: Expression
    }

    /// `bands: 96`, or a flag on its own.
    public struct Option: Hashable, Sendable {
        public var key: Name
        public var value: Expression?
    }
}

public let prepositions: Set<String> = ["of", "on", "by", "to", "with", "from", "in"]
