internal import Media
internal import Tensors

/// A table with a row for each clip, and the clips beside it.
struct TableLayout: Layout {
    static let help = """
        Or it has one CSV at its top with a row for each of them, as ESC-50 has it; its columns of files, of classes and of \
        sentences (caption, sentence, transcript ...) are known by their names. All other columns (fold, speaker, source ...) \
        stay with the clips, for split and where. A cell may hold several classes with ; between them, in a column called \
        labels or tags also with a comma. Every row of a file adds its sentence.
        """
    static let options: Set<DatasetChoices.Option> = [.file, .label, .audio]
    static func lists(_ file: String) -> Bool { DatasetFiles.isTable(file) && DatasetFiles.isAtTop(file) }
    static func explains(_ file: String) -> Bool { Alignments.isOne(file) }

    let source: SourceFiles
    /// As it is written.
    private let name: String
    private let table: CSVTable
    private let columns: ColumnChoice

    /// The file that is named in place of a folder, or the one table of a folder; but tables of other things leave the
    /// sub-folders their classes.
    ///
    /// - Throws: `DatasetFault`, `FormatFault`, `FileFault`.
    init?(_ source: SourceFiles, _ choices: DatasetChoices) throws {
        func read(_ file: String, as name: String) throws -> CSVTable { try CSVTable(source.tree.contents(of: file), name: name) }
        let tables = source.tables.map { (file: $0, name: source.tree.prefix + $0) }
        let mayBeClasses = source.file == nil && choices.isEmpty && source.tree.folders.count > 1
        self.source = source
        if let file = source.file {
            name = source.name
            table = try read(file, as: name)
        } else if tables.count == 1 {
            name = tables[0].name
            table = try read(tables[0].file, as: name)
        } else {
            guard tables.isEmpty || mayBeClasses, try !tables.contains(where: { try Self.namesFiles(read($0, as: $1), $1) })
            else {
                throw DatasetFault.severalTables(name: source.name, tables: source.tables)
            }
            return nil
        }
        do { columns = try ColumnChoice(table, name: name, choices) } catch {
            guard mayBeClasses, case .noFileColumn = error else { throw error }
            return nil
        }
    }

    func refusal(of option: DatasetChoices.Option) -> DatasetFault {
        option == .level ? .noOntology(name: name) : .tableOptions(name: name)
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        let tree = source.tree
        var roster = try Roster(
            csv: table, columns, name: name, media: tree.media, features: tree.features, audio: choices.audio)
        try roster.addWords(from: tree)
        return roster
    }

    /// Whether a table has a column of files, even if nothing else of it makes sense.
    private static func namesFiles(_ table: CSVTable, _ name: String) -> Bool {
        do { _ = try ColumnChoice(table, name: name, DatasetChoices()) } catch .noFileColumn { return false } catch {}
        return true
    }
}

extension Roster {
    /// A table with a row for each clip, as ESC-50 has it.
    ///
    /// A column of sentences may give a file several rows. Where no column holds a class, or a row names none, clips have
    /// none.
    ///
    /// - name: the CSV as it is written; media: all files that may be clips below its folder; features: those that may be
    ///   where a row names no other; audio: the folder that clips have to lie below.
    fileprivate init(
        csv table: CSVTable, _ columns: ColumnChoice, name: String, media: [String], features: [String], audio: String?
    ) throws(DatasetFault) {
        let folder = audio.map(MediaIndex.tidy)
        let (index, numbers) = (MediaIndex(media, folder: folder), MediaIndex(features, folder: folder))
        if let audio, index.isEmpty, numbers.isEmpty { throw .noAudioFolder(csv: name, folder: audio) }
        let rest = table.header.indices.filter { $0 != columns.file && $0 != columns.caption && !table.header[$0].isEmpty }
        self.columns = rest.map { table.header[$0] }
        /// The entry of each file.
        var seen: [String: Int] = [:]
        var repeated = 0
        var unlabelled = 0
        var contradicted = 0
        var ambiguous: (path: String, places: [String])?
        var faults: [RowFault] = []
        for row in table.rows {
            let place = "\(name):\(row.line)"
            guard row.cells.count > columns.file, !row.cells[columns.file].isEmpty else {
                faults.append(.namesNothing)
                leaveOut(.entry(place), RowFault.namesNothing.reason)
                continue
            }
            let written = row.cells[columns.file]
            func reject(_ fault: RowFault) {
                let name = DatasetFiles.promisesClip(written) ? LeftOut.Name.file(written) : .entry(written)
                faults.append(fault)
                leaveOut(name, "\(fault.reason) (\(place))")
            }
            let labels =
                columns.label.map { label in
                    (row.cells.count > label ? row.cells[label] : "").split(whereSeparator: columns.separators.contains)
                        .map(\.trimmingSpaces).filter { !$0.isEmpty }
                }.flatMap { $0.isEmpty ? nil : $0 }
            let isLong = row.cells.dropFirst(table.header.count).contains { !$0.isEmpty }
            guard row.cells.count >= table.header.count, !isLong else {
                reject(.cells(row.cells.count, header: table.header.count))
                continue
            }
            var match = index.find(written)
            if case .none = match { match = numbers.find(written) }
            switch match {
            case .one(let path):
                let caption = columns.caption.map { row.cells[$0] } ?? ""
                if let former = seen[path] {
                    let isContradicted = entries[former].labels != labels
                    if isContradicted { contradicted += 1 }
                    if caption.isEmpty || isContradicted { repeated += 1 }
                    if !caption.isEmpty { entries[former].captions?.append(caption) }
                    continue
                }
                seen[path] = entries.count
                if labels?.count ?? 0 > 1 { hasManyLabels = true }
                if labels == nil { unlabelled += 1 }
                entries.append(
                    Entry(
                        path: path, labels: labels, cells: rest.map { row.cells[$0] },
                        captions: columns.caption.map { _ in caption.isEmpty ? [] : [caption] }))
            case .none: reject(.noFile)
            case .several(let paths):
                ambiguous = ambiguous ?? (written, paths)
                reject(.severalFiles(paths))
            }
        }
        if entries.isEmpty {
            if let (path, places) = ambiguous { throw .ambiguousFolder(csv: name, file: path, places: places) }
            if table.rows.isEmpty { throw .noRows(csv: name) }
            if let first = table.rows.first(where: { $0.cells.count > columns.file && !$0.cells[columns.file].isEmpty }) {
                if faults.allSatisfy({ $0 == .noFile }) {
                    throw .noFiles(csv: name, example: first.cells[columns.file], files: media.count)
                }
            }
            throw .nothingUsable(name: name, count: leftOut.count, first: leftOut.first?.unreadable(below: ""))
        }
        noteRepetitions(repeated, contradicted, in: name)
        if columns.label == nil {
            notes.append("no column of '\(name)' holds a class: its clips have none")
        } else if unlabelled > 0 {
            notes.append(
                unlabelled == 1
                    ? "1 row of '\(name)' names no class: its clip has none"
                    : "\(unlabelled) rows of '\(name)' name no class: their clips have none")
        }
        noteStrangers(among: media, seen: Set(seen.keys), in: name)
    }

    private mutating func noteRepetitions(_ repeated: Int, _ contradicted: Int, in name: String) {
        guard repeated > 0 else { return }
        let rows = repeated == 1 ? "1 row of '\(name)' repeats a file" : "\(repeated) rows of '\(name)' repeat a file"
        notes.append(
            rows + (contradicted == 0 ? "" : ", \(contradicted) of them with another class") + "; the first row of each counts")
    }

    /// Files that lie among the clips and that no row names.
    private mutating func noteStrangers(among media: [String], seen: Set<String>, in name: String) {
        func folder(_ path: String) -> Substring { path.lastIndex(of: "/").map { path[..<$0] } ?? "" }
        let folders = Set(seen.map(folder))
        let strangers = media.filter {
            MediaNames.promisesMedia($0) && !seen.contains($0) && folders.contains(folder($0))
        }
        let named = Set(leftOut.map { $0.unreadable(below: "").path })
        let count = strangers.count { !named.contains($0) }
        guard count > 0 else { return }
        let (lie, are) = count == 1 ? ("file lies", "is") : ("files lie", "are")
        notes.append("\(count) \(lie) beside the clips and \(are) not in '\(name)'")
    }
}

/// Why a row gives no clip.
private enum RowFault: Equatable {
    case namesNothing
    case cells(Int, header: Int)
    case noFile
    case severalFiles([String])

    var reason: String {
        switch self {
        case .namesNothing: "the row names no file"
        case .cells(let count, let header): "the row has \(count) cells, the header \(header)"
        case .noFile: "there is no such file"
        case .severalFiles(let paths): "several files are called so: \(paths.prefix(3).joined(separator: ", "))"
        }
    }
}

/// The clips below a folder, found by what a table calls them.
private struct MediaIndex {
    enum Match { case one(String), none, several([String]) }

    /// By path in any form of Unicode, as it is stored.
    private var exact: [String: String] = [:]
    /// By file name, and by file name without its ending.
    private var byName: [Substring: [String]] = [:]
    private var byStem: [Substring: [String]] = [:]
    private let folder: String?

    /// - folder: only clips below it.
    init(_ media: [String], folder: String?) {
        self.folder = folder
        for path in media where folder.map({ $0.isEmpty || path.hasPrefix($0 + "/") }) ?? true {
            exact[path] = path
            let name = path.split(separator: "/").last!
            byName[name, default: []].append(path)
            if let point = name.lastIndex(of: "."), point != name.startIndex { byStem[name[..<point], default: []].append(path) }
        }
    }

    var isEmpty: Bool { exact.isEmpty }

    /// A path with `/` between its parts and without `.` and `..` where they mean nothing.
    static func tidy(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.replacing("\\", with: "/").split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// The file that lies as written, else the one whose path ends so.
    func find(_ written: String) -> Match {
        let path = Self.tidy(written)
        guard let name = path.split(separator: "/").last else { return .none }
        if let folder, !folder.isEmpty, let stored = exact[folder + "/" + path] { return .one(stored) }
        if let stored = exact[path] { return .one(stored) }
        var found = (byName[name] ?? []).filter { Self.ends($0, in: path) }
        // The rows of one CSV name their clips without endings, or the clips have moved into folders.
        if found.isEmpty, !DatasetFiles.promisesClip(path) {
            found = (byStem[name] ?? []).filter { file in Self.ends(String(file[..<file.lastIndex(of: ".")!]), in: path) }
        }
        // A path from elsewhere ends in the path that the file has here.
        if found.isEmpty {
            found = (byName[name] ?? []).filter { path.hasSuffix("/" + $0) }.max { $0.count < $1.count }.map { [$0] } ?? []
        }
        switch found.count {
        case 0: return .none
        case 1: return .one(found[0])
        default: return .several(found)
        }
    }

    private static func ends(_ file: String, in path: String) -> Bool { file == path || file.hasSuffix("/" + path) }
}
