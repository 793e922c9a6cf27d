/// What the folders between a data set and its clips stand for: parts that it was handed out in, or classes.
struct FolderRoles {
    /// A way in which data sets are handed out in parts, each a folder.
    enum Part: String, CaseIterable {
        case split, fold

        /// The part that a folder of this name is; nil for another folder.
        ///
        /// A split is called as its folder is, a fold by its number.
        func value(of folder: Substring) -> String? {
            switch self {
            case .split:
                // Whole, as in `train_set`, or one word of it, as in `dev-clean`.
                let words = folder.lowercased().split { !$0.isLetter }.map(String.init)
                return Self.splits.contains(words.joined()) || words.contains(where: Self.splits.contains) ? String(folder) : nil
            case .fold:
                return folder.wholeMatch(of: #/(?i:fold|cv)[ _-]?0*([0-9]+)/#).map { String($0.output.1) }
            }
        }

        private static let splits: Set<String> = [
            "train", "training", "trainset", "traindata", "test", "testing", "testset", "testdata", "tests", "val", "valid",
            "validate", "validation", "validationset", "dev", "development", "eval", "evaluate", "evaluation",
        ]
    }

    /// The part that each clip lies in, for each way that the folders are of.
    private(set) var parts: [(part: Part, values: [String])] = []
    /// The folders that are left of each clip's path, from the outermost on.
    private(set) var folders: [[Substring]]

    /// - Parameters:
    ///   - isAsked: whether the outermost folders are splits, whatever their names.
    ///   - needsFolders: whether `folders` is wanted where there are no parts, too.
    init(_ paths: [String], isAsked: Bool = false, needsFolders: Bool = false) {
        func folders(_ path: String) -> [Substring] { path.split(separator: "/").dropLast() }
        // The first path rules most data sets out.
        let mayBe = paths.first.map { folders($0).contains { folder in Part.allCases.contains { $0.value(of: folder) != nil } } }
        guard mayBe ?? false || isAsked || needsFolders else {
            self.folders = []
            return
        }
        self.folders = paths.map(folders)
        for part in Part.allCases { take(part) }
        if isAsked, parts.isEmpty, self.folders.allSatisfy({ !$0.isEmpty }) {
            parts = [(.split, self.folders.map { String($0[0]) })]
            for index in self.folders.indices { self.folders[index].removeFirst() }
        }
        guard !parts.isEmpty else { return }
        dropWrappers()
    }

    /// Takes the outermost of the folders that stand for parts, if on that level all do and there are several.
    private mutating func take(_ part: Part) {
        let depth = folders.map(\.count).min() ?? 0
        for level in 0..<depth {
            var values: [String] = []
            for path in folders {
                guard let value = part.value(of: path[level]) else { break }
                values.append(value)
            }
            guard values.count == folders.count, Set(values).count > 1 else { continue }
            parts.append((part, values))
            for index in folders.indices { folders[index].remove(at: level) }
            return
        }
    }

    /// A folder in which all of a part lies says nothing: `train/audio/dog`.
    private mutating func dropWrappers() {
        let groups = Dictionary(grouping: folders.indices) { index in parts.map { $0.values[index] } }.values
        let wrapped = groups.filter { group in
            folders[group[0]].first.map { first in group.allSatisfy { folders[$0].first == first } } ?? false
        }
        let wrappers = Set(
            wrapped.filter { group in
                Set(group.map { folders[$0].dropFirst().first }).count > 1
            }.map { folders[$0[0]][0] })
        // What is a class where others stand beside it is no wrapper elsewhere.
        let classes = Set(
            groups.filter { group in !wrapped.contains { $0[0] == group[0] } }.flatMap { $0.compactMap { folders[$0].first } })
        for group in wrapped where wrappers.contains(folders[group[0]][0]) && !classes.contains(folders[group[0]][0]) {
            for index in group { folders[index].removeFirst() }
        }
    }
}

extension Roster {
    /// Adds a column for each way in which the clips' folders are parts, unless there is one of its name.
    mutating func addParts() {
        guard !entries.isEmpty else { return }
        for (part, values) in FolderRoles(entries.map(\.path)).parts where !columns.contains(part.rawValue) {
            columns.append(part.rawValue)
            for (index, value) in values.enumerated() { entries[index].cells.append(value) }
        }
    }
}
