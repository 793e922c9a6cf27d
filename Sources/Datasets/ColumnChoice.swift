internal import Tensors

/// Which column of a table names the files and which the classes.
struct ColumnChoice {
    let file: Int
    let label: Int

    private static let fileNames = [
        "file", "filename", "filepath", "path", "audio", "audiofile", "audiopath", "audiofilename", "wav", "wavfile", "wavpath",
        "sound", "soundfile", "clip", "clipname", "slicefilename", "fname", "recording", "name",
    ]
    private static let labelNames = [
        "category", "label", "labels", "class", "classname", "target", "digit", "word", "species", "emotion", "genre",
        "instrument", "scene", "event", "tag", "type", "y", "classid", "labelid",
    ]

    init(_ table: CSVTable, name: String, _ choices: CSVChoices) throws(DatasetFault) {
        let header = table.header
        if let first = header.first(where: SoundNames.promisesSound) { throw .noHeader(csv: name, cell: first) }
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
            let sounding = header.indices.filter { Self.namesSounds(table, $0) }
            guard let index = byName.first(where: sounding.contains) ?? sounding.first ?? byName.first else {
                throw .noFileColumn(csv: name, columns: header)
            }
            file = index
        }
        if let column = choices.label {
            label = try chosen(column, "label")
            return
        }
        let file = file
        let candidates = Self.labelNames.compactMap { plain.firstIndex(of: $0) }.filter { $0 != file }
        // Words say more than the numbers that stand for them.
        let worded = candidates.filter { !Self.isNumeric(table, $0) }
        let others = header.indices.filter { $0 != file && !header[$0].isEmpty }
        let fitting = worded.isEmpty ? candidates : worded
        guard let index = fitting.first ?? (others.count == 1 ? others.first : nil) else {
            throw .noLabelColumn(csv: name, columns: others.map { header[$0] })
        }
        for other in fitting where other != index && !Self.agree(table, index, other) {
            throw .ambiguousLabel(csv: name, candidates: fitting.map { header[$0] })
        }
        label = index
    }

    /// Lower case, letters and digits alone.
    private static func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }

    private static func cells(_ table: CSVTable, _ column: Int) -> [String] {
        table.rows.compactMap { $0.cells.count > column && !$0.cells[column].isEmpty ? $0.cells[column] : nil }
    }

    private static func namesSounds(_ table: CSVTable, _ column: Int) -> Bool {
        let cells = cells(table, column)
        return !cells.isEmpty && cells.count(where: SoundNames.promisesSound) * 2 > cells.count
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
