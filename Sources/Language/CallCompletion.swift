/// What a signature asks for at a place.
enum Expectation {
    case operand(Signature.Operand)
    case value(OptionKind)
    /// `each`, in place of one value.
    case each
    /// The list or range behind `each`.
    case values(OptionKind)
    /// The unit behind a number, of one of these dimensions where they are known.
    case unit([Dimension]?)
    case preposition(Signature.Phrase)
    case option(any OptionDeclaration)

    /// What is expected inside a list that stands here; nil where no list may.
    var element: Expectation? {
        switch self {
        case .operand(let operand):
            if operand.takesList { return .operand(operand) }
            guard case .list(let inner) = operand.parameter?.kind else { return nil }
            return .value(inner)
        case .value(.list(let inner)): return .value(inner)
        case .value(.entries): return .value(.entries)
        case .values(let kind): return .value(kind)
        default: return nil
        }
    }
}

/// Follows a call's signature through what is written of it.
struct CallCompletion {
    let lexer: Lexer
    let signature: Signature
    /// What stands behind the verb.
    let items: [CompletionPlace.Item]
    /// What a pipe carries into it.
    let pipedFrom: Span?

    private var isPiped: Bool { pipedFrom != nil }

    var expectations: [Expectation] {
        guard let last = items.last else {
            guard !isPiped, let operand = signature.operand else { return more }
            return [.operand(operand)] + (operand.isRequired ? [] : more)
        }
        switch last.kind {
        case .symbol(.colon): return kindBeingGiven.map { [.value($0), .each] } ?? []
        case .word where isSymbol(items.count - 2, .colon) && text(items.count - 1) == "each":
            return kindBeingGiven.map { [.values($0)] } ?? []
        case .symbol(.comma): return optionsNotGiven
        case .symbol(.range): return kindAtEnd.map { [.value($0.end)] } ?? []
        case .number: return [.unit(kindAtEnd?.dimensions)]
        case .word where isPreposition(items.count - 1):
            return phraseBeingGiven.map { [.operand($0.operand)] } ?? []
        case .symbol(.plus), .symbol(.minus), .symbol(.times), .symbol(.divide), .symbol(.assign): return []
        default: break
        }
        return inOptions ? [] : more
    }

    /// The operands that are written, as they are written, but for words and numbers.
    var operands: [String] {
        var operands = pipedFrom.map { [lexer.text($0)] } ?? []
        var declared = signature.operand
        var span: Span?
        func end() {
            if let span, declared?.parameter == nil { operands.append(lexer.text(span)) }
            span = nil
        }
        for index in items.indices {
            if isSymbol(index, .comma) || isSymbol(index + 1, .colon) { break }
            if isPreposition(index) {
                end()
                declared = signature.phrases.first { $0.preposition == text(index) }?.operand
            } else {
                span = span?.union(items[index].span) ?? items[index].span
            }
        }
        end()
        return operands
    }

    /// The column that stands behind `by`.
    var column: String? {
        guard let by = items.indices.first(where: { isPreposition($0) && text($0) == "by" }), by + 1 < items.count,
            items[by + 1].kind == .word
        else { return nil }
        return text(by + 1)
    }

    private func text(_ index: Int) -> String { lexer.text(items[index].span) }

    private func isSymbol(_ index: Int, _ symbol: Symbol) -> Bool {
        items.indices.contains(index) && items[index].kind == .symbol(symbol)
    }

    private func isPreposition(_ index: Int) -> Bool {
        items[index].kind == .word && prepositions.contains(text(index)) && !isSymbol(index + 1, .colon)
            && !isSymbol(index - 1, .dot) && !isSymbol(index - 1, .colon)
    }

    /// A comma or a key has been written.
    private var inOptions: Bool { items.indices.contains { isSymbol($0, .comma) || isSymbol($0, .colon) } }

    /// Keys with a value, and flags behind a comma.
    private var givenKeys: Set<String> {
        var keys: Set<String> = []
        for index in items.indices where items[index].kind == .word {
            if isSymbol(index + 1, .colon) || isSymbol(index - 1, .comma) { keys.insert(text(index)) }
        }
        return keys
    }

    private var optionsNotGiven: [Expectation] {
        let given = givenKeys
        return signature.options.filter { !given.contains($0.key) }.map { .option($0) }
    }

    /// Behind an operand: prepositions not yet given, then options.
    private var more: [Expectation] {
        let given = Set(items.indices.filter(isPreposition).map(text))
        return signature.phrases.filter { !given.contains($0.preposition) }.map { .preposition($0) } + optionsNotGiven
    }

    /// The kind of the option whose value is being written, if one is.
    private var kindBeingGiven: OptionKind? {
        guard let colon = items.indices.last(where: { isSymbol($0, .colon) }), colon > 0 else { return nil }
        let key = text(colon - 1)
        return signature.options.first { $0.key == key }?.kind
    }

    private var phraseBeingGiven: Signature.Phrase? {
        guard let index = items.indices.last(where: isPreposition) else { return nil }
        let preposition = text(index)
        return signature.phrases.first { $0.preposition == preposition }
    }

    /// The kind of value that is being written, in an option or in an operand.
    private var kindAtEnd: OptionKind? {
        if inOptions { return kindBeingGiven }
        let operand = phraseBeingGiven?.operand ?? (isPiped ? nil : signature.operand)
        return operand?.parameter?.kind
    }
}

extension OptionKind {
    /// The kind of a range's ends.
    fileprivate var end: OptionKind {
        if case .range(let inner) = self { inner } else { self }
    }

    /// The dimensions that a number here can have.
    fileprivate var dimensions: [Dimension] {
        switch self {
        case .quantity(let choices): choices.map(\.dimension)
        case .range(let inner), .list(let inner): inner.dimensions
        default: []
        }
    }
}
