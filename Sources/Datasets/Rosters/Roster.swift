/// What a data set says of its files before any is opened: which there are, and the class of each.
struct Roster {
    struct Entry {
        /// From the data set's folder.
        var path: String
        /// Its classes: one, or any number where `hasManyLabels`; nil where they are not known.
        var labels: [String]?
        /// A value for each column.
        var cells: [String] = []
        var captions: [String]?
        var words: [Clip.Word]?
        /// A file of numbers computed from it, from the data set's folder.
        var features: String?
        /// How long it lasts, where its file does not tell.
        var seconds: Double?
    }

    /// What gives no clip, and why.
    struct LeftOut {
        var name: Name
        var reason: String

        enum Name {
            /// A file, from the data set's folder.
            case file(String)
            /// What a list calls a clip, or a line of a list.
            case entry(String)
        }
    }

    var entries: [Entry] = []
    var columns: [String] = []
    /// Whether a clip may have several classes.
    var hasManyLabels = false
    private(set) var leftOut: [LeftOut] = []
    /// What a person should know although the data set stands.
    var notes: [String] = []
}

extension Roster.LeftOut {
    /// As a person is told, where `prefix` stands before the paths of files.
    func unreadable(below prefix: String) -> ClipTable.Unreadable {
        switch name {
        case .file(let path): .init(path: prefix + path, reason: reason)
        case .entry(let name): .init(path: name, reason: reason)
        }
    }
}

extension Roster {
    mutating func leaveOut(_ name: LeftOut.Name, _ reason: String) { leftOut.append(LeftOut(name: name, reason: reason)) }

    /// Adds the features of each clip that has none yet: the one file that is called as it is, whatever its folder.
    mutating func addFeatures(from tree: FileTree) {
        var byStem: [String: [String]] = [:]
        let own = Set(entries.map(\.path))
        for file in tree.features where !own.contains(file) { byStem[DatasetFiles.stem(of: file), default: []].append(file) }
        var clips: [String: Int] = [:]
        for entry in entries { clips[DatasetFiles.stem(of: entry.path), default: 0] += 1 }
        for index in entries.indices where entries[index].features == nil && !DatasetFiles.isFeatures(entries[index].path) {
            let stem = DatasetFiles.stem(of: entries[index].path)
            guard clips[stem] == 1, let files = byStem[stem], files.count == 1 else { continue }
            entries[index].features = files[0]
        }
    }
}
