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
    /// Numbers in it that may be meant as one; the likely cause of an error at their place.
    var decimalCommas: [DecimalComma] = []
    /// The source with points for these commas; empty without them.
    var pointed = ""

    public init(name: Name?, expression: Expression, span: Span) {
        self.name = name
        self.expression = expression
        self.span = span
    }
}

/// An expression and where it stands.
public struct Expression: Hashable, Sendable {
    public let kind: Kind
    public var span: Span
    /// How many expressions stand inside one another, this one counted: the parser bounds it.
    let height: Int

    public init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
        height = 1 + (kind.children.map(\.height).max() ?? 0)
    }

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

        /// The expressions directly inside this one, in the order written.
        public var children: [Expression] {
            switch self {
            case .quantity, .text, .word: []
            case .list(let elements): elements
            case .range(let lower, let upper, let step): [lower, upper] + (step.map { [$0] } ?? [])
            case .group(let inner), .field(let inner, _), .negation(let inner), .each(let inner): [inner]
            case .call(let call):
                (call.operand.map { [$0] } ?? []) + call.phrases.map(\.operand) + call.options.compactMap(\.value)
            case .slice(let base, let indices): [base] + indices
            case .arithmetic(_, let left, let right): [left, right]
            }
        }
    }
}

extension Expression {
    /// The names and bare words that stand in `span`.
    public func words(in span: Span) -> Set<String> {
        var words: Set<String> = []
        if case .word(let word) = kind, self.span.start >= span.start, self.span.end <= span.end { words.insert(word) }
        for child in kind.children { words.formUnion(child.words(in: span)) }
        return words
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

/// Words that mean something of themselves and so cannot be names.
let keywords: Set<String> = ["each", "step", "true", "false"]
