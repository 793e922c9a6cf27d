public import Language
public import Session
import Workplace

/// Values that `each` gave, one for every value of its keys.
public struct SeriesValue: Value {
    public static let type = ValueType.series
    public let keys: SeriesKeys
    public let elements: [any Value]
    /// What the elements measure, where they were read from a field: `accuracy`.
    public let noun: String?

    init(_ elements: [any Value], keys: SeriesKeys, noun: String? = nil) {
        precondition(elements.count == keys.count && !elements.isEmpty)
        self.elements = elements
        self.keys = keys
        self.noun = noun
    }

    /// What a series's recipe names; throws `DamagedValue` where its parts do not belong together.
    init(_ elements: [any Value], keys: (any Value)?, noun: (any Value)?) throws {
        guard let scalar = (keys as? Constant)?.scalar, let keys = SeriesKeys(scalar), keys.count == elements.count else {
            throw DamagedValue(type: Self.type, what: "not an element for each value of its keys")
        }
        var word: String?
        if case .text(let text)? = (noun as? Constant)?.scalar { word = text }
        self.init(elements, keys: keys, noun: word)
    }

    /// `3 sounds by level: -20 dB, -10 dB, 0 dB`; numbers stand there themselves: `accuracy by level: 0.5, 0.75, 1`.
    public var line: String {
        let name = elements[0].type.name
        let things = name.hasSuffix("s") ? "x \(name)" : elements.count == 1 ? name : name + "s"
        let what = noun ?? "\(elements.count) \(things)"
        if keys.names == ["is"], constants == nil {
            return "\(what): " + Self.brief(keys.keys[0].values.indices.map(keys.keys[0].text))
        }
        let head = what + " by "
        if constants != nil { return head + keys.names.joined(separator: ", ") + ": " + Self.brief(elements.map(\.line)) }
        return head + keys.keys.map { "\($0.name): \(Self.brief($0.values.indices.map($0.text)))" }.joined(separator: " · ")
    }

    private static func brief(_ texts: [String]) -> String {
        texts.prefix(5).joined(separator: ", ") + (texts.count > 5 ? ", …" : "")
    }

    public var shown: Shown { table(isRead: true).shown }

    /// A row for each element: the value of every key, then what the element is.
    ///
    /// - Parameter isRead: whether people read it, in units that suit; else numbers stay numbers, in base units.
    public func table(isRead: Bool) -> TableValue {
        var columns = keys.keys.enumerated().map { number, key in
            let places = (0..<keys.count).map { keys.places($0)[number] }
            return key.isShare && isRead
                ? .init(name: key.name, cells: .text(places.map(key.text)))
                : column(key.name, places.map { key.values[$0] }, isRead: isRead)
        }
        let name = noun ?? (quantities == nil ? elements[0].type.name : "value")
        if let constants, !(isRead && isOfShares) {
            columns.append(column(name, constants.map(\.scalar), isRead: isRead))
        } else {
            columns.append(.init(name: name, cells: .text(elements.map(\.line))))
        }
        return TableValue(columns)
    }

    /// The elements, where all are numbers or texts.
    private var constants: [Constant]? { elements as? [Constant] }

    /// Whether all elements are parts of a whole, which people read in percent.
    public var isOfShares: Bool { constants?.allSatisfy(\.isShare) ?? false }

    /// The elements as numbers of one unit; nil where they are none.
    public var quantities: [Quantity]? { constants.flatMap { Self.quantities($0.map(\.scalar)) } }

    /// All of `scalars` as numbers of one unit.
    static func quantities(_ scalars: [Scalar]) -> [Quantity]? {
        let found = scalars.compactMap { scalar in
            if case .quantity(let quantity) = scalar { quantity } else { nil }
        }
        guard found.count == scalars.count, Set(found.map(\.dimension)).count <= 1 else { return nil }
        return found
    }

    private func column(_ name: String, _ scalars: [Scalar], isRead: Bool) -> TableValue.Column {
        guard let numbers = Self.quantities(scalars), let first = numbers.first, !isRead || first.dimension == .none else {
            return .init(name: name, cells: .text(scalars.map { $0.text ?? $0.display }))
        }
        let unit = Unit.base(of: first.dimension).map { " (\($0.name))" } ?? ""
        return .init(name: name + unit, cells: .numbers(numbers.map(\.value), digits: digits(numbers.map(\.value))))
    }

    /// Only the lines are kept: each element is an entry of its own, and a series is put together from its recipe.
    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(elements.map(\.line)))
    }

    public init(payload: Payload) throws {
        throw DamagedValue(type: Self.type, what: "its elements are not with it")
    }
}

/// The decimals that show all of `values`, four at most where they are not plain decimals.
private func digits(_ values: [Double]) -> Int {
    (0...6).first { digits in
        let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        return values.allSatisfy { (($0 * scale).rounded() / scale) == $0 }
    } ?? 4
}

extension Scalar {
    /// What stands between the quotes of a text.
    fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}
