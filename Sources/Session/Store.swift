internal import GRDB
import Glibc
import Synchronization
import Tensors

/// A project's session: the folder `.foley` with a database and one object file for each large value.
///
/// A store may be used from several threads and several processes at once. Everything it throws is a `Fault`.
public final class Store: Sendable {
    public let project: Project
    /// The folder `.foley`.
    public let folder: String
    /// Whether every write is refused because the folder is read-only.
    public let isReadOnly: Bool
    /// What computes here; it is kept with every value.
    public let engine: Engine
    /// Whether values count as there only if they and all that they were made from were made at the engine's level.
    public let isHeldToLevel: Bool
    let queue: DatabaseQueue
    /// What is asked about one key, the best of its values first: ?1 is the key, ?2 the engine's level.
    let entryQuery, payloadQuery: String
    /// The folder of a private copy of the database, where one had to be made.
    private let copy: String?
    /// The database file that was opened; its path may come to name another.
    private let identity: FileIdentity?
    /// The values read since the last write: their time of use is written with whatever is written next.
    let used = Mutex<[Key: Double]>([:])

    /// How often values were taken away through this store: while it stays the same, what it held it holds, as far as this
    /// store goes; of others `generation` tells.
    public var losses: Int { lossCount.load(ordering: .relaxed) }
    let lossCount = Atomic(0)

    var path: String { folder + "/" + Store.fileName }
    var aside: String { folder + "/aside" }
    /// In place of `aside` for objects, where they are mounted by themselves.
    var farAside: String { objects + "/aside" }
    var objects: String { folder + "/objects" }
    var locks: String { folder + "/locks" }

    static let fileName = "session.sqlite"

    /// Opens the session of the project in `folder`, or begins it.
    public convenience init(project folder: String, readOnly: Bool = false) throws {
        try self.init(project: Project(folder), readOnly: readOnly)
    }

    /// Opens or begins a project's session, in `session` where it is not to lie in the project's own `.foley`.
    ///
    /// - Parameter isHeldToLevel: whether only what was made at the engine's level throughout counts as there.
    public convenience init(
        project: Project, session: String? = nil, readOnly: Bool = false, engine: Engine = Engine(),
        isHeldToLevel: Bool = false
    ) throws {
        self.init(
            try Store.connect(project, session ?? project.root + "/.foley", readOnly: readOnly), engine, isHeldToLevel)
    }

    private init(_ connection: Connection, _ engine: Engine, _ isHeldToLevel: Bool) {
        self.engine = engine
        self.isHeldToLevel = isHeldToLevel
        let seen = """
            FROM value WHERE key = ?1 AND (levels = ?2 OR \(isHeldToLevel ? 0 : 1))
            ORDER BY (place > 0) DESC, (levels = ?2) DESC, created DESC
            """
        entryQuery = """
            SELECT type, line, bytes, seconds, created, used, place, levels,
                (SELECT description FROM engine WHERE id = value.engine) \(seen)
            """
        payloadQuery = "SELECT place, payload, levels \(seen)"
        project = connection.project
        folder = connection.folder
        isReadOnly = connection.isReadOnly
        queue = connection.queue
        copy = connection.copy
        identity = connection.identity
    }

    private struct Connection {
        let project: Project
        let folder: String
        let isReadOnly: Bool
        let queue: DatabaseQueue
        let copy: String?
        let identity: FileIdentity?
    }

    private static func connect(_ project: Project, _ folder: String, readOnly: Bool) throws -> Connection {
        let path = folder + "/" + fileName
        if !readOnly {
            do { try Disk.makeFolder(folder) } catch {
                guard [EROFS, EACCES].contains(error.code) else { throw error }
                throw StoreFault.readOnly(path: path)
            }
        }
        let isReadOnly = readOnly || !Disk.isWritable(folder) || (Disk.exists(path) && !Disk.isWritable(path))
        if isReadOnly && !Disk.exists(path) { throw StoreFault.readOnly(path: path) }
        do {
            let (opened, identity) = try OpenDatabases.opening(path) {
                try Schema.inspect(path)
            } open: {
                let opened = try isReadOnly ? openReadOnly(path) : openForWriting(path)
                do { try Schema.prepare(opened.queue, path: path, isReadOnly: isReadOnly) } catch {
                    throw StoreFault.translate(error, path: path, code: opened.queue.unsafeRead { $0.systemError })
                }
                return opened
            }
            return Connection(
                project: project, folder: folder, isReadOnly: isReadOnly, queue: opened.queue, copy: opened.copy,
                identity: identity)
        } catch {
            throw StoreFault.translate(error, path: path)
        }
    }

    deinit {
        OpenDatabases.closing(identity) { try queue.close() }
        if let copy { Store.removeCopy(copy) }
    }

    /// Runs `body` on the database outside any transaction.
    func reading<R>(_ body: (Database) throws -> R) throws -> R {
        try queue.unsafeRead { db in
            do { return try body(db) } catch { throw StoreFault.translate(error, path: path, code: db.systemError) }
        }
    }

    /// Runs `body` in one transaction that no other writer shares; all of it is kept, or nothing.
    func writing<R>(_ body: (Database) throws -> R) throws -> R {
        guard !isReadOnly else { throw StoreFault.readOnly(path: path) }
        guard try FileIdentity(path) == identity else { throw StoreFault.gone(path: path) }
        let uses = used.withLock { uses in
            defer { uses = [:] }
            return uses
        }
        do {
            return try queue.writeWithoutTransaction { db in
                var result: R?
                do {
                    try db.inTransaction(.immediate) {
                        for (key, time) in uses {
                            try db.cachedStatement(sql: "UPDATE value SET used = max(used, ?) WHERE key = ?")
                                .execute(arguments: [time, key.description])
                        }
                        result = try body(db)
                        return .commit
                    }
                } catch { throw StoreFault.translate(error, path: path, code: db.systemError) }
                return result!
            }
        } catch {
            used.withLock { $0.merge(uses) { max($0, $1) } }
            throw error
        }
    }

    /// A number that changes when another process, or another store on the same folder, has committed.
    public func generation() throws -> Int {
        try reading { try Int.fetchOne($0.cachedStatement(sql: "PRAGMA data_version")) ?? 0 }
    }

    private static func open(_ path: String, readOnly: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readOnly
        // About twenty seconds, far more than any transaction takes; Control-C ends the wait.
        configuration.busyMode = .callback { tries in
            guard tries < 820, !Interrupt.isRaised else { return false }
            usleep(UInt32(min(tries + 1, 25)) * 1000)
            return true
        }
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = NORMAL") }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func openForWriting(_ path: String) throws -> (queue: DatabaseQueue, copy: String?) {
        (try open(path, readOnly: false), nil)
    }

    /// Opens the database where it lies; where SQLite cannot share it without writing beside it, a private copy.
    private static func openReadOnly(_ path: String) throws -> (queue: DatabaseQueue, copy: String?) {
        do {
            let queue = try open(path, readOnly: true)
            _ = try queue.unsafeRead { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            return (queue, nil)
        } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
            let copy = try makeCopy(path)
            do { return (try open(copy + "/" + fileName, readOnly: false), copy) } catch {
                removeCopy(copy)
                throw error
            }
        }
    }

    private static func makeCopy(_ path: String) throws -> String {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((base + "/foley-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw FileFault("make folder", base) }
        let copy = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        do {
            for suffix in ["", "-wal"] where Disk.exists(path + suffix) {
                try Disk.write(copy + "/" + fileName + suffix, contents(ofFile: path + suffix))
            }
        } catch {
            removeCopy(copy)
            throw error
        }
        return copy
    }

    /// Removes what `makeCopy` made. SQLite may still hold the files: on Linux they vanish when it lets go.
    private static func removeCopy(_ copy: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(copy + "/" + fileName + suffix) }
        rmdir(copy)
    }
}
