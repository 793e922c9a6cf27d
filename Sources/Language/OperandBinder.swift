/// Operands and option values against what their signature takes.
extension Binder {
    /// `expression` as `operand`; `subject` is who takes it: `melspec`, `'to' of export`.
    func operand(
        _ expression: Expression, for operand: Signature.Operand, subject: String
    ) throws(Diagnostic) -> Bound {
        if let declaration = operand.parameter {
            return try parameter(expression, declaration, subject: subject)
        }
        if operand.takesList, case .list(let elements) = expression.kind {
            guard !elements.isEmpty else {
                throw Diagnostic("\(subject) needs \(wanted(operand))", at: expression.span)
            }
            var bound: [Bound] = []
            for element in elements { bound.append(try single(element, for: operand, subject: subject)) }
            return list(bound, expression.span)
        }
        return try single(expression, for: operand, subject: subject)
    }

    private func single(
        _ expression: Expression, for operand: Signature.Operand, subject: String
    ) throws(Diagnostic) -> Bound {
        if case .word(let word) = expression.kind, operand.types.contains(.word), word != "true", word != "false" {
            return .scalar(.word(word), expression.span)
        }
        let bound: Bound
        do throws(Diagnostic) { bound = try value(expression) } catch {
            guard operand.types.contains(.text), !error.isConsequence, let text = expression.dotted else { throw error }
            throw Diagnostic(error.message, at: expression.span, hint: "a text stands in quotes: \"\(text)\"")
        }
        try check(bound, against: operand, subject: subject)
        return bound
    }

    private func check(
        _ bound: Bound, against operand: Signature.Operand, subject: String
    ) throws(Diagnostic) {
        if bound.type.fits(operand.types) { return }
        if operand.takesList, case .scalar(.list(let elements), _) = bound,
            elements.allSatisfy({ $0.type.fits(operand.types) })
        {
            return
        }
        if operand.takesList, case .list(let elements, _) = bound {
            for element in elements { try check(element, against: operand, subject: subject) }
            return
        }
        throw Diagnostic(
            "\(subject) takes \(wanted(operand)), not \(bound.phrase)", at: bound.span,
            hint: operand.hints[bound.type.element] ?? ways(from: bound, to: operand.types))
    }

    /// How to come from what is there to what is wanted: by a verb, or by a field.
    private func ways(from bound: Bound, to wanted: [ValueType]) -> String? {
        let type = bound.type
        let ways = [conversion(from: bound, to: wanted), fields(of: type, thatAre: wanted)].compactMap { $0 }
        guard ways.isEmpty else { return ways.joined(separator: "; ") }
        return type == .list ? nil : known(wanted) ?? makers(of: wanted)
    }

    /// The one name that may stand there: `'ear' is a model`.
    private func known(_ wanted: [ValueType]) -> String? {
        let fitting = scope.names.compactMap { name -> String? in
            guard case .value(let type)? = scope.lookup(name), wanted.contains(type) else { return nil }
            return "\(quoted(name)) is \(type.phrase)"
        }
        return fitting.count == 1 ? fitting[0] : nil
    }

    /// The verbs that make what is wanted, where they are few: `train gives a model`.
    private func makers(of wanted: [ValueType]) -> String? {
        let verbs = vocabulary.verbs.values.filter { wanted.contains($0.gives) && $0.gives != .any }.sorted { $0.verb < $1.verb }
        guard let type = verbs.first?.gives, verbs.count <= 3, verbs.allSatisfy({ $0.gives == type }) else { return nil }
        return "\(alternatives(verbs.map(\.verb))) gives \(type.phrase)"
    }

    /// The one verb that makes what is wanted from what is there: `(load ...) gives a sound`; of a file that has to be loaded
    /// first, `(soundtrack (load ...)) gives a sound`.
    private func conversion(from bound: Bound, to wanted: [ValueType]) -> String? {
        let path: String? = if case .scalar(.text(let text), _) = bound { text } else { nil }
        if let (verb, given) = maker(of: wanted, from: bound.type.element, path) {
            // What takes long is a step of its own, not something to put in brackets without a thought.
            return (verb.costly ? "\(verb.verb) it first: " : "") + "(\(verb.verb) ...) gives \(given.phrase)"
        }
        let kind = path.flatMap { vocabulary.kindOfFile($0) }
        let loaders = vocabulary.verbs.values.filter { $0.gives(ofKind: kind) != $0.gives }
        guard loaders.count == 1, let (verb, given) = maker(of: wanted, from: loaders[0].gives(ofKind: kind)) else {
            return nil
        }
        return "(\(verb.verb) (\(loaders[0].verb) ...)) gives \(given.phrase)"
    }

    /// The one verb that makes what is wanted of a value of a type, of the file at `path` the one that knows its kind; and
    /// what it gives.
    private func maker(of wanted: [ValueType], from type: ValueType, _ path: String? = nil) -> (Signature, gives: ValueType)? {
        let kind = path.flatMap { vocabulary.kindOfFile($0) }
        func given(_ verb: Signature) -> ValueType { verb.instead[type] ?? verb.gives(ofKind: kind) }
        let all = vocabulary.verbs.values.filter { verb in
            wanted.contains(given(verb)) && verb.gives != .any
                && verb.operand.map { $0.types.contains(type) && $0.parameter == nil } ?? false
        }
        let knowing = all.filter { path != nil && given($0) != $0.gives }
        let verbs = knowing.isEmpty ? all : knowing
        return verbs.count == 1 ? (verbs[0], given(verbs[0])) : nil
    }

    /// The fields that may stand where the value itself may not: `its fields .loss or .layers fit`.
    private func fields(of type: ValueType, thatAre wanted: [ValueType]) -> String? {
        let fields = vocabulary.fields[type.element]?.filter { wanted.contains($0.type) && $0.type != .number } ?? []
        guard !fields.isEmpty else { return nil }
        return
            "its field\(fields.count == 1 ? "" : "s") \(alternatives(fields.map { ".\($0.name)" })) fit\(fields.count == 1 ? "s" : "")"
    }

    /// What an operand takes: `a sound or a spectrogram`.
    func wanted(_ operand: Signature.Operand) -> String {
        if let parameter = operand.parameter { return parameter.kind.phrase }
        let one = operand.types.isEmpty ? "a value" : alternatives(operand.types.map(\.phrase))
        return operand.takesList ? "\(one), or a list of them" : one
    }

    /// `expression` as the value of an option; `subject` is its key.
    func parameter(
        _ expression: Expression, _ declaration: any OptionDeclaration, subject: String
    ) throws(Diagnostic) -> Bound {
        if case .each(let values) = expression.kind { return try each(values, declaration, expression.span) }
        let bound: Bound
        do throws(Diagnostic) {
            bound = try value(expression, of: declaration.kind)
            try check(bound, declaration.kind, subject, of: declaration)
        } catch {
            guard case .text = declaration.kind, !error.isConsequence, let text = expression.dotted else { throw error }
            throw Diagnostic(error.message, at: expression.span, hint: "a text stands in quotes: \"\(text)\"")
        }
        if case .scalar(let scalar, let span) = bound { try admit(scalar, declaration, subject, span) }
        return bound
    }

    /// Throws what `declaration` has against a value that is known.
    func admit(
        _ scalar: Scalar, _ declaration: any OptionDeclaration, _ subject: String, _ span: Span
    ) throws(Diagnostic) {
        guard let objection = declaration.objection(to: scalar) else { return }
        throw Diagnostic(
            "\(subject) \(objection), not \(scalar.display)", at: span,
            hint: objection.contains("%") ? percent(scalar, fits: declaration) : nil)
    }

    /// `50 %` where a share is wanted and 50 was written.
    private func percent(_ scalar: Scalar, fits declaration: any OptionDeclaration) -> String? {
        guard case .quantity(let quantity) = scalar, quantity.dimension == .none, quantity.value > 1 else { return nil }
        let share = Scalar.quantity(Quantity(quantity.value / 100))
        return declaration.objection(to: share) == nil ? "did you mean \(spelled(quantity.value)) %?" : nil
    }

    /// Like `value`, but bare words are words where `kind` wants them.
    private func value(_ expression: Expression, of kind: OptionKind) throws(Diagnostic) -> Bound {
        let span = expression.span
        switch (kind, expression.kind) {
        case (.word, .word(let word)), (.entries, .word(let word)):
            return .scalar(.word(word), span)
        case (.entries, .list(let elements)):
            var bound: [Bound] = []
            for element in elements { bound.append(try value(element, of: kind)) }
            return list(bound, span)
        case (.list(let inner), .list(let elements)):
            var bound: [Bound] = []
            for element in elements { bound.append(try value(element, of: inner)) }
            return list(bound, span)
        case (.list(.word), .word(let word)) where scope.lookup(word) == nil && vocabulary.verbs[word] == nil:
            throw Diagnostic("a list is wanted, not one word", at: span, hint: "a list stands in brackets: [\(word)]")
        default:
            let bound = try value(expression)
            // A text serves as a word: names can hold texts but not words.
            if case .word(let words) = kind, !words.isEmpty, case .scalar(.text(let text), _) = bound {
                return .scalar(.word(text), bound.span)
            }
            return bound
        }
    }

    private func check(
        _ bound: Bound, _ kind: OptionKind, _ subject: String, of declaration: any OptionDeclaration
    ) throws(Diagnostic) {
        switch (bound, kind) {
        case (.scalar(let scalar, let span), _):
            try check(scalar, kind, subject, span, of: declaration)
        case (.list(let elements, _), .list(let inner)):
            for element in elements { try check(element, inner, subject, of: declaration) }
        default:
            guard !bound.type.fits(kind.types) else { return }
            throw Diagnostic("\(subject) takes \(kind.phrase), not \(bound.phrase)", at: bound.span)
        }
    }

    /// Checks what `objection` cannot say as well: units, words, kinds; `kind` is that of `declaration` or of a part of it.
    func check(
        _ scalar: Scalar, _ kind: OptionKind, _ subject: String, _ span: Span, of declaration: any OptionDeclaration
    ) throws(Diagnostic) {
        switch (kind, scalar) {
        case (.count, .quantity(let quantity)) where quantity.dimension == .none,
            (.number, .quantity(let quantity)) where quantity.dimension == .none:
            return
        case (.quantity(let choices), .quantity(let quantity)):
            if choices.contains(where: { $0.dimension == quantity.dimension }) { return }
            if quantity.dimension == .none {
                // The number given, in a unit of each dimension there is: `25 ms` shows the unit.
                let spellings = choices.map { choice in
                    let usual = choice.spelling.split(separator: " ").last.map(String.init) ?? ""
                    return "\(spelled(quantity.value)) \(unit(for: quantity.value, choice.dimension, usual, declaration))"
                }
                throw Diagnostic("\(subject) needs a unit", at: span, hint: alternatives(spellings))
            }
        case (.word([]), .word), (.word([]), .text):
            return
        case (.word(let words), .word(let word)):
            if words.contains(word) { return }
            let near = nearest(to: word, among: words).map { "did you mean '\($0)'?" }
            throw Diagnostic(
                "\(subject) cannot be \(quoted(word))", at: span, hint: near ?? "it can be \(alternatives(words))")
        case (.list(let inner), .list(let elements)):
            for element in elements { try check(element, inner, subject, span, of: declaration) }
            return
        case (.entries, .list(let elements)):
            for element in elements {
                if case .list = element { break }
                try check(element, kind, subject, span, of: declaration)
            }
            return
        case (.entries, .quantity(let quantity)) where quantity.dimension == .none:
            return
        case (.entries, .word), (.entries, .text), (.entries, .flag):
            return
        case (.range(let inner), .range(let lower, let upper, _)):
            try check(lower, inner, subject, span, of: declaration)
            try check(upper, inner, subject, span, of: declaration)
            return
        case (.value(let types), _) where scalar.type.fits(types):
            return
        case (.text, .text), (.flag, .flag):
            return
        default: break
        }
        let example = kind.example.map { "such as \($0)" }
        if case .list = kind {
            throw Diagnostic(
                "\(subject) takes a list, not \(scalar.phrase)", at: span, hint: "in brackets: [\(scalar.display)]")
        }
        throw Diagnostic("\(subject) takes \(kind.phrase), not \(scalar.phrase)", at: span, hint: example)
    }

    /// The unit in which `declaration` admits so many: the usual one, else the first that fits, else the usual one.
    private func unit(
        for count: Double, _ dimension: Dimension, _ usual: String, _ declaration: any OptionDeclaration
    ) -> String {
        let others = Unit.all.filter { $0.dimension == dimension && $0.name.utf8.allSatisfy { $0 < 0x80 } }
        let units = (Unit.named(usual).map { [$0] } ?? []) + others
        return units.first { unit in
            guard let value = decimal(spelled(count.magnitude), in: unit) else { return false }
            return declaration.objection(to: .quantity(Quantity(count < 0 ? -value : value, dimension))) == nil
        }?.name ?? usual
    }
}

extension ValueType {
    /// Whether a value of this type may stand where one of `types` is wanted; what is not known yet may.
    func fits(_ types: [ValueType]) -> Bool {
        element == .any || types.isEmpty || types.contains(element) || types.contains(.any)
            || isSeries && types.contains(.series)
    }
}

extension Expression {
    /// `dog.wav`, where quotes may have been forgotten: the names and dots as they stand; nil for anything else.
    fileprivate var dotted: String? {
        switch kind {
        case .word(let word): word
        case .field(let base, let name): base.dotted.map { "\($0).\(name.text)" }
        default: nil
        }
    }
}
