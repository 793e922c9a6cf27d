extension ClipTable {
    /// What a clip's cell in one column has to be; all that is given has to hold.
    public struct Condition: Sendable {
        public var isOneOf: [SoughtCell]?
        public var isNoneOf: [SoughtCell]?
        /// Greater, not equal.
        public var above: Double?
        /// Less, not equal.
        public var below: Double?

        public init(isOneOf: [SoughtCell]? = nil, isNoneOf: [SoughtCell]? = nil, above: Double? = nil, below: Double? = nil) {
            self.isOneOf = isOneOf
            self.isNoneOf = isNoneOf
            self.above = above
            self.below = below
        }
    }

    /// The clips whose cell in `column` meets the condition, in their order.
    ///
    /// A clip of several classes is one of those that any of its classes is, and none of those that none of them is. Chosen
    /// by class, the classes that are left are all there are; otherwise all classes stay.
    ///
    /// - Throws: `DatasetFault`.
    public func filtered(by column: String, _ condition: Condition) throws(DatasetFault) -> ClipTable {
        let values = try values(of: column)
        let cells = values.flatMap { $0 }
        guard condition.isOneOf != nil || condition.isNoneOf != nil || condition.above != nil || condition.below != nil else {
            throw .noCondition
        }
        for (option, entries) in [("is", condition.isOneOf ?? []), ("not", condition.isNoneOf ?? [])] {
            for entry in entries where !cells.contains(where: entry.matches) {
                throw .noValue(column: column, value: entry.text, values: Self.values(in: cells), option: option)
            }
        }
        var indices: [Int] = []
        for (index, cells) in values.enumerated() {
            func isAny(of entries: [SoughtCell]) -> Bool { entries.contains { cells.contains(where: $0.matches) } }
            if let wanted = condition.isOneOf, !isAny(of: wanted) { continue }
            if let unwanted = condition.isNoneOf, isAny(of: unwanted) { continue }
            if condition.above != nil || condition.below != nil {
                var isWithin = false
                for cell in cells where !cell.isEmpty {
                    guard let number = Double(cell) else { throw .notNumbers(column: column, value: cell) }
                    if number > condition.above ?? -.infinity && number < condition.below ?? .infinity { isWithin = true }
                }
                if !isWithin { continue }
            }
            indices.append(index)
        }
        guard !indices.isEmpty else {
            throw .nothingLeft(conditions: condition.text(column), column: column, values: Self.values(in: cells))
        }
        let part = selecting(indices)
        return column == "class" ? part.withoutEmptyClasses : part
    }

    /// The same clips, without the classes that none of them has.
    private var withoutEmptyClasses: ClipTable { among(usedClasses) }

    /// The classes that clips have.
    public var usedClasses: [String] { Set(clips.flatMap(\.allLabels)).sorted().map { classes[$0] } }

    /// The same clips, their classes found by name among `classes`, which holds all that they have.
    public func among(_ classes: [String]) -> ClipTable {
        guard classes != self.classes else { return self }
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let names = self.classes
        var table = self
        table.classes = classes
        for (index, clip) in clips.enumerated() {
            let labels = clip.allLabels.map { places[names[$0]]! }.sorted()
            table.clips[index].labels = clip.labels.map { _ in labels }
            table.clips[index].label = labels.first
        }
        return table
    }
}

extension ClipTable.Condition {
    /// `seconds above 3 and below 4`.
    fileprivate func text(_ column: String) -> String {
        var parts: [String] = []
        if let isOneOf { parts.append("one of " + isOneOf.map(\.text).joined(separator: ", ")) }
        if let isNoneOf { parts.append("none of " + isNoneOf.map(\.text).joined(separator: ", ")) }
        if let above { parts.append("above \(SoughtCell.number(above).text)") }
        if let below { parts.append("below \(SoughtCell.number(below).text)") }
        return "\(column) " + parts.joined(separator: " and ")
    }
}
