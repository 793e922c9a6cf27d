/// A SHA-256 digest: of a recipe it is the value's key, of a file its content.
public struct Key: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let description: String

    /// nil unless `text` is 64 lower-case hexadecimal digits.
    public init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        description = text
    }

    init(unchecked text: String) { description = text }

    public static func < (a: Key, b: Key) -> Bool { a.description < b.description }
    public var short: String { String(description.prefix(8)) }
}
