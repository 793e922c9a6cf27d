internal import Glibc
internal import Media
internal import Tensors

/// The files below a folder that a data set may be made of, by path from that folder.
///
/// Hidden ones, pipes, devices and links to nowhere are left out, and a link to a folder around it is not followed.
struct FileTree {
    let root: String
    /// What stands before a file's path in a notebook.
    let prefix: String
    /// Sorted by their bytes.
    private(set) var files: [String] = []
    /// Folders that may not be opened.
    private(set) var closed: [String] = []

    init(_ root: String, prefix: String = "") throws {
        self.root = root
        self.prefix = prefix
        try gather("", around: [])
        files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        closed.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
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
            closed.append(folder)
            return
        }
        guard let entries = opendir(absolute) else { throw FileFault("open folder", absolute) }
        var names: [String] = []
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
            }
            if let name, !name.hasPrefix(".") { names.append(name) }
        }
        closedir(entries)
        for name in names {
            let relative = folder.isEmpty ? name : folder + "/" + name
            var status = stat()
            guard stat(root + "/" + relative, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try gather(relative, around: around + [here])
            case S_IFREG where DatasetFiles.matters(relative): files.append(relative)
            default: break
            }
        }
    }
}
