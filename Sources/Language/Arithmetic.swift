/// Constants are folded as the statement is checked; what only a run can know is left as it is.
extension Binder {
    func range(_ lower: Bound, _ upper: Bound, step: Bound?, _ span: Span) throws(Diagnostic) -> Bound {
        let from = try end(lower)
        let to = try end(upper)
        guard from.dimension == to.dimension else {
            throw Diagnostic(
                "a range goes from \(from.dimension.phrase) to \(to.dimension.phrase)", at: span,
                hint: from.dimension == .none || to.dimension == .none
                    ? "give both ends a unit" : "give both ends one kind of unit")
        }
        guard from.value <= to.value else {
            throw Diagnostic(
                "the range ends at \(to.display), before it begins at \(from.display)", at: span,
                hint: "\(to.display) .. \(from.display)")
        }
        var stepScalar: Scalar?
        if let step {
            let width = try end(step)
            guard width.dimension == from.dimension, width.value > 0 else {
                throw Diagnostic(
                    "the step of this range is \(from.dimension.phrase) above zero, not \(width.display)",
                    at: step.span)
            }
            stepScalar = .quantity(width)
        }
        return .scalar(.range(.quantity(from), .quantity(to), step: stepScalar), span)
    }

    private func end(_ bound: Bound) throws(Diagnostic) -> Quantity {
        guard case .scalar(.quantity(let quantity), _) = bound else {
            guard case .scalar = bound else {
                throw Diagnostic(
                    "this end of the range is known only when it runs", at: bound.span, hint: "write it down, as in 1.5 s")
            }
            throw Diagnostic("a range has numbers at its ends, not \(bound.phrase)", at: bound.span)
        }
        return quantity
    }

    func negation(_ inner: Bound, _ span: Span) throws(Diagnostic) -> Bound {
        switch inner {
        case .scalar(.quantity(let quantity), _):
            return .scalar(.quantity(Quantity(-quantity.value, quantity.dimension)), span)
        case .scalar, .list: throw Diagnostic("\(inner.phrase) has no negative", at: span)
        default: return .negation(inner, span)
        }
    }

    func arithmetic(_ op: Operator, _ left: Bound, _ right: Bound, _ span: Span) throws(Diagnostic) -> Bound {
        for side in [left, right] {
            switch side {
            case .scalar(.quantity, _): break
            case .scalar, .list: throw Diagnostic("\(side.phrase) cannot be \(op.participle)", at: side.span)
            default: break
            }
        }
        if case .scalar(.quantity(let a), _) = left, case .scalar(.quantity(let b), _) = right {
            return .scalar(.quantity(try fold(op, a, b, span, divisor: right.span)), span)
        }
        let types = [left.type.element, right.type.element]
        guard types.contains(.number) || types.contains(.any) || types[0] == types[1] else {
            throw Diagnostic("\(left.phrase) and \(right.phrase) cannot be \(op.participle)", at: span)
        }
        return .arithmetic(op, left, right, span)
    }

    private func fold(
        _ op: Operator, _ a: Quantity, _ b: Quantity, _ span: Span, divisor: Span
    ) throws(Diagnostic) -> Quantity {
        let result: Quantity
        switch op {
        case .add, .subtract:
            guard a.dimension == b.dimension else {
                let bare = a.dimension == .none ? a : b.dimension == .none ? b : nil
                let unit = Unit.base(of: a.dimension == .none ? b.dimension : a.dimension)
                throw Diagnostic(
                    "\(a.dimension.phrase) and \(b.dimension.phrase) cannot be \(op.participle)", at: span,
                    hint: bare.flatMap { bare in unit.map { "\(bare) \($0.name)" } })
            }
            result = Quantity(op == .add ? a.value + b.value : a.value - b.value, a.dimension)
        case .multiply:
            result = Quantity(a.value * b.value, a.dimension.combined(with: b.dimension, sign: 1))
        case .divide:
            guard b.value != 0 else { throw Diagnostic("division by zero", at: divisor) }
            result = Quantity(a.value / b.value, a.dimension.combined(with: b.dimension, sign: -1))
        }
        guard result.dimension == .none || Unit.base(of: result.dimension) != nil else {
            throw Diagnostic(
                "\(a.dimension.phrase) \(op == .multiply ? "times" : "divided by") \(b.dimension.phrase) has no unit",
                at: span)
        }
        guard result.value.isFinite else { throw Diagnostic("the result is too large", at: span) }
        return result
    }
}

extension Bound {
    /// What it is, for an error: `a time`, `a sound`.
    var phrase: String {
        if case .scalar(let scalar, _) = self { return scalar.phrase }
        return type.phrase
    }
}

extension Dimension {
    /// The dimension of a product (`sign` 1) or quotient (`sign` -1); the operands' powers are those of a unit, so
    /// the sums are small.
    fileprivate func combined(with other: Dimension, sign: Int8) -> Dimension {
        Dimension(
            time: time + sign * other.time, samples: samples + sign * other.samples,
            level: level + sign * other.level, pitch: pitch + sign * other.pitch,
            pixels: pixels + sign * other.pixels)
    }
}

extension Operator {
    fileprivate var participle: String {
        switch self {
        case .add: "added"
        case .subtract: "subtracted"
        case .multiply: "multiplied"
        case .divide: "divided"
        }
    }
}
