import Glibc
import Tensors

/// A file that a statement reads and that cannot be read; `path` is as it was written there.
public struct UnreadableFile: Fault {
    var path: String
    /// The system's error number.
    var code: Int32

    public init(path: String, code: Int32) {
        self.path = path
        self.code = code
    }

    public var cause: String { FileRefusal(code: code).cause(of: path) }
    public var remedy: String? { FileRefusal(code: code).remedy }
}

/// A data set that is not there.
public struct NoData: Fault {
    var path: String
    /// Whether there are folders of data beside the project's.
    var hasFolders: Bool

    public init(path: String, hasFolders: Bool) {
        self.path = path
        self.hasFolders = hasFolders
    }

    public var cause: String { "there is no folder or file '\(path)'" }
    public var remedy: String? {
        hasFolders
            ? "check the spelling; paths start at the project's folder or at $FOLEY_DATA"
            : "check the spelling; if it lies outside the project, set FOLEY_DATA to the folder it is in"
    }
}
