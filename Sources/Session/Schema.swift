internal import GRDB
import Glibc
import Tensors

/// The tables of the session's database and the marks by which it is known.
enum Schema {
    /// Stored as `user_version`; a session of a higher version is left alone.
    static let version = 2
    /// "Foly" as `application_id`.
    static let application = 0x466F_6C79

    /// Looks at the first bytes of the database file, if there is one, before SQLite may touch it; throws `StoreFault`
    /// for one that is newer, not ours or no database.
    static func inspect(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw FileFault("open", path)
        }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        let count = pread(descriptor, &header, header.count, 0)
        guard count >= 0 else {
            if errno == EISDIR { throw StoreFault.damaged(path: path, problem: "it is a folder") }
            throw FileFault("read", path)
        }
        if count == 0 { return }
        guard count == header.count, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw StoreFault.damaged(path: path, problem: "it is not a database")
        }
        func number(at offset: Int) -> Int { header[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (found, owner) = (number(at: 60), number(at: 68))
        // A session that is just begun has no owner yet, or has it in the write-ahead log alone.
        guard owner == application || owner == 0 else { throw StoreFault.foreign(path: path) }
        if found > version && owner == application {
            throw StoreFault.newer(path: path, version: found, known: version)
        }
    }

    /// Makes the tables in a new database; refuses one that is newer or not ours.
    static func prepare(_ queue: DatabaseQueue, path: String, isReadOnly: Bool) throws {
        switch try state(queue, path) {
        case .ready: return
        case .empty where isReadOnly: throw StoreFault.foreign(path: path)
        // It stays as it is; what is read of it looks as if it had been brought up to date.
        case .former where isReadOnly: return try queue.inDatabase { try $0.execute(sql: formerAsPresent) }
        case .empty, .former: break
        }
        let lock = try FileLock(Disk.parent(path) + "/locks", name: "schema")
        defer { lock.release() }
        let found = try state(queue, path)
        guard found != .ready else { return }
        try queue.writeWithoutTransaction { db in
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            try db.inTransaction(.immediate) {
                try db.execute(sql: found == .empty ? tables : renewal)
                return .commit
            }
        }
    }

    private enum State {
        /// Without any tables.
        case empty
        /// Of the version before this one.
        case former
        case ready
    }

    private static func state(_ queue: DatabaseQueue, _ path: String) throws -> State {
        // In one transaction: another process may make the tables between two questions.
        try queue.read { db in
            let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            let owner = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            if found == 0 && owner == 0 {
                guard try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
                    throw StoreFault.foreign(path: path)
                }
                return .empty
            }
            guard owner == application, found > 0 else { throw StoreFault.foreign(path: path) }
            guard found <= version else { throw StoreFault.newer(path: path, version: found, known: version) }
            return found == version ? .ready : .former
        }
    }

    /// A key may stand for several values, made at different levels of instructions: `levels` names those of the value and
    /// of all that it was made from. `place`: 0 collected or forgotten, 1 in `payload`, 2 in an object file. `undone`: 0 stands, 1 undone, 2 undone
    /// and overtaken by a later event. Times are seconds since 1970.
    private static let tables = """
        CREATE TABLE recipe (
            key TEXT PRIMARY KEY NOT NULL, encoded TEXT NOT NULL, paths TEXT NOT NULL
        ) WITHOUT ROWID;
        \(values)
        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT, page TEXT NOT NULL, kind TEXT NOT NULL, cell TEXT NOT NULL,
            body TEXT NOT NULL, time REAL NOT NULL, undone INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX event_page ON event (page, undone, id);
        CREATE TABLE file (
            device INTEGER NOT NULL, inode INTEGER NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
            changed INTEGER NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (device, inode)
        ) WITHOUT ROWID;
        \(told)
        PRAGMA application_id = \(application);
        PRAGMA user_version = \(version);
        """

    /// Of which versions of verbs a program has told the person what it left behind: `VerbVersions.digest`. Sessions of
    /// this version may lack it.
    static let told = "CREATE TABLE IF NOT EXISTS told (versions TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;"

    private static let values = """
        CREATE TABLE engine (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
        CREATE TABLE value (
            key TEXT NOT NULL, levels TEXT NOT NULL, engine INTEGER NOT NULL, type TEXT NOT NULL, line TEXT NOT NULL,
            bytes INTEGER NOT NULL, seconds REAL NOT NULL, created REAL NOT NULL, used REAL NOT NULL,
            place INTEGER NOT NULL, payload BLOB, PRIMARY KEY (key, levels)
        );
        CREATE INDEX value_used ON value (place, used);
        CREATE TABLE export (
            path TEXT PRIMARY KEY NOT NULL, digest TEXT NOT NULL, recipe TEXT NOT NULL, levels TEXT NOT NULL
        ) WITHOUT ROWID;
        """

    /// A row of version 1 as one of version 2.
    private static let row = """
        key, '\(Levels.unknown.text)' AS levels, 0 AS engine, type, line, bytes, seconds, created, used, place, payload
        """

    /// From version 1, which knew neither engines nor levels.
    private static let renewal = """
        ALTER TABLE value RENAME TO former;
        DROP INDEX value_used;
        \(values)
        INSERT INTO value SELECT \(row) FROM former;
        DROP TABLE former;
        PRAGMA user_version = \(version);
        """

    private static let formerAsPresent = """
        CREATE TEMP VIEW value AS SELECT \(row) FROM main.value;
        CREATE TEMP TABLE engine (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
        """
}
