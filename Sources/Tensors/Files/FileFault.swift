public import Glibc

/// The system refused to open, read or write a file.
public struct FileFault: Fault, Equatable {
    public let path: String
    /// What was tried: `open`, `read`, `write`.
    public let action: String
    /// The system's error number.
    public let code: Int32

    public init(_ action: String, _ path: String, code: Int32 = errno) {
        self.path = path
        self.action = action
        self.code = code
    }

    public var cause: String { "cannot \(action) '\(path)': \(reason)" }

    public var remedy: String? {
        switch code {
        case ENOENT: "check the spelling of the path"
        case EACCES, EPERM, EROFS: "check the permissions of the file and its folder"
        case ENOSPC, EDQUOT: "make room on the disk and run again; nothing is lost"
        case EFBIG: "let files grow larger (ulimit -f) and run again; nothing is lost"
        case EISDIR: "name a file inside the folder"
        case EEXIST, ENOTDIR: "a file has the name of a folder: move it, or choose another path"
        case ENAMETOOLONG: "choose a shorter name"
        default: nil
        }
    }

    /// What the system says: `permission denied`.
    public var reason: String {
        let text = String(cString: strerror(code))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// A file whose content is not what its format promises, or is of a kind that cannot be read.
public struct FormatFault: Fault, Equatable {
    /// The file, or what the bytes stand for.
    public let name: String
    /// What is wrong, with the numbers.
    public let problem: String
    public let remedy: String?

    public init(_ name: String, _ problem: String, remedy: String? = nil) {
        self.name = name
        self.problem = problem
        self.remedy = remedy
    }

    public var cause: String { "'\(name)' \(problem)" }
}
