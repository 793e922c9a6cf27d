/// The candidates that meet an expectation, each with a line about it.
struct CompletionOffer<S: Scope> {
    typealias Candidate = Completions.Candidate

    let vocabulary: Vocabulary
    let scope: S

    func candidates(_ expectation: Expectation) -> [Candidate] {
        switch expectation {
        case .operand(let operand):
            if let parameter = operand.parameter { return values(parameter.kind) }
            return operand.types == [.word] ? [] : names(of: operand.types)
        case .value(let kind): return values(kind)
        case .each: return [Candidate(text: "each ", detail: "a run for every value: each [..] or each 1 .. 5")]
        case .values: return names(of: [.list])
        case .unit(let dimensions): return units(dimensions)
        case .preposition(let phrase):
            return [Candidate(text: phrase.preposition + " ", detail: phrase.operand.help)]
        case .option(let declaration):
            var detail = declaration.help
            if let value = declaration.defaultScalar { detail += " (\(value.display(as: declaration.kind)))" }
            if case .flag = declaration.kind { return [Candidate(text: declaration.key, detail: declaration.help)] }
            return [Candidate(text: declaration.key + ": ", detail: detail)]
        }
    }

    private func values(_ kind: OptionKind) -> [Candidate] {
        switch kind {
        case .word(let words): words.map { Candidate(text: $0, detail: "") }
        case .flag: ["true", "false"].map { Candidate(text: $0, detail: "") }
        case .count, .number: names(of: [.number]) { $0 == .none }
        case .quantity(let choices):
            names(of: [.number]) { dimension in
                choices.contains { $0.dimension == dimension }
            }
        case .entries: names(of: [.list, .text])
        case .text, .range, .list, .value: names(of: kind.types)
        }
    }

    /// Names whose value fits `types` (any where empty), numbers only of a dimension that `admits`.
    func names(of types: [ValueType], admits: (Dimension) -> Bool = { _ in true }) -> [Candidate] {
        scope.names.sorted().compactMap { name in
            switch scope.lookup(name) {
            case .value(let type):
                type.fits(types) ? Candidate(text: name, detail: type.label) : nil
            case .scalar(.quantity(let quantity)):
                ValueType.number.fits(types) && admits(quantity.dimension)
                    ? Candidate(text: name, detail: quantity.display) : nil
            case .scalar(let scalar):
                scalar.type.fits(types) ? Candidate(text: name, detail: scalar.display) : nil
            case .broken, nil: nil
            }
        }
    }

    /// Verbs that may stand behind a pipe whose left side is of `type`; nil where that is not known.
    func verbs(taking type: ValueType?) -> [Candidate] {
        verbs { signature in signature.operand.map { type?.fits($0.types) ?? true } ?? false }
    }

    /// Verbs whose value is of one of `types`: of any where empty.
    func verbs(giving types: [ValueType]) -> [Candidate] { verbs { $0.results.contains { $0.fits(types) } } }

    private func verbs(where condition: (Signature) -> Bool) -> [Candidate] {
        vocabulary.verbs.values.filter(condition).sorted { $0.verb < $1.verb }
            .map { Candidate(text: $0.verb, detail: $0.summary) }
    }

    func fields(of type: ValueType) -> [Candidate] {
        (vocabulary.fields[type.element] ?? []).map { Candidate(text: $0.name, detail: $0.help) }
    }

    private func units(_ dimensions: [Dimension]?) -> [Candidate] {
        Unit.all.filter { unit in
            unit.name.utf8.allSatisfy { $0 < 0x80 } && (dimensions?.contains(unit.dimension) ?? true)
        }.map { Candidate(text: $0.name, detail: $0.dimension == .none ? "" : $0.dimension.noun) }
    }
}
