/// One token of the source and where it stands.
struct Token {
    enum Kind: Equatable {
        case number
        case word
        /// A closed text, its escapes resolved.
        case text(String)
        /// A text whose closing quote is missing on its line.
        case openText
        case symbol(Symbol)
        /// The end of a statement.
        case newline
        case end
        /// Characters that mean nothing, or a text with a bad escape.
        indirect case invalid(Diagnostic)
    }

    var kind: Kind
    var span: Span
    /// Nothing stands between this token and the one before.
    var touchesLeft: Bool
}

enum Symbol: String {
    case assign = "=", comma = ",", pipe = "|", colon = ":", dot = ".", range = "..", percent = "%"
    case open = "(", close = ")", openList = "[", closeList = "]"
    case plus = "+", minus = "-", times = "*", divide = "/"

    /// A line that ends in this goes on.
    var continuesLine: Bool {
        switch self {
        case .comma, .pipe, .assign, .range, .plus, .minus, .times, .divide: true
        default: false
        }
    }
}

/// Cuts source text into tokens; never fails: what means nothing becomes an `invalid` token.
struct Lexer {
    private(set) var tokens: [Token] = []
    /// Brackets that are opened and never closed, outermost first.
    private(set) var unclosed: [(symbol: Symbol, span: Span)] = []
    /// The comment that the source ends in, if it does.
    private(set) var lastComment: Span?
    let bytes: [UInt8]
    private var index = 0
    private var touching = false

    /// Longer source than this many bytes is refused by the parser.
    static let maximumLength = 1 << 20

    init(_ source: String) {
        bytes = Array(source.utf8)
        tokens.reserveCapacity(bytes.count / 3 + 1)
        while index < bytes.count { scan() }
        append(.end, from: bytes.count)
    }

    func text(_ span: Span) -> String { String(decoding: bytes[span.start..<span.end], as: UTF8.self) }

    private mutating func append(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, span: Span(start, index), touchesLeft: touching))
        touching = true
    }

    private mutating func scan() {
        let start = index
        switch bytes[index] {
        case 0x0A, 0x0D:
            index += 1
            endLine(at: start)
        case 0x20, 0x09, 0x0B, 0x0C:
            index += 1
            touching = false
        case UInt8(ascii: "#"):
            while index < bytes.count, !isNewline(bytes[index]) { index += 1 }
            lastComment = Span(start, index)
            touching = false
        case UInt8(ascii: "\""):
            let kind = scanText()
            append(kind, from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            scanNumber()
            append(.number, from: start)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
            scanWord()
            append(.word, from: start)
        case let byte where byte < 0x80:
            scanSymbol(byte)
        default:
            scanUnicode()
        }
    }

    private func isNewline(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// Ends the statement, unless a bracket is open or the line ends in a symbol that carries it on.
    private mutating func endLine(at start: Int) {
        touching = false
        guard unclosed.isEmpty, let last = tokens.last else { return }
        if last.kind == .newline { return }
        if case .symbol(let symbol) = last.kind, symbol.continuesLine { return }
        append(.newline, from: start)
        touching = false
    }

    private mutating func scanDigits() {
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
    }

    private func isDigit(at position: Int) -> Bool {
        position < bytes.count && (0x30...0x39).contains(bytes[position])
    }

    /// `digits [. digits] [e [sign] digits]`
    private mutating func scanNumber() {
        scanDigits()
        if index < bytes.count, bytes[index] == UInt8(ascii: "."), isDigit(at: index + 1) {
            index += 1
            scanDigits()
        }
        guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return }
        var digits = index + 1
        if digits < bytes.count, bytes[digits] == UInt8(ascii: "+") || bytes[digits] == UInt8(ascii: "-") {
            digits += 1
        }
        guard isDigit(at: digits) else { return }
        index = digits
        scanDigits()
    }

    private mutating func scanWord() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: index += 1
            case 0x80...:
                let (scalar, length) = scalar(at: index)
                guard scalar.properties.isXIDContinue else { return }
                index += length
            default: return
            }
        }
    }

    private mutating func scanSymbol(_ byte: UInt8) {
        let start = index
        index += 1
        if byte == UInt8(ascii: "."), index < bytes.count, bytes[index] == byte {
            index += 1
            return append(.symbol(.range), from: start)
        }
        guard let symbol = Symbol(rawValue: String(UnicodeScalar(byte))) else {
            let diagnostic = Diagnostic(
                "\(quoted(String(UnicodeScalar(byte)))) is not part of the language", at: Span(start, index),
                hint: Self.replacements[UnicodeScalar(byte)])
            return append(.invalid(diagnostic), from: start)
        }
        switch symbol {
        case .open, .openList: unclosed.append((symbol, Span(start, index)))
        case .close: if unclosed.last?.symbol == .open { unclosed.removeLast() }
        case .closeList: if unclosed.last?.symbol == .openList { unclosed.removeLast() }
        default: break
        }
        append(.symbol(symbol), from: start)
    }

    private mutating func scanUnicode() {
        let start = index
        let (scalar, length) = scalar(at: index)
        index += length
        if scalar.properties.isXIDStart {
            scanWord()
            return append(.word, from: start)
        }
        if scalar.properties.isWhitespace || scalar == "\u{FEFF}" {
            touching = false
            return
        }
        while index < bytes.count, bytes[index] >= 0x80 {
            let (next, length) = self.scalar(at: index)
            if next.properties.isXIDStart || next.properties.isWhitespace { break }
            index += length
        }
        let span = Span(start, index)
        let diagnostic = Diagnostic(
            "\(quoted(text(span))) is not part of the language", at: span, hint: Self.replacements[scalar])
        append(.invalid(diagnostic), from: start)
    }

    /// What to write instead of characters that come from other programs and languages.
    private static let replacements: [UnicodeScalar: String] = [
        "\u{201C}": "write \"", "\u{201D}": "write \"", "\u{201E}": "write \"", "'": "write \"",
        "\u{2018}": "write \"", "\u{2019}": "write \"", "\u{2212}": "write '-'", "\u{2013}": "write '-'",
        "\u{2014}": "write '-'", "\u{2026}": "write '..'", "\u{D7}": "write '*'", "\u{F7}": "write '/'",
        "{": "write '('", "}": "write ')'", ";": "begin a new line", "\\": "end the line in ',' to carry it on",
    ]

    /// The Unicode scalar that begins at `position`; the source is valid UTF-8 because it was a `String`.
    private func scalar(at position: Int) -> (Unicode.Scalar, length: Int) {
        let lead = UInt32(bytes[position])
        let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var value = length == 1 ? lead : lead & (0x7F >> UInt32(length))
        for offset in 1..<max(length, 1) { value = value << 6 | UInt32(bytes[position + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }

    private mutating func scanText() -> Token.Kind {
        var content: [UInt8] = []
        var problem: Diagnostic?
        index += 1
        while index < bytes.count, !isNewline(bytes[index]) {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                if let problem { return .invalid(problem) }
                return .text(String(decoding: content, as: UTF8.self))
            case UInt8(ascii: "\\"):
                do throws(Diagnostic) { content += try scanEscape() } catch { problem = problem ?? error }
            default:
                content.append(byte)
            }
        }
        return .openText
    }

    /// The bytes that an escape stands for; its backslash has been read.
    private mutating func scanEscape() throws(Diagnostic) -> [UInt8] {
        let start = index - 1
        guard index < bytes.count, !isNewline(bytes[index]) else { return [] }
        let (scalar, length) = scalar(at: index)
        index += length
        switch scalar {
        case "\"", "\\": return [UInt8(ascii: scalar)]
        case "n": return [0x0A]
        case "t": return [0x09]
        case "u":
            guard index < bytes.count, bytes[index] == UInt8(ascii: "{") else { break }
            var digits = index + 1
            while digits < bytes.count, digits - index <= 7, hexadecimal(bytes[digits]) { digits += 1 }
            guard digits < bytes.count, bytes[digits] == UInt8(ascii: "}") else { break }
            let value = UInt32(text(Span(index + 1, digits)), radix: 16).flatMap(Unicode.Scalar.init)
            index = digits + 1
            guard let value else {
                throw Diagnostic("there is no character \(quoted(text(Span(start, index))))", at: Span(start, index))
            }
            return Array(String(value).utf8)
        default: break
        }
        throw Diagnostic(
            "unknown escape \(quoted(text(Span(start, index))))", at: Span(start, index),
            hint: "escapes are \\\" \\\\ \\n \\t \\u{1F514}")
    }

    private func hexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
