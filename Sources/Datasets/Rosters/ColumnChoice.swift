internal import Media
internal import Tensors

/// Which columns of a table name the files, the classes and the sentences.
struct ColumnChoice {
    let file: Int
    /// What says the classes; nil in a table that says none.
    let label: Label?
    /// A sentence that says what happens in the clip.
    let caption: Int?
    /// Where the clip begins and ends in its file, in seconds; nil where no columns are called so.
    let part: (start: Int, end: Int, scale: Double)?
    /// Whether nothing but that it is the only one says that its column holds the classes.
    private(set) var isGuessed = false

    enum Label {
        /// - separators: what stands between the classes of one cell.
        case column(Int, separators: Set<Character>)
        /// A column of ones and zeros for each class.
        case columns([Int])
    }

    private static let fileNames = [
        "file", "filename", "filepath", "path", "audio", "audiofile", "audiopath", "audiofilename", "wav", "wavfile", "wavpath",
        "sound", "soundfile", "video", "videofile", "videopath", "movie", "moviefile", "clip", "clipname", "slicefilename",
        "fname", "recording", "name",
    ]
    private static let labelNames = [
        "category", "label", "labels", "class", "classname", "classes", "target", "digit", "word", "species", "emotion", "genre",
        "instrument", "scene", "event", "tag", "tags", "type", "y", "classid", "labelid",
    ]
    private static let captionNames = ["caption", "captions", "sentence", "transcript", "transcription", "description"]
    /// Columns that hold several classes a cell, by their names.
    private static let pluralNames = ["labels", "classes", "tags"]
    /// Columns of classes by their names alone, whatever they hold.
    private static let plainNames = ["category", "label", "labels", "class", "classes", "target", "y"]
    /// Columns that may hold ones and zeros and are no classes.
    private static let otherNames = ["fold", "split", "set", "part", "id", "index", "speaker", "session", "take", "channel"]
    /// Columns of starts and of ends, by their names, and how many of their units make a second.
    private static let partNames: [(start: String, end: String, scale: Double)] = [
        ("start", "end", 1), ("starttime", "endtime", 1), ("startseconds", "endseconds", 1), ("onset", "offset", 1),
        ("begin", "end", 1), ("begintime", "endtime", 1), ("begintimes", "endtimes", 1), ("tstart", "tend", 1),
        ("start", "stop", 1),
        ("starts", "ends", 1), ("from", "to", 1), ("startms", "endms", 1000), ("startsec", "endsec", 1),
        ("segmentstart", "segmentend", 1),
    ]

    static func namesFiles(_ column: String) -> Bool { fileNames.contains(ClipTable.plain(column)) }

    /// - index: the files that are there, which decide between columns that might name them.
    /// - needsLabel: whether a table without a column of classes, and without sentences, is refused.
    init(
        _ table: CSVTable, name: String, _ choices: DatasetChoices, _ index: MediaIndex, needsLabel: Bool
    ) throws(DatasetFault) {
        let header = table.header
        if let first = header.first(where: MediaNames.promisesMedia) { throw .noHeader(csv: name, cell: first) }
        for (index, column) in header.enumerated() where !column.isEmpty && header[..<index].contains(column) {
            throw .columnTwice(csv: name, column: column)
        }
        let plain = header.map(ClipTable.plain)
        func chosen(_ column: String, _ option: String) throws(DatasetFault) -> Int {
            if let index = header.firstIndex(of: column) ?? plain.firstIndex(of: ClipTable.plain(column)) { return index }
            throw .noColumn(name: "'\(name)'", column: column, columns: header, option: option)
        }
        if let column = choices.file {
            file = try chosen(column, "file")
        } else {
            let byName = Self.fileNames.compactMap { plain.firstIndex(of: $0) }
            let fitting = header.indices.filter { Self.namesMedia(table, $0) }
            let likely = byName.filter(fitting.contains) + fitting + byName
            let first = likely.map { ($0, Self.found(table, $0, index)) }.reduce(nil as (Int, Int)?) { best, next in
                next.1 > best?.1 ?? 0 ? next : best
            }
            let other = Self.mostFound(table, among: header.indices.filter { !likely.contains($0) }, index)
            let better = other.flatMap { other in other.found > 2 * (first?.1 ?? 0) ? other.column : nil }
            guard let choice = better ?? first?.0 ?? likely.first else { throw .noFileColumn(csv: name, columns: header) }
            file = choice
        }
        let file = file
        let isLabel: Int? = if let column = choices.label { try chosen(column, "label") } else { nil }
        caption = Self.captionNames.compactMap { plain.firstIndex(of: $0) }.first { $0 != file && $0 != isLabel }
        let caption = caption
        part =
            Self.partNames.lazy.compactMap { names in
                guard let start = plain.firstIndex(of: names.start), let end = plain.firstIndex(of: names.end),
                    ![start, end].contains(where: { $0 == file || $0 == isLabel || !Self.isTime(table, $0) })
                else { return nil }
                return (start, end, names.scale)
            }.first
        func choose(_ label: Int) -> Label {
            .column(label, separators: Self.pluralNames.contains(plain[label]) ? [";", ",", "|"] : [";", "|"])
        }
        if let isLabel {
            label = choose(isLabel)
            return
        }
        let candidates = Self.labelNames.compactMap { plain.firstIndex(of: $0) }.filter { $0 != file }
        // Words say more than the numbers that stand for them.
        let worded = candidates.filter { !Self.isNumeric(table, $0) }
        let times = part.map { [$0.start, $0.end] } ?? []
        let others = header.indices.filter { $0 != file && $0 != caption && !header[$0].isEmpty && !times.contains($0) }
        let binary = others.filter { !Self.otherNames.contains(plain[$0]) && Self.isBinary(table, $0) }
        let hasOnes = table.rows.contains { row in binary.contains { Self.isOne(row.cells[$0]) } }
        // Of ones and zeros in several columns one may be called like a column of classes: `event`.
        let isOneHot =
            binary.count > 1 && hasOnes && candidates.allSatisfy { binary.contains($0) && !Self.plainNames.contains(plain[$0]) }
        if isOneHot {
            label = .columns(binary)
            return
        }
        let fitting = worded.isEmpty ? candidates : worded
        func mayBeClasses(_ column: Int) -> Bool {
            !Self.isTime(table, column) && !ClipTable.namesKin(header[column]) && !Self.otherNames.contains(plain[column])
        }
        guard let index = fitting.first ?? (others.count == 1 && caption == nil ? others.first(where: mayBeClasses) : nil) else {
            guard caption == nil, needsLabel else {
                label = nil
                return
            }
            throw .noLabelColumn(csv: name, columns: others.map { header[$0] })
        }
        for other in candidates where other != index && !Self.agree(table, index, other) {
            throw .ambiguousLabel(csv: name, candidates: candidates.map { header[$0] })
        }
        label = choose(index)
        isGuessed = fitting.isEmpty
    }

    /// The classes that a row names; nil where it names none and has to.
    func labels(_ row: CSVTable.Row, _ header: [String]) -> [String]? {
        switch label {
        case nil: return nil
        case .columns(let columns): return columns.filter { row.cells.count > $0 && Self.isOne(row.cells[$0]) }.map { header[$0] }
        case .column(let column, let separators):
            let cell = row.cells.count > column ? row.cells[column] : ""
            let names = Self.list(cell) ?? cell.split(whereSeparator: separators.contains).map(\.trimmingSpaces)
            let labels = names.filter { !$0.isEmpty }
            return labels.isEmpty ? nil : labels
        }
    }

    /// The part of the file that a row names, in seconds; nil where it is no stretch of time.
    func part(_ row: CSVTable.Row) -> Range<Double>? {
        guard let part, row.cells.count > max(part.start, part.end), let start = Self.time(row.cells[part.start]),
            let end = Self.time(row.cells[part.end]), start.isFinite, end.isFinite, start >= 0, end > start
        else { return nil }
        return start / part.scale..<end / part.scale
    }

    /// A number, with a point or a comma, or hours, minutes and seconds: `1:02.5`.
    private static func time(_ cell: String) -> Double? {
        let parts = cell.replacing(",", with: ".").split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
        guard (1...3).contains(parts.count), !parts.contains(nil) else { return nil }
        return parts.reduce(0) { $0 * 60 + $1! }
    }

    private static func isTime(_ table: CSVTable, _ column: Int) -> Bool { cells(table, column).allSatisfy { time($0) != nil } }

    /// What a list in brackets holds, as programs print one: `['dog', "cat"]`; nil of what is none.
    private static func list(_ cell: String) -> [String]? {
        guard let first = cell.first, let last = cell.last, cell.count > 1, ["[": "]", "{": "}", "(": ")"][first] == last else {
            return nil
        }
        // Of a name in brackets, `[unk]`, they are a part.
        let inner = cell.dropFirst().dropLast()
        guard inner.allSatisfy(\.isWhitespace) || inner.contains(where: { "'\",;".contains($0) }) else { return nil }
        var items: [String] = [""]
        var quote: Character?
        for character in cell.dropFirst().dropLast() {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"", items[items.count - 1].allSatisfy(\.isWhitespace) {
                (quote, items[items.count - 1]) = (character, "")
            } else if quote == nil, character == "," || character == ";" {
                items.append("")
            } else {
                items[items.count - 1].append(character)
            }
        }
        return items.map(\.trimmingSpaces)
    }

    private static func cells(_ table: CSVTable, _ column: Int) -> [String] {
        table.rows.compactMap { $0.cells.count > column && !$0.cells[column].isEmpty ? $0.cells[column] : nil }
    }

    private static func namesMedia(_ table: CSVTable, _ column: Int) -> Bool {
        let cells = cells(table, column)
        return !cells.isEmpty && cells.count(where: DatasetFiles.promisesClip) * 2 > cells.count
    }

    /// How many of a column's first cells name a file that is there.
    private static func found(_ table: CSVTable, _ column: Int, _ index: MediaIndex) -> Int {
        cells(table, column).prefix(100).count { !index.find($0).isNone }
    }

    /// The column most of whose first cells name a file that is there, if most of them do.
    private static func mostFound(
        _ table: CSVTable, among columns: [Int], _ index: MediaIndex
    ) -> (column: Int, found: Int)? {
        let counts = columns.map { (column: $0, found: found(table, $0, index)) }
        guard let most = counts.max(by: { $0.found < $1.found }), most.found * 2 > min(100, table.rows.count) else { return nil }
        return most
    }

    private static func isNumeric(_ table: CSVTable, _ column: Int) -> Bool {
        cells(table, column).allSatisfy { Double($0) != nil }
    }

    private static func isOne(_ cell: String) -> Bool { Double(cell) == 1 || cell.lowercased() == "true" }

    /// Whether a column holds ones and zeros in every row.
    private static func isBinary(_ table: CSVTable, _ column: Int) -> Bool {
        !table.rows.isEmpty
            && table.rows.allSatisfy { row in
                guard row.cells.count > column else { return false }
                return isOne(row.cells[column]) || Double(row.cells[column]) == 0 || row.cells[column].lowercased() == "false"
            }
    }

    /// Whether two columns say the same in other words: each value of one goes with one value of the other.
    private static func agree(_ table: CSVTable, _ a: Int, _ b: Int) -> Bool {
        var there: [String: String] = [:]
        var back: [String: String] = [:]
        for row in table.rows where row.cells.count > max(a, b) {
            let (x, y) = (row.cells[a], row.cells[b])
            guard there[x, default: y] == y, back[y, default: x] == x else { return false }
            there[x] = y
            back[y] = x
        }
        return true
    }
}
