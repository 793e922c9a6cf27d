extension Scalar {
    /// The spelling for people: `25 ms`, `22.05 kHz`, six digits at most.
    public var display: String {
        switch self {
        case .quantity(let quantity): quantity.display
        case .list(let elements): "[" + elements.map(\.display).joined(separator: ", ") + "]"
        case .range(let lower, let upper, let step):
            "\(lower.display) .. \(upper.display)" + (step.map { " step \($0.display)" } ?? "")
        case .text, .word, .flag: description
        }
    }

    /// As `display`; a number is a part of a whole where it is a value of `kind` and that measures shares: `50 %`.
    public func display(as kind: OptionKind) -> String { kind.isShare ? shareDisplay : display }

    /// The spelling of a part of a whole: `12.5 %`.
    public var shareDisplay: String {
        guard case .quantity(let quantity) = self, quantity.dimension == .none else { return display }
        return Quantity(quantity.value * 100).display + " %"
    }
}

extension Quantity {
    /// The value in the unit that suits its size: 0.025 s is `25 ms`, 22050 Hz `22.05 kHz`.
    public var display: String {
        let size = value.magnitude
        switch dimension {
        case .time where size > 0 && size < 1e-3: return rounded(value * 1e6) + " us"
        case .time where size > 0 && size < 1: return rounded(value * 1e3) + " ms"
        case .frequency where size >= 1e6: return rounded(value / 1e6) + " MHz"
        case .frequency where size >= 1e3: return rounded(value / 1e3) + " kHz"
        case .samples where value == 1: return "1 sample"
        default: return Unit.base(of: dimension).map { "\(rounded(value)) \($0.name)" } ?? rounded(value)
        }
    }
}

/// `value` to six significant digits; whole, huge and tiny numbers are kept as they are.
private func rounded(_ value: Double) -> String {
    guard value != value.rounded(), (1e-9..<1e15).contains(value.magnitude) else { return spelled(value) }
    var scale = 1.0
    while value.magnitude * scale < 1e5 { scale *= 10 }
    if value.magnitude < 1e6 { return spelled((value * scale).rounded() / scale) }
    var unit = 1.0
    while value.magnitude / unit >= 1e6 { unit *= 10 }
    return spelled((value / unit).rounded() * unit)
}
