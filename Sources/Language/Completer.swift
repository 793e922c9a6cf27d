/// Finds what may stand at a place: verbs, names of the right type, options, words, fields, units.
struct Completer<S: Scope> {
    let lexer: Lexer
    let vocabulary: Vocabulary
    let scope: S

    init(_ lexer: Lexer, _ vocabulary: Vocabulary, _ scope: S) {
        self.lexer = lexer
        self.vocabulary = vocabulary
        self.scope = scope
    }

    func wantsFile(at place: CompletionPlace) -> Bool {
        guard place.frames.count <= Parser.maximumHeight else { return false }
        return expectations(in: place.frames[...]).contains { expectation in
            if case .operand(let operand) = expectation { operand.isFile } else { false }
        }
    }

    /// The column or the value of a column that may stand at `place`; nil where something else is wanted.
    func cells(at place: CompletionPlace) -> Completions.Cells? {
        guard place.frames.count <= Parser.maximumHeight,
            let call = place.frames.last(where: { $0.kind == .statement || $0.kind == .group }).flatMap(call(in:))
        else { return nil }
        for expectation in expectations(in: place.frames[...]) {
            switch expectation {
            case .operand(let operand):
                if case .word(let words)? = operand.parameter?.kind, words.isEmpty { return .init(operands: call.operands) }
            case .value(.entries), .values(.entries):
                guard let column = call.column else { return nil }
                return .init(operands: call.operands, column: column)
            default: continue
            }
        }
        return nil
    }

    func candidates(at place: CompletionPlace) -> [Completions.Candidate] {
        let offer = CompletionOffer(vocabulary: vocabulary, scope: scope)
        guard let frame = place.frames.last, place.frames.count <= Parser.maximumHeight else { return [] }
        if frame.items.last?.kind == .symbol(.dot) {
            return type(ofOperandBeforeDot: frame.items).map { offer.fields(of: $0) } ?? []
        }
        guard frame.items.isEmpty, frame.kind == .statement || frame.kind == .group else {
            return expectations(in: place.frames[...]).flatMap(offer.candidates)
        }
        if let left = frame.pipedFrom { return offer.verbs(taking: type(of: left)) }
        let wanted = frame.kind == .group ? wantedTypes(in: place.frames.dropLast()) : []
        return offer.names(of: wanted) + offer.verbs(giving: wanted)
    }

    /// What may stand at the end of the innermost of `frames`.
    private func expectations(in frames: ArraySlice<CompletionPlace.Frame>) -> [Expectation] {
        guard let frame = frames.last else { return [] }
        switch frame.kind {
        case .slice: return [.value(.value([.number, .range]))]
        case .list:
            guard frame.items.isEmpty else { return [] }
            return expectations(in: frames.dropLast()).compactMap(\.element)
        case .statement, .group: break
        }
        if let call = call(in: frame) { return call.expectations }
        switch frame.items.last?.kind {
        case .symbol(.plus), .symbol(.minus), .symbol(.times), .symbol(.divide), .symbol(.range):
            return [.value(.value([]))]
        case .number: return [.unit(nil)]
        default: return []
        }
    }

    /// The call that `frame` has begun, if it has.
    private func call(in frame: CompletionPlace.Frame) -> CallCompletion? {
        guard let first = frame.items.first, first.kind == .word, let signature = vocabulary.verbs[lexer.text(first.span)]
        else { return nil }
        return CallCompletion(
            lexer: lexer, signature: signature, items: Array(frame.items.dropFirst()), pipedFrom: frame.pipedFrom)
    }

    /// The types that may stand where the group behind `frames` is; empty where any may.
    private func wantedTypes(in frames: ArraySlice<CompletionPlace.Frame>) -> [ValueType] {
        switch expectations(in: frames).first {
        case .operand(let operand): operand.types.contains(.any) ? [] : operand.types
        case .value(let kind): kind.types
        default: []
        }
    }

    /// The type of `a.b[1 s .. 2 s]` when `items` end in it and a `.`; nil where it has none.
    private func type(ofOperandBeforeDot items: [CompletionPlace.Item]) -> ValueType? {
        var first = items.count - 2
        while first >= 2, items[first - 1].kind == .symbol(.dot) { first -= 2 }
        guard first >= 0 else { return nil }
        return type(of: Span(items[first].span.start, items[items.count - 2].span.end))
    }

    /// The type of the expression in `span`; nil where it has an error.
    private func type(of span: Span) -> ValueType? {
        do throws(Diagnostic) {
            let statements = try parse(lexer.text(span))
            guard statements.count == 1 else { return nil }
            return try bind(statements[0], in: vocabulary, scope: scope).type
        } catch { return nil }
    }
}
