internal import Glibc
internal import Media
internal import Tensors

/// The files below a folder that a data set may be made of, by path from that folder.
///
/// Hidden ones, pipes and devices are left out, and a link to a folder around it is not followed.
struct FileTree {
    let root: String
    /// What stands before a file's path in a notebook.
    let prefix: String
    /// Sorted by their bytes.
    private(set) var files: [String] = []
    /// What may hold clips and cannot be reached, and why.
    private(set) var lost: [(path: String, reason: String)] = []

    init(_ root: String, prefix: String = "") throws {
        self.root = root
        self.prefix = prefix
        try gather("", around: [])
        files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        lost.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// What is in one of its folders, as a tree of its own.
    func below(_ folder: String) -> FileTree { FileTree(self, below: folder + "/") }

    private init(_ tree: FileTree, below folder: String) {
        root = tree.root + "/" + folder.dropLast()
        prefix = tree.prefix + folder
        func inside(_ path: String) -> String? { path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : nil }
        files = tree.files.compactMap(inside)
        lost = tree.lost.compactMap { lost in inside(lost.path).map { ($0, lost.reason) } }
    }

    /// Sounds and movies, and what may be one.
    var media: [String] { files.filter(MediaNames.mayBeMedia) }

    /// The folders at the top that have some.
    var folders: Set<Substring> { Set(media.compactMap { path in path.firstIndex(of: "/").map { path[..<$0] } }) }

    /// Files of features.
    var features: [String] { files.filter(DatasetFiles.isFeatures) }

    /// The bytes of one of the files; throws `FileFault`.
    func contents(of file: String) throws(FileFault) -> [UInt8] { try Tensors.contents(ofFile: root + "/" + file) }

    private mutating func gather(_ folder: String, around: [stat]) throws {
        try Interrupt.check()
        let absolute = folder.isEmpty ? root : root + "/" + folder
        guard around.count < 100 else { throw FileFault("open folder", absolute, code: ELOOP) }
        var here = stat()
        guard stat(absolute, &here) == 0 else { throw FileFault("open folder", absolute) }
        if around.contains(where: { $0.st_dev == here.st_dev && $0.st_ino == here.st_ino }) { return }
        if !folder.isEmpty, access(absolute, R_OK | X_OK) != 0, errno == EACCES {
            lost.append((folder, "the folder may not be opened"))
            return
        }
        for entry in try entries(ofFolder: absolute) where !entry.name.hasPrefix(".") {
            let relative = folder.isEmpty ? entry.name : folder + "/" + entry.name
            var status = stat()
            guard entry.isSpelt, stat(root + "/" + relative, &status) == 0 else {
                if !entry.isSpelt, DatasetFiles.matters(relative) {
                    lost.append((relative, "its name is not UTF-8: call it otherwise"))
                } else if entry.isSpelt, errno != ELOOP, DatasetFiles.matters(relative) {
                    lost.append((relative, "it is a link to what is not there"))
                }
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try gather(relative, around: around + [here])
            case S_IFREG where DatasetFiles.matters(relative): files.append(relative)
            default: break
            }
        }
    }
}
