internal import Media

/// A folder with a sub-folder for each class.
struct FolderLayout: Layout {
    static let word = "classes"
    static let help = """
        A folder has a sub-folder of sounds or movies for each class (layout: classes); where all of it lies in one folder, that \
        one is read.
        """

    let source: SourceFiles
    private let isAsked: Bool

    /// Any folder that nothing else knows.
    init?(_ source: SourceFiles, _ choices: DatasetChoices) {
        guard source.file == nil else { return nil }
        self.source = source
        isAsked = choices.layout == Self.word
    }

    /// Whether a folder holds what belongs to no class: the noise that Speech Commands comes with.
    static func isNoClass(_ folder: String) -> Bool { folder == "_background_noise_" }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        let (tree, name) = (source.tree, source.name)
        var roster = Roster(folder: name, tree.clips)
        guard !roster.entries.isEmpty || !tree.lost.isEmpty else { throw DatasetFault.noSound(name: name) }
        roster.noteAside()
        if !isAsked { roster.noteClasses(of: source) }
        roster.notes += source.asideTables
        return roster
    }
}

extension SourceFiles {
    /// What is said of tables from which nothing was read.
    var asideTables: [String] {
        let tables = tree.files.filter(DatasetFiles.isTable)
        guard tables.count > 5 else { return tables.map { "the table '\(tree.prefix)\($0)' is left aside" } }
        return ["\(tables.count) tables, such as '\(tree.prefix)\(tables[0])', are left aside"]
    }
}

extension FileTree {
    /// What may be clips: where nothing is called like a sound or a movie, features are what there is.
    var clips: [String] {
        let (media, features) = (media, features)
        return media.contains(where: MediaNames.promisesMedia) || features.isEmpty ? media : features + media
    }
}

extension Roster {
    /// The clips below a folder; what lies deeper than a class's sub-folder belongs to that class.
    ///
    /// - name: the folder, as it is written.
    fileprivate init(folder name: String, _ media: [String]) {
        var loose: [String] = []
        for path in media {
            guard let slash = path.firstIndex(of: "/") else {
                loose.append(path)
                continue
            }
            let label = String(path[..<slash])
            if FolderLayout.isNoClass(label) { addAside(label) } else { entries.append(Entry(path: path, labels: [label])) }
        }
        guard !entries.isEmpty else {
            entries = loose.map { Entry(path: $0) }
            if !loose.isEmpty { notes.append("'\(name)' has no sub-folders: its clips have no class") }
            return
        }
        for path in loose.filter(DatasetFiles.promisesClip) { leaveOut(.file(path), "it lies in no class's sub-folder") }
    }

    /// Counts a file of a folder that is no class.
    mutating func addAside(_ folder: String) { aside[folder, default: 0] += 1 }

    mutating func noteAside() {
        for (folder, count) in aside.sorted(by: { $0.key < $1.key }) {
            notes.append(
                "\(count) file\(count == 1 ? "" : "s") in '\(folder)' belong\(count == 1 ? "s" : "") to no class and \(count == 1 ? "is" : "are") left aside"
            )
        }
    }

    /// Says what is no more than likely: one class, or classes that are called like parts.
    fileprivate mutating func noteClasses(of source: SourceFiles) {
        let classes = ClipTable.values(in: entries.flatMap { $0.labels ?? [] })
        if classes.count == 1 {
            notes.append("all clips of '\(source.name)' lie in one folder, '\(classes[0])', which is their class")
        }
        let parts = classes.filter { name in FolderRoles.Part.allCases.contains { $0.value(of: name[...]) != nil } }
        if parts.count > 1 || (parts.count == 1 && classes.count > 1) {
            let (folders, count) =
                parts.count == 1
                ? ("folder", "has the name of a part, but counts as a class")
                : ("folders", "have the names of parts, but count as classes")
            notes.append("the \(folders) \(quoted(parts)) \(count): 'layout: parts' takes each folder for a part")
        } else if classes.count > 1, classes == (1...classes.count).map(String.init) {
            notes.append("the folders 1 to \(classes.count) count as classes: 'layout: parts' takes each for a part")
        }
        var below: [String: Set<Substring>] = [:]
        for entry in entries {
            let folders = entry.path.split(separator: "/").dropLast()
            if folders.count > 1 { below[String(folders[0]), default: []].insert(folders[1]) }
        }
        if let (name, folders) = below.filter({ $0.value.count > 1 }).min(by: { $0.key < $1.key }) {
            notes.append(
                "the class '\(name)' has folders of its own, \(quoted(folders.map(String.init).sorted())), whose clips are all of it"
            )
        }
    }
}

/// Up to five names in quotation marks.
func quoted(_ names: [String]) -> String {
    names.prefix(5).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
}
