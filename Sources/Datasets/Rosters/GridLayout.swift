internal import Media
internal import Tensors

/// GRID: movies with the times of their words.
struct GridLayout: Layout {
    static let word = "grid"
    static let name: String? = "GRID"
    static let help = """
        an .align file for each movie gives the words with their times, the columns command, colour, preposition, letter, \
        digit, adverb and talker, and the class.
        """
    static let options: Set<DatasetChoices.Option> = [.label]
    static func explains(_ file: String) -> Bool { Alignments.isOne(file) }

    let source: SourceFiles

    init?(_ source: SourceFiles, _ choices: DatasetChoices) {
        guard source.tables.isEmpty, source.tree.files.contains(where: Alignments.isOne) else { return nil }
        self.source = source
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        try Roster(grid: source.tree, named: source.name, label: choices.label)
    }
}

extension Roster {
    /// What the six words of a sentence are in GRID: `bin blue at f three soon`.
    private static let slots = ["command", "colour", "preposition", "letter", "digit", "adverb"]

    /// Movies or sounds with an `.align` file each: a column for each of the six words, and the talker.
    ///
    /// - label: the column that gives the class; `digit` when absent.
    fileprivate init(grid tree: FileTree, named name: String, label: String?) throws {
        let media = tree.files.filter(MediaNames.promisesMedia)
        columns = Self.slots + ["talker"]
        let label = label ?? "digit"
        guard let place = columns.firstIndex(of: label) else {
            throw DatasetFault.noColumn(name: "'\(name)'", column: label, columns: columns, option: "label")
        }
        let alignments = try Alignments(in: tree)
        for path in media {
            guard let alignment = try alignments.of(path) else {
                let isThere = alignments.isThere(for: path)
                leaveOut(.file(path), isThere ? "its .align file makes no sense" : "no .align file is called as it is")
                continue
            }
            let words = alignment.words.map(\.text)
            guard words.count == Self.slots.count else {
                let sentence = "\(words.count) words, not six: \(alignment.sentence)"
                leaveOut(.file(path), "its .align file has \(sentence)")
                continue
            }
            let cells = words + [Self.talker(of: path)]
            entries.append(
                Entry(path: path, labels: [cells[place]], cells: cells, captions: [alignment.sentence], words: alignment.words))
        }
        if entries.allSatisfy({ $0.cells.last == "" }) {
            columns.removeLast()
            for index in entries.indices { entries[index].cells.removeLast() }
        }
    }

    /// `s1` in `s1/bbaf3s.mpg`, in `video/s1/bbaf3s.mpg` and in `s1_bbaf3s.mpg`; empty where nothing says it.
    private static func talker(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast() + (DatasetFiles.stem(of: path).split(separator: "_").dropLast())
        return parts.last { $0.wholeMatch(of: /s[0-9]{1,2}/) != nil }.map(String.init) ?? ""
    }

    /// Adds the words, and where there are no sentences these, of all clips that have an `.align` file.
    mutating func addWords(from tree: FileTree) throws {
        let alignments = try Alignments(in: tree)
        var senseless: [String] = []
        for index in entries.indices where alignments.isThere(for: entries[index].path) {
            guard let alignment = try alignments.of(entries[index].path) else {
                senseless.append(entries[index].path)
                continue
            }
            entries[index].words = alignment.words
            if entries[index].captions == nil { entries[index].captions = [alignment.sentence] }
        }
        guard let first = senseless.first else { return }
        let others = senseless.count > 1 ? " and \(senseless.count - 1) more" : ""
        notes.append("the .align file of '\(tree.prefix)\(first)'\(others) makes no sense: no word times")
    }
}

/// The `.align` files of a data set, found by the names of the clips.
struct Alignments {
    static func isOne(_ path: String) -> Bool { MediaNames.ending(of: path) == "align" }

    private let tree: FileTree
    private var byStem: [String: [String]] = [:]

    init(in tree: FileTree) throws {
        self.tree = tree
        for file in tree.files where Self.isOne(file) { byStem[DatasetFiles.stem(of: file), default: []].append(file) }
    }

    func isThere(for clip: String) -> Bool { file(of: clip) != nil }

    /// Nil where there is none, or where it makes no sense.
    func of(_ clip: String) throws -> Alignment? { try file(of: clip).flatMap { try Alignment(tree.contents(of: $0)) } }

    /// Of several of one name, that of the same talker: the one with most folders in common.
    private func file(of clip: String) -> String? {
        let folders = Set(clip.split(separator: "/").dropLast())
        return byStem[DatasetFiles.stem(of: clip)]?.max { a, b in
            func shared(_ file: String) -> Int { file.split(separator: "/").dropLast().count(where: folders.contains) }
            return shared(a) < shared(b)
        }
    }
}
