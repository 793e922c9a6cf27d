/// What may be written at a place in the source.
public struct Completions: Hashable, Sendable {
    /// What a candidate replaces: the word, or the inside of the text, from its beginning to the cursor.
    public var span: Span
    public var candidates: [Candidate]
    /// A file is wanted here, and this much of its name is written; the caller knows the files.
    public var filePrefix: String?
    /// A column of a table is wanted here, or what stands in one; the caller knows the tables.
    public var cells: Cells?

    public struct Cells: Hashable, Sendable {
        /// The operands of the verb as they are written, one of which is the table: `world.train`.
        public var operands: [String]
        /// The column whose values are wanted; nil where a column is.
        public var column: String?
    }

    public struct Candidate: Hashable, Sendable {
        /// The whole text that replaces the span: `hop: `.
        public var text: String
        /// One line about it: a summary, a type, a range; or nothing.
        public var detail: String

        public init(text: String, detail: String = "") {
            self.text = text
            self.detail = detail
        }
    }
}

/// What may stand at `byteOffset` in `source`, however incomplete or wrong the source is.
public func complete(
    _ source: String, at byteOffset: Int, vocabulary: Vocabulary, scope: some Scope
) -> Completions {
    let utf8 = source.utf8
    var end = utf8.index(utf8.startIndex, offsetBy: min(max(byteOffset, 0), utf8.count))
    while end != utf8.endIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    let before = String(source[..<end])
    let cursor = before.utf8.count
    let nothing = Completions(span: Span(cursor, cursor), candidates: [])
    guard cursor <= Lexer.maximumLength else { return nothing }
    let lexer = Lexer(before)
    if let comment = lexer.lastComment, comment.end == cursor { return nothing }

    var tokens = lexer.tokens
    let endToken = tokens.removeLast()
    var span = Span(cursor, cursor)
    if let last = tokens.last, last.kind == .openText {
        tokens.removeLast()
        let place = CompletionPlace(tokens)
        guard Completer(lexer, vocabulary, scope).wantsFile(at: place) else { return nothing }
        span = Span(last.span.start + 1, cursor)
        return Completions(span: span, candidates: [], filePrefix: unescaped(lexer.text(span)))
    }
    var prefix = ""
    if let last = tokens.last, last.kind == .word, endToken.touchesLeft {
        tokens.removeLast()
        span = last.span
        prefix = lexer.text(span)
    }
    let (completer, place) = (Completer(lexer, vocabulary, scope), CompletionPlace(tokens))
    return Completions(
        span: span, candidates: completer.candidates(at: place).filter { $0.text.hasPrefix(prefix) },
        cells: completer.cells(at: place))
}

/// The inside of an unfinished text with its escapes resolved; as it stands where they cannot be.
private func unescaped(_ inside: String) -> String {
    if case .text(let text) = Lexer("\"\(inside)\"").tokens[0].kind { return text }
    return inside
}
