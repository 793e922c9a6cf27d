/// What is looked for in the cells of a column: a word as it stands, or a number however it is spelt.
public enum SoughtCell: Hashable, Sendable {
    case word(String)
    case number(Double)

    func matches(_ text: String) -> Bool {
        switch self {
        case .word(let word): text == word
        case .number(let number): Double(text) == number
        }
    }

    var text: String {
        switch self {
        case .word(let word): word
        case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
        }
    }
}

extension ClipTable {
    /// Columns that every data set has, by what is known of each clip.
    static let builtIn = ["class", "path", "seconds", "rate", "channels"]

    /// All columns by name; a data set's own comes before one that every data set has.
    public var columnNames: [String] {
        let builtIn = Self.builtIn + (clips.contains { $0.features != nil } ? ["features"] : [])
        return columns.map(\.name) + builtIn.filter { name in !columns.contains { $0.name == name } }
    }

    /// The names of each clip's classes, with `; ` between several.
    public var labels: [String] { clips.map { names(of: $0).joined(separator: "; ") } }

    private func names(of clip: Clip) -> [String] { clip.allLabels.map { classes[$0] } }

    /// What stands in a column for each clip: of its classes every one, else one cell.
    ///
    /// - Throws: `DatasetFault.noColumn`.
    public func values(of column: String) throws(DatasetFault) -> [[String]] {
        column == "class" ? clips.map(names) : try cells(of: column).map { [$0] }
    }

    /// The cells of a column.
    ///
    /// - Throws: `DatasetFault.noColumn`.
    public func cells(of column: String) throws(DatasetFault) -> [String] {
        // What `class` means must not depend on the data set's own words for it.
        if column == "class" { return labels }
        if let own = columns.first(where: { $0.name == column }) { return own.values }
        switch column {
        case "path": return clips.map(\.path)
        case "seconds": return clips.map { "\($0.seconds)" }
        case "rate": return clips.map { "\($0.rate)" }
        case "channels": return clips.map { "\($0.channels)" }
        case "features" where clips.contains { $0.features != nil }: return clips.map { $0.features?.path ?? "" }
        default: throw .noColumn(name: "the data set", column: column, columns: columnNames)
        }
    }

    /// The column that says which recording a clip was cut from; nil where none does.
    public var sourceColumn: String? { named(Self.recordings).first }

    /// The columns by which clips may know of each other: of one recording, or of one speaker.
    public var kinshipColumns: [String] { named(Self.recordings).prefix(1) + named(Self.people) }

    /// How many values of a column stand on more than one side; 0 where it has no more than one, which none could part.
    ///
    /// - Throws: `DatasetFault.noColumn`.
    public func scattered<Side: Hashable>(_ column: String, over sides: [Side]) throws(DatasetFault) -> Int {
        var found: [String: Set<Side>] = [:]
        for (cell, side) in zip(try cells(of: column), sides) where !cell.isEmpty { found[cell, default: []].insert(side) }
        return found.count > 1 ? found.values.count { $0.count > 1 } : 0
    }

    private static let recordings = [
        "source", "srcfile", "fsid", "freesoundid", "recordingid", "recording", "originalfile", "videoid", "session", "sessionid",
        "ytid",
    ]
    private static let people = ["speaker", "speakerid", "talker", "actor", "subject", "subjectid", "patient", "patientid"]

    /// What is to be said of classes that differ in capital letters alone.
    static func alike(_ classes: [String]) -> [String] {
        let groups = Dictionary(grouping: classes) { $0.lowercased() }.values.filter { $0.count > 1 }.map { $0.sorted() }
        guard let first = groups.min(by: { $0[0] < $1[0] }) else { return [] }
        let more = groups.count == 1 ? "" : ", and \(groups.count - 1) more such,"
        return ["the classes \(first.map { "'\($0)'" }.joined(separator: " and "))\(more) differ in capital letters alone"]
    }

    /// Whether a column of this name says which recording a clip was cut from.
    static func namesRecordings(_ column: String) -> Bool { recordings.contains(plain(column)) }
    /// Whether it says of which recording or of whom a clip is.
    static func namesKin(_ column: String) -> Bool { (recordings + people).contains(plain(column)) }
    /// A column's name in lower case, letters and digits alone.
    static func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

    /// The columns that are called as one of `names`, in their order, whatever else than letters and digits is in it.
    private func named(_ names: [String]) -> [String] {
        names.compactMap { name in
            columns.first { Self.plain($0.name) == name }?.name
        }
    }

    /// Every value that stands in `cells`, each once: numbers by size, then words by their bytes.
    public static func values(in cells: [String]) -> [String] {
        // "nan" is a word: as a number it would stand nowhere, and the order would be that of chance.
        func number(_ cell: String) -> Double? { Double(cell).flatMap { $0.isNaN ? nil : $0 } }
        return Set(cells).sorted { a, b in
            switch (number(a), number(b)) {
            case (let x?, let y?) where x != y: x < y
            case (.some, nil): true
            case (nil, .some): false
            default: a.utf8.lexicographicallyPrecedes(b.utf8)
            }
        }
    }
}
