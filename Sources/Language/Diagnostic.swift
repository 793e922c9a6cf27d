/// A stretch of source text, in UTF-8 bytes from its beginning.
public struct Span: Hashable, Sendable {
    public var start: Int
    public var end: Int

    public init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    public func union(_ other: Span) -> Span { Span(min(start, other.start), max(end, other.end)) }
}

/// One thing wrong with a piece of source: what, where, and one way out.
public struct Diagnostic: Error, Hashable, Sendable {
    public var message: String
    public var span: Span
    /// Drawn behind the caret: `did you mean 'hop'?`
    public var hint: String?
    /// Follows from an error in another statement, which has been reported there.
    public var isConsequence: Bool

    public init(_ message: String, at span: Span, hint: String? = nil, isConsequence: Bool = false) {
        self.message = message
        self.span = span
        self.hint = hint
        self.isConsequence = isConsequence
    }
}
