internal import Media
internal import Tensors

/// AudioSet: tables of segments.
struct AudioSetLayout: Layout {
    static let word = "audioset"
    static let name: String? = "AudioSet"
    static let help = """
        a table of segments, with class_labels_indices.csv or ontology.json; clips are found by their ids and have several \
        classes.
        """
    static let options: Set<DatasetChoices.Option> = [.level]
    static func lists(_ file: String) -> Bool { DatasetFiles.isTable(file) && DatasetFiles.isAtTop(file) }
    static func explains(_ file: String) -> Bool { [AudioSetNames.index, AudioSetNames.ontology].contains(file) }

    let source: SourceFiles
    /// The tables of segments.
    private let lists: [String]

    init?(_ source: SourceFiles, _ choices: DatasetChoices) {
        lists = source.lists.filter { Self.isSegments($0.beginning) }.map(\.path)
        guard !lists.isEmpty else { return nil }
        self.source = source
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        try Roster(audioSet: lists, in: source.tree, named: source.name, level: choices.level)
    }

    /// Whether a table lists segments: its header stands in a comment.
    private static func isSegments(_ bytes: [UInt8]) -> Bool {
        let lines = bytes.prefix(4096).split(separator: 0x0A).prefix { $0.first == UInt8(ascii: "#") }
        return lines.contains { String(decoding: $0, as: UTF8.self).contains("YTID") }
    }
}

extension Roster {
    /// AudioSet: stretches of ten seconds of films, each with several classes, of which some lie here as files.
    ///
    /// The segments are rows `YTID, start_seconds, end_seconds, positive_labels`; the classes are called as
    /// `class_labels_indices.csv` or `ontology.json` says, whichever is there. A file belongs to a segment if it is called
    /// as its id, with `Y` before it or `_` and more behind it, such as the start: `Y--PJHxphWEs.wav`,
    /// `--PJHxphWEs_30.mp4`.
    ///
    /// - lists: the tables of segments, from the folder of `tree`.
    /// - level: classes are folded into those so far below the top of the ontology, where 1 is the top; nil leaves them.
    fileprivate init(audioSet lists: [String], in tree: FileTree, named name: String, level: Int?) throws {
        let names = try AudioSetNames(in: tree, level: level, named: name)
        let files = SegmentFiles(tree.files.filter(MediaNames.promisesMedia))
        columns = ["id", "start", "end", "split"]
        hasManyLabels = true
        var seen: Set<String> = []
        var segments = 0
        var example = ""
        for list in lists {
            let table = try Self.segments(tree.contents(of: list), name: tree.prefix + list)
            let split = DatasetFiles.stem(of: list).replacing("_segments", with: "")
            for row in table.rows {
                guard row.cells.count >= 4, let start = Double(row.cells[1]), let end = Double(row.cells[2]), start.isFinite,
                    end.isFinite
                else {
                    leaveOut(.entry("\(tree.prefix)\(list):\(row.line)"), "the row is not an id, a start, an end and classes")
                    continue
                }
                let id = row.cells[0]
                segments += 1
                if example.isEmpty { example = id }
                switch files.find(id, start: start) {
                case .none:
                    leaveOut(.entry(id), "no file of it is here (\(start.spelled) to \(end.spelled) s)")
                case .several(let paths):
                    let some = paths.prefix(3).map { tree.prefix + $0 }.joined(separator: ", ")
                    leaveOut(.entry(id), "several files are called so, and none after its start, \(start.spelled) s: \(some)")
                case .one(let path):
                    guard seen.insert(path).inserted else { continue }
                    let labels = row.cells[3].split(separator: ",").flatMap { names.names(of: $0.trimmingSpaces) }
                    entries.append(Entry(path: path, labels: labels, cells: [id, start.spelled, end.spelled, split]))
                }
            }
        }
        noteNoneHere(of: segments, name: name, example: example)
    }

    /// The table below its comments, the last of which is its header.
    private static func segments(_ bytes: [UInt8], name: String) throws -> CSVTable {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let comments = lines.indices.filter { lines[$0].first == UInt8(ascii: "#") }
        // Emptied lines keep the numbers of those below.
        for index in comments { lines[index] = index == comments.last ? lines[index].dropFirst() : [] }
        return try CSVTable(Array(lines.joined(separator: [0x0A])), name: name)
    }
}

/// The files of segments, by id.
private struct SegmentFiles {
    enum Match { case one(String), none, several([String]) }

    private var byID: [String: [(path: String, rest: String)]] = [:]
    /// Characters of an id.
    private static let length = 11

    init(_ files: [String]) {
        for path in files {
            let stem = DatasetFiles.stem(of: path)
            // An id may itself begin with Y.
            for name in [stem] + (stem.hasPrefix("Y") ? [String(stem.dropFirst())] : []) {
                let rest = name.dropFirst(Self.length)
                guard name.count >= Self.length, rest.isEmpty || rest.hasPrefix("_") else { continue }
                byID[String(name.prefix(Self.length)), default: []].append((path, String(rest)))
            }
        }
    }

    /// The one file of an id; of several, that whose name goes on with the start, in seconds or in milliseconds.
    func find(_ id: String, start: Double) -> Match {
        guard let files = byID[id] else { return .none }
        if files.count == 1 { return .one(files[0].path) }
        let fitting = files.filter { file in
            guard let number = file.rest.split(separator: "_").first.flatMap({ Double($0) }) else { return false }
            return number == start || number == start * 1000
        }
        return fitting.count == 1 ? .one(fitting[0].path) : .several(files.map(\.path))
    }
}

/// What AudioSet's classes are called.
private struct AudioSetNames {
    /// What the classes are called, by their ids.
    static let index = "class_labels_indices.csv"
    /// The tree of the classes.
    static let ontology = "ontology.json"

    private var names: [String: String] = [:]
    /// What each class is folded into; empty where none is.
    private var folded: [String: [String]] = [:]

    init(in tree: FileTree, level: Int?, named name: String) throws {
        var ontology: [AudioSetClass] = []
        if tree.files.contains(Self.ontology) {
            ontology = try AudioSetClass.read(tree.contents(of: Self.ontology), name: tree.prefix + Self.ontology)
            for kind in ontology { names[kind.id] = kind.name }
        }
        if tree.files.contains(Self.index) {
            let table = try CSVTable(tree.contents(of: Self.index), name: tree.prefix + Self.index)
            for row in table.rows where row.cells.count >= 3 { names[row.cells[1]] = row.cells[2] }
        }
        guard let level else { return }
        guard !ontology.isEmpty else { throw DatasetFault.noOntology(name: name) }
        folded = AudioSetClass.folded(ontology, to: level)
    }

    /// The names of a class, or of what it is folded into; an id that nothing explains stands for itself.
    func names(of id: String) -> [String] { (folded[id] ?? [id]).map { names[$0] ?? $0 } }
}

/// A class of AudioSet's ontology.
private struct AudioSetClass {
    let id: String
    let name: String
    let children: [String]

    static func read(_ bytes: [UInt8], name: String) throws -> [AudioSetClass] {
        let json: JSON
        do { json = try JSON(reading: bytes) } catch {
            throw FormatFault(name, "does not read: \(error.cause)", remedy: "copy it again")
        }
        guard let items = json.array else { throw FormatFault(name, "is not a list of classes", remedy: "copy it again") }
        return items.compactMap { item in
            guard let members = item.object, let id = members["id"]?.string, let name = members["name"]?.string else {
                return nil
            }
            return AudioSetClass(id: id, name: name, children: members["child_ids"]?.array?.compactMap(\.string) ?? [])
        }
    }

    /// For each class its ancestors, or itself, at `level`; a class above it stays.
    ///
    /// A class with several parents may have several ancestors; its own level is that on the shortest way from the top.
    static func folded(_ classes: [AudioSetClass], to level: Int) -> [String: [String]] {
        let children = Dictionary(classes.map { ($0.id, $0.children) }, uniquingKeysWith: { first, _ in first })
        let below = Set(classes.flatMap(\.children))
        var folded: [String: [String]] = [:]
        var above: Set<String> = []
        var generation = classes.map(\.id).filter { !below.contains($0) }
        for _ in 1..<level {
            above.formUnion(generation)
            var next = above
            generation = generation.flatMap { children[$0] ?? [] }.filter { next.insert($0).inserted }
        }
        for top in generation {
            var (open, reached) = ([top], above.union([top]))
            while let id = open.popLast() {
                if folded[id]?.contains(top) != true { folded[id, default: []].append(top) }
                for child in children[id] ?? [] where reached.insert(child).inserted { open.append(child) }
            }
        }
        return folded
    }
}
