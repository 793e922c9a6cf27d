import Glibc
import Tensors

/// A folder for a session that goes when its command does, inside the folder of a lasting one.
///
/// A lock tells the folders of commands that run from those of commands that were killed.
public final class PassingSession {
    public let folder: String
    private let lock: FileLock

    private static let prefix = "fresh-"

    /// Takes a folder for it in `session`; throws `StoreFault.readOnly` where it cannot be written to, `FileFault`.
    public init(in session: String) throws {
        let name = Self.prefix + String(UInt64.random(in: .min ... .max), radix: 36)
        folder = session + "/" + name
        do { lock = try FileLock(session + "/locks", name: name) } catch let fault as FileFault
            where [EROFS, EACCES].contains(fault.code)
        {
            throw StoreFault.readOnly(path: session)
        }
        // The lock comes before the folder: one without a holder is nobody's.
        try Self.removeAbandoned(in: session)
    }

    /// Removes the folder and all that is in it; throws `FileFault`.
    public func remove() throws {
        defer { lock.release() }
        try Disk.removeTree(folder)
    }

    private static func removeAbandoned(in session: String) throws {
        for name in try Disk.names(in: session) where name.hasPrefix(prefix) {
            guard let lock = try FileLock(trying: session + "/locks", name: name) else { continue }
            defer { lock.release() }
            try Disk.removeTree(session + "/" + name)
        }
    }
}
