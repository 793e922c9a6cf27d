internal import Glibc

/// A regular file that is open for reading as long as the object lives.
final class MediaFile: Sendable {
    let descriptor: Int32

    /// Throws `MediaFault` for what is no file, or an empty one; never waits for a pipe's other end.
    init(_ path: String, name: String) throws {
        func fault(_ problem: MediaFault.Problem) -> MediaFault { MediaFault(name: name, problem: problem) }
        func system() -> MediaFault { fault(.system(message: String(cString: strerror(errno)))) }
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw fault(.missing)
            case EACCES, EPERM: throw fault(.noPermission)
            case ENXIO: throw fault(.notAFile(kind: "a pipe or a socket"))
            default: throw system()
            }
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw system() }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw fault(.folder)
        case S_IFIFO: throw fault(.notAFile(kind: "a pipe"))
        case S_IFSOCK: throw fault(.notAFile(kind: "a socket"))
        default: throw fault(.notAFile(kind: "a device"))
        }
        guard status.st_size > 0 else { throw fault(.empty) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }
}

extension String {
    /// What stands behind the last slash.
    var lastPathComponent: String { String(self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...]) }
}
