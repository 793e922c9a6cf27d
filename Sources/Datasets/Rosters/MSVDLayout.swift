internal import Tensors

/// MSVD as Microsoft hands it out: a table with a sentence in each row.
struct MSVDLayout: Layout {
    static let name: String? = "MSVD's own table"
    static let word = "msvd"
    static let help = """
        the columns VideoID, Start, End, Language and Description give the English sentences of the movies that are called \
        VideoID_Start_End.
        """
    static func lists(_ file: String) -> Bool { DatasetFiles.isTable(file) && DatasetFiles.isAtTop(file) }

    let source: SourceFiles
    private let table: CSVTable
    private let columns: (id: Int, start: Int, end: Int, language: Int?, sentence: Int)

    init?(_ source: SourceFiles, _ choices: DatasetChoices) throws {
        func isOne(_ list: SourceFiles.List) -> Bool {
            let line = String(decoding: list.beginning.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self).lowercased()
            return ["videoid", "start", "end", "language", "description"].allSatisfy(line.contains)
        }
        guard let list = source.lists.first(where: isOne) else { return nil }
        table = try CSVTable(source.tree.contents(of: list.path), name: source.tree.prefix + list.path)
        let header = table.header.map { $0.lowercased() }
        func column(_ name: String) -> Int? { header.firstIndex(of: name) }
        guard let id = column("videoid"), let start = column("start"), let end = column("end"),
            let sentence = column("description")
        else { return nil }
        columns = (id, start, end, column("language"), sentence)
        self.source = source
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        var clips = SentenceClips()
        var faulty: [String] = []
        var others: [String: Int] = [:]
        for row in table.rows {
            func cell(_ column: Int) -> String { row.cells.count > column ? row.cells[column] : "" }
            guard !cell(columns.id).isEmpty, let start = Double(cell(columns.start)), let end = Double(cell(columns.end)) else {
                faulty.append("\(source.name):\(row.line)")
                continue
            }
            let language = columns.language.map(cell) ?? ""
            guard language.isEmpty || language.lowercased() == "english" else {
                others[language, default: 0] += 1
                continue
            }
            clips.add(
                cell(columns.sentence), of: "\(cell(columns.id))_\(cell(columns.start))_\(cell(columns.end))", part: (start, end))
        }
        var roster = try Roster(clips, in: source.tree, named: source.name)
        for line in faulty { roster.leaveOut(.entry(line), "the row is not an id, a start, an end and a sentence") }
        roster.dropColumn("split")
        if !others.isEmpty {
            let count = others.values.reduce(0, +)
            let languages = others.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map(\.key).joined(separator: ", ")
            roster.notes.append(
                "\(count) sentence\(count == 1 ? "" : "s") in other languages than English (\(languages)) \(count == 1 ? "is" : "are") left aside"
            )
        }
        return roster
    }
}
