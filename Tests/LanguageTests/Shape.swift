@testable import Language

/// An expression as nested parentheses, so that a test can say what tree a text has.
func shape(_ expression: Expression) -> String {
    switch expression.kind {
    case .quantity(let quantity): return quantity.description
    case .text(let text): return Scalar.text(text).description
    case .word(let word): return word
    case .list(let elements): return "[" + elements.map(shape).joined(separator: ", ") + "]"
    case .range(let lower, let upper, let step):
        return "(\(shape(lower)) .. \(shape(upper))" + (step.map { " step " + shape($0) } ?? "") + ")"
    case .group(let inner): return "{" + shape(inner) + "}"
    case .call(let call):
        var parts = [call.verb.text + "!"]
        if let operand = call.operand { parts.append(shape(operand)) }
        parts += call.phrases.map { "\($0.preposition.text)=\(shape($0.operand))" }
        parts += call.options.map { "\($0.key.text):" + ($0.value.map(shape) ?? "") }
        return "(" + parts.joined(separator: " ") + ")"
    case .field(let base, let name): return "\(shape(base)).\(name.text)"
    case .slice(let base, let indices): return shape(base) + "[" + indices.map(shape).joined(separator: "; ") + "]"
    case .negation(let inner): return "(- \(shape(inner)))"
    case .arithmetic(let op, let left, let right): return "(\(op.rawValue) \(shape(left)) \(shape(right)))"
    case .each(let values): return "each \(shape(values))"
    }
}

/// All statements of a source.
func shapes(_ source: String) throws(Diagnostic) -> [String] {
    try parse(source).map { ($0.name.map { $0.text + " = " } ?? "") + shape($0.expression) }
}
