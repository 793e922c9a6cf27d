/// Where a cell stands, as an error names it: `01-hear.md:42, cell mel`.
public struct Place: Hashable, Sendable {
    public var file: String?
    /// The line of the file that the cell's first line is, counted from 1.
    public var line: Int?
    public var cell: String?

    public init(file: String? = nil, line: Int? = nil, cell: String? = nil) {
        self.file = file
        self.line = line
        self.cell = cell
    }

    /// `offset` lines below the cell's first; nil where nothing is known.
    func description(offset: Int) -> String? {
        let position = file.map { file in line.map { "\(file):\($0 + offset)" } ?? file }
        let parts = [position, cell.map { "cell \($0)" }].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

/// The error as a person reads it: the message, the place, the line, and the hint behind the caret.
///
///     error: melspec has no option 'hops'
///       01-hear.md:42, cell mel
///       mel = melspec clip, bands: 96, hops: 10 ms
///                                      ^^^^ did you mean 'hop'?
///
/// Tabs are expanded, and what cannot be printed is drawn as `�`. Nothing is wider than `width` columns: prose is broken
/// between words, a hint that has no room behind the caret stands below it, and the source is cut around the caret.
/// Without a `width` prose is not broken, and the source is cut to 120 columns.
public func render(
    _ diagnostic: Diagnostic, source: String, place: Place? = nil, width: Int? = nil
) -> String {
    let columns = max((width ?? 122) - 2, 20)
    let line = SourceLine(of: diagnostic.span, in: source, width: columns)
    let message = "error: \(printable(diagnostic.message))"
    var lines = width.map { wrapped(message, to: $0, indent: 7) } ?? [message]
    if let place = place?.description(offset: line.number) { lines.append("  \(printable(place))") }
    lines.append("  \(line.text)")
    let caret = "  " + String(repeating: " ", count: line.column) + String(repeating: "^", count: line.columns)
    guard let hint = diagnostic.hint.map(printable) else { return (lines + [caret]).joined(separator: "\n") }
    if let width, displayWidth(caret) + 1 + displayWidth(hint) > width {
        lines += [caret] + wrapped(hint, to: width - 2, indent: 0).map { "  " + $0 }
    } else {
        lines.append("\(caret) \(hint)")
    }
    return lines.joined(separator: "\n")
}

/// `text` on one line, with nothing in it that moves a terminal's cursor.
private func printable(_ text: String) -> String {
    var printed = ""
    for scalar in text.unicodeScalars { printed.unicodeScalars.append(scalar.isUnprintable ? "\u{FFFD}" : scalar) }
    return printed
}

/// The line that a span begins in, drawn, with the columns that the caret stands under.
private struct SourceLine {
    /// Lines above it in the source.
    private(set) var number = 0
    private(set) var text = ""
    private(set) var column = 0
    private(set) var columns = 1

    init(of span: Span, in source: String, width: Int) {
        let bytes = Array(source.utf8)
        let start = min(max(span.start, 0), bytes.count)
        var lineStart = 0
        for index in 0..<start where Self.endsLine(bytes, index) {
            number += 1
            lineStart = index + 1
        }
        var lineEnd = start
        while lineEnd < bytes.count, bytes[lineEnd] != 0x0A, bytes[lineEnd] != 0x0D { lineEnd += 1 }
        // Of a very long line only what can be drawn is looked at.
        let reach = 16 * width
        if start - lineStart > reach {
            lineStart = start - reach
            while bytes[lineStart] & 0xC0 == 0x80 { lineStart += 1 }
        }
        if lineEnd - start > reach {
            lineEnd = start + reach
            while bytes[lineEnd] & 0xC0 == 0x80 { lineEnd -= 1 }
        }
        let line = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self)
        draw(line, from: start - lineStart, to: max(span.end, start) - lineStart)
        cut(to: width)
    }

    /// `\n`, `\r\n` and `\r` end a line; of `\r\n` the second byte does.
    private static func endsLine(_ bytes: [UInt8], _ index: Int) -> Bool {
        bytes[index] == 0x0A || bytes[index] == 0x0D && (index + 1 == bytes.count || bytes[index + 1] != 0x0A)
    }

    /// Draws `line` and finds the columns of its bytes `start ..< end`.
    private mutating func draw(_ line: String, from start: Int, to end: Int) {
        var offset = 0
        var reached = 0
        var first: Int?
        var last = 0
        for character in line {
            let length = character.utf8.count
            var drawn = String(character)
            if character == "\t" {
                drawn = String(repeating: " ", count: 4 - reached % 4)
            } else if drawn.unicodeScalars.contains(where: \.isUnprintable) {
                drawn = String(drawn.unicodeScalars.map { $0.isUnprintable ? "\u{FFFD}" : Character($0) })
            }
            if first == nil, offset + length > start { first = reached }
            reached += displayWidth(drawn)
            text += drawn
            if offset < end { last = reached }
            offset += length
        }
        column = first ?? reached
        columns = max(last - column, 1)
        while text.last == " " { text.removeLast() }
    }

    /// Cuts a line of more than `width` columns to a piece around the caret.
    private mutating func cut(to width: Int) {
        guard displayWidth(text) > width else { return }
        let from = column < width * 3 / 4 ? 0 : column - width / 2
        var piece = from > 0 ? "…" : ""
        var reached = 0
        var shift = 0
        var isWhole = true
        for character in text {
            let columns = displayWidth(character)
            defer { reached += columns }
            if reached < from {
                shift = reached + columns
                continue
            }
            if reached + columns - from > width - 2 {
                isWhole = false
                break
            }
            piece.append(character)
        }
        text = isWhole ? piece : piece + "…"
        column = column - shift + (from > 0 ? 1 : 0)
        columns = min(columns, max(displayWidth(text) - column, 1))
    }
}
