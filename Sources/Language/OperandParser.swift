/// Operands, ranges and arithmetic.
extension Parser {
    /// Whether `token` may begin an operand; what is invalid may, so that reading it tells what is wrong.
    ///
    /// A sign does when it touches what follows, and so does a `.` that a digit follows, an error of its own.
    func beginsOperand(_ token: Token) -> Bool {
        switch token.kind {
        case .number, .word, .text, .openText, .invalid, .symbol(.open), .symbol(.openList): true
        case .symbol(.minus), .symbol(.plus): byte(after: token) > 0x20
        case .symbol(.dot): (0x30...0x39).contains(byte(after: token))
        default: false
        }
    }

    /// The byte right behind `token`; a space at the end of the text.
    private func byte(after token: Token) -> UInt8 {
        token.span.end < lexer.bytes.count ? lexer.bytes[token.span.end] : 0x20
    }

    /// `a`, or `a ".." b [ "step" c ]`.
    mutating func operandOrRange(takesPrepositions: Bool = false) throws(Diagnostic) -> Expression {
        if takesPrepositions, atPreposition {
            let word = name()
            return try make(.word(word.text), word.span)
        }
        let lower = try operand()
        return try range(from: lower) { parser throws(Diagnostic) in try parser.operand() }
    }

    mutating func sumOrRange() throws(Diagnostic) -> Expression {
        let lower = try sum()
        return try range(from: lower) { parser throws(Diagnostic) in try parser.sum() }
    }

    private mutating func range(
        from lower: Expression, _ end: (inout Parser) throws(Diagnostic) -> Expression
    ) throws(Diagnostic) -> Expression {
        guard at(.range) else { return lower }
        advance()
        let upper = try end(&self)
        var step: Expression?
        if token.kind == .word, text(token) == "step" {
            advance()
            step = try end(&self)
        }
        return try make(.range(lower, upper, step: step), Span(lower.span.start, lastEnd))
    }

    private mutating func sum() throws(Diagnostic) -> Expression {
        var left = try product()
        while let op = at(.plus) ? Operator.add : at(.minus) ? .subtract : nil {
            advance()
            let right = try product()
            left = try make(.arithmetic(op, left, right), left.span.union(right.span))
        }
        return left
    }

    private mutating func product() throws(Diagnostic) -> Expression {
        var left = try operand()
        while let op = at(.times) ? Operator.multiply : at(.divide) ? .divide : nil {
            advance()
            let right = try operand()
            left = try make(.arithmetic(op, left, right), left.span.union(right.span))
        }
        return left
    }

    /// `[sign] primary { "." word | "[" range { "," range } "]" }`
    mutating func operand() throws(Diagnostic) -> Expression {
        guard at(.minus) || at(.plus) else {
            let primary = try primary()
            return try postfix(primary)
        }
        let sign = token
        let isMinus = at(.minus)
        advance()
        if token.kind == .number {
            let number = try number(isNegative: isMinus, from: sign.span.start)
            return try postfix(number)
        }
        guard isMinus else {
            throw Diagnostic("'+' is a sign only before a number", at: sign.span, hint: "take it away")
        }
        return try nested { parser throws(Diagnostic) in
            let inner = try parser.operand()
            return try parser.make(.negation(inner), sign.span.union(inner.span))
        }
    }

    private mutating func postfix(_ primary: Expression) throws(Diagnostic) -> Expression {
        var base = primary
        while true {
            if at(.dot) {
                advance()
                guard token.kind == .word else { throw unexpected(wanted: "the name of a field after '.'") }
                let field = name()
                base = try make(.field(base, field), base.span.union(field.span))
            } else if at(.openList), token.touchesLeft {
                let indices = try elements(what: "a range")
                guard !indices.isEmpty else {
                    throw Diagnostic(
                        "a slice needs a range", at: Span(base.span.end, lastEnd), hint: "such as [1 s .. 2 s]")
                }
                base = try make(.slice(base, indices), Span(base.span.start, lastEnd))
            } else {
                return base
            }
        }
    }

    private mutating func primary() throws(Diagnostic) -> Expression {
        let first = token
        switch first.kind {
        case .number:
            return try number(isNegative: false, from: first.span.start)
        case .text(let text):
            advance()
            return try make(.text(text), first.span)
        case .word where !atPreposition:
            let word = name()
            return try make(.word(word.text), word.span)
        case .word:
            throw Diagnostic("'\(text(first))' is a preposition and cannot stand here", at: first.span)
        case .symbol(.open):
            return try group()
        case .symbol(.openList):
            let elements = try elements(what: "a value")
            return try make(.list(elements), Span(first.span.start, lastEnd))
        case .symbol(.dot) where beginsOperand(first):
            throw Diagnostic("a number begins with a digit", at: first.span, hint: "write 0.\(text(next))")
        default:
            throw unexpected(wanted: "a value")
        }
    }

    private mutating func group() throws(Diagnostic) -> Expression {
        let open = token
        advance()
        // Other languages' calls: `plot(mel, width: 800 px)`.
        if open.touchesLeft, token.kind == .word, isSymbol(next, .comma), index > 1,
            lexer.tokens[index - 2].kind == .word
        {
            throw Diagnostic(
                "operands and options stand without parentheses", at: open.span,
                hint: "\(text(lexer.tokens[index - 2])) \(text(token)), ...")
        }
        let inner = try expression()
        guard at(.close) else {
            if at(.comma) || at(.range) || atEnd { throw unexpected(wanted: "')'") }
            throw leftover()
        }
        advance()
        return try make(.group(inner), Span(open.span.start, lastEnd))
    }

    /// What stands between `[` and `]`; a comma may stand before the `]`.
    private mutating func elements(what: String) throws(Diagnostic) -> [Expression] {
        advance()
        var elements: [Expression] = []
        while !at(.closeList) {
            guard token.kind == .word || beginsOperand(token) else { throw unexpected(wanted: "\(what) or ']'") }
            let element = try nested { parser throws(Diagnostic) in
                try parser.operandOrRange(takesPrepositions: true)
            }
            elements.append(element)
            if at(.comma) {
                advance()
            } else if !at(.closeList) {
                if atEnd || !beginsOperand(token) { throw leftover(wanted: "',' or ']'") }
                throw Diagnostic("a comma is missing before \(shown(token))", at: token.span)
            }
        }
        advance()
        return elements
    }

    /// A number with its unit: the word behind it, unless that is a preposition, `step`, or an option's key.
    private mutating func number(isNegative: Bool, from start: Int) throws(Diagnostic) -> Expression {
        let digits = token
        advance()
        var unit: Unit?
        if isSymbol(token, .percent)
            || token.kind == .word && !atPreposition && !isSymbol(next, .colon)
                && text(token) != "step"
        {
            unit = try self.unit()
            advance()
        }
        guard digits.span.end - digits.span.start <= 400, let value = decimal(text(digits), in: unit) else {
            throw Diagnostic("the number is too large", at: digits.span)
        }
        let quantity = Quantity(isNegative ? -value : value, unit?.dimension ?? .none)
        return try make(.quantity(quantity), Span(start, lastEnd))
    }

    private func unit() throws(Diagnostic) -> Unit {
        let word = text(token)
        if let unit = Unit.named(word) { return unit }
        let hint = nearest(to: word, among: Unit.all.map(\.name)).map { "did you mean '\($0)'?" }
        throw Diagnostic(
            "unknown unit \(quoted(word))", at: token.span,
            hint: hint ?? "units are s ms us min h Hz kHz MHz samples dB st px %")
    }
}
