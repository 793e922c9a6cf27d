/// What a network hears clips at where nobody says otherwise.
extension ClipTable {
    /// The rate that most clips with a sound have, in Hz, the lower one of two as frequent; at most 22.05 kHz, which it is
    /// where none has one.
    public var usualRate: Double {
        let counts = Dictionary(clips.filter { $0.channels > 0 }.map { ($0.rate, 1) }, uniquingKeysWith: +)
        let usual = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }
        return min(usual?.key ?? 22050, 22050)
    }

    /// What nineteen of twenty clips fit in, in seconds: whole hundredths, at least 0.05 s and at most 5 s.
    ///
    /// Where the longest is hardly longer than that, all of them fit; of no clips it is a second.
    public var usualLength: Double {
        let sorted = withMedia.clips.map(\.seconds).sorted()
        guard let longest = sorted.last else { return 1 }
        // 19/20 of them, rounded up.
        let most = sorted[(sorted.count * 19 + 19) / 20 - 1]
        // Where they hardly differ, all of them fit.
        let fitting = longest <= 1.1 * most ? longest : most
        return min(max((fitting * 100).rounded(.up) / 100, 0.05), 5)
    }
}
