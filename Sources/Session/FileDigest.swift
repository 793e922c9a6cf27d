import Glibc
import Tensors

/// A file whose content does not hold still long enough to be hashed.
public struct ChangingFile: Fault, Equatable {
    public let path: String
    public var cause: String { "'\(path)' keeps changing while it is read" }
    public var remedy: String? { "wait until it is written, then run again" }
}

/// What tells one state of a file from another without reading it; times in nanoseconds since 1970.
package struct FileStamp: Hashable, Sendable {
    let device: Int64
    let inode: Int64
    let size: Int64
    let modified: Int64
    let changed: Int64

    init(device: Int64, inode: Int64, size: Int64, modified: Int64, changed: Int64) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    package init(_ status: stat) {
        device = Int64(truncatingIfNeeded: status.st_dev)
        inode = Int64(truncatingIfNeeded: status.st_ino)
        size = Int64(status.st_size)
        modified = FileStamp.nanoseconds(status.st_mtim)
        changed = FileStamp.nanoseconds(status.st_ctim)
    }

    /// Whether a later change is sure to show in the stamp: the last one lies two seconds or more before `time`.
    func isSettled(at time: Double) -> Bool { time - Double(max(modified, changed)) * 1e-9 >= 2 }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

/// Which file it is, whatever its name and content.
struct FileIdentity: Hashable {
    let device: dev_t
    let inode: ino_t

    /// nil where nothing is at `path`; throws `FileFault`.
    init?(_ path: String) throws(FileFault) {
        guard let status = try Disk.status(path) else { return nil }
        (device, inode) = (status.st_dev, status.st_ino)
    }
}

/// The SHA-256 of a regular file's content.
struct FileDigest: Sendable {
    let digest: Key
    let stamp: FileStamp
    /// Whether the stamp stands for the content from now on.
    let isLasting: Bool

    /// Reads the file in blocks, polling for an interrupt.
    ///
    /// Throws `FileFault`, also for a session's own database while it is open, `ChangingFile`, `Interrupted`.
    init(_ path: String) throws {
        guard try !OpenDatabases.holds(path) else { throw FileFault("read", path, code: EBUSY) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFault("open", path) }
        defer { close(descriptor) }
        var block = [UInt8](repeating: 0, count: 1 << 17)
        for _ in 0..<3 {
            let start = Disk.now
            let before = try FileDigest.stamp(descriptor, path)
            var hash = SHA256()
            var offset = 0
            while true {
                try Interrupt.check()
                let count = pread(descriptor, &block, block.count, offset)
                if count < 0 && errno == EINTR { continue }
                guard count >= 0 else { throw FileFault("read", path) }
                if count == 0 { break }
                block.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0.prefix(count))) }
                offset += count
            }
            if try FileDigest.stamp(descriptor, path) == before {
                digest = hash.digest()
                stamp = before
                isLasting = before.isSettled(at: start)
                return
            }
        }
        throw ChangingFile(path: path)
    }

    private static func stamp(_ descriptor: Int32, _ path: String) throws -> FileStamp {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFault("read", path) }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG else { throw FileFault("read", path, code: kind == S_IFDIR ? EISDIR : EINVAL) }
        return FileStamp(status)
    }
}
