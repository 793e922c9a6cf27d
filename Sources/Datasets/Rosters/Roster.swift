internal import Media

/// What a data set says of its files before any is opened: which there are, and the class of each.
struct Roster {
    struct Entry {
        /// From the data set's folder.
        var path: String
        /// Its classes: one, or any number where `hasManyLabels`.
        var labels: [String]
        /// A value for each column.
        var cells: [String] = []
        var captions: [String]?
        var words: [Clip.Word]?
        /// A file of numbers computed from it, from the data set's folder.
        var features: String?
        /// How long it lasts, where its file does not tell.
        var seconds: Double?
    }

    var entries: [Entry] = []
    var columns: [String] = []
    /// Whether a clip may have several classes.
    var hasManyLabels = false
    /// What is left out, and why.
    var unreadable: [ClipTable.Unreadable] = []
    /// What a person should know although the data set stands.
    var notes: [String] = []
}

extension Roster {
    /// A folder with a sub-folder for each class; what lies deeper belongs to the class above.
    ///
    /// - name: the folder, as it is written.
    init(folder name: String, _ media: [String]) {
        var loose: [String] = []
        for path in media {
            guard let slash = path.firstIndex(of: "/") else {
                loose.append(path)
                continue
            }
            entries.append(Entry(path: path, labels: [String(path[..<slash])]))
        }
        guard !entries.isEmpty else {
            // Sounds without sub-folders are one class, called as the folder is.
            let label = Self.onlyClass(of: name)
            entries = loose.map { Entry(path: $0, labels: [label]) }
            if !loose.isEmpty { notes.append("'\(name)' has no sub-folders: all its clips are of one class, '\(label)'") }
            return
        }
        unreadable += loose.filter(MediaNames.promisesMedia).map {
            ClipTable.Unreadable(path: $0, reason: "it lies in no class's sub-folder")
        }
    }

    /// The class of all clips where nothing names one: the data set's name.
    static func onlyClass(of name: String) -> String {
        DatasetFiles.isTable(name) ? DatasetFiles.stem(of: name) : name.split(separator: "/").last.map(String.init) ?? name
    }
}
