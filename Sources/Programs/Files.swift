public import Language
public import Session
import Workplace

/// A file that a verb reads: its name as written, where it is, and the digest of its content.
///
/// It lives only as an operand; no value of this type is stored.
public struct SourceFile: Value {
    public static let type = ValueType("file")
    public let path: String
    public let absolute: String
    public let digest: Key

    init(path: String, absolute: String, digest: Key) {
        self.path = path
        self.absolute = absolute
        self.digest = digest
    }

    public var line: String { path }
    public func payload() throws -> Payload { throw NotKept(type: Self.type) }
    public init(payload: Payload) throws { throw NotKept(type: Self.type) }
}

/// A value that exists only while a verb runs.
struct NotKept: Error { var type: ValueType }

/// A file that `export` wrote: its place in the project and all its bytes, so that it can be restored.
public struct ExportedFile: Value {
    public static let type = ValueType("exported file")

    public let path: String
    public let bytes: [UInt8]
    /// What is in it: `png, 1600 x 900 px`.
    let content: String

    public init(path: String, bytes: [UInt8], content: String) {
        self.path = path
        self.bytes = bytes
        self.content = content
    }

    public var line: String { "\(path) · \(content)" }
    public var shown: Shown { .file(self) }

    /// Whether it is a figure in which boxes stand for characters that no font had.
    var hasBoxes: Bool {
        FigureOrigin(inside: bytes, ending: content.hasPrefix("svg") ? "svg" : "png")?.boxes != nil
    }

    private struct Record: Codable { var path: String, content: String }

    public func payload() throws -> Payload {
        Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(Record(path: path, content: content)),
            bytes: [("file", bytes)])
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        guard let bytes = payload.bytes.first?.bytes else { throw DamagedValue(type: Self.type, what: "no bytes") }
        self.init(path: record.path, bytes: bytes, content: record.content)
    }
}
