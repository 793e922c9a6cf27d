/// Checks a statement against the verbs there are and the names it may read, and folds its constants.
///
/// Every name that the statement reads, and none other, is looked up in `scope` when binding succeeds.
public func bind(
    _ statement: Statement, in vocabulary: Vocabulary, scope: some Scope
) throws(Diagnostic) -> Bound {
    if let name = statement.name { try checkDefinable(name, vocabulary) }
    let binder = Binder(vocabulary: vocabulary, scope: scope)
    do throws(Diagnostic) { return try binder.expression(statement.expression) } catch {
        throw binder.explained(error, of: statement)
    }
}

private func checkDefinable(_ name: Name, _ vocabulary: Vocabulary) throws(Diagnostic) {
    guard let reason = vocabulary.meaning(of: name.text) else { return }
    throw Diagnostic(
        "\(quoted(name.text)) is \(reason) and cannot be a name", at: name.span,
        hint: "another name, such as \(name.text)1")
}

extension Vocabulary {
    /// What `word` is in the language, such as `a verb`, so that it cannot be a name; nil where it can.
    public func meaning(of word: String) -> String? {
        verbs[word] != nil
            ? "a verb"
            : prepositions.contains(word)
                ? "a preposition"
                : keywords.contains(word) ? "a word of the language" : nil
    }
}

struct Binder<S: Scope> {
    let vocabulary: Vocabulary
    let scope: S

    /// An expression where a verb may stand: a statement's, or one in parentheses.
    func expression(_ expression: Expression) throws(Diagnostic) -> Bound {
        guard case .word(let word) = expression.kind, vocabulary.verbs[word] != nil else {
            return try value(expression)
        }
        return try call(
            Call(verb: Name(word, expression.span), operand: nil, phrases: [], options: []), expression.span)
    }

    /// A value as an operand or a part of arithmetic.
    func value(_ expression: Expression) throws(Diagnostic) -> Bound {
        let span = expression.span
        switch expression.kind {
        case .quantity(let quantity): return .scalar(.quantity(quantity), span)
        case .text(let text): return .scalar(.text(text), span)
        case .word(let word): return try name(word, span)
        case .group(let inner): return try self.expression(inner)
        case .call(let call): return try self.call(call, span)
        case .list(let elements):
            var bound: [Bound] = []
            for element in elements { bound.append(try value(element)) }
            return list(bound, span)
        case .range(let lower, let upper, let step):
            var stepBound: Bound?
            if let step { stepBound = try value(step) }
            return try range(try value(lower), try value(upper), step: stepBound, span)
        case .field(let base, let name): return try field(name, of: base, span)
        case .slice(let base, let indices): return try slice(base, indices, span)
        case .negation(let inner): return try negation(try value(inner), span)
        case .arithmetic(let op, let left, let right):
            return try arithmetic(op, try value(left), try value(right), span)
        case .each: throw Diagnostic("'each' stands behind the key of an option", at: span)
        }
    }

    private func name(_ name: String, _ span: Span) throws(Diagnostic) -> Bound {
        if name == "true" || name == "false" { return .scalar(.flag(name == "true"), span) }
        if vocabulary.verbs[name] != nil {
            throw Diagnostic("\(quoted(name)) is a verb", at: span, hint: "its result is written (\(name) ...)")
        }
        switch scope.lookup(name) {
        case .scalar(let scalar): return .scalar(scalar, span)
        case .value(let type): return .name(name, type, span)
        case .broken:
            throw Diagnostic(
                "\(quoted(name)) could not be made; see the error above", at: span, isConsequence: true)
        case nil:
            let hint =
                nearest(to: name, among: scope.names).map { "did you mean '\($0)'?" }
                ?? nearest(to: name, among: vocabulary.verbs.keys).map { "did you mean the verb '\($0)'?" }
            throw Diagnostic("nothing is called \(quoted(name))", at: span, hint: hint)
        }
    }

    private func field(_ name: Name, of base: Expression, _ span: Span) throws(Diagnostic) -> Bound {
        let bound = try value(base)
        let keys = bound.type.keys
        if bound.type.element == .any { return .field(bound, name.text, ValueType.any.by(keys), span) }
        let fields = vocabulary.fields[bound.type.element] ?? []
        guard let field = fields.first(where: { $0.name == name.text }) else {
            let hint =
                nearest(to: name.text, among: fields.map(\.name)).map { "did you mean '\($0)'?" }
                ?? (fields.isEmpty ? nil : others(thatHave: name.text) + "its fields are \(brief(fields.map(\.name)))")
            throw Diagnostic(
                fields.isEmpty
                    ? "\(bound.type.phrase) has no fields" : "\(bound.type.phrase) has no field \(quoted(name.text))",
                at: name.span, hint: hint)
        }
        return .field(bound, field.name, field.type.by(keys), span)
    }

    /// `a report has one; ` where few other types have a field of that name.
    private func others(thatHave field: String) -> String {
        let types = vocabulary.fields.filter { $0.value.contains { $0.name == field } }.keys.map(\.phrase).sorted()
        return (1...2).contains(types.count) ? "\(alternatives(types)) has one; " : ""
    }

    private func slice(
        _ base: Expression, _ indices: [Expression], _ span: Span
    ) throws(Diagnostic) -> Bound {
        if case .word(let word) = base.kind, vocabulary.verbs[word] != nil {
            throw Diagnostic(
                "\(quoted(word)) is a verb and cannot be sliced", at: base.span,
                hint: "a list as its operand stands behind a space: \(word) [...]")
        }
        let bound = try value(base)
        if case .scalar(let scalar, _) = bound { throw Diagnostic("\(scalar.phrase) cannot be sliced", at: span) }
        var ranges: [Scalar] = []
        for index in indices {
            let place = try value(index)
            guard case .scalar(let scalar, _) = place else {
                throw Diagnostic(
                    "a slice takes ranges, not \(place.type.phrase)", at: index.span, hint: "such as [1 s .. 2 s]")
            }
            try checkIndex(scalar, index.span)
            ranges.append(scalar)
        }
        let keys = bound.type.keys
        if bound.type.isSeries, ranges.countsOnly, ranges.count > keys.count {
            throw Diagnostic(
                "\(bound.type.phrase) over \(brief(keys)) has no \(ranges.count) counts", at: span,
                hint: "one for each key: [\(keys.map { _ in "1" }.joined(separator: ", "))]")
        }
        return .slice(bound, ranges, span)
    }

    /// Counts start at 1.
    private func checkIndex(_ index: Scalar, _ span: Span) throws(Diagnostic) {
        let ends: [Scalar]
        switch index {
        case .quantity: ends = [index]
        case .range(let lower, let upper, _): ends = [lower, upper]
        default:
            throw Diagnostic("a slice takes ranges, not \(index.phrase)", at: span, hint: "such as [1 s .. 2 s]")
        }
        for case .quantity(let end) in ends where end.dimension == .none {
            if end.value == end.value.rounded(), end.value >= 1 { continue }
            throw Diagnostic(
                "\(end.display) is no count: counts are whole and start at 1", at: span,
                hint: "for a place in time or frequency add its unit")
        }
    }

    /// A list; a scalar when all its elements are.
    func list(_ elements: [Bound], _ span: Span) -> Bound {
        var scalars: [Scalar] = []
        for element in elements {
            guard case .scalar(let scalar, _) = element else { return .list(elements, span) }
            scalars.append(scalar)
        }
        return .scalar(.list(scalars), span)
    }
}

/// Names for a hint: all of them when they are few.
func brief(_ names: [String]) -> String {
    names.count <= 8 ? names.joined(separator: ", ") : names.prefix(7).joined(separator: ", ") + " ..."
}
