import Glibc
import Tensors

/// A file that a statement reads and that cannot be read; `path` is as it was written there.
public struct UnreadableFile: Fault {
    var path: String
    /// The system's error number.
    var code: Int32
    /// What is called nearly so.
    var near: String?

    public init(path: String, code: Int32, near: String? = nil) {
        self.path = path
        self.code = code
        self.near = near
    }

    public var cause: String { FileRefusal(code: code).cause(of: path) }
    public var remedy: String? { near.map { "did you mean \"\($0)\"?" } ?? FileRefusal(code: code).remedy }
}

/// A data set that is not there.
public struct NoData: Fault {
    var path: String
    /// Whether there are folders of data beside the project's.
    var hasFolders: Bool
    /// What is called nearly so.
    var near: String?

    public init(path: String, hasFolders: Bool, near: String?) {
        self.path = path
        self.hasFolders = hasFolders
        self.near = near
    }

    public var cause: String { "there is no folder or file '\(path)'" }
    public var remedy: String? {
        if let near { return "did you mean \"\(near)\"?" }
        return hasFolders
            ? "check the spelling; paths start at the project's folder or at $FOLEY_DATA"
            : "check the spelling; if it lies outside the project, set FOLEY_DATA to the folder it is in"
    }
}
