/// Whether a statement at the prompt goes on in the next line: a bracket is open, or the last line ends in `,` `|` `=`
/// `..` or an operator. An empty line ends it all the same, and so does an error in the text so far.
public func wantsMore(_ source: String) -> Bool {
    let lexer = Lexer(source)
    var end = lexer.bytes.endIndex
    while end > 0, lexer.bytes[end - 1] == 0x20 || lexer.bytes[end - 1] == 0x09 { end -= 1 }
    if end == 0 || lexer.bytes[end - 1] == 0x0A { return false }
    for token in lexer.tokens {
        switch token.kind {
        case .invalid, .openText: return false
        default: break
        }
    }
    if !lexer.unclosed.isEmpty { return true }
    guard let last = lexer.tokens.dropLast().last, case .symbol(let symbol) = last.kind else { return false }
    return symbol.continuesLine
}
