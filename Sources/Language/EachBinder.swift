/// `each`: one run of the verb for every value of an option.
extension Binder {
    /// `values` as those that `each` gives the option, every one checked as it would be alone.
    func each(
        _ values: Expression, _ declaration: any OptionDeclaration, _ span: Span
    ) throws(Diagnostic) -> Bound {
        let key = declaration.key
        var scalars: [Scalar] = []
        var spans: [Span] = []
        if case .list(let elements) = values.kind {
            for element in elements {
                let bound = try parameter(element, declaration, subject: key)
                guard case .scalar(let scalar, _) = bound else {
                    throw Diagnostic(
                        "the values of 'each' are written down, and this is \(bound.type.phrase)", at: element.span,
                        hint: "one statement for each")
                }
                scalars.append(scalar)
                spans.append(element.span)
            }
        } else {
            scalars = try expanded(values).map { declaration.kind.word(for: $0) }
            spans = scalars.map { _ in values.span }
            for scalar in scalars {
                try check(scalar, declaration.kind, key, values.span, of: declaration)
                try admit(scalar, declaration, key, values.span)
            }
        }
        try checkValues(scalars, spans, values.span)
        return .each(scalars, key: key, span)
    }

    /// What a list or a range that is not spelled out as a list of its elements comes to.
    private func expanded(_ values: Expression) throws(Diagnostic) -> [Scalar] {
        let bound = try value(values)
        switch bound {
        case .scalar(.list(let scalars), _): return scalars
        case .scalar(.range(.quantity(let from), .quantity(let to), let step), let span):
            return try places(from, to, step, span)
        case .scalar(let scalar, _):
            throw Diagnostic(
                "each takes a list or a range, not \(scalar.phrase)", at: values.span, hint: "each [\(scalar.display)]")
        default:
            throw Diagnostic(
                "each takes a list or a range, not \(bound.phrase)", at: values.span, hint: "such as each [1, 2, 3]")
        }
    }

    /// `lower, lower + step ...` up to `upper`, which counts: unlike a slice, these are places and not a stretch.
    private func places(
        _ lower: Quantity, _ upper: Quantity, _ step: Scalar?, _ span: Span
    ) throws(Diagnostic) -> [Scalar] {
        var width = 1.0
        if case .quantity(let given)? = step {
            width = given.value
        } else {
            guard lower.dimension == .none, lower.value == lower.value.rounded() else {
                let range = "\(lower.display) .. \(upper.display)"
                throw Diagnostic(
                    "each needs the step of this range", at: span,
                    hint: "\(range) step \(Quantity((upper.value - lower.value) / 4, lower.dimension).display)")
            }
        }
        let count = ((upper.value - lower.value) / width * (1 + 1e-9) + 1e-9).rounded(.down) + 1
        guard count <= Double(mostValues) else { throw tooMany(span) }
        // Decimals stay decimals: 0.1 and two steps of 0.1 are 0.3, as it is written.
        let decimals = (0...12).first { digits in
            let scale = powerOfTen(digits)
            return [lower.value, width].allSatisfy { value in
                let scaled = value * scale
                return (scaled - scaled.rounded()).magnitude <= 1e-9 * max(1, scaled.magnitude)
            }
        }
        return (0..<Int(count)).map { index in
            guard let decimals else { return .quantity(Quantity(lower.value + Double(index) * width, lower.dimension)) }
            let scale = powerOfTen(decimals)
            let place = (lower.value * scale).rounded() + Double(index) * (width * scale).rounded()
            return .quantity(Quantity(place / scale, lower.dimension))
        }
    }

    private func checkValues(_ scalars: [Scalar], _ spans: [Span], _ span: Span) throws(Diagnostic) {
        guard let first = scalars.first else {
            throw Diagnostic("each has no values", at: span, hint: "one at least: each [1, 2, 3]")
        }
        guard scalars.count <= mostValues else { throw tooMany(span) }
        var seen: Set<Scalar> = []
        for (scalar, place) in zip(scalars, spans) {
            if case .quantity(let quantity) = scalar, case .quantity(let other) = first,
                quantity.dimension != other.dimension
            {
                throw Diagnostic(
                    "each has \(other.dimension.phrase) and \(quantity.dimension.phrase)", at: place,
                    hint: "one kind of unit for all")
            }
            guard seen.insert(scalar).inserted else {
                throw Diagnostic("each has \(scalar.display) twice", at: place, hint: "take one away")
            }
        }
    }

    private func tooMany(_ span: Span) -> Diagnostic {
        Diagnostic("each has more than \(mostValues) values", at: span, hint: "a wider step")
    }
}

/// How many elements a series may have.
public let mostValues = 1000

private func powerOfTen(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { power, _ in power * 10 } }

extension OptionKind {
    /// A text serves as a word: names can hold texts but not words.
    fileprivate func word(for scalar: Scalar) -> Scalar {
        if case .word(let words) = self, !words.isEmpty, case .text(let text) = scalar { return .word(text) }
        return scalar
    }
}
