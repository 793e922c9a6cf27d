import Language

/// A prompt as libedit wants it: escape sequences between U+0001, so that they take no room.
struct Prompt {
    /// The prompt for libedit.
    let marked: String
    /// The cells it takes.
    let width: Int

    init(_ text: String) {
        var pieces: [(text: String, isEscape: Bool)] = []
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            let end = first == "\u{1B}" ? Self.sequenceEnd(rest) : rest.firstIndex(of: "\u{1B}") ?? rest.endIndex
            let isEscape = first == "\u{1B}"
            let piece = String(rest[..<end])
            if let last = pieces.last, last.isEscape == isEscape {
                pieces[pieces.count - 1].text += piece
            } else {
                pieces.append((piece, isEscape))
            }
            rest = rest[end...]
        }
        // libedit writes an escape sequence together with the character after it: there has to be one.
        if let last = pieces.last, last.isEscape {
            pieces.removeLast()
            if pieces.last?.text.hasSuffix(" ") == true { pieces[pieces.count - 1].text.removeLast() }
            pieces += [last, (" ", false)]
        }
        marked = pieces.map { $0.isEscape ? "\u{1}\($0.text)\u{1}" : $0.text }.joined()
        let visible = pieces.filter { !$0.isEscape }.flatMap(\.text.unicodeScalars)
        width = visible.reduce(0) { $0 + displayWidth($1) }
    }

    /// Where the control sequence at the beginning ends.
    private static func sequenceEnd(_ text: Substring.UnicodeScalarView) -> String.Index {
        let body = text.dropFirst()
        guard body.first == "[" else { return body.dropFirst().startIndex }
        let final = body.dropFirst().firstIndex { ("\u{40}"..."\u{7E}").contains($0) }
        return final.map { text.index(after: $0) } ?? text.endIndex
    }
}
