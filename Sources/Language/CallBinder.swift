/// Calls: the verb, its operands, and every option of its signature in order.
extension Binder {
    func call(_ call: Call, _ span: Span) throws(Diagnostic) -> Bound {
        let verb = call.verb.text
        guard let signature = vocabulary.verbs[verb] else { throw unknownVerb(call) }
        var call = call
        // Without an operand in the signature, a lone word behind the verb is a flag: `stage quick`.
        if signature.operand == nil, let operand = call.operand, case .word(let word) = operand.kind,
            signature.options.contains(where: { $0.key == word })
        {
            call.options.insert(Call.Option(key: Name(word, operand.span), value: nil), at: 0)
            call.operand = nil
        }
        var operands: [(role: String, value: Bound)] = []
        if let bound = try mainOperand(of: call, signature) { operands.append(("", bound)) }
        operands += try phrases(of: call, signature)
        let (options, spans) = try options(of: call, signature)
        return .call(
            BoundCall(
                signature: signature, operands: operands, options: options, span: span, verbSpan: call.verb.span,
                optionSpans: spans.merging(call.phrases.map { ($0.preposition.text, $0.operand.span) }) { own, _ in own },
                kind: signature.kinds.isEmpty ? nil : operands.first.flatMap { kind(of: $0.value) }))
    }

    /// The kind of the file that an operand names; of several, of the first.
    private func kind(of operand: Bound) -> String? {
        let file: Scalar? =
            switch operand {
            case .scalar(let scalar, _): scalar
            case .each(let values, _, _): values[0]
            default: nil
            }
        guard case .text(let path)? = file else { return nil }
        return vocabulary.kindOfFile(path)
    }

    private func unknownVerb(_ call: Call) -> Diagnostic {
        let name = call.verb
        if scope.lookup(name.text) != nil {
            let hint: String? =
                switch call.operand?.kind {
                case .quantity, .negation: "a difference has a space behind its '-': \(name.text) - ..."
                case .list: "to slice it, write \(name.text)[...] without a space"
                default: nil
                }
            return Diagnostic("\(quoted(name.text)) is a name, not a verb", at: name.span, hint: hint)
        }
        let near = nearest(to: name.text, among: vocabulary.verbs.keys)
        return Diagnostic(
            "unknown verb \(quoted(name.text))", at: name.span, hint: near.map { "did you mean '\($0)'?" })
    }

    private func mainOperand(of call: Call, _ signature: Signature) throws(Diagnostic) -> Bound? {
        let verb = call.verb.text
        guard let operand = signature.operand else {
            guard let given = call.operand else { return nil }
            throw Diagnostic("\(verb) takes no operand", at: given.span)
        }
        if let given = call.operand { return try self.operand(given, for: operand, subject: verb) }
        guard operand.isRequired else { return nil }
        throw Diagnostic("\(verb) needs \(wanted(operand))", at: call.verb.span, hint: "\(verb) \(operand.label)")
    }

    private func phrases(
        of call: Call, _ signature: Signature
    ) throws(Diagnostic) -> [(role: String, value: Bound)] {
        let verb = call.verb.text
        var given: [(role: String, value: Bound)] = []
        for phrase in call.phrases {
            let preposition = phrase.preposition.text
            guard let declared = signature.phrases.first(where: { $0.preposition == preposition }) else {
                let others = signature.phrases.map(\.preposition)
                throw Diagnostic(
                    "\(verb) has no '\(preposition)'", at: phrase.preposition.span,
                    hint: others.isEmpty
                        ? signature.operand.map { "it is written \(verb) \($0.label)" }
                        : "it takes \(alternatives(others.map { "'\($0)'" }))")
            }
            guard !given.contains(where: { $0.role == preposition }) else {
                throw Diagnostic("'\(preposition)' is given twice", at: phrase.preposition.span, hint: "take one away")
            }
            let subject = "'\(preposition)' of \(verb)"
            given.append((preposition, try operand(phrase.operand, for: declared.operand, subject: subject)))
        }
        for phrase in signature.phrases where phrase.operand.isRequired {
            guard !given.contains(where: { $0.role == phrase.preposition }) else { continue }
            throw Diagnostic(
                "\(verb) needs '\(phrase.preposition)' and \(wanted(phrase.operand))", at: call.verb.span,
                hint: "\(phrase.preposition) \(phrase.operand.label)")
        }
        // The order in which they are written says nothing.
        return given.sorted { $0.role < $1.role }
    }

    private func options(
        of call: Call, _ signature: Signature
    ) throws(Diagnostic) -> (values: [(key: String, value: Bound)], spans: [String: Span]) {
        var given: [String: Bound] = [:]
        var spans: [String: Span] = [:]
        for option in call.options {
            let key = option.key.text
            guard let declaration = signature.options.first(where: { $0.key == key }) else {
                throw unknownOption(option, signature)
            }
            guard spans[key] == nil else {
                throw Diagnostic("\(quoted(key)) is given twice", at: option.key.span, hint: "take one away")
            }
            spans[key] = option.value.map { option.key.span.union($0.span) } ?? option.key.span
            given[key] = try value(of: option, declaration)
        }
        var values: [(key: String, value: Bound)] = []
        for declaration in signature.options {
            if let value = given[declaration.key] {
                values.append((declaration.key, value))
            } else if let scalar = declaration.defaultScalar {
                values.append((declaration.key, .scalar(scalar, call.verb.span)))
            } else if declaration.isRequired {
                throw Diagnostic(
                    "\(call.verb.text) needs the option '\(declaration.key)'", at: call.verb.span,
                    hint: "\(declaration.key): \(declaration.kind.example ?? declaration.kind.phrase)")
            }
        }
        return (values, spans)
    }

    private func unknownOption(_ option: Call.Option, _ signature: Signature) -> Diagnostic {
        let key = option.key.text
        let keys = signature.options.map(\.key)
        var hint = nearest(to: key, among: keys).map { "did you mean '\($0)'?" }
        if hint == nil, option.value == nil, signature.operand?.takesList == true, scope.lookup(key) != nil {
            hint = "several operands are one list: \(signature.verb) [..., \(key)]"
        }
        if keys.isEmpty {
            return Diagnostic("\(signature.verb) has no options", at: option.key.span, hint: hint)
        }
        return Diagnostic(
            "\(signature.verb) has no option \(quoted(key))", at: option.key.span,
            hint: hint ?? "its options are \(brief(keys))")
    }

    private func value(
        of option: Call.Option, _ declaration: any OptionDeclaration
    ) throws(Diagnostic) -> Bound {
        let key = declaration.key
        guard let expression = option.value else {
            if case .flag = declaration.kind { return .scalar(.flag(true), option.key.span) }
            let kind = declaration.kind
            let value = kind.example ?? declaration.defaultScalar?.display(as: kind) ?? kind.phrase
            throw Diagnostic("\(quoted(key)) needs a value", at: option.key.span, hint: "\(key): \(value)")
        }
        return try parameter(expression, declaration, subject: key)
    }
}
