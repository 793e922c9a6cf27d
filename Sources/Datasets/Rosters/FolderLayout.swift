internal import Media

/// A folder with a sub-folder for each class.
struct FolderLayout: Layout {
    static let help = "A folder has a sub-folder of sounds or movies for each class."

    let source: SourceFiles

    /// Any folder that nothing else knows.
    init?(_ source: SourceFiles, _ choices: DatasetChoices) {
        guard source.file == nil else { return nil }
        self.source = source
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        let (tree, name) = (source.tree, source.name)
        let media = tree.media
        // Where nothing is called like a sound or a movie, features are what there is.
        let hasMedia = media.contains(where: MediaNames.promisesMedia)
        var roster = Roster(folder: name, hasMedia || tree.features.isEmpty ? media : tree.features + media)
        guard !roster.entries.isEmpty || !tree.closed.isEmpty else { throw DatasetFault.noSound(name: name) }
        roster.notes += source.tables.map { "'\(tree.prefix)\($0)' names no sounds or movies and is left aside" }
        return roster
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
            entries.append(Entry(path: path, labels: [String(path[..<slash])]))
        }
        guard !entries.isEmpty else {
            entries = loose.map { Entry(path: $0) }
            if !loose.isEmpty { notes.append("'\(name)' has no sub-folders: its clips have no class") }
            return
        }
        for path in loose.filter(DatasetFiles.promisesClip) { leaveOut(.file(path), "it lies in no class's sub-folder") }
    }
}
