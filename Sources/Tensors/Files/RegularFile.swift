internal import Glibc

/// A regular file that is open for reading as long as the object lives; a pipe or a device is refused without waiting on it.
public final class RegularFile: Sendable {
    public let descriptor: Int32
    /// In bytes, when it was opened.
    public let size: Int

    public init(_ path: String) throws(FileFault) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            size = 0
            throw FileFault("open", path)
        }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        size = Int(status.st_size)
        guard isKnown else { throw FileFault("read", path) }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG else { throw FileFault("read", path, code: kind == S_IFDIR ? EISDIR : EINVAL) }
    }

    /// Opens a file that has something in it.
    public convenience init(withContent path: String) throws(FileRefusal) {
        do { try self.init(path) } catch { throw FileRefusal(code: error.code) }
        guard size > 0 else { throw .empty }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}

/// Why a file that a person named gives nothing to read.
public enum FileRefusal: Error, Equatable {
    case missing
    case folder
    /// A pipe, a socket or a device.
    case notAFile
    case noPermission
    /// A symbolic link that leads back to itself.
    case endlessLink
    case empty
    /// The system's error number.
    case system(code: Int32)

    public init(code: Int32) {
        self =
            switch code {
            case ENOENT, ENOTDIR: .missing
            case EISDIR: .folder
            case EINVAL, ENXIO: .notAFile
            case EACCES, EPERM: .noPermission
            case ELOOP: .endlessLink
            default: .system(code: code)
            }
    }

    /// `name` is the path as the person gave it.
    public func cause(of name: String) -> String {
        switch self {
        case .missing: "there is no file '\(name)'"
        case .folder: "'\(name)' is a folder"
        case .notAFile: "'\(name)' is a pipe or a device, not a file"
        case .noPermission: "'\(name)' may not be read"
        case .endlessLink: "'\(name)' is a symbolic link that leads back to itself"
        case .empty: "'\(name)' is empty: 0 bytes"
        case .system(let code): FileFault("read", name, code: code).cause
        }
    }

    public var remedy: String {
        switch self {
        case .missing: "check the spelling; paths start at the project's folder"
        case .folder: "name a file in it"
        case .notAFile: "copy it into a file first"
        case .noPermission: "change its permissions, or copy it to where you may read it"
        case .endlessLink: "let the link point at a file"
        case .empty: "copy the file again: nothing of it arrived"
        case .system(let code): FileFault("read", "", code: code).remedy ?? "check the disk or the connection to it"
        }
    }
}
