internal import Media
internal import Tensors

/// MSVD, MPII-MD, M-VAD, LSMDC: lists of sentences.
struct SentenceLayout: Layout {
    static let word = "sentences"
    static let name: String? = "MSVD, MPII-MD, M-VAD, LSMDC"
    static let help = """
        lists of ids and sentences, without a header; movies, and features in .npy files, are found by the ids, names marked \
        in sentences become SOMEONE.
        """
    static func lists(_ file: String) -> Bool {
        DatasetFiles.isAtTop(file) && (DatasetFiles.isTable(file) || SentenceList.isText(file))
    }
    static func explains(_ file: String) -> Bool {
        DatasetFiles.isAtTop(file) && SentenceList.isText(file) || file == Roster.tableOfIDs
    }

    let source: SourceFiles
    /// The files of sentences.
    private let lists: [String]

    init?(_ source: SourceFiles, _ choices: DatasetChoices) {
        lists = source.lists.filter { SentenceList.isOne($0.beginning, called: $0.path) }.map(\.path)
        guard !lists.isEmpty else { return nil }
        self.source = source
    }

    func roster(_ choices: DatasetChoices) throws -> Roster {
        try Roster(sentences: lists, in: source.tree, named: source.name)
    }
}

extension Roster {
    /// What MSVD's clips are called elsewhere.
    fileprivate static let tableOfIDs = "video_ids.csv"

    /// Movies with sentences: MSVD, MPII-MD, M-VAD, LSMDC.
    ///
    /// A clip is there where a movie or a file of features is called as its id, or begins with the id and `_`, or is called
    /// as `video_ids.csv` translates the id. Its part is told by the file in which its sentences are, or by a `dataSplit.txt`.
    ///
    /// - lists: the files of sentences, from the folder of `tree`.
    fileprivate init(sentences lists: [String], in tree: FileTree, named name: String) throws {
        var clips = SentenceClips()
        var faulty: [String] = []
        for list in lists {
            let found = try SentenceList(tree.contents(of: list), name: tree.prefix + list)
            clips.add(found, split: Self.part(in: list))
            faulty += found.faulty.map { "\(tree.prefix)\(list):\($0)" }
        }
        try self.init(clips, in: tree, named: name)
        for line in faulty {
            leaveOut(.entry(line), "the line is not an id, a tab and a sentence, nor has it four times between them")
        }
    }

    /// The clips of a tree that have sentences, and what is said of those that are not there.
    init(_ clips: SentenceClips, in tree: FileTree, named name: String) throws {
        let parts = try Self.partsOfFilms(in: tree)
        let otherIDs = try Self.otherIDs(in: tree)
        let movies = Self.byID(tree.files.filter(MediaNames.promisesMedia))
        let features = Self.byID(tree.files.filter(DatasetFiles.isFeatures))
        for id in clips.order {
            let clip = clips.known[id]!
            let names = [id] + (otherIDs[id].map { [$0] } ?? [])
            func file(_ files: [String: [String]]) -> String? { names.lazy.compactMap { files[$0] }.first { $0.count == 1 }?[0] }
            let (movie, numbers) = (file(movies), file(features))
            guard let path = movie ?? numbers else {
                let count = clip.sentences.count
                let place = clip.part.map { ", \($0.start.spelled) to \($0.end.spelled) s" } ?? ""
                let missed = "\(count) sentence\(count == 1 ? "" : "s")\(place)"
                leaveOut(.entry(id), "neither its movie nor its features are here (\(missed))")
                continue
            }
            let origin = names.compactMap(ClipOrigin.init).first ?? Self.origin(id, DatasetFiles.stem(of: path))
            let (start, end) = (clip.part?.start ?? origin?.start, clip.part?.end ?? origin?.end)
            let part = clip.split.isEmpty ? origin.flatMap { parts[$0.source] } ?? "" : clip.split
            entries.append(
                Entry(
                    path: path,
                    cells: [id, part, origin?.source ?? "", start?.spelled ?? "", end?.spelled ?? ""],
                    captions: clip.sentences, features: numbers,
                    seconds: start.flatMap { start in end.map { max($0 - start, 0) } }))
        }
        columns = ["id", "split", "source", "start", "end"]
        noteNoneHere(of: clips.order.count, name: name, example: clips.order.first ?? "")
    }

    /// Files by what they are called, and by what stands before the first `_`.
    private static func byID(_ files: [String]) -> [String: [String]] {
        var byStem: [String: [String]] = [:]
        for file in files { byStem[DatasetFiles.stem(of: file), default: []].append(file) }
        var byID = byStem
        for file in files {
            let stem = DatasetFiles.stem(of: file)
            guard let end = stem.firstIndex(of: "_"), end != stem.startIndex, byStem[String(stem[..<end])] == nil else {
                continue
            }
            byID[String(stem[..<end]), default: []].append(file)
        }
        return byID
    }

    /// What the rest of a file's name tells, where it begins with its id.
    private static func origin(_ id: String, _ stem: String) -> ClipOrigin? {
        stem.hasPrefix(id + "_") ? ClipOrigin(String(stem.dropFirst(id.count + 1))) : nil
    }

    /// `train`, `val` or `test`, as the text says; empty where it says nothing.
    private static func part(in text: String) -> String {
        let text = DatasetFiles.stem(of: text).lowercased()
        return ["train", "val", "test"].first { text.contains($0) } ?? ""
    }

    /// The part that each film is in, by MPII-MD's `dataSplit.txt`: lines of a film, a tab and a part.
    private static func partsOfFilms(in tree: FileTree) throws -> [String: String] {
        guard let file = tree.files.first(where: { $0.lowercased() == "datasplit.txt" }) else { return [:] }
        let rows = try SentenceList(tree.contents(of: file), name: tree.prefix + file).rows
        return Dictionary(rows.map { ($0.id, part(in: $0.sentence)) }, uniquingKeysWith: { first, _ in first })
    }

    /// What MSVD's clips are called elsewhere: columns `vid` and `youtube_clip`.
    private static func otherIDs(in tree: FileTree) throws -> [String: String] {
        guard let file = tree.files.first(where: { $0 == tableOfIDs }) else { return [:] }
        let table = try CSVTable(tree.contents(of: file), name: tree.prefix + file)
        guard let id = table.header.firstIndex(of: "vid"), let other = table.header.firstIndex(of: "youtube_clip") else {
            return [:]
        }
        let rows = table.rows.filter { $0.cells.count > max(id, other) }
        return Dictionary(rows.map { ($0.cells[id], $0.cells[other]) }, uniquingKeysWith: { first, _ in first })
    }
}

/// The clips that lists of sentences describe.
struct SentenceClips {
    struct Clip {
        var sentences: [String] = []
        var split: String
        var part: (start: Double, end: Double)?
    }

    /// Ids as they first appear.
    private(set) var order: [String] = []
    private(set) var known: [String: Clip] = [:]

    mutating func add(_ list: SentenceList, split: String) {
        for row in list.rows { add(row.sentence, of: row.id, part: row.part, split: split) }
    }

    mutating func add(_ sentence: String, of id: String, part: (start: Double, end: Double)?, split: String = "") {
        if known[id] == nil {
            order.append(id)
            known[id] = Clip(split: split, part: part)
        }
        if !sentence.isEmpty { known[id]!.sentences.append(sentence) }
    }
}
