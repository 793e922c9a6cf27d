/// A number whose decimals stand behind a comma, as many languages write them: `0,5`.
///
/// To the grammar it is two numbers, and in a list it may be meant so: it is no error of its own, but the likely cause of
/// one.
public struct DecimalComma: Hashable, Sendable {
    /// From the first digit to the last.
    public var span: Span
    /// What to write instead.
    var hint: String

    init(_ whole: String, _ decimals: String, at span: Span) {
        self.span = span
        let digits = whole.filter { $0 != "." }
        let isGroup =
            decimals.count == 3 && decimals.allSatisfy(\.isNumber) && (1...3).contains(digits.count) && !digits.hasPrefix("0")
        hint =
            isGroup
            ? "did you mean \(digits)\(decimals)? the decimal sign is a point: \(digits).\(decimals)"
            : "the decimal sign is a point: did you mean \(digits).\(decimals)?"
    }
}

extension Lexer {
    /// The decimal comma at token `index`; nil where it is another token, or something stands between it and its numbers.
    func decimalComma(at index: Int) -> DecimalComma? {
        guard index > 0, index + 1 < tokens.count, tokens[index].kind == .symbol(.comma) else { return nil }
        let (whole, decimals) = (tokens[index - 1], tokens[index + 1])
        guard whole.kind == .number, decimals.kind == .number, tokens[index].touchesLeft, decimals.touchesLeft else {
            return nil
        }
        return DecimalComma(text(whole.span), text(decimals.span), at: whole.span.union(decimals.span))
    }

    /// The source with points for the decimal commas in `span`: what was meant, every other byte in its place.
    func pointed(in span: Span) -> String {
        var bytes = bytes
        for index in tokens.indices where decimalComma(at: index) != nil {
            let place = tokens[index].span.start
            if span.start <= place, place < span.end { bytes[place] = UInt8(ascii: ".") }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Diagnostic {
    /// The same error with its caret under a decimal comma, and what to write there.
    func blaming(_ comma: DecimalComma) -> Diagnostic {
        Diagnostic(message, at: comma.span, hint: comma.hint, isConsequence: isConsequence)
    }
}

extension Statement {
    /// What was said of a slice whose parts do not fit; a decimal comma in it is the likely cause.
    public func explaining(slice diagnostic: Diagnostic) -> Diagnostic {
        comma(within: diagnostic.span).map(diagnostic.blaming) ?? diagnostic
    }

    /// The first decimal comma that has a place in common with `span`.
    func comma(within span: Span) -> DecimalComma? {
        decimalCommas.first { $0.span.start < span.end && span.start < $0.span.end }
    }
}

extension Binder {
    /// The error of `statement`; where a decimal comma is its cause, with the way out.
    ///
    /// The comma is the cause where a point in its place leaves no error there.
    func explained(_ first: Diagnostic, of statement: Statement) -> Diagnostic {
        guard !first.isConsequence, let comma = statement.comma(within: first.span) else { return first }
        do throws(Diagnostic) {
            let meant = try parse(statement.pointed).first { $0.span.start == statement.span.start }
            if let meant { _ = try expression(meant.expression) }
        } catch {
            if error.span.start < comma.span.end, comma.span.start < error.span.end { return first }
        }
        return first.blaming(comma)
    }
}
