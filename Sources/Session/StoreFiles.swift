internal import GRDB
import Glibc
import Tensors

/// The content of input files, hashed once for each state of a file.
extension Store {
    /// The SHA-256 of the file at an absolute path; throws `FileFault`, `ChangingFile`, `Interrupted`.
    public func digest(ofFile path: String) throws -> Key {
        try digests(ofFiles: [path])[0]
    }

    /// The SHA-256 of each file, in the order given.
    public func digests(ofFiles paths: [String]) throws -> [Key] {
        var fresh: [FileDigest] = []
        do {
            let keys = try paths.map { path in
                if let known = try knownDigest(path) { return known }
                let file = try FileDigest(path)
                if file.isLasting { fresh.append(file) }
                if fresh.count == 256 {
                    try remember(fresh)
                    fresh = []
                }
                return file.digest
            }
            try remember(fresh)
            return keys
        } catch {
            try remember(fresh)
            throw error
        }
    }

    /// One digest over the sorted relative paths and contents of all files in a folder and below; hidden ones
    /// (`.name`), pipes and devices do not count, and a link to a folder around it is not followed.
    public func digest(ofFolder path: String) throws -> Key {
        var files: [String] = []
        try gather(path, "", around: [], &files)
        let digests = try digests(ofFiles: files.map { path + "/" + $0 })
        var hash = SHA256()
        let sorted = zip(files, digests).sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        for (file, digest) in sorted { hash.update("\(file)\0\(digest)\n".utf8) }
        return hash.digest()
    }

    /// Appends the paths, relative to `root`, of the files under `root/folder`.
    private func gather(_ root: String, _ folder: String, around: [FileStamp], _ files: inout [String]) throws {
        try Interrupt.check()
        let absolute = folder.isEmpty ? root : root + "/" + folder
        guard around.count < 100 else { throw FileFault("open folder", absolute, code: ELOOP) }
        guard let status = try Disk.status(absolute) else { throw FileFault("open folder", absolute, code: ENOENT) }
        let here = FileStamp(status)
        if around.contains(where: { $0.device == here.device && $0.inode == here.inode }) { return }
        for name in try Disk.names(in: absolute) where !name.hasPrefix(".") {
            let relative = folder.isEmpty ? name : folder + "/" + name
            guard let status = try Disk.status(root + "/" + relative) else {
                throw FileFault("read", root + "/" + relative, code: ENOENT)
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: try gather(root, relative, around: around + [here], &files)
            case S_IFREG: files.append(relative)
            default: break
            }
        }
    }

    private func knownDigest(_ path: String) throws -> Key? {
        guard let status = try Disk.status(path) else { throw FileFault("open", path, code: ENOENT) }
        let stamp = FileStamp(status)
        return try reading { db in
            let sql = """
                SELECT digest FROM file
                WHERE device = ? AND inode = ? AND size = ? AND modified = ? AND changed = ?
                """
            let digest = try String.fetchOne(
                db.cachedStatement(sql: sql),
                arguments: [stamp.device, stamp.inode, stamp.size, stamp.modified, stamp.changed])
            return digest.flatMap(Key.init)
        }
    }

    private func remember(_ files: [FileDigest]) throws {
        guard !files.isEmpty, !isReadOnly else { return }
        try writing { db in
            let statement = try db.cachedStatement(sql: "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)")
            for file in files {
                let stamp = file.stamp
                try statement.execute(arguments: [
                    stamp.device, stamp.inode, stamp.size, stamp.modified, stamp.changed, file.digest.description,
                ])
            }
        }
    }
}
