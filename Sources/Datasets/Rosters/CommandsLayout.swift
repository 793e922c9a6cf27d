internal import Media
internal import Tensors

/// Speech Commands: a folder for each word, and lists of what is for validation and for testing.
struct CommandsLayout: Layout {
    static let name: String? = "Speech Commands"
    static let word = "commands"
    static let help = """
        validation_list.txt and testing_list.txt give the column split (train, validation, test), the names of the files the \
        column speaker, and the folders the classes; _background_noise_ is none.
        """
    static func explains(_ file: String) -> Bool { lists.contains { $0.file == file.lastPathComponent } }

    private static let lists = [(file: "validation_list.txt", split: "validation"), (file: "testing_list.txt", split: "test")]
    private static let mark = "_nohash_"

    let source: SourceFiles
    private let media: [String]

    init?(_ source: SourceFiles, _ choices: DatasetChoices) {
        guard source.file == nil else { return nil }
        media = source.tree.files.filter { MediaNames.promisesMedia($0) && $0.contains("/") }
        let hasLists = source.tree.files.contains(where: Self.explains)
        guard !media.isEmpty, hasLists || media.prefix(20).contains(where: { $0.contains(Self.mark) }) else { return nil }
        let speaking = media.count { $0.lastPathComponent.contains(Self.mark) }
        guard hasLists || speaking * 2 > media.count else { return nil }
        self.source = source
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        let tree = source.tree
        var splits: [String: String] = [:]
        for list in Self.lists {
            guard let file = tree.files.first(where: { $0.lastPathComponent == list.file }) else { continue }
            let lines = String(decoding: try tree.contents(of: file), as: UTF8.self).split(whereSeparator: \.isNewline)
            for line in lines { splits[line.trimmingSpaces] = list.split }
        }
        let roles = FolderRoles(media, needsFolders: true)
        var roster = Roster()
        roster.columns = ["speaker"] + (splits.isEmpty ? [] : ["split"])
        for (index, path) in media.enumerated() {
            if let aside = roles.folders[index].first(where: { FolderLayout.isNoClass(String($0)) }) {
                roster.addAside(String(aside))
                continue
            }
            guard let label = roles.folders[index].last.map(String.init) else { continue }
            let stem = DatasetFiles.stem(of: path)
            let speaker = stem.range(of: Self.mark).map { String(stem[..<$0.lowerBound]) } ?? ""
            let split = splits.removeValue(forKey: "\(label)/\(path.lastPathComponent)")
            roster.entries.append(
                Roster.Entry(path: path, labels: [label], cells: [speaker] + (roster.columns.count > 1 ? [split ?? "train"] : []))
            )
        }
        if !splits.isEmpty {
            let some = splits.keys.sorted()[0]
            roster.notes.append(
                "\(splits.count) of the lists' files, such as '\(some)', \(splits.count == 1 ? "is" : "are") not in '\(source.name)'"
            )
        }
        if roles.parts.count > 0 { roster.addParts() }
        roster.noteAside()
        return roster
    }
}
