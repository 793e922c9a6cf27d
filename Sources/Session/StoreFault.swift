internal import GRDB
internal import GRDBSQLite
import Glibc
import Tensors

/// What keeps a session from being opened, read or written.
public enum StoreFault: Fault, Equatable {
    /// The database was written by a later version of the program; it is left as it is.
    case newer(path: String, version: Int, known: Int)
    /// A database that is not a session's.
    case foreign(path: String)
    case damaged(path: String, problem: String)
    /// An object file that does not hold what was stored; its value counts as missing after `forget`.
    case damagedValue(Key, path: String, problem: String)
    /// The database was moved away or deleted while it was open: what is written now nobody would find again.
    case gone(path: String)
    /// No space is left on the disk, or none that its quota allows.
    case full(path: String, isQuota: Bool = false)
    case readOnly(path: String)
    /// The system refused to write, by its error number: the disk is out of order, or a file would be larger than it may.
    case unwritable(path: String, code: Int32)
    case busy(path: String)
    case failed(path: String, problem: String)

    public var cause: String {
        switch self {
        case .newer(let path, let version, let known):
            "the session '\(path)' has version \(version), and this program knows versions up to \(known)"
        case .foreign(let path): "'\(path)' is a database of something else, not a session"
        case .damaged(let path, let problem): "the session '\(path)' is damaged: \(problem)"
        case .damagedValue(_, let path, let problem): "the stored value '\(path)' is damaged: \(problem)"
        case .gone(let path): "the session '\(path)' was moved away or deleted while it was open"
        case .full(let path, let isQuota):
            "the session '\(path)' cannot be written: \(isQuota ? "the quota on the disk is used up" : "no space is left on the disk")"
        case .readOnly(let path): "the session '\(path)' cannot be written: it or its folder is read-only"
        case .unwritable(let path, let code):
            "the session '\(path)' cannot be written: \(FileFault("write", path, code: code).reason)"
        case .busy(let path): "the session '\(path)' is held by another process"
        case .failed(let path, let problem): "the session '\(path)' cannot be used: \(problem)"
        }
    }

    public var remedy: String? {
        switch self {
        case .newer: "update the program, or move the file aside to begin a new session"
        case .foreign, .damaged: "move the file aside to begin a new session; nothing is deleted"
        case .damagedValue: "run the cell again; the value is then made anew"
        case .gone: "move it back, or leave and start again"
        case .full: "make room on the disk and run again; what was committed is safe"
        case .readOnly: "make the folder writable, or copy the project"
        case .unwritable(_, EFBIG): "let files grow larger (ulimit -f) and run again; what was committed is safe"
        case .unwritable: "see that the disk is in order and run again; what was committed is safe"
        case .busy: "run again when the other process has finished its statement"
        case .failed: nil
        }
    }

    /// Whether a system error tells of the place that is written to, and not of the process that writes.
    static func isOfPlace(_ code: Int32) -> Bool {
        [ENOSPC, EDQUOT, EFBIG, EIO, EROFS, EACCES, EPERM].contains(code)
    }

    /// What a failed write to the session at `path` is, by the system's error number.
    init(writing path: String, code: Int32) {
        self =
            switch code {
            case ENOSPC: .full(path: path)
            case EDQUOT: .full(path: path, isQuota: true)
            case EROFS, EACCES, EPERM: .readOnly(path: path)
            default: .unwritable(path: path, code: code)
            }
    }

    /// Any error of the database library as a fault of the session at `path`; all others as they are.
    ///
    /// - Parameter code: the system's error number behind it, where it is known: see `Database.systemError`.
    static func translate(_ error: any Error, path: String, code: Int32 = 0) -> any Error {
        switch error {
        case let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Interrupt.isRaised: Interrupted()
        case let error as DatabaseError: StoreFault(error, path: path, code: code)
        case let error as RowDecodingError: StoreFault.damaged(path: path, problem: "\(error)")
        default: error
        }
    }

    private static let failedWrites: [ResultCode] = [
        .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC, .SQLITE_IOERR_TRUNCATE, .SQLITE_IOERR_DELETE,
        .SQLITE_IOERR_SHMSIZE,
    ]

    private init(_ error: DatabaseError, path: String, code: Int32) {
        let problem = error.message ?? "error \(error.extendedResultCode.rawValue)"
        self =
            switch (error.resultCode, error.extendedResultCode) {
            case (.SQLITE_NOTADB, _), (.SQLITE_CORRUPT, _): .damaged(path: path, problem: problem)
            case (.SQLITE_FULL, _): .full(path: path)
            case (_, let kind) where code != 0 && Self.failedWrites.contains(kind): StoreFault(writing: path, code: code)
            case (.SQLITE_READONLY, _): .readOnly(path: path)
            case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _): .busy(path: path)
            default: .failed(path: path, problem: problem)
            }
    }
}

extension Database {
    /// The system's error number behind the write that failed last, to the write-ahead log or to the database; 0 where none
    /// is known. The connection's own number is of reads and of opening alone.
    var systemError: Int32 {
        var (code, log): (Int32, UnsafeMutablePointer<sqlite3_file>?) = (0, nil)
        sqlite3_file_control(sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log)
        if let log, let methods = log.pointee.pMethods {
            _ = methods.pointee.xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &code)
        }
        if code == 0 { sqlite3_file_control(sqliteConnection, "main", SQLITE_FCNTL_LAST_ERRNO, &code) }
        return code != 0 ? code : sqlite3_system_errno(sqliteConnection)
    }
}
