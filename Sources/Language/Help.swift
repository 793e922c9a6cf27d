/// Every verb in one line, family by family.
public func helpTable(_ vocabulary: Vocabulary) -> String {
    let order = ["Sound", "Picture", "Data", "Network", "Words", "Fusion", "Plot", "Exchange"]
    let families = Dictionary(grouping: vocabulary.verbs.values, by: \.family)
    let others = families.keys.filter { !order.contains($0) }.sorted()
    let column = 4 + (vocabulary.verbs.keys.map(displayWidth).max() ?? 0)
    let blocks = (order + others).compactMap { family -> String? in
        guard let verbs = families[family] else { return nil }
        let lines = verbs.sorted { $0.verb < $1.verb }.map { entry("  \($0.verb)", $0.summary, column: column) }
        return ([family] + lines).joined(separator: "\n")
    }
    return blocks.joined(separator: "\n\n")
}

/// A verb's page: how it is written, what it takes, its formula, and examples with what they give.
///
/// `fields` are those of what it gives: they stand behind a dot.
public func helpPage(_ signature: Signature, fields: [Vocabulary.Field] = []) -> String {
    var blocks = ["\(signature.verb): \(signature.summary)", usage(signature)]
    let operands = operandLines(signature)
    if !operands.isEmpty { blocks.append(operands.joined(separator: "\n")) }
    if !signature.options.isEmpty {
        blocks.append((["Options"] + optionLines(signature.options)).joined(separator: "\n"))
        if let example = eachExample(signature) {
            blocks.append(paragraphs("Any option takes each, as in \(example): one run for every value."))
        }
    }
    var facts = ["Gives \(signature.gives.phrase)\(others(signature))."]
    if signature.costly { facts.append("Costly: it runs only when told to.") }
    blocks.append(facts.joined(separator: " "))
    if !fields.isEmpty {
        let column = 4 + (fields.map { displayWidth($0.name) }.max() ?? 0)
        blocks.append(
            (["Its fields"] + fields.map { entry("  .\($0.name)", $0.help, column: column + 1) }).joined(separator: "\n"))
    }
    if !signature.details.isEmpty { blocks.append(paragraphs(signature.details)) }
    for (index, example) in signature.examples.enumerated() {
        let heading = index == 0 ? (signature.examples.count == 1 ? "Example\n" : "Examples\n") : ""
        var block = heading + indented(example.source, by: 4)
        if !example.output.isEmpty { block += "\n\n" + indented(example.output, by: 8) }
        blocks.append(block)
    }
    return blocks.joined(separator: "\n\n")
}

/// `, of a movie's file a movie`; nothing where all files and operands give the same.
private func others(_ signature: Signature) -> String {
    signature.instead.sorted { $0.key.name < $1.key.name }.map { ", of \($0.key.phrase) \($0.value.phrase)" }.joined()
        + signature.kinds.sorted { $0.key < $1.key }.map { ", of a \($0.key)'s file \($0.value.phrase)" }.joined()
}

/// `mix SOUND with OTHER, snr: -20 dB`: what may be left out stands in brackets.
private func usage(_ signature: Signature) -> String {
    var parts = [signature.verb]
    if let operand = signature.operand { parts.append(bracketed(operand.label, unless: operand.isRequired)) }
    for phrase in signature.phrases {
        parts.append(bracketed("\(phrase.preposition) \(phrase.operand.label)", unless: phrase.operand.isRequired))
    }
    var text = parts.joined(separator: " ")
    for option in signature.options where option.isRequired { text += ", \(option.key): \(option.kind.label)" }
    if signature.options.contains(where: { !$0.isRequired }) { text += " [, options]" }
    return indented(wrapped(text, to: 76, indent: 4).joined(separator: "\n"), by: 4)
}

private func bracketed(_ text: String, unless isRequired: Bool) -> String { isRequired ? text : "[\(text)]" }

private func operandLines(_ signature: Signature) -> [String] {
    var operands: [Signature.Operand] = []
    if let operand = signature.operand { operands.append(operand) }
    operands += signature.phrases.map(\.operand)
    let column = 2 + (operands.map { displayWidth($0.label) }.max() ?? 0)
    return operands.map { operand in
        var types = operand.parameter?.kind.phrase ?? alternatives(operand.types.map(\.phrase))
        if operand.takesList { types += ", or a list of them" }
        var text = "\(operand.help): \(types)"
        if let bounds = operand.parameter?.bounds { text += ", \(bounds)" }
        return entry(operand.label, text, column: column)
    }
}

private func optionLines(_ options: [any OptionDeclaration]) -> [String] {
    let heads = options.map { option -> String in
        if case .flag = option.kind, option.defaultScalar == .flag(false) { return "  \(option.key)" }
        return "  \(option.key): \(option.defaultScalar?.display(as: option.kind) ?? option.kind.label)"
    }
    let column = min(34, 2 + (heads.map(displayWidth).max() ?? 0))
    return zip(heads, options).map { head, option in
        var text = option.help
        switch option.kind {
        case .flag: break
        default: text += ": \(option.kind.phrase)"
        }
        if let bounds = option.bounds { text += ", \(bounds)" }
        if option.isRequired { text += "; must be given" }
        return entry(head, text, column: column)
    }
}

/// `bands: each [...]`, by the first option that has one plain value; nil where there is none, and for a verb that
/// writes a file, of which there is one.
private func eachExample(_ signature: Signature) -> String? {
    if signature.phrases.contains(where: { $0.preposition == "to" && $0.operand.isFile }) { return nil }
    for option in signature.options {
        switch option.kind {
        case .count, .number, .quantity, .word:
            return "\(option.key): each [...]"
        default: continue
        }
    }
    return nil
}

extension OptionKind {
    /// What stands for a value in a usage line: `TIME`.
    fileprivate var label: String {
        switch self {
        case .count: "COUNT"
        case .number: "NUMBER"
        case .quantity(let choices): choices.map { $0.dimension.label }.joined(separator: "|")
        case .text: "TEXT"
        case .word: "WORD"
        case .entries: "VALUES"
        case .flag: "FLAG"
        case .range(let inner): "\(inner.label) .. \(inner.label)"
        case .list(let inner): "[\(inner.label), ...]"
        case .value(let types): types.isEmpty ? "VALUE" : types.map { $0.name.uppercased() }.joined(separator: "|")
        }
    }
}

extension Dimension {
    fileprivate var label: String {
        switch self {
        case .samples: "SAMPLES"
        case .pixels: "PIXELS"
        default: noun.uppercased()
        }
    }
}
