internal import Glibc
internal import Tensors

/// The files of a data set whose form is to be known.
struct SourceFiles {
    /// The data set, as it is written.
    let name: String
    /// All that may belong to it.
    let tree: FileTree
    /// Where its clips are: in `tree`, unless a folder elsewhere is named.
    let clips: FileTree
    /// The folder of `clips` that they have to lie below; nil where any will do.
    let audio: String?
    /// The file that is named in place of its folder, from `tree`; nil for a folder.
    let file: String?
    /// The files that list clips: the one that is named, else all of the folder.
    let lists: [List]

    /// A file that lists clips.
    struct List {
        let path: String
        /// Its first line, and 4096 bytes of it if it has as many.
        let beginning: [UInt8]
    }

    /// The tables among them, even one that cannot be read.
    var tables: [String] { (file.map { [$0] } ?? lists.map(\.path)).filter(DatasetFiles.isTable) }

    /// - Throws: `FileFault`, `DatasetFault.notADataset`, `Interrupted`.
    init(_ source: DatasetSource, _ choices: DatasetChoices) throws {
        let (name, path) = (source.name, source.path)
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileFault("open", path) }
        if status.st_mode & S_IFMT == S_IFDIR {
            file = nil
            tree = try FileTree(path, prefix: name == "." ? "" : name == "/" ? "/" : name + "/")
        } else {
            let (folder, file) = Self.parted(path)
            guard DatasetFiles.mayBeNamed(file) else { throw DatasetFault.notADataset(name: name) }
            let written = Self.parted(name).folder
            self.file = file
            tree = try FileTree(folder, prefix: written.isEmpty ? "" : written == "/" ? "/" : written + "/")
        }
        self.name = name
        let tree = tree
        let own = choices.audio.map(MediaIndex.tidy)
        if let own, let place = choices.audioPlace, !tree.media.contains(where: { $0.hasPrefix(own + "/") }) {
            let folder = DatasetSource(name: choices.audio!, path: place)
            (clips, audio) = (try FileTree(folder.path, prefix: folder.name + "/"), nil)
        } else {
            (clips, audio) = (tree, own)
        }
        lists = try Self.lists(in: tree, file)
    }

    /// One of its folders, as a data set of its own.
    private init(_ source: SourceFiles, below folder: String) throws {
        name = source.name + "/" + folder
        tree = source.tree.below(folder)
        (clips, audio) = (tree, nil)
        file = nil
        lists = try Self.lists(in: tree, nil)
    }

    /// The one folder that all sounds, movies and features lie in; nil where there are several, or others.
    var onlyFolder: SourceFiles? {
        get throws {
            let files = tree.files.lazy.filter(DatasetFiles.promisesClip)
            guard file == nil, let first = files.first, let end = first.firstIndex(of: "/") else { return nil }
            let folder = String(first[...end])
            guard files.allSatisfy({ $0.utf8.starts(with: folder.utf8) }) else { return nil }
            return try SourceFiles(self, below: String(folder.dropLast()))
        }
    }

    private static func lists(in tree: FileTree, _ file: String?) throws -> [List] {
        // As texts, names in two forms of Unicode are one.
        let paths = tree.files.filter { path in
            file.map { FileName($0) == FileName(path) } ?? (DatasetFiles.isAtTop(path) && Layouts.list(path))
        }
        return try paths.map { path in
            let bytes = try tree.contents(of: path)
            return List(path: path, beginning: Array(bytes.prefix(max(4096, bytes.firstIndex(of: 0x0A) ?? bytes.count))))
        }
    }

    /// A path as the folder, without a `/` at its end, and the name in it.
    static func parted(_ path: String) -> (folder: String, file: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
