import Synchronization

/// The database files that this process has open.
///
/// Locks under POSIX belong to the process: when it closes any descriptor of a file, all that SQLite holds on that file
/// are gone, and another process may take away the log that we write to. So nothing but SQLite may open one of these.
enum OpenDatabases {
    private static let counts = Mutex<[FileIdentity: Int]>([:])

    /// Whether the file at `path` is one of these, or what SQLite keeps beside it; there, too, it has locks.
    static func holds(_ path: String) throws -> Bool {
        let database = ["-wal", "-shm"].first { path.hasSuffix($0) }.map { String(path.dropLast($0.count)) } ?? path
        guard let file = try FileIdentity(database) else { return false }
        return counts.withLock { $0[file] != nil }
    }

    /// Runs `inspect`, unless the file at `path` is open already, and then `open`, while no other thread does either.
    static func opening<Result>(
        _ path: String, inspect: () throws -> Void, open: () throws -> Result
    ) throws -> (result: Result, file: FileIdentity?) {
        try counts.withLock { counts in
            if try FileIdentity(path).flatMap({ counts[$0] }) == nil { try inspect() }
            let result = try open()
            let file = try FileIdentity(path)
            if let file { counts[file, default: 0] += 1 }
            return (result, file)
        }
    }

    /// Runs `close`; a file that it cannot close stays among those that are open.
    static func closing(_ file: FileIdentity?, close: () throws -> Void) {
        counts.withLock { counts in
            do { try close() } catch { return }
            guard let file, let count = counts[file] else { return }
            counts[file] = count > 1 ? count - 1 : nil
        }
    }
}
