extension Double {
    /// The number as a person writes it: `22050`, `0.25`, `1e+20`; at most six decimals.
    public var spelled: String {
        guard magnitude < 1e12, isFinite else { return "\(self)" }
        if self == rounded() { return "\(Int64(self))" }
        let short = (self * 1e6).rounded() / 1e6
        if short == 0 { return "\(self)" }
        return short == short.rounded() ? "\(Int64(short))" : "\(short)"
    }
}
