import Glibc
import Tensors

/// A file that a statement reads and that cannot be read; `path` is as it was written there.
struct UnreadableFile: Fault {
    var path: String
    /// The system's error number.
    var code: Int32

    var cause: String {
        switch code {
        case ENOENT, ENOTDIR: "there is no file '\(path)'"
        case EISDIR: "'\(path)' is a folder"
        case EACCES, EPERM: "'\(path)' may not be read"
        case EINVAL, ENXIO: "'\(path)' is a pipe or a device, not a file"
        case ELOOP: "'\(path)' is a symbolic link that leads back to itself"
        default: FileFault("read", path, code: code).cause
        }
    }

    var remedy: String? {
        switch code {
        case ENOENT, ENOTDIR: "check the spelling; paths start at the project's folder"
        case EISDIR: "name a file in it"
        case EACCES, EPERM: "change its permissions, or copy it to where you may read it"
        case EINVAL, ENXIO: "copy it into a file first"
        case ELOOP: "let the link point at a file"
        default: FileFault("read", path, code: code).remedy
        }
    }
}

/// A data set that is not there.
struct NoData: Fault {
    var path: String
    /// Whether there are folders of data beside the project's.
    var hasFolders: Bool

    var cause: String { "there is no folder or file '\(path)'" }
    var remedy: String? {
        hasFolders
            ? "check the spelling; paths start at the project's folder or at $FOLEY_DATA"
            : "check the spelling; if it lies outside the project, set FOLEY_DATA to the folder it is in"
    }
}
