import Language
import Session

/// What a series is over: options, with the values of each.
///
/// Elements stand in rows: the value of the last key changes fastest.
public struct SeriesKeys: Hashable, Sendable {
    /// An option, and the values that it takes in turn.
    public struct Key: Hashable, Sendable {
        public var name: String
        public var values: [Scalar]
        /// Whether the values are parts of a whole, which people read in percent.
        var isShare = false

        /// The value at `place`, as people read it.
        func text(_ place: Int) -> String { isShare ? values[place].shareDisplay : values[place].display }
        /// All values as numbers, in percent where they are shares; nil where they are none.
        public var numbers: (values: [Double], unit: String)? {
            guard let quantities = SeriesValue.quantities(values), let first = quantities.first else { return nil }
            if isShare { return (quantities.map { $0.value * 100 }, "%") }
            return (quantities.map(\.value), Unit.base(of: first.dimension)?.name ?? "")
        }
    }

    public var keys: [Key]

    /// How many elements a series over them has.
    public var count: Int { keys.reduce(1) { $0 * $1.values.count } }
    public var names: [String] { keys.map(\.name) }

    /// Which value of each key element `index` has.
    func places(_ index: Int) -> [Int] {
        var rest = index
        return keys.reversed().map { key in
            defer { rest /= key.values.count }
            return rest % key.values.count
        }.reversed()
    }

    /// The element with these values, in the order of the keys.
    func index(_ places: [Int]) -> Int { zip(keys, places).reduce(0) { $0 * $1.0.values.count + $1.1 } }

    /// Which element here has the values that element `index` of `other` has; all keys are among those of `other`.
    func index(_ index: Int, in other: SeriesKeys) -> Int {
        let places = Dictionary(uniqueKeysWithValues: zip(other.names, other.places(index)))
        return self.index(keys.map { places[$0.name]! })
    }

    /// The value of each key, as people read it.
    public func values(_ index: Int) -> [String] { zip(keys, places(index)).map { $0.text($1) } }

    /// `level -10 dB, bands 64`; what is asked for by `is` says what it is by itself.
    public func text(_ index: Int) -> String {
        zip(names, values(index)).map { $0 == "is" ? $1 : "\($0) \($1)" }.joined(separator: ", ")
    }

    // MARK: In a recipe

    /// `[["level", [-10 dB, 0 dB]], ["shift", [0, 0.5], "%"]]`
    var scalar: Scalar {
        .list(keys.map { .list([.text($0.name), .list($0.values)] + ($0.isShare ? [.text("%")] : [])) })
    }

    init(_ keys: [Key]) { self.keys = keys }

    init?(_ scalar: Scalar) {
        guard case .list(let entries) = scalar else { return nil }
        keys = entries.compactMap { entry in
            guard case .list(let parts) = entry, (2...3).contains(parts.count), case .text(let name) = parts[0],
                case .list(let values) = parts[1], !values.isEmpty
            else { return nil }
            return Key(name: name, values: values, isShare: parts.count == 3)
        }
        guard keys.count == entries.count, !keys.isEmpty else { return nil }
    }
}

extension Recipe {
    private static let seriesVerb = "series"

    /// Several values as one, an element for every value of each key; `noun` is what the elements measure: `accuracy`.
    static func series(_ keys: SeriesKeys, _ elements: [Recipe], noun: String? = nil) -> Recipe {
        precondition(keys.count == elements.count)
        return Recipe(
            verb: seriesVerb, version: Operators.version, operands: [("", elements.map { .recipe($0) })],
            options: [("keys", .literal(keys.scalar.description))]
                + (noun.map { [("noun", .literal(Scalar.text($0).description))] } ?? []))
    }

    var isSeries: Bool { verb == Self.seriesVerb }

    /// What the recipe of a series is made of; nil for any other.
    var series: (keys: SeriesKeys, elements: [Recipe], noun: String?)? {
        guard isSeries, let keys = scalar("keys").flatMap(SeriesKeys.init), keys.count == parents.count else { return nil }
        if case .text(let noun)? = scalar("noun") { return (keys, parents, noun) }
        return (keys, parents, nil)
    }

    /// The value of an option that was written down.
    private func scalar(_ key: String) -> Scalar? {
        guard case .literal(let text)? = options.first(where: { $0.key == key })?.value else { return nil }
        do { return try Scalar(parsing: text) } catch { return nil }
    }
}
