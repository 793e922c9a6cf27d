internal import Foundation

extension Double {
    /// The number as a person writes it: `22050`, `0.25`, `1e+20`; at most six decimals.
    public var spelled: String {
        guard magnitude < 1e12, isFinite else { return "\(self)" }
        if self == rounded() { return "\(Int64(self))" }
        let short = (self * 1e6).rounded() / 1e6
        if short == 0 { return "\(self)" }
        return short == short.rounded() ? "\(Int64(short))" : "\(short)"
    }

    /// The number with so many digits after the point. What lies halfway goes up, away from zero: 17.5 and 82.5 are `18`
    /// and `83`, and so is what lies halfway but for the rounding of the arithmetic it comes from.
    public func spelled(decimals: Int) -> String {
        guard isFinite else { return "\(self)" }
        var lastDigit = 1.0
        for _ in 0..<decimals { lastDigit /= 10 }
        let up = Double(signOf: self, magnitudeOf: min(magnitude * 1e-14, lastDigit * 1e-3))
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { text in
            withVaList([Int32(decimals), self + up]) { _ = vsnprintf(text.baseAddress!, text.count, "%.*f", $0) }
            return String(cString: text.baseAddress!)
        }
    }
}

// Numbers for people, each with its unit.

/// A length: `5.0 s`, `250 ms`, `2 min 03.5 s`.
public func spelled(seconds: Double) -> String {
    // Rounded before it is parted: no minute has sixty seconds.
    let tenths = (abs(seconds) * 10).rounded()
    switch abs(seconds) {
    case ..<0.001: return String(format: "%.0f us", seconds * 1e6)
    case ..<0.999_95: return String(format: "%.4g ms", seconds * 1e3)
    case _ where tenths < 600: return String(format: "%.1f s", seconds)
    default:
        let sign = seconds < 0 ? "-" : ""
        return sign + String(format: "%d min %04.1f s", Int(tenths / 600), tenths.truncatingRemainder(dividingBy: 600) / 10)
    }
}

/// A share: `91.7 %`; a dash where there is none.
public func spelled(share: Double) -> String { share.isNaN ? "-" : "\(percents(share)) %" }

/// A share in percent with one decimal: `91.7`.
public func percents(_ share: Double) -> String { (share * 100).spelled(decimals: 1) }

/// A count, in groups of three digits: `808 492`.
public func spelled(count: Int) -> String {
    let digits = String(abs(count))
    var groups: [Substring] = []
    var rest = digits[...]
    while rest.count > 3 {
        groups.insert(rest.suffix(3), at: 0)
        rest = rest.dropLast(3)
    }
    groups.insert(rest, at: 0)
    return (count < 0 ? "-" : "") + groups.joined(separator: "\u{2009}")
}

/// A size: `88 KB`.
public func spelled(bytes: Int) -> String {
    let units = ["bytes", "KB", "MB", "GB", "TB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
    return "\(Int(value.rounded())) \(units[unit])"
}

/// Four significant digits: `0.3527`, `-80`.
public func spelled(brief value: Float) -> String {
    guard value.isFinite else { return "\(value)" }
    guard value != 0 else { return "0" }
    let digits = max(0, 3 - Int(floor(log10(abs(Double(value))))))
    if digits > 8 { return String(format: "%.3g", Double(value)) }
    let text = String(format: "%.\(min(digits, 8))f", Double(value))
    guard text.contains(".") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }.reversed()
    return String(trimmed.last == "." ? trimmed.dropLast() : trimmed[...])
}

/// Up to five names in quotes: `'bell', 'drum'`.
public func spelled(names: [String]) -> String {
    let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
}
