extension Scalar: CustomStringConvertible {
    /// The canonical spelling: units are base units, numbers have the shortest digits that read back exactly.
    public var description: String {
        switch self {
        case .quantity(let quantity): quantity.description
        case .text(let text): Self.quote(text)
        case .word(let word): word
        case .flag(let flag): flag ? "true" : "false"
        case .list(let elements): "[" + elements.map(\.description).joined(separator: ", ") + "]"
        case .range(let lower, let upper, let step):
            "\(lower) .. \(upper)" + (step.map { " step \($0)" } ?? "")
        }
    }

    /// `text` in double quotes, with the escapes it needs.
    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.isUnprintable: quoted += "\\u{\(String(scalar.value, radix: 16))}"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// The scalar that `text` spells, as it stands behind an option's key; throws what the parser finds wrong.
    public init(parsing text: String) throws(Diagnostic) {
        guard text.utf8.count <= Lexer.maximumLength else {
            throw Diagnostic("the text is longer than 1 MB", at: Span(0, 0))
        }
        var parser = Parser(text)
        let expression = try parser.operandOrRange(takesPrepositions: true)
        guard parser.token.kind == .end else { throw parser.leftover() }
        self = try Scalar(constant: expression)
    }

    /// A scalar written down as it is, without names or arithmetic.
    private init(constant expression: Expression) throws(Diagnostic) {
        switch expression.kind {
        case .quantity(let quantity): self = .quantity(quantity)
        case .text(let text): self = .text(text)
        case .word("true"): self = .flag(true)
        case .word("false"): self = .flag(false)
        case .word(let word): self = .word(word)
        case .list(let elements):
            var scalars: [Scalar] = []
            for element in elements { scalars.append(try Scalar(constant: element)) }
            self = .list(scalars)
        case .range(let lower, let upper, let step):
            var stepScalar: Scalar?
            if let step { stepScalar = try Scalar(constant: step) }
            self = .range(try Scalar(constant: lower), try Scalar(constant: upper), step: stepScalar)
        case .group, .call, .field, .slice, .negation, .arithmetic, .each:
            throw Diagnostic("a number, text, word, list or range is wanted", at: expression.span)
        }
    }
}

extension Quantity: CustomStringConvertible {
    /// `0.025 s`, `22050 Hz`, `96`.
    public var description: String {
        Unit.base(of: dimension).map { "\(spelled(value)) \($0.name)" } ?? spelled(value)
    }
}
