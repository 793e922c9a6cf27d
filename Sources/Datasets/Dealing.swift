extension ClipTable {
    /// Whether a clip may have several classes.
    public var hasManyLabels: Bool { clips.contains { $0.labels != nil } }

    /// The clips that there is something to hear or see in.
    public var withMedia: ClipTable {
        let media = clips.indices.filter { !clips[$0].isFeaturesAlone }
        return media.count == clips.count ? self : selecting(media)
    }

    /// The clips whose classes are known: of a clip that may have several, that it has none is known, too.
    public var labelled: ClipTable {
        let known = clips.indices.filter { clips[$0].label != nil || clips[$0].labels != nil }
        return known.count == clips.count ? self : selecting(known)
    }

    /// A side for each group of clips, such that every side has about its share of each class where clips have several.
    ///
    /// The classes are dealt out from the rarest on, and each group of one goes to the side that lacks most clips of that
    /// class, of equals to that which lacks most clips at all (Sechidis, Tsoumakas and Vlahavas: On the Stratification of
    /// Multi-Label Data, 2011).
    ///
    /// - shares: of the sides, together 1; order: the groups as drawn.
    func dealt(_ groups: [[Int]], shares: [Double], order: [Int]) -> [Int] {
        let counts = groups.map { group in
            group.reduce(into: [Int: Int]()) { counts, clip in
                for label in clips[clip].allLabels { counts[label, default: 0] += 1 }
            }
        }
        var left = [Int](repeating: 0, count: classes.count)
        for count in counts { for (label, number) in count { left[label] += number } }
        var lacking = shares.map { share in left.map { Double($0) * share } }
        var lackingAtAll = shares.map { Double(groups.reduce(0) { $0 + $1.count }) * $0 }
        var sides = [Int](repeating: -1, count: groups.count)
        func deal(_ group: Int, by want: (Int) -> Double) {
            let side = shares.indices.max { (want($0), lackingAtAll[$0], -$0) < (want($1), lackingAtAll[$1], -$1) }!
            sides[group] = side
            lackingAtAll[side] -= Double(groups[group].count)
            for (label, number) in counts[group] {
                left[label] -= number
                lacking[side][label] -= Double(number)
            }
        }
        while let label = left.indices.filter({ left[$0] > 0 }).min(by: { (left[$0], $0) < (left[$1], $1) }) {
            for group in order where sides[group] < 0 && counts[group][label] != nil { deal(group) { lacking[$0][label] } }
        }
        for group in order where sides[group] < 0 { deal(group) { _ in 0 } }
        return sides
    }
}
