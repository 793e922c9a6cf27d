internal import Media

/// Folders for the parts that a data set was handed out in, with the classes in them.
struct PartsLayout: Layout {
    static let word = "parts"
    static let help = """
        Folders that are called as parts are (train, test, val ... or fold1, fold2 ...) stand for these, as the column split \
        or fold, and those in them for the classes (layout: parts).
        """

    let source: SourceFiles
    private let media: [String]
    private let roles: FolderRoles

    init?(_ source: SourceFiles, _ choices: DatasetChoices) {
        guard source.file == nil else { return nil }
        media = source.tree.clips.filter { $0.utf8.contains(UInt8(ascii: "/")) }
        roles = FolderRoles(media, isAsked: choices.layout == Self.word)
        guard !roles.parts.isEmpty else { return nil }
        self.source = source
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        var roster = Roster()
        roster.columns = roles.parts.map(\.part.rawValue)
        for (index, path) in media.enumerated() {
            let label = roles.folders[index].first.map(String.init)
            if let label, FolderLayout.isNoClass(label) {
                roster.addAside(label)
                continue
            }
            roster.entries.append(
                Roster.Entry(path: path, labels: label.map { [$0] }, cells: roles.parts.map { $0.values[index] }))
        }
        for path in source.tree.clips where !path.contains("/") && DatasetFiles.promisesClip(path) {
            roster.leaveOut(.file(path), "it lies in none of the folders")
        }
        let ways = roles.parts.map { "\($0.part.rawValue)s" }.joined(separator: " and ")
        let values = roles.parts.map { ClipTable.values(in: $0.values).joined(separator: ", ") }.joined(separator: "; ")
        roster.notes.append("the folders of '\(source.name)' are taken for \(ways): \(values)")
        roster.noteAside()
        roster.noteLackingClasses()
        roster.notes += source.asideTables
        return roster
    }
}

extension Roster {
    /// Says which classes some of the parts lack.
    fileprivate mutating func noteLackingClasses() {
        var classes: [String: Set<String>] = [:]
        for entry in entries { classes[entry.cells[0], default: []].formUnion(entry.labels ?? []) }
        let all = classes.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        for part in ClipTable.values(in: Array(classes.keys)) {
            let own = classes[part]!
            if own.isEmpty {
                notes.append(
                    all.isEmpty ? "the clips of \(part) have no class" : "the clips of \(part) lie in no folder of a class")
            } else if own != all {
                notes.append("\(part) has no clips of \(quoted(ClipTable.values(in: Array(all.subtracting(own)))))")
            }
        }
    }
}
