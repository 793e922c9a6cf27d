/// What a data set says of its files before any is opened: which there are, and the class of each.
struct Roster {
    struct Entry {
        /// From the data set's folder.
        var path: String
        var label: String
        /// A value for each column.
        var cells: [String] = []
    }

    var entries: [Entry] = []
    var columns: [String] = []
    /// What is left out, and why.
    var unreadable: [ClipTable.Unreadable] = []
    /// What a person should know although the data set stands.
    var notes: [String] = []
}

extension Roster {
    /// A folder with a sub-folder for each class; what lies deeper belongs to the class above.
    ///
    /// - name: the folder, as it is written.
    init(folder name: String, _ sounds: [String]) {
        var loose: [String] = []
        for path in sounds {
            guard let slash = path.firstIndex(of: "/") else {
                loose.append(path)
                continue
            }
            entries.append(Entry(path: path, label: String(path[..<slash])))
        }
        guard !entries.isEmpty else {
            // Sounds without sub-folders are one class, called as the folder is.
            let label = name.split(separator: "/").last.map(String.init) ?? name
            entries = loose.map { Entry(path: $0, label: label) }
            if !loose.isEmpty { notes.append("'\(name)' has no sub-folders: all its sounds are of one class, '\(label)'") }
            return
        }
        unreadable += loose.filter(SoundNames.promisesSound).map {
            ClipTable.Unreadable(path: $0, reason: "it lies in no class's sub-folder")
        }
    }
}
