internal import Glibc
public import Media
public import Tensors

/// A data set as it lies on the disk: a folder with a sub-folder for each class, or a CSV with sounds and movies beside it.
///
/// Folders in the forms of AudioSet, GRID, MSVD, MPII-MD and LSMDC are known by the files in them.
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
        _ choices: CSVChoices = CSVChoices(), parallel: Parallel, pool: MediaPool, digests: ([String]) throws -> [String]
    ) throws -> (table: ClipTable, notes: [String]) {
        var (roster, tree) = try roster(choices)
        roster.addFeatures(from: tree)
        let (root, prefix) = (tree.root, tree.prefix)
        var notes = roster.notes
        var unreadable = roster.unreadable.map { bad in
            // Rows are named by the CSV, files by their path.
            DatasetFiles.promisesClip(bad.path)
                ? ClipTable.Unreadable(path: prefix + bad.path, reason: bad.reason) : bad
        }
        unreadable += tree.closed.map { ClipTable.Unreadable(path: prefix + $0, reason: "the folder may not be opened") }
        let opened = try OpenedRoster(roster, in: tree, parallel, pool)
        unreadable += opened.unreadable
        let kept = opened.items
        guard !kept.isEmpty else {
            throw unreadable.isEmpty
                ? DatasetFault.noSound(name: name)
                : .nothingUsable(name: name, count: unreadable.count, first: unreadable.first)
        }
        let classes = ClipTable.values(in: kept.flatMap { $0.entry.labels ?? [] })
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let files = opened.files
        let known = Dictionary(uniqueKeysWithValues: zip(files.map(FileName.init), try digests(files.map { root + "/" + $0 })))
        let clips = kept.map { item in
            let labels = item.entry.labels.map { Set($0.map { places[$0]! }).sorted() }
            var clip = Clip(
                item.measure, path: prefix + item.entry.path, digest: known[FileName(item.entry.path)]!, label: labels?.first)
            clip.labels = roster.hasManyLabels ? labels : nil
            clip.features = item.features.map { file, shape in
                Clip.Features(path: prefix + file, digest: known[FileName(file)]!, steps: shape.steps, width: shape.width)
            }
            clip.captions = item.entry.captions
            clip.words = item.entry.words
            return clip
        }
        let columns = roster.columns.enumerated().map { index, column in
            ClipTable.Column(column, kept.map { $0.entry.cells[index] })
        }
        if !unreadable.isEmpty {
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

    /// What is said of the files, and the folder that their paths start from.
    private func roster(_ choices: CSVChoices) throws -> (Roster, FileTree) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileFault("open", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            let (folder, file) = Self.parted(path)
            guard DatasetFiles.isTable(path) || DatasetFiles.isText(file) else { throw DatasetFault.notADataset(name: name) }
            let written = Self.parted(name).folder
            let prefix = written.isEmpty ? "" : written == "/" ? "/" : written + "/"
            let tree = try FileTree(folder, prefix: prefix)
            if let roster = try known([file], in: tree, choices) { return (roster, tree) }
            return (try table(file, in: tree, named: name, choices), tree)
        }
        let prefix = name == "." ? "" : name == "/" ? "/" : name + "/"
        let tree = try FileTree(path, prefix: prefix)
        let media = tree.media
        let tables = tree.tables
        if let roster = try known(tree.files.filter { DatasetFiles.isTable($0) || DatasetFiles.isText($0) }, in: tree, choices) {
            return (roster, tree)
        }
        let folders = Set(media.compactMap { path in path.firstIndex(of: "/").map { path[..<$0] } })
        if tables.count == 1 {
            do { return (try table(tables[0], in: tree, named: prefix + tables[0], choices), tree) } catch
                DatasetFault.noFileColumn where choices.isEmpty && folders.count > 1
            {}
        } else if !tables.isEmpty {
            guard choices.isEmpty, folders.count > 1, try !tables.contains(where: { try namesFiles($0, in: tree) }) else {
                throw DatasetFault.severalTables(name: name, tables: tables)
            }
        }
        guard choices.isEmpty else { throw DatasetFault.tableOptions(name: name) }
        // Where nothing is called like a sound or a movie, features are what there is.
        let hasMedia = media.contains(where: MediaNames.promisesMedia)
        var roster = Roster(folder: name, hasMedia || tree.features.isEmpty ? media : tree.features + media)
        guard !roster.entries.isEmpty || !tree.closed.isEmpty else { throw DatasetFault.noSound(name: name) }
        roster.notes += tables.map { "'\(prefix)\($0)' names no sounds or movies and is left aside" }
        return (roster, tree)
    }

    /// Whether a table has a column of files, even if nothing else of it makes sense.
    private func namesFiles(_ file: String, in tree: FileTree) throws -> Bool {
        let table = try CSVTable(tree.contents(of: file), name: tree.prefix + file)
        do { _ = try ColumnChoice(table, name: tree.prefix + file, CSVChoices()) } catch .noFileColumn { return false } catch {}
        return true
    }

    private func table(_ file: String, in tree: FileTree, named name: String, _ choices: CSVChoices) throws -> Roster {
        let table = try CSVTable(tree.contents(of: file), name: name)
        var roster = try Roster(csv: table, name: name, media: tree.media, features: tree.features, choices)
        try roster.addWords(from: tree)
        return roster
    }

    /// What some of the files at the top say in a form that is known; nil where none does.
    private func known(_ files: [String], in tree: FileTree, _ choices: CSVChoices) throws -> Roster? {
        var (segments, sentences) = ([String](), [String]())
        for file in files where tree.files.contains(file) {
            let bytes = try tree.contents(of: file)
            if Roster.isSegments(bytes) { segments.append(file) }
            if SentenceList.isOne(bytes, called: file) { sentences.append(file) }
        }
        func refuse(_ isGiven: Bool) throws { if isGiven { throw DatasetFault.tableOptions(name: name) } }
        let isOfColumns = choices.file != nil || choices.audio != nil
        if !segments.isEmpty {
            try refuse(isOfColumns || choices.label != nil)
            return try Roster(audioSet: segments, in: tree, named: name, level: choices.level)
        }
        if !sentences.isEmpty {
            try refuse(!choices.isEmpty)
            return try Roster(sentences: sentences, in: tree, named: name)
        }
        if !files.contains(where: DatasetFiles.isTable), tree.files.contains(where: DatasetFiles.isAlignment) {
            try refuse(isOfColumns || choices.level != nil)
            return try Roster(grid: tree, named: name, label: choices.label)
        }
        return nil
    }

    private static func parted(_ path: String) -> (folder: String, file: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
