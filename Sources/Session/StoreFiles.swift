internal import GRDB
import Glibc
import Tensors

/// The content of input files, hashed once for each state of a file.
extension Store {
    /// The SHA-256 of the file at an absolute path; throws `FileFault`, `ChangingFile`, `Interrupted`.
    public func digest(ofFile path: String, onlyKnown: Bool = false) throws -> Key {
        try digests(ofFiles: [path], onlyKnown: onlyKnown)[0]
    }

    /// The SHA-256 of each file, in the order given; with `onlyKnown` none is read: throws `NotHashedYet` for one that
    /// would have to be.
    public func digests(ofFiles paths: [String], onlyKnown: Bool = false) throws -> [Key] {
        // What was hashed is remembered now and then, for whoever stops it.
        try stride(from: 0, to: paths.count, by: 256).flatMap {
            try digests(ofSome: Array(paths[$0..<min($0 + 256, paths.count)]), onlyKnown: onlyKnown)
        }
    }

    private func digests(ofSome paths: [String], onlyKnown: Bool) throws -> [Key] {
        var keys: [Key?] = []
        var failure: (any Error)?
        do {
            for path in paths {
                let known = try knownDigest(path)
                guard known != nil || !onlyKnown else { throw NotHashedYet(path: path) }
                keys.append(known)
            }
        } catch { failure = error }
        let unknown = keys.indices.filter { keys[$0] == nil }
        // Hashing itself asks whether to go on.
        let found = try Parallel(poll: {}).map(unknown.count) { index in
            Result { try FileDigest(paths[unknown[index]]) }
        }
        // What could be hashed is kept; the first that could not is thrown below.
        var hashed: [FileDigest] = []
        for case .success(let file) in found where file.isLasting { hashed.append(file) }
        try remember(hashed)
        for (index, file) in zip(unknown, found) { keys[index] = try file.get().digest }
        if let failure { throw failure }
        return keys.map { $0! }
    }

    /// One digest over the sorted relative paths and contents of the files in a folder and below that `counts` wants;
    /// hidden ones (`.name`), pipes and devices do not count, and a link to a folder around it is not followed. A file that
    /// may not be read counts by its state, so that one bad file stops nobody; a link to nowhere, a name that is not UTF-8
    /// and a folder that may not be opened by their names.
    ///
    /// It is kept with the folder under a hash of all paths and stamps: while none has changed, no file is looked up.
    ///
    /// - counts: by relative path; its answers depend on nothing else.
    public func digest(
        ofFolder path: String, onlyKnown: Bool = false, counts: (String) -> Bool = { _ in true }
    ) throws -> Key {
        guard let status = try Disk.status(path) else { throw FileFault("open folder", path, code: ENOENT) }
        var files: [FolderFile] = []
        try gather(path, "", around: [], counts, &files)
        files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let state = FolderState(FileStamp(status), files)
        if let known = try knownDigest(state.stamp) { return known }
        guard !onlyKnown else { throw NotHashedYet(path: path) }
        let start = Disk.now
        var hash = SHA256()
        let there = files.filter { $0.stamp != nil }
        var digests = try contents(there.map { path + "/" + $0.path })[...]
        for file in files {
            let content = file.stamp.map { digests.removeFirst() ?? "unreadable \($0)" } ?? file.lack
            hash.update("\(file.path)\0\(content)\n".utf8)
        }
        let digest = hash.digest()
        if there.allSatisfy({ $0.stamp!.isSettled(at: start) }), !isReadOnly { try remember([(state.stamp, digest)]) }
        return digest
    }

    /// The digest of each file, hexadecimal; nil for one that may not be read.
    private func contents(_ paths: [String]) throws -> [String?] {
        do { return try digests(ofFiles: paths).map(\.description) } catch is FileFault {
            return try paths.map { path in
                do { return try digest(ofFile: path).description } catch is FileFault { return nil }
            }
        }
    }

    /// Appends the files under `root/folder` that count, with their paths relative to `root`.
    private func gather(
        _ root: String, _ folder: String, around: [FileStamp], _ counts: (String) -> Bool,
        _ files: inout [FolderFile]
    ) throws {
        try Interrupt.check()
        let absolute = folder.isEmpty ? root : root + "/" + folder
        guard around.count < 100 else { throw FileFault("open folder", absolute, code: ELOOP) }
        guard let status = try Disk.status(absolute) else { throw FileFault("open folder", absolute, code: ENOENT) }
        let here = FileStamp(status)
        if around.contains(where: { $0.device == here.device && $0.inode == here.inode }) { return }
        for entry in try entries(ofFolder: absolute) where !entry.name.hasPrefix(".") {
            let relative = folder.isEmpty ? entry.name : folder + "/" + entry.name
            guard entry.isSpelt, let status = Disk.reachable(root + "/" + relative) else {
                if counts(relative) { files.append(FolderFile(path: relative, lack: entry.isSpelt ? "nowhere" : "not UTF-8")) }
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR where access(root + "/" + relative, R_OK | X_OK) == 0:
                try gather(root, relative, around: around + [here], counts, &files)
            case S_IFDIR: files.append(FolderFile(path: relative, lack: "closed"))
            case S_IFREG where counts(relative): files.append(FolderFile(path: relative, stamp: FileStamp(status)))
            default: break
            }
        }
    }

    private func knownDigest(_ path: String) throws -> Key? {
        guard let status = try Disk.status(path) else { throw FileFault("open", path, code: ENOENT) }
        return try knownDigest(FileStamp(status))
    }

    private func knownDigest(_ stamp: FileStamp) throws -> Key? {
        try reading { db in
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

    private func remember(_ files: [FileDigest]) throws { try remember(files.map { ($0.stamp, $0.digest) }) }

    private func remember(_ files: [(stamp: FileStamp, digest: Key)]) throws {
        guard !files.isEmpty, !isReadOnly else { return }
        try writing { db in
            let statement = try db.cachedStatement(sql: "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)")
            for (stamp, digest) in files {
                try statement.execute(arguments: [
                    stamp.device, stamp.inode, stamp.size, stamp.modified, stamp.changed, digest.description,
                ])
            }
        }
    }
}

/// A file or a folder that would have to be read to say what is in it.
public struct NotHashedYet: Fault {
    public let path: String
    public var cause: String { "'\(path)' was not read yet" }
}

/// A file in a folder that counts for its digest, by its path from there.
private struct FolderFile {
    let path: String
    /// Nil of what cannot be reached.
    var stamp: FileStamp?
    /// Why it cannot.
    var lack = ""
}

/// A folder and the stamps of all files that count in it, as a stamp of its own: its row in the table of files.
private struct FolderState {
    /// The folder's device and inode, the number of files, and 128 bits of a hash of their paths and stamps in place of times.
    let stamp: FileStamp

    init(_ folder: FileStamp, _ files: [FolderFile]) {
        var hash = SHA256()
        var bytes: [UInt8] = []
        for file in files {
            bytes.append(contentsOf: file.path.utf8)
            bytes.append(0)
            guard let stamp = file.stamp else {
                bytes.append(contentsOf: file.lack.utf8)
                continue
            }
            for number in [stamp.device, stamp.inode, stamp.size, stamp.modified, stamp.changed] {
                withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
            }
            if bytes.count > 1 << 16 {
                hash.update(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        hash.update(bytes)
        let digits = hash.digest().description
        func number(_ digits: Substring) -> Int64 { Int64(bitPattern: UInt64(digits, radix: 16)!) }
        stamp = FileStamp(
            device: folder.device, inode: folder.inode, size: Int64(files.count), modified: number(digits.prefix(16)),
            changed: number(digits.dropFirst(16).prefix(16)))
    }
}
