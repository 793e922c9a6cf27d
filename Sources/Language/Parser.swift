/// The statements of a cell's whole text.
public func parse(_ source: String) throws(Diagnostic) -> [Statement] {
    let length = source.utf8.count
    guard length <= Lexer.maximumLength else {
        throw Diagnostic("the text is longer than 1 MB", at: Span(0, 0), hint: "cut it into several cells")
    }
    var parser = Parser(source)
    return try parser.statements()
}

/// Reads tokens by recursive descent; which words are verbs is decided by their place alone.
///
/// A word that begins an expression is a verb when an operand, a preposition or a comma follows it. `x -3` is a call,
/// `x - 3` and `x-3` are differences; `x [1]` is a call, `x[1]` a slice.
struct Parser {
    let lexer: Lexer
    private(set) var index = 0
    private var depth = 0

    /// Expressions may stand this deep inside one another, so that no text can exhaust the stack.
    static let maximumHeight = 64

    init(_ source: String) { lexer = Lexer(source) }

    var token: Token { lexer.tokens[index] }
    var next: Token { lexer.tokens[min(index + 1, lexer.tokens.count - 1)] }
    /// The end of what has been read.
    var lastEnd: Int { index == 0 ? 0 : lexer.tokens[index - 1].span.end }

    mutating func advance() { index = min(index + 1, lexer.tokens.count - 1) }

    func at(_ symbol: Symbol) -> Bool { token.kind == .symbol(symbol) }

    func isSymbol(_ token: Token, _ symbol: Symbol) -> Bool { token.kind == .symbol(symbol) }

    var atEnd: Bool { token.kind == .newline || token.kind == .end }

    func text(_ token: Token) -> String { lexer.text(token.span) }

    var atPreposition: Bool { token.kind == .word && prepositions.contains(text(token)) }

    mutating func name() -> Name {
        let name = Name(text(token), token.span)
        advance()
        return name
    }

    /// Builds an expression, refusing one that stands too deep.
    func make(_ kind: Expression.Kind, _ span: Span) throws(Diagnostic) -> Expression {
        let expression = Expression(kind, span)
        guard expression.height <= Self.maximumHeight else { throw tooDeep(span) }
        return expression
    }

    func tooDeep(_ span: Span) -> Diagnostic {
        Diagnostic(
            "more than \(Self.maximumHeight) expressions stand inside one another",
            at: Span(span.start, span.start), hint: "give a part of it a name")
    }

    /// Reads one level deeper.
    mutating func nested<Result>(
        _ body: (inout Parser) throws(Diagnostic) -> Result
    ) throws(Diagnostic) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumHeight else { throw tooDeep(token.span) }
        return try body(&self)
    }

    mutating func statements() throws(Diagnostic) -> [Statement] {
        var statements: [Statement] = []
        while true {
            while token.kind == .newline { advance() }
            if token.kind == .end { return statements }
            let first = index
            do throws(Diagnostic) {
                var statement = try statement()
                guard atEnd else { throw leftover() }
                statement.decimalCommas = (first..<index).compactMap { lexer.decimalComma(at: $0) }
                if !statement.decimalCommas.isEmpty { statement.pointed = lexer.pointed(in: statement.span) }
                statements.append(statement)
            } catch {
                // The comma itself cannot stand there, or the number behind it cannot.
                let comma = lexer.decimalComma(at: index) ?? lexer.decimalComma(at: index - 1)
                throw comma.map(error.blaming) ?? error
            }
        }
    }

    private mutating func statement() throws(Diagnostic) -> Statement {
        let start = token.span.start
        var defined: Name?
        if token.kind == .word, isSymbol(next, .assign) {
            defined = name()
            advance()
        }
        if defined == nil, case .symbol(let symbol) = token.kind, symbol == .pipe || symbol == .comma {
            throw Diagnostic(
                "a statement cannot begin with '\(symbol.rawValue)'", at: token.span,
                hint: "end the line above in '\(symbol.rawValue)' to carry it on")
        }
        let expression = try expression()
        return Statement(name: defined, expression: expression, span: Span(start, lastEnd))
    }

    /// `( call | sum ) { "|" call }`
    mutating func expression() throws(Diagnostic) -> Expression {
        try nested { parser throws(Diagnostic) in
            var left = parser.atCall ? try parser.call(pipedFrom: nil) : try parser.sumOrRange()
            while parser.at(.pipe) {
                parser.advance()
                guard parser.token.kind == .word, !parser.atPreposition else {
                    throw parser.unexpected(wanted: "a verb after '|'")
                }
                left = try parser.call(pipedFrom: left)
            }
            return left
        }
    }

    /// A word that begins an expression is a verb if what follows can only belong to a call.
    private var atCall: Bool {
        guard token.kind == .word, !atPreposition else { return false }
        switch next.kind {
        case .number, .word, .text, .openText, .invalid: return true
        case .symbol(.open), .symbol(.comma): return true
        case .symbol(.openList): return !next.touchesLeft
        case .symbol(.minus), .symbol(.plus):
            let after = lexer.tokens[min(index + 2, lexer.tokens.count - 1)]
            return !next.touchesLeft && after.touchesLeft && beginsOperand(after)
        case .symbol(.dot):
            let after = lexer.tokens[min(index + 2, lexer.tokens.count - 1)]
            return !next.touchesLeft && after.kind == .number
        default: return false
        }
    }

    private mutating func call(pipedFrom left: Expression?) throws(Diagnostic) -> Expression {
        let start = left?.span.start ?? token.span.start
        var call = Call(verb: name(), operand: left, phrases: [], options: [])
        if beginsOperand(token), !atPreposition, !isSymbol(next, .colon) {
            if left == nil {
                call.operand = try operandOrRange()
            } else if token.kind != .word {
                throw Diagnostic(
                    "the pipe already gives \(quoted(call.verb.text)) its operand", at: token.span,
                    hint: "options have a key: 'key: value'")
            }
        }
        while atPreposition, !isSymbol(next, .colon) {
            let preposition = name()
            guard beginsOperand(token) else { throw unexpected(wanted: "a value after '\(preposition.text)'") }
            call.phrases.append(Call.Phrase(preposition: preposition, operand: try operandOrRange()))
        }
        var mustFollow = at(.comma)
        if mustFollow { advance() }
        while mustFollow || token.kind == .word {
            call.options.append(try option(of: call))
            mustFollow = at(.comma)
            if mustFollow { advance() } else { break }
        }
        return try make(.call(call), Span(start, lastEnd))
    }

    /// `key ":" value`, or a flag.
    private mutating func option(of call: Call) throws(Diagnostic) -> Call.Option {
        switch token.kind {
        case .word: break
        case .number, .text, .symbol(.open), .symbol(.openList):
            throw Diagnostic(
                "an option is wanted after ','", at: token.span,
                hint: "several operands are one list: \(call.verb.text) [a, b]")
        default: throw unexpected(wanted: "an option after ','")
        }
        if atPreposition, !isSymbol(next, .colon) {
            throw Diagnostic(
                "'\(text(token))' stands before the options, not after a comma", at: token.span,
                hint: "take the comma away")
        }
        let key = name()
        guard at(.colon) else { return Call.Option(key: key, value: nil) }
        advance()
        guard token.kind == .word || beginsOperand(token) else {
            throw unexpected(wanted: "a value for \(quoted(key.text))")
        }
        if token.kind == .word, text(token) == "each", beginsOperand(next) {
            let start = token.span.start
            advance()
            let values = try operandOrRange()
            return Call.Option(key: key, value: try make(.each(values), Span(start, lastEnd)))
        }
        return Call.Option(key: key, value: try operandOrRange(takesPrepositions: true))
    }
}
