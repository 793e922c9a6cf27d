/// The values at the two ends of a heat map's colours, and whether there are values beyond them.
struct ValueRange: Hashable, Sendable {
    var low: Double
    var high: Double
    var isClippedBelow: Bool
    var isClippedAbove: Bool

    /// `asked`, or the range of the finite values of `cells`; about zero for diverging colours.
    init(of cells: [Float], asked: ClosedRange<Double>?, isDiverging: Bool) {
        var least = Float.infinity
        var greatest = -Float.infinity
        var (hasMinusInfinity, hasInfinity) = (false, false)
        for cell in cells {
            if cell.isFinite {
                least = min(least, cell)
                greatest = max(greatest, cell)
            } else if cell == .infinity {
                hasInfinity = true
            } else if cell == -.infinity {
                hasMinusInfinity = true
            }
        }
        if least > greatest { (least, greatest) = (0, 0) }
        (low, high) = (Double(least), Double(greatest))
        if let asked, asked.lowerBound.isFinite, asked.upperBound.isFinite {
            (low, high) = (asked.lowerBound, asked.upperBound)
        } else if isDiverging {
            high = Self.reach(of: cells, largest: max(abs(low), abs(high)))
            low = -high
        }
        isClippedBelow = Double(least) < low || hasMinusInfinity
        isClippedAbove = Double(greatest) > high || hasInfinity
    }

    /// The largest size, or 1.5 times the 90th percentile of sizes where the largest is over twice that.
    private static func reach(of cells: [Float], largest: Double) -> Double {
        let sizes = cells.lazy.filter(\.isFinite).map { abs($0) }.sorted()
        guard !sizes.isEmpty else { return largest }
        let usual = Double(sizes[sizes.count * 9 / 10])
        return usual > 0 && largest > 3 * usual ? 1.5 * usual : largest
    }
}
