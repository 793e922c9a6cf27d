internal import Media

/// The clips below a folder, found by what a table calls them.
struct MediaIndex {
    enum Match {
        case one(String)
        /// In other letters, small or capital, or with another ending.
        case near(String)
        case none
        case several([String])

        var path: String? {
            switch self {
            case .one(let path), .near(let path): path
            case .none, .several: nil
            }
        }
        var isNone: Bool { if case .none = self { true } else { false } }
    }

    /// By path in any form of Unicode, as it is stored.
    private var exact: [String: String] = [:]
    /// By file name, and by file name without its ending; in small letters.
    private var byName: [String: [String]] = [:]
    private var byStem: [String: [String]] = [:]
    /// By file name and the folder that it lies in.
    private var byPair: [String: [String]] = [:]
    private let folder: String?
    /// Where to look for what is not among them.
    private let others: [MediaIndex]

    /// The sounds and movies of a tree, and where there is none of a name its files of features.
    ///
    /// - folder: only clips below it.
    init(_ tree: FileTree, folder: String?) {
        self.init(tree.media, folder: folder, others: [MediaIndex(tree.features, folder: folder)])
    }

    private init(_ media: [String], folder: String?, others: [MediaIndex] = []) {
        self.folder = folder
        self.others = others
        for path in media where folder.map({ $0.isEmpty || path.hasPrefix($0 + "/") }) ?? true {
            exact[path] = path
            let name = path.split(separator: "/").last!.lowercased()
            byName[name, default: []].append(path)
            byStem[DatasetFiles.stem(of: name), default: []].append(path)
            byPair[Self.pair(path.lowercased()), default: []].append(path)
        }
    }

    /// Whether a file is among them.
    func has(_ path: String) -> Bool { exact[path] != nil || others.contains { $0.has(path) } }

    /// The last two parts of a path, or the one that it has.
    private static func pair(_ path: String) -> String { path.split(separator: "/").suffix(2).joined(separator: "/") }

    /// The files that a path may mean, in any letters: those that lie in a folder of the same name, where it names one.
    private func called(_ path: String) -> [String] {
        let pair = Self.pair(path)
        guard pair.contains("/") else { return byName[pair] ?? [] }
        let loose = (byName[String(pair.split(separator: "/")[1])] ?? []).first { !$0.contains("/") }
        return (byPair[pair] ?? []) + (loose.map { [$0] } ?? [])
    }

    var isEmpty: Bool { exact.isEmpty && others.allSatisfy(\.isEmpty) }

    /// A path with `/` between its parts and without `.` and `..` where they mean nothing.
    static func tidy(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.replacing("\\", with: "/").split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// The file that lies as written, else the one whose path ends so; else the one that differs in capital letters or in its
    /// ending alone.
    ///
    /// - home: the folder of the table, where what is written is looked for first.
    func find(_ written: String, from home: String = "") -> Match {
        let path = Self.tidy(written)
        let ways = [self] + others
        for way in [ways.lazy.map { $0.same(path, from: home) }, ways.lazy.map { $0.near(path.lowercased()) }] {
            for match in way {
                if case .none = match { continue }
                return match
            }
        }
        return .none
    }

    private func same(_ path: String, from home: String) -> Match {
        guard let name = path.split(separator: "/").last else { return .none }
        for base in [home, folder ?? "", ""] {
            if let stored = exact[base.isEmpty ? path : base + "/" + path] { return .one(stored) }
        }
        let called = called(path.lowercased())
        var found = called.filter { Self.ends($0, in: path) }
        // The rows of one CSV name their clips without endings, or the clips have moved into folders.
        if found.isEmpty, !DatasetFiles.promisesClip(path) {
            found = (byStem[name.lowercased()] ?? []).filter { file in
                file.lastIndex(of: ".").map { Self.ends(String(file[..<$0]), in: path) } ?? false
            }
        }
        // A path from elsewhere ends in the path that the file has here.
        if found.isEmpty { found = Self.longest(called.filter { path.hasSuffix("/" + $0) }) }
        return found.count > 1 ? .several(found) : found.first.map(Match.one) ?? .none
    }

    /// - path: in small letters.
    private func near(_ path: String) -> Match {
        func ends(_ file: String) -> Bool { Self.ends(file, in: path) || path.hasSuffix("/" + file) }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        var found = called(path).filter { ends($0.lowercased()) }
        if found.isEmpty, DatasetFiles.promisesClip(path) {
            let plain = Self.withoutEnding(path)
            func endsPlain(_ file: String) -> Bool { Self.ends(file, in: plain) || plain.hasSuffix("/" + file) }
            found = (byStem[DatasetFiles.stem(of: name)] ?? []).filter { endsPlain(Self.withoutEnding($0.lowercased())) }
        } else if found.isEmpty {
            found = (byStem[name] ?? []).filter { ends(Self.withoutEnding($0.lowercased())) }
        }
        switch found.count {
        case 0: return .none
        case 1: return .near(found[0])
        default: return .several(found)
        }
    }

    private static func withoutEnding(_ path: String) -> String {
        let name = path.lastPathComponent
        return String(path.dropLast(name.count)) + DatasetFiles.stem(of: name)
    }

    private static func longest(_ paths: [String]) -> [String] { paths.max { $0.count < $1.count }.map { [$0] } ?? [] }
    private static func ends(_ file: String, in path: String) -> Bool { file == path || file.hasSuffix("/" + path) }
}
