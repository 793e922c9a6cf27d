extension Bound {
    /// The type of the value that this gives.
    public var type: ValueType {
        switch self {
        case .scalar(let scalar, _): scalar.type
        case .name(_, let type, _), .field(_, _, let type, _): type
        case .call(let call): call.gives
        case .slice(let base, let parts, _): base.type.sliced(parts)
        case .negation(let base, _): base.type
        case .arithmetic(_, let left, let right, _):
            (left.type.element == .number ? right.type.element : left.type.element).by(keys)
        case .list: .list
        case .each(let values, let key, _): ValueType(values[0].type.name, by: [key])
        }
    }

    /// The options that it has a value for each of.
    var keys: [String] {
        switch self {
        case .list(let elements, _): elements.reduce(ValueType.list) { $0.by($1.keys) }.keys
        case .arithmetic(_, let left, let right, _): left.type.by(right.keys).keys
        default: type.keys
        }
    }

    /// Where it stands in the source.
    public var span: Span {
        switch self {
        case .scalar(_, let span), .name(_, _, let span), .field(_, _, _, let span), .slice(_, _, let span),
            .negation(_, let span), .arithmetic(_, _, _, let span), .list(_, let span),
            .each(_, _, let span):
            span
        case .call(let call): call.span
        }
    }
}

extension BoundCall {
    /// What the verb gives: a series, where it runs once for each element of one.
    var gives: ValueType {
        let mapped = operands.filter { !takesWhole($0.role, $0.value) }.map(\.value) + options.map(\.value)
        return mapped.reduce(element) { $0.by($1.keys) }
    }

    /// What one run gives.
    private var element: ValueType {
        guard let operand = operands.first(where: { $0.role.isEmpty })?.value else { return signature.gives }
        let subject = if case .list(let elements, _) = operand, let first = elements.first { first } else { operand }
        if let other = signature.instead[subject.type.element] { return other }
        return signature.gives(ofKind: kind)
    }

    /// Whether the operand in `role` takes the series `value` as it is.
    public func takesWhole(_ role: String, _ value: Bound) -> Bool {
        if case .list = value { return false }
        let declared = role.isEmpty ? signature.operand : signature.phrases.first { $0.preposition == role }?.operand
        return declared?.types.contains(.series) ?? false
    }
}

extension ValueType {
    /// What is left of a series when its keys are counted off in order: an index takes a key away, a range keeps it.
    ///
    /// A slice with units is one of every element.
    func sliced(_ parts: [Scalar]) -> ValueType {
        guard isSeries, parts.countsOnly else { return self }
        let left = zip(keys, parts).filter { if case .range = $0.1 { true } else { false } }.map(\.0)
        return ValueType(name, by: left + keys.dropFirst(parts.count))
    }
}

extension [Scalar] {
    /// Whether all parts of a slice are counts, which pick elements of a series, and none has a unit.
    public var countsOnly: Bool {
        allSatisfy { part in
            switch part {
            case .quantity(let quantity), .range(.quantity(let quantity), _, _): quantity.dimension == .none
            default: false
            }
        }
    }
}
