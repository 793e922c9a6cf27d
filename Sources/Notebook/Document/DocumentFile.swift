import Glibc
public import Tensors

extension Document {
    /// The largest notebook that is read, in bytes.
    static let largest = 16 << 20

    /// Reads a notebook from a file.
    ///
    /// Fails as `init(path:source:)` does, and for a file that is missing, a folder, unreadable, too large or not
    /// UTF-8.
    public static func read(_ path: String) throws(DocumentFault) -> Document {
        let bytes = try contents(of: path)
        guard let source = String(validating: bytes, as: UTF8.self) else {
            throw DocumentFault(path, line: firstLineNotUTF8(bytes), .notUTF8)
        }
        return try Document(path: path, source: source)
    }

    /// The level of instructions that a notebook's front matter states, known before anything else of it is; nil where it
    /// states none, or cannot be read.
    ///
    /// Fails for a level that there is not, and for marks of a merge conflict.
    public static func level(of path: String) throws(DocumentFault) -> Level? {
        var status = stat()
        // What comes through a pipe can be read but once.
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let bytes: [UInt8]
        // Whoever opens the notebook says what is wrong with the file.
        do { bytes = try contents(of: path) } catch { return nil }
        guard bytes.starts(with: "---".utf8) || bytes.starts(with: [0xEF, 0xBB, 0xBF]),
            let source = String(validating: bytes, as: UTF8.self)
        else { return nil }
        let lines = Lines(source)
        try lines.refuseConflict(path)
        return try lines.level(path)
    }

    private static func contents(of path: String) throws(DocumentFault) -> [UInt8] {
        guard !path.utf8.contains(0) else { throw DocumentFault(path, .missing) }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw fault(errno, path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw fault(errno, path)
            }
            bytes += chunk[..<count]
            guard bytes.count <= largest else { throw DocumentFault(path, .tooLarge(limit: largest)) }
        }
    }

    private static func fault(_ code: Int32, _ path: String) -> DocumentFault {
        switch code {
        case ENOENT: DocumentFault(path, .missing)
        case EISDIR: DocumentFault(path, .folder)
        default: DocumentFault(path, .unreadable(reason: String(cString: strerror(code))))
        }
    }

    private static func firstLineNotUTF8(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
