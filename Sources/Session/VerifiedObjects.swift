internal import GRDB

/// Object files that are known to hold what was stored, so that their numbers need not be hashed again.
///
/// Numbers are hashed when an object is read in a state (device, inode, size, times of change) in which it never was; a
/// file that the store has just written, under its own name from the first byte, is in order as it is. So every change
/// that goes through the file system and shows in its times is found, a file put back from a backup as well; what a disk
/// changes behind the file system's back after the first reading is not.
extension Store {
    /// Whether the object of `key` was found in order in this very state.
    func isVerified(_ key: Key, _ stamp: FileStamp, _ db: Database) throws -> Bool {
        let stamp = stamp.ofObject
        let sql = """
            SELECT digest FROM file
            WHERE device = ? AND inode = ? AND size = ? AND modified = ? AND changed = ?
            """
        let found = try String.fetchOne(
            db.cachedStatement(sql: sql),
            arguments: [stamp.device, stamp.inode, stamp.size, stamp.modified, stamp.changed])
        return found == key.description
    }

    /// Remembers states in which objects were found in order.
    func rememberVerified(_ objects: [(key: Key, stamp: FileStamp)]) throws {
        guard !objects.isEmpty, !isReadOnly else { return }
        try writing { db in for (key, stamp) in objects { try rememberVerified(key, stamp, db) } }
    }

    func rememberVerified(_ key: Key, _ stamp: FileStamp, _ db: Database) throws {
        let stamp = stamp.ofObject
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)").execute(
            arguments: [stamp.device, stamp.inode, stamp.size, stamp.modified, stamp.changed, key.description])
    }
}

extension Store {
    /// Forgets in what state the object at `path` was in order; to be asked before its file is removed.
    func forgetVerified(_ path: String, _ db: Database) throws {
        guard let status = try Disk.status(path) else { return }
        let stamp = FileStamp(status)
        try db.cachedStatement(sql: "DELETE FROM file WHERE device = ? AND inode = ? AND size < 0")
            .execute(arguments: [stamp.device, stamp.inode])
    }

    /// Forgets the states of all objects but those that hold a value, of files that others have removed as well.
    func forgetVerifiedBeyondHeld(_ db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM file WHERE size < 0
                AND digest NOT IN (SELECT key FROM value WHERE place = \(Holding.object.rawValue))
                """)
    }
}

extension FileStamp {
    /// The same state as a row among those of input files: no file has a size below zero. Such a row's digest is the key
    /// of the value.
    fileprivate var ofObject: FileStamp {
        FileStamp(device: device, inode: inode, size: -1 - size, modified: modified, changed: changed)
    }
}
