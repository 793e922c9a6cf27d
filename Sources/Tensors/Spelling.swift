internal import Glibc

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
