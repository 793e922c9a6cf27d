/// What is said when the text does not follow the grammar.
extension Parser {
    /// A token as an error names it.
    func shown(_ token: Token) -> String {
        switch token.kind {
        case .newline: "the end of the line"
        case .end: "the end"
        case .text: "a text"
        default: quoted(text(token))
        }
    }

    /// `token` stands where only `wanted` can.
    func unexpected(wanted: String) -> Diagnostic {
        switch token.kind {
        case .invalid(let diagnostic):
            return diagnostic
        case .openText:
            return Diagnostic(
                "the text is not closed", at: Span(token.span.start, token.span.start + 1), hint: "end it in \"")
        default: break
        }
        if let unclosed = unclosedBefore(token) { return unclosed }
        guard atEnd else { return Diagnostic("\(wanted) is wanted, not \(shown(token))", at: token.span) }
        return Diagnostic("\(wanted) is wanted here", at: Span(lastEnd, lastEnd))
    }

    /// Text is left over where a statement or a bracket could end.
    func leftover(wanted: String? = nil) -> Diagnostic {
        switch token.kind {
        case .invalid, .openText: return unexpected(wanted: "")
        default: break
        }
        if let unclosed = unclosedBefore(token) { return unclosed }
        switch token.kind {
        case .symbol(.minus) where hyphenates(token):
            let word = "\(text(lexer.tokens[index - 1]))-\(text(next))"
            return Diagnostic(
                "arithmetic inside an operand needs parentheses", at: token.span,
                hint: "such as (2 * x); a text stands in quotes, such as \"\(word)\"")
        case .symbol(.plus), .symbol(.minus), .symbol(.times), .symbol(.divide):
            return Diagnostic(
                "arithmetic inside an operand needs parentheses", at: token.span, hint: "such as (2 * x)")
        case .symbol(.assign):
            if index > 1, lexer.tokens[index - 1].kind == .word, isSymbol(lexer.tokens[index - 2], .comma) {
                return Diagnostic(
                    "an option is written with ':'", at: token.span, hint: "\(text(lexer.tokens[index - 1])): ...")
            }
            return Diagnostic("only a name at the start of a statement can stand before '='", at: token.span)
        case .symbol(.close), .symbol(.closeList):
            if wanted != nil { break }
            return Diagnostic("\(shown(token)) closes nothing", at: token.span)
        case .symbol(.comma) where wanted == nil:
            return Diagnostic("only a verb takes options", at: token.span)
        case .word, .number, .text:
            if atPreposition || lexer.tokens[index - 1].kind == .newline { break }
            return Diagnostic(
                "a comma is missing before \(shown(token)), or the line should end there", at: token.span)
        default: break
        }
        guard let wanted else {
            return Diagnostic(
                "\(shown(token)) cannot stand here", at: token.span,
                hint: atPreposition ? "a verb inside a statement stands in brackets with all it takes: (verb ...)" : nil)
        }
        return unexpected(wanted: wanted)
    }

    /// A minus that touches a word on each side, as in a name that is no Foley name: `my-sounds`.
    private func hyphenates(_ minus: Token) -> Bool {
        index > 0 && lexer.tokens[index - 1].kind == .word && next.kind == .word && minus.touchesLeft && next.touchesLeft
    }

    /// A bracket before `token` that is never closed is the likelier cause of what went wrong at `token`.
    private func unclosedBefore(_ token: Token) -> Diagnostic? {
        guard let open = lexer.unclosed.last(where: { $0.span.start < token.span.start }) else { return nil }
        let close = open.symbol == .open ? ")" : "]"
        return Diagnostic("'\(open.symbol.rawValue)' is not closed", at: open.span, hint: "a '\(close)' is missing")
    }
}
