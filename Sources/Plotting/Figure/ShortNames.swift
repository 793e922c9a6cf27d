/// What is written in place of names that an axis has no room for.
///
/// A long name loses its middle to an ellipsis where it is drawn. Where names differ in nothing else than that, they first
/// lose the words that all begin with.
struct ShortNames: Sendable {
    private let instead: [String: String]

    /// For names that have room for about so many characters.
    init(_ names: [String], fitting count: Int) {
        let unique = Set(names)
        guard unique.count > 1, names.contains(where: { $0.count > count }) else {
            instead = [:]
            return
        }
        func distinct(_ names: some Sequence<String>) -> Int { Set(names.map { Self.cut($0, to: count) }).count }
        let start = Self.commonStart(unique)
        let shorter = Dictionary(uniqueKeysWithValues: unique.map { ($0, "…" + $0.dropFirst(start)) })
        instead = start > 1 && distinct(shorter.values) > distinct(unique) ? shorter : [:]
    }

    subscript(name: String) -> String { instead[name] ?? name }

    /// The ends of a name, as many characters of each.
    private static func cut(_ name: String, to count: Int) -> String {
        guard name.count > count else { return name }
        return name.prefix(count / 2) + "…" + name.suffix(max(count / 2 - 1, 0))
    }

    /// How many characters all names begin with, up to the beginning of a word.
    private static func commonStart(_ names: Set<String>) -> Int {
        guard var common = names.first.map(Array.init) else { return 0 }
        for name in names { common = zip(common, name).prefix { $0 == $1 }.map(\.0) }
        while let last = common.last, last.isLetter || last.isNumber { common.removeLast() }
        return common.count
    }
}
