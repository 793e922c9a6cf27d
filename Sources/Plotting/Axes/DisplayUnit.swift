import Foundation

/// The unit in which an axis is read, chosen so that its numbers are short: 0...0.05 s is read in ms.
struct DisplayUnit: Hashable, Sendable {
    var name: String
    /// What a value is multiplied by to be read in this unit.
    var factor: Double
    /// Minutes and seconds, or hours, instead of a plain number.
    var clock: Clock?

    enum Clock: Hashable, Sendable {
        case minutes
        case hours
    }

    init(_ name: String, factor: Double = 1, clock: Clock? = nil) {
        self.name = name
        self.factor = factor
        self.clock = clock
    }

    /// For values of `unit` up to `largest` in size, where the shown range is `span` long.
    init(unit: String, largest: Double, span: Double) {
        switch unit {
        case "s" where largest >= 5400 && span >= 10: self.init("h:min:s", clock: .hours)
        case "s" where largest > 90 && span >= 10: self.init("min:s", clock: .minutes)
        case "s" where largest < 0.0005: self.init("µs", factor: 1e6)
        case "s" where largest <= 0.5: self.init("ms", factor: 1000)
        case "Hz" where largest >= 1e6: self.init("MHz", factor: 1e-6)
        case "Hz" where largest >= 2000: self.init("kHz", factor: 0.001)
        default:
            let exponent = largest > 0 && largest.isFinite ? Int(floor(log10(largest))) : 0
            if exponent >= 6 || exponent < -3 {
                let power = Int((Double(exponent) / 3).rounded(.down)) * 3
                let scale = "×10" + NumberText.superscript(power)
                self.init(unit.isEmpty ? scale : "\(scale) \(unit)", factor: pow(10, Double(-power)))
            } else {
                self.init(unit)
            }
        }
    }

    /// A value, already read in this unit, with the decimals that multiples of `step` need.
    func text(_ value: Double, step: Double) -> String {
        guard let clock else { return NumberText.fixed(value, decimals: NumberText.decimals(for: step)) }
        return NumberText.clock(value, hours: clock == .hours, decimals: NumberText.decimals(for: step))
    }

    /// Steps between ticks that people count in, rising from the first that is not below `least`.
    func steps(from least: Double) -> [Double] {
        guard least > 0, least.isFinite else { return [] }
        var steps: [Double] = []
        if clock != nil {
            steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400]
                .filter { $0 >= least }
            if steps.count >= 6 && least > 0.5 { return steps }
        }
        let start = Int(floor(log10(least)))
        for exponent in start...(start + 4) {
            for mantissa in [1.0, 2, 2.5, 5] {
                let step = mantissa * pow(10, Double(exponent))
                if step >= least * (1 - 1e-9), step.isFinite { steps.append(step) }
            }
        }
        return steps.sorted()
    }
}
