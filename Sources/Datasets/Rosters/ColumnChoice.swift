internal import Media
internal import Tensors

/// Which columns of a table name the files, the classes and the sentences.
struct ColumnChoice {
    let file: Int
    /// Nil in a table of sentences without classes.
    let label: Int?
    /// A sentence that says what happens in the clip.
    let caption: Int?
    /// What stands between the classes of one cell.
    let separators: Set<Character>

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

    static func namesFiles(_ column: String) -> Bool { fileNames.contains(plain(column)) }

    init(_ table: CSVTable, name: String, _ choices: DatasetChoices) throws(DatasetFault) {
        let header = table.header
        if let first = header.first(where: MediaNames.promisesMedia) { throw .noHeader(csv: name, cell: first) }
        for (index, column) in header.enumerated() where !column.isEmpty && header[..<index].contains(column) {
            throw .columnTwice(csv: name, column: column)
        }
        let plain = header.map(Self.plain)
        func chosen(_ column: String, _ option: String) throws(DatasetFault) -> Int {
            if let index = header.firstIndex(of: column) ?? plain.firstIndex(of: Self.plain(column)) { return index }
            throw .noColumn(name: "'\(name)'", column: column, columns: header, option: option)
        }
        if let column = choices.file {
            file = try chosen(column, "file")
        } else {
            let byName = Self.fileNames.compactMap { plain.firstIndex(of: $0) }
            let fitting = header.indices.filter { Self.namesMedia(table, $0) }
            guard let index = byName.first(where: fitting.contains) ?? fitting.first ?? byName.first else {
                throw .noFileColumn(csv: name, columns: header)
            }
            file = index
        }
        let file = file
        let isLabel: Int? = if let column = choices.label { try chosen(column, "label") } else { nil }
        caption = Self.captionNames.compactMap { plain.firstIndex(of: $0) }.first { $0 != file && $0 != isLabel }
        let caption = caption
        func choose(_ label: Int?) -> (label: Int?, separators: Set<Character>) {
            (label, label.map { Self.pluralNames.contains(plain[$0]) } ?? false ? [";", ",", "|"] : [";"])
        }
        if let isLabel {
            (label, separators) = choose(isLabel)
            return
        }
        let candidates = Self.labelNames.compactMap { plain.firstIndex(of: $0) }.filter { $0 != file }
        // Words say more than the numbers that stand for them.
        let worded = candidates.filter { !Self.isNumeric(table, $0) }
        let others = header.indices.filter { $0 != file && $0 != caption && !header[$0].isEmpty }
        let fitting = worded.isEmpty ? candidates : worded
        guard let index = fitting.first ?? (others.count == 1 && caption == nil ? others.first : nil) else {
            if caption != nil {
                (label, separators) = choose(nil)
                return
            }
            throw .noLabelColumn(csv: name, columns: others.map { header[$0] })
        }
        for other in fitting where other != index && !Self.agree(table, index, other) {
            throw .ambiguousLabel(csv: name, candidates: fitting.map { header[$0] })
        }
        (label, separators) = choose(index)
    }

    /// Lower case, letters and digits alone.
    private static func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }

    private static func cells(_ table: CSVTable, _ column: Int) -> [String] {
        table.rows.compactMap { $0.cells.count > column && !$0.cells[column].isEmpty ? $0.cells[column] : nil }
    }

    private static func namesMedia(_ table: CSVTable, _ column: Int) -> Bool {
        let cells = cells(table, column)
        return !cells.isEmpty && cells.count(where: DatasetFiles.promisesClip) * 2 > cells.count
    }

    private static func isNumeric(_ table: CSVTable, _ column: Int) -> Bool {
        cells(table, column).allSatisfy { Double($0) != nil }
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
