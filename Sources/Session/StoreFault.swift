internal import GRDB
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
    case full(path: String)
    case readOnly(path: String)
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
        case .full(let path): "the session '\(path)' cannot be written: no space is left on the disk"
        case .readOnly(let path): "the session '\(path)' cannot be written: it or its folder is read-only"
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
        case .busy: "run again when the other process has finished its statement"
        case .failed: nil
        }
    }

    /// Any error of the database library as a fault of the session at `path`; all others as they are.
    static func translate(_ error: any Error, path: String) -> any Error {
        switch error {
        case let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Interrupt.isRaised: Interrupted()
        case let error as DatabaseError: StoreFault(error, path: path)
        case let error as RowDecodingError: StoreFault.damaged(path: path, problem: "\(error)")
        default: error
        }
    }

    private init(_ error: DatabaseError, path: String) {
        let problem = error.message ?? "error \(error.extendedResultCode.rawValue)"
        self =
            switch (error.resultCode, error.extendedResultCode) {
            case (.SQLITE_NOTADB, _), (.SQLITE_CORRUPT, _): .damaged(path: path, problem: problem)
            case (.SQLITE_FULL, _), (_, .SQLITE_IOERR_WRITE), (_, .SQLITE_IOERR_SHMSIZE): .full(path: path)
            case (.SQLITE_READONLY, _): .readOnly(path: path)
            case (.SQLITE_BUSY, _), (.SQLITE_LOCKED, _): .busy(path: path)
            default: .failed(path: path, problem: problem)
            }
    }
}
