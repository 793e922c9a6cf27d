public import Media
public import Tensors

/// A data set as it lies on the disk: a folder with a sub-folder for each class, or a CSV with sounds and movies beside it.
///
/// The forms that are known by the files in them, and these two, are `Layouts.all`.
public struct DatasetSource: Sendable {
    /// As it is written, without a `/` at its end.
    public let name: String
    /// Where it lies.
    public let path: String

    public init(name: String, path: String) {
        func trimmed(_ text: String) -> String {
            var text = text
            while text.count > 1, text.hasSuffix("/") { text.removeLast() }
            return text
        }
        self.name = trimmed(name)
        self.path = trimmed(path)
    }

    /// The clips, each opened once, and what a person should know of them.
    ///
    /// Clips come in the order of the CSV, or of their paths. A file that cannot be read is listed and stops no other.
    ///
    /// - pool: what opens movies.
    /// - digests: the SHA-256 of each file, given absolute paths.
    /// - Throws: `DatasetFault`, `FormatFault` for a CSV that does not read, `FileFault`, `Interrupted`.
    public func read(
        _ choices: DatasetChoices = DatasetChoices(), parallel: Parallel, pool: MediaPool, digests: ([String]) throws -> [String]
    ) throws -> (table: ClipTable, notes: [String]) {
        var (roster, source) = try Layouts.roster(of: SourceFiles(self, choices), choices)
        let (tree, root, prefix) = (source.tree, source.clips.root, source.clips.prefix)
        roster.addFeatures(from: source.clips)
        var notes = roster.notes
        var unreadable = roster.leftOut.map { $0.unreadable(below: prefix) }
        for tree in [tree] + (source.clips.root == tree.root ? [] : [source.clips]) {
            unreadable += tree.lost.map { ClipTable.Unreadable(path: tree.prefix + $0.path, reason: $0.reason) }
        }
        let opened = try OpenedRoster(roster, in: source.clips, parallel, pool)
        unreadable += opened.unreadable
        let kept = opened.items
        guard !kept.isEmpty || roster.isListOfIDs else {
            throw unreadable.isEmpty
                ? DatasetFault.noSound(name: name)
                : .nothingUsable(name: name, count: unreadable.count, first: unreadable.first)
        }
        let classes = ClipTable.values(in: kept.flatMap { $0.entry.labels ?? [] })
        notes += ClipTable.alike(classes)
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let files = opened.files
        let known = Dictionary(uniqueKeysWithValues: zip(files.map(FileName.init), try digests(files.map { root + "/" + $0 })))
        let clips = kept.map { item in
            let labels = item.entry.labels.map { Set($0.map { places[$0]! }).sorted() }
            var clip = Clip(
                item.measure, path: prefix + item.entry.path, digest: known[FileName(item.entry.path)]!, label: labels?.first)
            clip.labels = roster.hasManyLabels ? labels : nil
            if let part = item.part { (clip.start, clip.seconds) = (part.lowerBound, part.upperBound - part.lowerBound) }
            clip.features = item.features.map { file, shape in
                Clip.Features(path: prefix + file, digest: known[FileName(file)]!, steps: shape.steps, width: shape.width)
            }
            clip.captions = item.entry.captions
            clip.words = item.entry.words
            return clip
        }
        var columns = roster.columns.enumerated().map { index, column in
            ClipTable.Column(column, kept.map { $0.entry.cells[index] })
        }
        if opened.hasParts {
            notes.append("the columns of starts and ends cut the files of '\(name)' into clips")
            // Clips of one file know of each other.
            if !columns.contains(where: { ClipTable.namesRecordings($0.name) }) {
                columns.append(.init("source", kept.map(\.entry.path)))
            }
        }
        if !unreadable.isEmpty, !kept.isEmpty {
            let (count, total) = (unreadable.count, unreadable.count + kept.count)
            notes.append(
                "\(count) of \(total) clips of '\(name)' cannot be used and \(count == 1 ? "is" : "are") left out; "
                    + "the field 'unreadable' says which and why")
        }
        if !opened.lost.isEmpty {
            let count = opened.lost.count
            notes.append(
                "the features of \(count) clip\(count == 1 ? "" : "s") of '\(name)' cannot be used; "
                    + "the field 'unreadable' says which and why")
            unreadable += opened.lost
        }
        return (ClipTable(classes: classes, clips: clips, columns: columns, unreadable: unreadable), notes)
    }
}
