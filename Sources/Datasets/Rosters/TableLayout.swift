internal import Media
internal import Tensors

/// A table with a row for each clip, and the clips beside it.
struct TableLayout: Layout {
    static let word = "table"
    static let help = """
        Or it has one CSV with a row for each of them, at its top or in a folder of its own, as ESC-50 and UrbanSound8K have it; \
        its columns of files, of classes and of sentences (caption, sentence, transcript ...) are known by their names and by the \
        files that are there, and columns of ones and zeros are a class each. All other columns (fold, speaker, source ...) stay \
        with the clips, for split and where. A cell may hold several classes with ; between them or as a list in brackets, in \
        a column called labels or tags also with a comma. Columns start and end cut a file into clips. Every row of a file adds \
        its sentence.
        """
    static let options: Set<DatasetChoices.Option> = [.file, .label, .audio]
    static func lists(_ file: String) -> Bool { DatasetFiles.isTable(file) && file.count { $0 == "/" } <= 3 }
    static func explains(_ file: String) -> Bool { Alignments.isOne(file) }

    let source: SourceFiles
    private let tables: [Listing]
    /// Tables of files, too, that are not read.
    private let aside: [String]
    private let index: MediaIndex

    /// The file that is named in place of a folder, or the tables of a folder that name its files; but tables of other things
    /// leave the sub-folders their classes.
    ///
    /// - Throws: `DatasetFault`, `FormatFault`, `FileFault`.
    init?(_ source: SourceFiles, _ choices: DatasetChoices) throws {
        guard source.tree.files.contains(where: DatasetFiles.isTable) else { return nil }
        let index = MediaIndex(source.clips, folder: source.audio)
        (self.source, self.index) = (source, index)
        func listing(_ file: String) throws -> Listing {
            try Listing(file, name: source.file == nil ? source.tree.prefix + file : source.name, in: source, choices, index)
        }
        if let file = source.file {
            (tables, aside) = ([try listing(file)], [])
            return
        }
        let tops = source.tables
        let listings = try Self.namingFiles(tops, listing)
        // What is wrong with the only table is said, unless there are folders of classes beside it.
        if tops.count == 1, listings.isEmpty, !choices.isEmpty || !source.tree.hasClasses {
            (tables, aside) = ([try listing(tops[0])], [])
        } else if let chosen = Self.chosen(listings, index) {
            (tables, aside) = (chosen, tops)
        } else if !listings.isEmpty || (tops.count > 1 && !source.tree.hasClasses) {
            throw DatasetFault.severalTables(name: source.name, tables: tops)
        } else {
            let below = source.tree.files.filter { DatasetFiles.isTable($0) && !DatasetFiles.isAtTop($0) }
            let media = source.tree.files.count(where: MediaNames.promisesMedia)
            // A table in a folder speaks for all where it names most of what is there.
            let naming = try Self.namingFiles(below.count > 50 ? [] : below, listing)
            guard let inner = Self.chosen(naming, index), inner.reduce(0, { $0 + $1.found(index) }) * 2 > media else {
                return nil
            }
            (tables, aside) = (inner, naming.map(\.file))
        }
    }

    /// Those of some tables that have a column of files.
    ///
    /// - Throws: what is wrong with a table that has one, or with the only table.
    private static func namingFiles(_ files: [String], _ listing: (String) throws -> Listing) throws -> [Listing] {
        try files.compactMap { file in
            do { return try listing(file) } catch let fault as DatasetFault {
                if case .noFileColumn = fault { return nil }
                throw fault
            }
        }
    }

    /// The one that names files that are here, or those that are parts of one table; nil where none or several are.
    private static func chosen(_ listings: [Listing], _ index: MediaIndex) -> [Listing]? {
        let here = listings.count > 1 ? listings.filter { $0.found(index) > 0 } : listings
        let listings = here.isEmpty ? listings : here
        guard listings.count > 1 else { return listings.isEmpty ? nil : listings }
        let parts = Set(listings.compactMap(\.part))
        if parts.count == listings.count, listings.allSatisfy({ $0.table.header == listings[0].table.header }) { return listings }
        return nil
    }

    func refusal(of option: DatasetChoices.Option) -> DatasetFault {
        option == .level ? .noOntology(name: tables[0].name) : .tableOptions(name: source.name)
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        if let audio = choices.audio, index.isEmpty { throw DatasetFault.noAudioFolder(csv: tables[0].name, folder: audio) }
        var roster = try Roster(tables, media: source.clips.media, index)
        try roster.addWords(from: source.tree)
        let hadParts = Set(roster.columns)
        roster.addParts()
        let added = roster.columns.filter { !hadParts.contains($0) }
        let name = tables.map { "'\($0.name)'" }.joined(separator: " and ")
        if !added.isEmpty {
            let values = added.map { column in
                let place = roster.columns.firstIndex(of: column)!
                return "\(column): \(ClipTable.values(in: roster.entries.map { $0.cells[place] }).joined(separator: ", "))"
            }
            roster.notes.append(
                "\(name) \(tables.count == 1 ? "says" : "say") what the clips are, and their folders the column \(values.joined(separator: "; ")); 'layout: parts' takes the folders alone"
            )
        } else if tables.contains(where: { !DatasetFiles.isAtTop($0.file) }) {
            roster.notes.append("\(name) \(tables.count == 1 ? "says" : "say") what the clips are")
        }
        roster.noteFolders(in: name)
        for other in aside where !tables.contains(where: { $0.file == other }) {
            roster.notes.append("'\(source.tree.prefix)\(other)' is left aside: \(name) names the clips that are here")
        }
        return roster
    }
}

extension FileTree {
    /// Whether there are several folders of clips, at the top or in the one that is there.
    fileprivate var hasClasses: Bool {
        let folders = folders
        return folders.count > 1 || folders.count == 1 && below(String(folders.first!)).folders.count > 1
    }
}

/// One table of clips.
private struct Listing {
    let file: String
    /// As it is written.
    let name: String
    let table: CSVTable
    let columns: ColumnChoice
    /// The part of a data set that its own name, or its folder's, says it is; nil where none does.
    let part: String?
    /// The folder it lies in, from the data set's; empty at its top.
    let home: String

    init(_ file: String, name: String, in source: SourceFiles, _ choices: DatasetChoices, _ index: MediaIndex) throws {
        (self.file, self.name) = (file, name)
        table = try CSVTable(source.tree.contents(of: file), name: name)
        columns = try ColumnChoice(table, name: name, choices, index)
        home = file.split(separator: "/").dropLast().joined(separator: "/")
        let words = [DatasetFiles.stem(of: file)[...]] + file.split(separator: "/").dropLast().reversed()
        part = words.lazy.compactMap { FolderRoles.Part.split.value(of: $0) }.first
    }

    /// How many of its rows name a file that is there.
    func found(_ index: MediaIndex) -> Int {
        table.rows.count { row in
            row.cells.count > columns.file && index.find(row.cells[columns.file], from: home).path != nil
        }
    }
}

extension Roster {
    /// Tables of one header with a row for each clip, as ESC-50 has it.
    ///
    /// A column of sentences may give a file several rows. Where no column holds a class, or a row names none, clips have
    /// none.
    ///
    /// - media: all files that may be clips; index: those and files of features, by what tables call them.
    fileprivate init(_ tables: [Listing], media: [String], _ index: MediaIndex) throws(DatasetFault) {
        let (first, header) = (tables[0], tables[0].table.header)
        let taken = [first.columns.file, first.columns.caption].compactMap { $0 } + (first.columns.label.map(Self.binary) ?? [])
        let rest = header.indices.filter { !taken.contains($0) && !header[$0].isEmpty }
        columns = rest.map { header[$0] }
        let isParted = tables.count > 1 && !columns.contains("split")
        if isParted { columns.append("split") }
        isPartedByTimes = first.columns.part != nil
        var reader = RowReader(index)
        for table in tables {
            for row in table.table.rows {
                do {
                    let entry = try reader.read(row, of: table, rest, more: isParted ? [table.part!] : [])
                    reader.add(entry, to: &self)
                } catch { leaveOut(error.name, error.reason) }
            }
        }
        if entries.isEmpty { throw reader.nothing(of: first, media, leftOut.first?.unreadable(below: "")) }
        hasManyLabels = entries.contains { $0.labels?.count ?? 1 != 1 }
        reader.note(in: &self, first)
        let name = tables.map { "'\($0.name)'" }.joined(separator: " and ")
        noteStrangers(among: media, seen: Set(entries.map(\.path)), in: name)
    }

    private static func binary(_ label: ColumnChoice.Label) -> [Int] {
        if case .columns(let columns) = label { columns } else { [] }
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
        notes.append("\(count) \(lie) beside the clips and \(are) not in \(name)")
    }

    /// Says where a clip lies in a folder that is called as another class is.
    fileprivate mutating func noteFolders(in name: String) {
        let classes = Set(entries.flatMap { $0.labels ?? [] })
        func folder(_ entry: Entry) -> String? { entry.path.split(separator: "/").dropLast().last.map(String.init) }
        let named = entries.filter { entry in folder(entry).map(classes.contains) ?? false }
        guard Set(named.map { folder($0)! }).count > 1 else { return }
        let others = named.filter { !($0.labels ?? []).contains(folder($0)!) }
        guard let first = others.first else { return }
        let count = others.count
        notes.append(
            "\(count) clip\(count == 1 ? " lies in a folder" : "s lie in folders") of another class than \(name) says, such as "
                + "'\(first.path)' (\((first.labels ?? []).joined(separator: ", "))); the table counts")
    }
}

/// Reads the rows of tables, and what is to be said of them all.
private struct RowReader {
    private let index: MediaIndex
    /// The entry of each file, or of each part of one.
    private var seen: [String: Int] = [:]
    private var repeated = 0
    private var contradicted = 0
    private var unlabelled = 0
    private var near: [(written: String, path: String)] = []
    private var ambiguous: (path: String, places: [String])?
    private var faults: [RowFault] = []

    init(_ index: MediaIndex) { self.index = index }

    struct Refusal: Error {
        let name: Roster.LeftOut.Name
        let reason: String
    }

    mutating func read(
        _ row: CSVTable.Row, of listing: Listing, _ rest: [Int], more: [String]
    ) throws(Refusal) -> Roster.Entry {
        let (columns, header) = (listing.columns, listing.table.header)
        let place = "\(listing.name):\(row.line)"
        guard row.cells.count > columns.file, !row.cells[columns.file].isEmpty else {
            faults.append(.namesNothing)
            throw Refusal(name: .entry(place), reason: RowFault.namesNothing.reason)
        }
        let written = row.cells[columns.file]
        func refusal(_ fault: RowFault) -> Refusal {
            Refusal(
                name: DatasetFiles.promisesClip(written) ? .file(written) : .entry(written), reason: "\(fault.reason) (\(place))")
        }
        func refuse(_ fault: RowFault) -> Refusal {
            faults.append(fault)
            return refusal(fault)
        }
        let isLong = row.cells.dropFirst(header.count).contains { !$0.isEmpty }
        guard row.cells.count >= header.count, !isLong else { throw refuse(.cells(row.cells.count, header: header.count)) }
        let path: String
        switch index.find(written, from: listing.home) {
        case .one(let found): path = found
        case .near(let found):
            path = found
            near.append((written, found))
        case .none: throw refuse(.noFile)
        case .several(let paths):
            ambiguous = ambiguous ?? (written, paths)
            throw refuse(.severalFiles(paths))
        }
        let caption = columns.caption.map { row.cells[$0] } ?? ""
        let part = columns.part(row)
        if columns.part != nil, part == nil { throw refuse(.noPart) }
        return Roster.Entry(
            path: path, labels: columns.labels(row, header), cells: rest.map { row.cells[$0] } + more,
            captions: columns.caption.map { _ in caption.isEmpty ? [] : [caption] }, part: part)
    }

    /// Adds what a row says: a clip, or one more sentence of one.
    mutating func add(_ entry: Roster.Entry, to roster: inout Roster) {
        let key = entry.part.map { "\(entry.path)\0\($0)" } ?? entry.path
        guard let former = seen[key] else {
            seen[key] = roster.entries.count
            if entry.labels == nil { unlabelled += 1 }
            roster.entries.append(entry)
            return
        }
        let isContradicted = roster.entries[former].labels != entry.labels
        if isContradicted { contradicted += 1 }
        if entry.captions?.isEmpty ?? true || isContradicted { repeated += 1 }
        if let captions = entry.captions { roster.entries[former].captions?.append(contentsOf: captions) }
    }

    /// Why tables give no clip at all.
    func nothing(of listing: Listing, _ media: [String], _ leftOut: ClipTable.Unreadable?) -> DatasetFault {
        let (name, table, file) = (listing.name, listing.table, listing.columns.file)
        if let (path, places) = ambiguous { return .ambiguousFolder(csv: name, file: path, places: places) }
        if table.rows.isEmpty { return .noRows(csv: name) }
        if faults.allSatisfy({ $0 == .noFile }),
            let first = table.rows.first(where: { $0.cells.count > file && !$0.cells[file].isEmpty })
        {
            return .noFiles(csv: name, example: first.cells[file], files: media.count)
        }
        return .nothingUsable(name: name, count: faults.count, first: leftOut)
    }

    func note(in roster: inout Roster, _ listing: Listing) {
        let name = listing.name
        if repeated > 0 {
            let rows = repeated == 1 ? "1 row of '\(name)' repeats a file" : "\(repeated) rows of '\(name)' repeat a file"
            let others = contradicted == 0 ? "" : ", \(contradicted) of them with another class"
            roster.notes.append("\(rows)\(others); the first row of each counts")
        }
        switch listing.columns.label {
        case nil: roster.notes.append("no column of '\(name)' holds a class: its clips have none")
        case .columns(let columns):
            roster.notes.append("the columns \(quoted(columns.map { listing.table.header[$0] })) of '\(name)' are a class each")
        case .column where unlabelled == 1: roster.notes.append("1 row of '\(name)' names no class: its clip has none")
        case .column where unlabelled > 1:
            roster.notes.append("\(unlabelled) rows of '\(name)' name no class: their clips have none")
        case .column: break
        }
        if let first = near.first {
            let others = near.count == 1 ? "one file" : "\(near.count) files"
            roster.notes.append(
                "\(others) of '\(name)' \(near.count == 1 ? "is" : "are") called otherwise on the disk, in capital letters or in the ending: "
                    + "'\(first.written)' is taken for '\(first.path)'")
        }
    }
}

/// Why a row gives no clip.
private enum RowFault: Equatable {
    case namesNothing
    case cells(Int, header: Int)
    case noFile
    case severalFiles([String])
    case noPart

    var reason: String {
        switch self {
        case .namesNothing: "the row names no file"
        case .cells(let count, let header): "the row has \(count) cells, the header \(header)"
        case .noFile: "there is no such file"
        case .severalFiles(let paths): "several files are called so: \(paths.prefix(3).joined(separator: ", "))"
        case .noPart: "the row's start and end are no stretch of time"
        }
    }
}
