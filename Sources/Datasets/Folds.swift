internal import Tensors

/// Cutting a data set into folds of about one size.
extension ClipTable {
    /// The fold of each clip, 0 to `count` - 1, with about as many clips of each class in every fold.
    ///
    /// Copies of one content, and clips of one source where a column names it, stay together. Groups of them are dealt out
    /// in an order drawn from the seed, the largest first, each to the fold that has the fewest clips of its classes;
    /// where clips have several, as `dealt` does.
    ///
    /// - Throws: `DatasetFault.tooManyFolds`.
    public func folds(_ count: Int, seed: UInt64) throws(DatasetFault) -> [Int] {
        let groups = try inseparable
        guard groups.count >= count else { throw .tooManyFolds(count: count, groups: groups.count) }
        let random = Philox(seed: seed, purpose: "folds")
        let order = groups.indices.sorted {
            (-groups[$0].count, random.bits($0), $0) < (-groups[$1].count, random.bits($1), $1)
        }
        var folds = [Int](repeating: 0, count: clips.count)
        if hasManyLabels {
            let sides = dealt(groups, shares: [Double](repeating: 1 / Double(count), count: count), order: order)
            for (group, side) in zip(groups, sides) { for clip in group { folds[clip] = side } }
            return folds
        }
        var labels = [[Int]](repeating: [Int](repeating: 0, count: classes.count), count: count)
        var totals = [Int](repeating: 0, count: count)
        for group in order {
            func load(_ fold: Int) -> Int {
                groups[group].reduce(0) { $0 + clips[$1].allLabels.reduce($0) { $0 + labels[fold][$1] } }
            }
            let fold = (0..<count).min { (load($0), totals[$0], $0) < (load($1), totals[$1], $1) }!
            for clip in groups[group] {
                folds[clip] = fold
                for label in clips[clip].allLabels { labels[fold][label] += 1 }
            }
            totals[fold] += groups[group].count
        }
        return folds
    }

    /// The indices of clips that share a content or a source, group by group, in the order of their first.
    public var inseparable: [[Int]] {
        get throws(DatasetFault) {
            let sources = if let sourceColumn { try cells(of: sourceColumn) } else { [String]() }
            var first = Array(clips.indices)
            func root(_ clip: Int) -> Int {
                var clip = clip
                while first[clip] != clip { clip = first[clip] }
                return clip
            }
            var (bySource, byDigest): ([String: Int], [String: Int]) = ([:], [:])
            func join(_ clip: Int, _ name: String, _ known: inout [String: Int]) {
                guard !name.isEmpty else { return }
                let (a, b) = (root(known[name, default: clip]), root(clip))
                first[max(a, b)] = min(a, b)
                known[name] = min(a, b)
            }
            for clip in clips.indices {
                join(clip, clips[clip].content, &byDigest)
                if !sources.isEmpty { join(clip, sources[clip], &bySource) }
            }
            return Dictionary(grouping: clips.indices, by: root).sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
