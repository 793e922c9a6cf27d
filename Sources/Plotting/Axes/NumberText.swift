import Foundation

/// Numbers as they stand on axes: U+2212 for minus, thin spaces between groups of five digits and more.
enum NumberText {
    static let minus = "\u{2212}"
    static let thinSpace = "\u{2009}"

    /// `value` with exactly `decimals` digits after the point.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : (value < 0 ? minus : "") + "∞" }
        let digits = abs(value).spelled(decimals: min(max(decimals, 0), 17))
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isZero = !digits.contains { $0 != "0" && $0 != "." }
        let whole = grouped(String(parts[0]))
        return (value < 0 && !isZero ? minus : "") + whole + (parts.count > 1 ? "." + parts[1] : "")
    }

    /// `value` to at most `digits` significant digits, without trailing zeros; powers of ten beyond 10⁶ and 10⁻⁴.
    static func brief(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
        let exponent = Int(floor(log10(abs(value))))
        if exponent >= 6 || exponent < -4 {
            let mantissa = value / pow(10, Double(exponent))
            return trimmed(fixed(mantissa, decimals: digits - 1)) + " × 10" + superscript(exponent)
        }
        if exponent >= digits {
            let unit = pow(10, Double(exponent - digits + 1))
            return fixed((value / unit).rounded() * unit, decimals: 0)
        }
        return trimmed(fixed(value, decimals: digits - 1 - exponent))
    }

    /// `10⁻³` has the superscript of -3.
    static func superscript(_ exponent: Int) -> String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return (exponent < 0 ? "⁻" : "")
            + String(String(exponent.magnitude).compactMap(\.wholeNumberValue).map { digits[$0] })
    }

    /// Minutes and seconds, `2:05`, or hours, `1:02:05`, with tenths and less where the step has them.
    static func clock(_ seconds: Double, hours: Bool, decimals: Int = 0) -> String {
        guard abs(seconds) < 1e12 else { return brief(seconds) }
        let unit = pow(10, Double(min(max(decimals, 0), 6)))
        let ticks = Int((abs(seconds) * unit).rounded())
        let whole = ticks / Int(unit)
        let fraction = decimals > 0 ? String(String(Int(unit) + ticks % Int(unit)).dropFirst()) : ""
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = whole / 60
        let head = hours ? "\(minutes / 60):\(two(minutes % 60))" : "\(minutes)"
        return (seconds < 0 && ticks > 0 ? minus : "") + head + ":" + two(whole % 60)
            + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// How many decimals tell multiples of `step` apart.
    static func decimals(for step: Double) -> Int {
        guard step.isFinite, step > 0 else { return 0 }
        for decimals in 0...15 {
            let scaled = step * pow(10, Double(decimals))
            if scaled > 0.5, abs(scaled - scaled.rounded()) < 1e-6 * scaled { return decimals }
        }
        return 15
    }

    private static func grouped(_ digits: String) -> String {
        guard digits.count >= 5 else { return digits }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += thinSpace }
            result.append(digit)
        }
        return result
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
