extension ClipTable {
    /// A share of every class set apart, whole sources together where a column names them; nil where that is nothing.
    ///
    /// Copies of one content stay together, too, and a class of fewer than four clips keeps them all. The seed alone decides
    /// between equals.
    ///
    /// - Throws: `DatasetFault`.
    public func settingAside(_ share: Double, seed: UInt64) throws -> (rest: ClipTable, aside: ClipTable?) {
        let sources = sourceColumn
        var aside: Set<Int> = []
        // Clips of several classes are dealt out all at once.
        for label in hasManyLabels ? 0..<1 : classes.indices {
            let members = clips.indices.filter { hasManyLabels || clips[$0].label == label }
            // Of fewer than four none can be spared.
            guard members.count >= 4 else { continue }
            do {
                let cut = try Split.cut(
                    selecting(members), by: sources, test: .share(share), validate: nil, seed: seed &+ UInt64(label))
                aside.formUnion(cut.split.sides.indices.filter { cut.split.sides[$0] == .test }.map { members[$0] })
            } catch is DatasetFault {}
        }
        // Copies of a clip, and clips of one source in several classes, may not stand on both sides.
        aside = Set(try inseparable.filter { $0.allSatisfy(aside.contains) }.joined())
        guard !aside.isEmpty else { return (self, nil) }
        return (selecting(clips.indices.filter { !aside.contains($0) }), selecting(aside.sorted()))
    }
}
