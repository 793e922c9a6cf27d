/// The number that `text` spells in `unit`, exactly: `22.05` in kHz is read as `22.05e3`; nil when it is too large.
///
/// `text` is `digits [. digits] [e [sign] digits]`.
func decimal(_ text: String, in unit: Unit?) -> Double? {
    let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
    var exponent = 0
    if parts.count == 2 {
        let digits = parts[1]
        exponent = Int(digits) ?? (digits.hasPrefix("-") ? -100_000 : 100_000)
        exponent = min(max(exponent, -100_000), 100_000)
    }
    exponent += unit?.exponent ?? 0
    let spelled = exponent == 0 ? String(parts[0]) : "\(parts[0])e\(exponent)"
    guard let value = Double(spelled) else { return nil }
    let scaled = value * (unit?.multiplier ?? 1)
    return scaled.isFinite ? scaled : nil
}

/// The shortest spelling that reads back as the same number: `96`, `0.025`, `1e+20`.
func spelled(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
