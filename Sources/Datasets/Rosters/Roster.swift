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
        /// The stretch of its file that it is, in seconds; nil is all of it.
        var part: Range<Double>?
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
    /// How many files of each folder belong to no class.
    var aside: [String: Int] = [:]
    /// Whether the parts of entries are stretches of their files if these are long enough, and else say where clips came from.
    var isPartedByTimes = false
    /// Whether it is a list of clips by their ids, which says which are missing even where none is here.
    private(set) var isListOfIDs = false
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

    /// Says what to do where a list of clips speaks of some and none has a file.
    mutating func noteNoneHere(of count: Int, name: String, example: String) {
        isListOfIDs = true
        guard entries.isEmpty, count > 0 else { return }
        notes.append(
            "\(count == 1 ? "the one clip" : "none of the \(count) clips") that '\(name)' speaks of is \(count == 1 ? "not " : "")here: the field 'unreadable' lists them; put their files into "
                + "the folder, each called as its id, such as \(example).mp4")
    }

    /// Takes a column away that says nothing here.
    mutating func dropColumn(_ name: String) {
        guard let index = columns.firstIndex(of: name) else { return }
        columns.remove(at: index)
        for entry in entries.indices { entries[entry].cells.remove(at: index) }
    }

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
