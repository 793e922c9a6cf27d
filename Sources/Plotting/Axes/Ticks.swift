import Foundation

/// A mark on an axis, at a value in the axis' own unit.
struct Tick: Hashable, Sendable {
    var value: Double
    var label: String
}

extension Ruler {
    /// Marks at round numbers whose labels lie at least `gap` apart on an axis `length` long.
    ///
    /// `extent` measures a label along the axis. Fewer marks are better than crowded ones: an even axis
    /// has about `most` at most.
    func ticks(length: Double, gap: Double, most: Int = 8, extent: @escaping (String) -> Double) -> [Tick] {
        guard length > 0 else { return [] }
        let fit = TickFit(ruler: self, length: length, gap: gap, most: Double(max(most, 1)), extent: extent)
        if !names.isEmpty { return fit.named() }
        switch scale {
        case .linear: return fit.even()
        case .log: return fit.decades() ?? fit.even()
        case .melSlaney, .melHTK: return fit.octaves() ?? fit.even()
        }
    }
}

/// The search for the finest set of round numbers whose labels do not touch.
private struct TickFit {
    let ruler: Ruler
    let length: Double
    let gap: Double
    /// Steps of a round length that may lie on an even axis.
    let most: Double
    let extent: (String) -> Double

    /// Multiples of a round step.
    func even() -> [Tick] {
        let unit = ruler.displayUnit
        let low = ruler.range.lowerBound * unit.factor
        let high = ruler.range.upperBound * unit.factor
        let span = high - low
        guard span > 0, span.isFinite else { return [] }
        var sparsest: [Tick] = []
        for step in unit.steps(from: max(span / most, ruler.whole ? 1 : 0)) {
            if ruler.whole && step != step.rounded() { continue }
            let slack = 1e-6
            let first = (low / step - slack).rounded(.up)
            let last = (high / step + slack).rounded(.down)
            guard last >= first, last - first < 64, abs(first) < 1e15 else { continue }
            let ticks = stride(from: first, through: last, by: 1).map { multiple in
                Tick(value: multiple * step / unit.factor, label: unit.text(multiple * step, step: step))
            }.filter { ruler.fraction(of: $0.value).isFinite }
            if areApart(ticks) { return ticks }
            sparsest = ticks
        }
        return sparsest.count == 1 && areApart(sparsest) ? sparsest : []
    }

    /// 1, 2, 5 times powers of ten, or powers of ten alone, or every second one…; nil where fewer than two fit.
    func decades() -> [Tick]? {
        let low = ruler.range.lowerBound
        let high = ruler.range.upperBound
        let exponents = Int(floor(log10(low)))...Int(ceil(log10(high)))
        for (mantissas, stride) in [([1.0, 2, 5], 1), ([1], 1), ([1], 2), ([1], 3), ([1], 5), ([1], 10), ([1], 25)] {
            var ticks: [Tick] = []
            for exponent in exponents where exponent % stride == 0 {
                for mantissa in mantissas {
                    let value = mantissa * pow(10, Double(exponent))
                    guard value >= low * (1 - 1e-6), value <= high * (1 + 1e-6) else { continue }
                    ticks.append(Tick(value: value, label: text(value, mantissa: mantissa, exponent: exponent)))
                }
            }
            if ticks.count < 2 { return nil }
            if areApart(ticks) { return ticks }
        }
        return nil
    }

    /// Zero and octaves of 125 Hz, those first that matter most to the ear; nil where fewer than three are in range.
    func octaves() -> [Tick]? {
        let range = ruler.range
        let values: [Double] = [0, 1000, 4000, 2000, 500, 8000, 16000, 250, 125, 32000, 64000]
        let candidates = values.filter { range.contains($0) }
        guard candidates.count >= 3 else { return nil }
        var ticks: [Tick] = []
        for value in candidates {
            let more = (ticks + [Tick(value: value, label: Self.hertz(value))]).sorted { $0.value < $1.value }
            if areApart(more) { ticks = more }
        }
        return ticks
    }

    /// The names of the points, every one, or every second, third, fifth…
    func named() -> [Tick] {
        let range = ruler.range
        let points = ruler.names.indices.filter { range.contains(Double($0)) }
        for stride in [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] {
            let ticks = points.filter { $0 % stride == 0 }.map { Tick(value: Double($0), label: ruler.names[$0]) }
            if areApart(ticks) { return ticks }
        }
        return []
    }

    private func text(_ value: Double, mantissa: Double, exponent: Int) -> String {
        if ruler.unit == "Hz" { return Self.hertz(value) }
        if ruler.range.lowerBound >= 0.001, ruler.range.upperBound < 1e5 {
            return NumberText.fixed(value, decimals: max(-exponent, 0))
        }
        let power = "10" + NumberText.superscript(exponent)
        return mantissa == 1 ? power : NumberText.fixed(mantissa, decimals: 0) + "·" + power
    }

    /// `500`, `4k`: short labels that can stand on one axis.
    private static func hertz(_ value: Double) -> String {
        value >= 1000 ? NumberText.brief(value / 1000) + "k" : NumberText.brief(value)
    }

    private func areApart(_ ticks: [Tick]) -> Bool {
        var lastEnd = -Double.infinity
        let placed = ticks.map { (place: ruler.fraction(of: $0.value) * length, tick: $0) }
            .sorted { $0.place < $1.place }
        for (place, tick) in placed {
            let half = extent(tick.label) / 2
            if place - half < lastEnd + gap { return false }
            lastEnd = place + half
        }
        return true
    }
}
