internal import Glibc
internal import Sound
public import Tensors

/// A data set as it lies on the disk: a folder with a sub-folder for each class, or a CSV with the sounds beside it.
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
    /// - digests: the SHA-256 of each file, given absolute paths.
    /// - Throws: `DatasetFault`, `FormatFault` for a CSV that does not read, `FileFault`, `Interrupted`.
    public func read(
        _ choices: CSVChoices = CSVChoices(), parallel: Parallel, digests: ([String]) throws -> [String]
    ) throws -> (table: ClipTable, notes: [String]) {
        let (roster, root, prefix) = try roster(choices)
        var notes = roster.notes
        var unreadable = roster.unreadable.map { bad in
            // Rows are named by the CSV, files by their path.
            SoundNames.promisesSound(bad.path)
                ? ClipTable.Unreadable(path: prefix + bad.path, reason: bad.reason) : bad
        }
        let findings = try parallel.map(roster.entries.count) { index in
            try Self.open(root + "/" + roster.entries[index].path, name: prefix + roster.entries[index].path)
        }
        var kept: [(entry: Roster.Entry, facts: SoundFile.Info)] = []
        for (entry, finding) in zip(roster.entries, findings) {
            switch finding {
            case .sound(let facts): kept.append((entry, facts))
            case .unreadable(let reason): unreadable.append(.init(path: prefix + entry.path, reason: reason))
            case .ignored: break
            }
        }
        guard !kept.isEmpty else {
            throw unreadable.isEmpty
                ? DatasetFault.noSound(name: name)
                : .nothingUsable(name: name, count: unreadable.count, first: unreadable.first)
        }
        let classes = ClipTable.values(in: kept.map(\.entry.label))
        let labels = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let hashes = try digests(kept.map { root + "/" + $0.entry.path })
        let clips = zip(kept, hashes).map { item, digest in
            Clip(
                path: prefix + item.entry.path, digest: digest, seconds: Double(item.facts.samples ?? 0) / item.facts.rate,
                rate: item.facts.rate, channels: item.facts.channels, label: labels[item.entry.label]!)
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
        return (ClipTable(classes: classes, clips: clips, columns: columns, unreadable: unreadable), notes)
    }

    /// What is said of the files, the folder that their paths start from, and what stands before a path in a notebook.
    private func roster(_ choices: CSVChoices) throws -> (Roster, root: String, prefix: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileFault("open", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            guard SoundNames.isTable(path) else { throw DatasetFault.notADataset(name: name) }
            let (folder, file) = Self.parted(path)
            let written = Self.parted(name).folder
            let prefix = written.isEmpty ? "" : written == "/" ? "/" : written + "/"
            return (try table(file, in: FileTree(folder), named: name, choices), folder, prefix)
        }
        let tree = try FileTree(path)
        let prefix = name == "." ? "" : name == "/" ? "/" : name + "/"
        let sounds = tree.sounds
        let tables = tree.tables
        let folders = Set(sounds.compactMap { path in path.firstIndex(of: "/").map { path[..<$0] } })
        if tables.count == 1 {
            do { return (try table(tables[0], in: tree, named: prefix + tables[0], choices), path, prefix) } catch
                DatasetFault.noFileColumn where choices.isEmpty && folders.count > 1
            {
                var roster = Roster(folder: name, sounds)
                roster.notes.append("'\(prefix)\(tables[0])' names no sound files and is left aside")
                return (roster, path, prefix)
            }
        }
        guard tables.isEmpty || folders.count > 1 else {
            throw DatasetFault.severalTables(name: name, tables: tables)
        }
        guard choices.isEmpty else {
            throw tables.isEmpty
                ? DatasetFault.tableOptions(name: name) : .severalTables(name: name, tables: tables)
        }
        let roster = Roster(folder: name, sounds)
        guard !roster.entries.isEmpty else { throw DatasetFault.noSound(name: name) }
        return (roster, path, prefix)
    }

    private func table(_ file: String, in tree: FileTree, named name: String, _ choices: CSVChoices) throws -> Roster {
        let table = try CSVTable(contents(ofFile: tree.root + "/" + file), name: name)
        return try Roster(csv: table, name: name, sounds: tree.sounds, choices)
    }

    private static func parted(_ path: String) -> (folder: String, file: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    private enum Finding { case sound(SoundFile.Info), unreadable(String), ignored }

    private static func open(_ path: String, name: String) throws -> Finding {
        do { return .sound(try SoundFile.measure(path, shownAs: name)) } catch let fault as SoundFileFault {
            if case .notSound = fault.problem, !SoundNames.promisesSound(path) { return .ignored }
            let cause = fault.cause
            return .unreadable(cause.hasPrefix("'\(name)' ") ? String(cause.dropFirst(name.count + 3)) : cause)
        }
    }
}
