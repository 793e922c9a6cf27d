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

/// How a value came about: the verb, its version, its operands and its options in full.
///
/// Nothing else is in it: no absolute path, no time, no thread count. Its canonical text (`encoded`) names operands by
/// key; the SHA-256 of that text is `key`.
public final class Recipe: Sendable {
    public let verb: String
    public let version: Int
    /// By role: "" is the operand, "to" the operand after that preposition.
    public let operands: [(role: String, ingredients: [Ingredient])]
    /// By option key, sorted.
    public let options: [(key: String, value: Ingredient)]
    public let encoded: String
    public let key: Key

    public enum Ingredient: Sendable {
        /// The canonical spelling of a scalar.
        case literal(String)
        case recipe(Recipe)
        /// A file by its path inside the project (as written) and the digest of its content; only the digest is in the key.
        case file(path: String, digest: Key)
    }

    public init(
        verb: String, version: Int, operands: [(role: String, ingredients: [Ingredient])],
        options: [(key: String, value: Ingredient)]
    ) {
        self.verb = verb
        self.version = version
        self.operands = operands
        self.options = options.sorted { $0.key < $1.key }
        fatalError("encoded and key: the session's author writes these")
    }
}
