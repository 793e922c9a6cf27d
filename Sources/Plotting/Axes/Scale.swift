import Foundation

/// How the values of an axis are spread along it.
public enum Scale: String, CaseIterable, Codable, Sendable {
    case linear
    /// Decades (or octaves) are equally long; values at or below zero are not on the axis.
    case log
    /// Slaney's mel: f / (200/3) below 1 kHz, then 15 + ln(f/1000) / (ln 6.4 / 27).
    case melSlaney
    /// HTK's mel: 2595 log10(1 + f/700).
    case melHTK

    /// The place of `value` on a line where equal lengths are equal steps of the scale; NaN where it has none.
    func place(_ value: Double) -> Double {
        switch self {
        case .linear: value
        case .log: value > 0 ? Foundation.log(value) : .nan
        case .melSlaney:
            value < 1000 ? value / (200.0 / 3) : 15 + Foundation.log(value / 1000) / (Foundation.log(6.4) / 27)
        case .melHTK: value > -700 ? 2595 * log10(1 + value / 700) : .nan
        }
    }
}
