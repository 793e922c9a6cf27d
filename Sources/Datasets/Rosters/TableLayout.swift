internal import Media
internal import Tensors

/// A table with a row for each clip, and the clips beside it.
struct TableLayout: Layout {
    static let word = "table"
    static let help = """
        Or it has one CSV with a row for each of them (layout: table), at its top or in a folder of its own, as ESC-50 has it; \
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
    /// leave folders their classes, and names that code what they code.
    ///
    /// - Throws: `DatasetFault`, `FormatFault`, `FileFault`.
    init?(_ source: SourceFiles, _ choices: DatasetChoices) throws {
        guard source.tree.files.contains(where: DatasetFiles.isTable) else { return nil }
        let index = MediaIndex(source.clips, folder: source.audio)
        (self.source, self.index) = (source, index)
        func listing(_ file: String, needsLabel: Bool) throws -> Listing {
            let name = source.file == nil ? source.tree.prefix + file : source.name
            return try Listing(file, name: name, in: source, choices, index, needsLabel: needsLabel)
        }
        if let file = source.file {
            (tables, aside) = ([try listing(file, needsLabel: true)], [])
            return
        }
        let namesSpeak = choices.isEmpty && NamesLayout(source, choices) != nil
        let othersSpeak = choices.isEmpty && (source.tree.hasClasses || namesSpeak)
        let tops = source.tables
        // What is wrong with the only table is said.
        if tops.count == 1, !othersSpeak {
            (tables, aside) = ([try listing(tops[0], needsLabel: true)], [])
            return
        }
        /// The tables that name files that are here; one that makes no sense stops no other.
        func here(_ files: [String]) throws -> [Listing] {
            try files.compactMap { file in
                do {
                    var listing = try listing(file, needsLabel: false)
                    listing.found = listing.rowsFound(index)
                    return listing.found > 0 ? listing : nil
                } catch is DatasetFault { return nil } catch is FormatFault { return nil }
            }
        }
        func choose(_ files: [String], _ listings: [Listing]) -> (tables: [Listing], aside: [String])? {
            guard let chosen = Self.chosen(listings) else { return nil }
            let says = chosen.contains { $0.columns.label != nil || $0.columns.caption != nil }
            return says || !namesSpeak ? (chosen, files.filter { file in !chosen.contains { $0.file == file } }) : nil
        }
        let top = try here(tops)
        if let (chosen, others) = choose(tops, top) {
            (tables, aside) = (chosen, others)
        } else if top.count > 1 && !namesSpeak || tops.count > 1 && !othersSpeak {
            throw DatasetFault.severalTables(name: source.name, tables: tops)
        } else {
            let below = source.tree.files.filter { DatasetFiles.isTable($0) && !DatasetFiles.isAtTop($0) }
            let media = source.tree.files.count(where: MediaNames.promisesMedia)
            // A table in a folder speaks for all where it names most of what is there.
            guard let (chosen, others) = choose(below, try here(below.count > 50 ? [] : below)),
                chosen.reduce(0, { $0 + $1.found }) * 2 > media
            else { return nil }
            (tables, aside) = (chosen, others)
        }
        if !othersSpeak, let first = tables.first, tables.allSatisfy({ $0.columns.label == nil && $0.columns.caption == nil }) {
            _ = try listing(first.file, needsLabel: true)
        }
    }

    /// The one, or those that are parts of one data set; nil where none or several are.
    private static func chosen(_ listings: [Listing]) -> [Listing]? {
        guard listings.count > 1 else { return listings.isEmpty ? nil : listings }
        let parts = listings.filter { $0.part != nil }
        return parts.count > 1 && Set(parts.map(\.part)).count == parts.count ? parts : nil
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
        for other in aside {
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
    /// How many of its rows name a file that is there, once they are counted.
    var found = 0

    init(
        _ file: String, name: String, in source: SourceFiles, _ choices: DatasetChoices, _ index: MediaIndex, needsLabel: Bool
    ) throws {
        (self.file, self.name) = (file, name)
        table = try CSVTable(source.tree.contents(of: file), name: name)
        columns = try ColumnChoice(table, name: name, choices, index, needsLabel: needsLabel)
        home = file.split(separator: "/").dropLast().joined(separator: "/")
        let words = [DatasetFiles.stem(of: file)[...]] + file.split(separator: "/").dropLast().reversed()
        part = words.lazy.compactMap { FolderRoles.Part.split.value(of: $0) }.first
    }

    /// The columns that stay with the clips as they are.
    var others: [Int] {
        var taken = [columns.file, columns.caption].compactMap { $0 }
        if case .columns(let binary)? = columns.label { taken += binary }
        return table.header.indices.filter { !taken.contains($0) && !table.header[$0].isEmpty }
    }

    func rowsFound(_ index: MediaIndex) -> Int {
        table.rows.count { row in
            row.cells.count > columns.file && !index.find(row.cells[columns.file], from: home).isNone
        }
    }
}

extension Roster {
    /// A table with a row for each clip, as ESC-50 has it, or several that are parts of one data set: the columns of all.
    ///
    /// A column of sentences may give a file several rows. Where no column holds a class, or a row names none, clips have
    /// none.
    ///
    /// - media: all files that may be clips; index: those and files of features, by what tables call them.
    fileprivate init(_ tables: [Listing], media: [String], _ index: MediaIndex) throws(DatasetFault) {
        let first = tables[0]
        for listing in tables {
            for column in listing.others where !columns.contains(listing.table.header[column]) {
                columns.append(listing.table.header[column])
            }
        }
        let isParted = tables.count > 1
        if isParted, !columns.contains("split") { columns.append("split") }
        isPartedByTimes = tables.contains { $0.columns.part != nil }
        var reader = RowReader(index)
        for listing in tables {
            let places = columns.map { name in listing.others.first { listing.table.header[$0] == name } }
            for row in listing.table.rows {
                do {
                    var entry = try reader.read(row, of: listing, places)
                    if isParted, let split = columns.firstIndex(of: "split"), places[split] == nil {
                        entry.cells[split] = listing.part!
                    }
                    reader.add(entry, to: &self)
                } catch { leaveOut(error.name, error.reason) }
            }
        }
        if entries.isEmpty { throw reader.nothing(of: first, media, leftOut.first?.unreadable(below: "")) }
        if tables.allSatisfy({ $0.columns.label == nil && $0.columns.caption == nil }) { takeClassesOfFolders(first.name) }
        hasManyLabels = entries.contains { $0.labels?.count ?? 1 != 1 }
        reader.note(in: &self, tables)
        let name = tables.map { "'\($0.name)'" }.joined(separator: " and ")
        noteStrangers(among: media.filter(index.has), seen: Set(entries.map(\.path)), in: name)
    }

    /// Where no table says the classes, the clips' folders may.
    private mutating func takeClassesOfFolders(_ name: String) {
        let folders = FolderRoles(entries.map(\.path), needsFolders: true).folders.map { $0.first.map(String.init) }
        guard !folders.contains(nil), Set(folders).count > 1 else { return }
        for (index, folder) in folders.enumerated() { entries[index].labels = [folder!] }
        notes.append("no column of '\(name)' holds a class: the folders of the clips are their classes")
    }

    /// Files that lie among the clips and that no row names.
    private mutating func noteStrangers(among media: [String], seen: Set<String>, in name: String) {
        let named = Set(leftOut.map { $0.unreadable(below: "").path })
        // A copy in another format is called as its clip is.
        let stems = Set(seen.map(DatasetFiles.stem))
        let others = media.filter { MediaNames.promisesMedia($0) && !seen.contains($0) && !named.contains($0) }
        let count = others.count { !stems.contains(DatasetFiles.stem(of: $0)) }
        guard count > 0 else { return }
        notes.append("\(count) sound\(count == 1 ? " or movie is" : "s or movies are") not in \(name)")
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
        _ row: CSVTable.Row, of listing: Listing, _ places: [Int?]
    ) throws(Refusal) -> Roster.Entry {
        let (columns, header) = (listing.columns, listing.table.header)
        let place = "\(listing.name):\(row.line)"
        guard row.cells.count > columns.file, !row.cells[columns.file].isEmpty else {
            faults.append(.namesNothing)
            throw Refusal(name: .entry(place), reason: RowFault.namesNothing.reason)
        }
        let written = row.cells[columns.file]
        func refuse(_ fault: RowFault) -> Refusal {
            faults.append(fault)
            return Refusal(
                name: DatasetFiles.promisesClip(written) ? .file(written) : .entry(written), reason: "\(fault.reason) (\(place))")
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
            // Of those of one name in several parts that of the table's own.
            let own = paths.filter { path in
                path.split(separator: "/").dropLast().contains {
                    FolderRoles.Part.split.value(of: $0) == listing.part && listing.part != nil
                }
            }
            guard own.count == 1 else {
                ambiguous = ambiguous ?? (written, paths)
                throw refuse(.severalFiles(paths))
            }
            path = own[0]
        }
        let caption = columns.caption.map { row.cells[$0] } ?? ""
        let part = columns.part(row)
        if columns.part != nil, part == nil { throw refuse(.noPart) }
        return Roster.Entry(
            path: path, labels: columns.labels(row, header), cells: places.map { $0.map { row.cells[$0] } ?? "" },
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
        if entry.part != nil, let known = roster.entries[former].labels, let more = entry.labels {
            // What happens at once in one stretch is several classes of one clip.
            roster.entries[former].labels = known + more.filter { !known.contains($0) }
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

    func note(in roster: inout Roster, _ tables: [Listing]) {
        let name = tables[0].name
        if repeated > 0 {
            let rows = repeated == 1 ? "1 row of '\(name)' repeats a file" : "\(repeated) rows of '\(name)' repeat a file"
            let which = repeated == 1 ? "with another class" : "\(contradicted) of them with another class"
            roster.notes.append("\(rows)\(contradicted == 0 ? "" : ", \(which)"); the first row of each counts")
        }
        let hasClasses = roster.entries.contains { $0.labels != nil }
        for listing in tables {
            switch listing.columns.label {
            case .columns(let columns):
                roster.notes.append(
                    "the columns \(quoted(columns.map { listing.table.header[$0] })) of '\(listing.name)' are a class each")
            case .column(let column, _) where listing.columns.isGuessed:
                roster.notes.append("the column '\(listing.table.header[column])' of '\(listing.name)' is taken for the class")
            case nil where !hasClasses: roster.notes.append("no column of '\(listing.name)' holds a class: its clips have none")
            case .column, nil: break
            }
        }
        if unlabelled > 0, hasClasses, tables.contains(where: { $0.columns.label != nil }) {
            roster.notes.append(
                unlabelled == 1
                    ? "1 row of '\(name)' names no class: its clip has none"
                    : "\(unlabelled) rows of '\(name)' name no class: their clips have none")
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
