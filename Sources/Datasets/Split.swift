internal import Tensors

/// A data set cut into clips to learn from, to choose by, and to test on; no clip is on two sides.
public struct Split: Hashable, Sendable, Codable {
    /// The whole.
    public let table: ClipTable
    /// The side of each clip.
    public let sides: [Side]

    public enum Side: Int, Hashable, Sendable, Codable, CaseIterable { case train, validate, test }

    public init(table: ClipTable, sides: [Side]) {
        precondition(table.clips.count == sides.count)
        self.table = table
        self.sides = sides
    }

    /// The clips of one side, in the order of the whole.
    public subscript(side: Side) -> ClipTable { table.selecting(sides.indices.filter { sides[$0] == side }) }

    public func count(_ side: Side) -> Int { sides.count { $0 == side } }

    /// What goes to a side: the clips with these values in a column, or a share of all, from 0 to 1.
    public enum Portion: Sendable {
        case cells([SoughtCell])
        case share(Double)
    }
}

extension Split {
    /// Cuts `table`.
    ///
    /// With a column, values name what goes to a side, and a share takes whole groups of clips with one value, as near to
    /// the share as groups allow. Without one, a share is taken of each class, and a clip of several counts for each. Copies
    /// of one content, told by their digest, go together: to test before validate before train. The seed alone decides
    /// between equals.
    ///
    /// - Parameter isFold: whether this is one cut of several along the column; what concerns them all alike, copies and
    ///   clips of one source, is not noted then.
    /// - Throws: `DatasetFault`.
    public static func cut(
        _ table: ClipTable, by column: String?, test: Portion, validate: Portion?, seed: UInt64, isFold: Bool = false
    ) throws -> (split: Split, notes: [String]) {
        var work = Cutting(
            table: table, column: column, cells: try column.map { try table.cells(of: $0) },
            values: try column.map { try table.values(of: $0) }, seed: seed, isFold: isFold)
        if case .cells(let tested) = test, case .cells(let validated)? = validate,
            let both = validated.first(where: tested.contains)
        {
            throw DatasetFault.overlap(column: column ?? "", value: both.text)
        }
        try work.give(test, to: .test, named: "test")
        if let validate { try work.give(validate, to: .validate, named: "validate") }
        work.bringCopiesTogether()
        let split = Split(table: table, sides: work.sides)
        for (side, name) in [(Side.train, "train"), (.test, "test"), (.validate, "validate")]
        where split.count(side) == 0 && (side != .validate || validate != nil) {
            throw DatasetFault.emptySide(side: name, why: work.reason(side))
        }
        try work.noteSources()
        work.noteClasses(of: split)
        return (split, work.notes)
    }
}

/// Clips on their way to a side.
private struct Cutting {
    let table: ClipTable
    let column: String?
    /// The cells of the column.
    let cells: [String]?
    /// The same, where a cell may hold several classes.
    let values: [[String]]?
    let seed: UInt64
    let isFold: Bool
    var sides: [Split.Side]
    var notes: [String] = []

    init(table: ClipTable, column: String?, cells: [String]?, values: [[String]]?, seed: UInt64, isFold: Bool) {
        self.table = table
        self.column = column
        self.cells = cells
        self.values = values
        self.seed = seed
        self.isFold = isFold
        sides = [Split.Side](repeating: .train, count: table.clips.count)
    }

    mutating func give(_ portion: Split.Portion, to side: Split.Side, named name: String) throws(DatasetFault) {
        switch portion {
        case .cells(let wanted):
            guard let values, let column else { throw .valuesWithoutColumn(side: name) }
            for cell in wanted where !values.contains(where: { $0.contains(where: cell.matches) }) {
                throw .noValue(
                    column: column, value: cell.text, values: ClipTable.values(in: values.flatMap { $0 }), option: name)
            }
            for (index, cells) in values.enumerated()
            where sides[index] == .train && wanted.contains(where: { cells.contains(where: $0.matches) }) {
                sides[index] = side
            }
        case .share(let share):
            guard share > 0, share < 1 else { throw .noShare(side: name, value: share) }
            let free = sides.indices.filter { sides[$0] == .train }
            if let cells, let column {
                let values = ClipTable.values(in: free.map { cells[$0] })
                if values.count > 1 {
                    take(share, of: groups(free, by: { cells[$0] }), to: side, name, keepsClasses: false)
                    noteShare(share, side, name, column, of: free.count)
                    return
                }
                guard side == .validate else {
                    throw .oneGroup(column: column, value: values.first ?? "", side: name)
                }
            }
            take(share, of: groups(free, by: { table.clips[$0].content }), to: side, name, keepsClasses: true)
        }
    }

    /// Clips that have to go together, in the order of their first.
    private func groups(_ indices: [Int], by key: (Int) -> String) -> [[Int]] {
        var places: [String: Int] = [:]
        var groups: [[Int]] = []
        for index in indices {
            // A clip whose content is not known is like no other.
            let key = key(index).isEmpty && column == nil ? "\0\(index)" : key(index)
            if let place = places[key] {
                groups[place].append(index)
            } else {
                places[key] = groups.count
                groups.append([index])
            }
        }
        return groups
    }

    /// Gives whole groups to `side` until it has about the share of every class and of all.
    ///
    /// First, in an order drawn from the seed, each group that brings the classes nearer to their share, or where clips
    /// have several, what `dealt` gives; then, while the whole is short of its share, the group that harms the classes
    /// least.
    private mutating func take(
        _ share: Double, of groups: [[Int]], to side: Split.Side, _ name: String, keepsClasses: Bool
    ) {
        let random = Philox(seed: seed, purpose: "split", UInt64(side.rawValue))
        let order = groups.indices.sorted { (random.bits($0), $0) < (random.bits($1), $1) }
        var counts: [[Int: Int]] = []
        var whole = [Int](repeating: 0, count: table.classes.count)
        for group in groups {
            var count: [Int: Int] = [:]
            for index in group { for label in table.clips[index].allLabels { count[label, default: 0] += 1 } }
            for (label, number) in count { whole[label] += number }
            counts.append(count)
        }
        let total = Double(groups.reduce(0) { $0 + $1.count })
        let wanted = whole.map { Double($0) * share }
        var given = [Int](repeating: 0, count: whole.count)
        var sum = 0.0
        var taken = Set<Int>()

        /// How much further from their shares the classes are with the group than without.
        func harm(_ group: Int) -> Double {
            counts[group].reduce(0) { harm, item in
                let (before, after) = (Double(given[item.key]), Double(given[item.key] + item.value))
                let (old, new) = (before - wanted[item.key], after - wanted[item.key])
                return harm + new * new - old * old
            }
        }
        /// Every class keeps a clip to learn from, and the whole a group.
        func isFree(_ group: Int) -> Bool {
            if taken.contains(group) || taken.count + 1 >= groups.count { return false }
            return !keepsClasses || counts[group].allSatisfy { given[$0.key] + $0.value < whole[$0.key] }
        }
        func add(_ group: Int) {
            taken.insert(group)
            for (label, number) in counts[group] { given[label] += number }
            sum += Double(groups[group].count)
        }
        if table.hasManyLabels {
            let sides = table.dealt(groups, shares: [share, 1 - share], order: order)
            for group in order where isFree(group) && sides[group] == 0 { add(group) }
        } else {
            for group in order where isFree(group) && harm(group) < 0 { add(group) }
        }
        while true {
            let short = total * share - sum
            let fitting = order.filter { isFree($0) && (abs(short - Double(groups[$0].count)) < abs(short) || sum == 0) }
            let best = fitting.min { a, b in
                if sum == 0, groups[a].count != groups[b].count {
                    let (x, y) = (abs(short - Double(groups[a].count)), abs(short - Double(groups[b].count)))
                    if x != y { return x < y }
                }
                return harm(a) < harm(b)
            }
            guard let best else { break }
            add(best)
        }
        for group in taken { for index in groups[group] { sides[index] = side } }
    }

    private mutating func noteShare(_ share: Double, _ side: Split.Side, _ name: String, _ column: String, of free: Int) {
        let given = Double(sides.count { $0 == side }) / Double(max(free, 1))
        guard abs(given - share) > share / 4 else { return }
        notes.append(
            "\(name) is \(percent(given)) of the clips instead of \(percent(share)): clips of one \(column) stay together")
    }

    private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %".replacing(".0 %", with: " %") }

    /// Copies of one content on several sides all go to the one that must not be learned from.
    mutating func bringCopiesTogether() {
        var strictest: [String: Split.Side] = [:]
        for (clip, side) in zip(table.clips, sides) where !clip.digest.isEmpty {
            if side.rawValue > strictest[clip.content, default: .train].rawValue { strictest[clip.content] = side }
        }
        var moved = 0
        for (index, clip) in table.clips.enumerated() {
            guard let side = strictest[clip.content], side != sides[index] else { continue }
            sides[index] = side
            moved += 1
        }
        guard moved > 0, !isFold else { return }
        notes.append(
            "\(moved) clip\(moved == 1 ? " is a copy" : "s are copies") of clips on another side and \(moved == 1 ? "goes" : "go") there"
        )
    }

    /// Says when clips of one recording, or of one speaker, are on several sides: what is tested has then been half heard.
    mutating func noteSources() throws(DatasetFault) {
        guard !isFold else { return }
        for name in table.kinshipColumns where name != column {
            let count = try table.scattered(name, over: sides)
            guard count > 0 else { continue }
            notes.append(
                "clips of \(count == 1 ? "one \(name) are" : "\(count) values of \(name) are") on several sides, so the test "
                    + "knows more than it should: 'split ... by \(name)' keeps them together")
        }
    }

    /// Says which classes cannot be learned or cannot be tested.
    mutating func noteClasses(of split: Split) {
        var counts = [[Int]](repeating: [0, 0, 0], count: table.classes.count)
        for (clip, side) in zip(table.clips, sides) { for label in clip.allLabels { counts[label][side.rawValue] += 1 } }
        func note(_ isMeant: ([Int]) -> Bool, _ text: (String) -> String) {
            let names = table.classes.indices.filter { isMeant(counts[$0]) }.map { "'\(table.classes[$0])'" }
            if !names.isEmpty {
                notes.append(text(names.count <= 5 ? names.joined(separator: ", ") : "\(names.count) classes"))
            }
        }
        note({ $0[0] == 0 && $0[1] + $0[2] > 0 }) { "no clip of \($0) is in train" }
        note({ $0[2] == 0 && $0.reduce(0, +) == 1 }) { "the only clip of \($0) is not in test" }
        note({ $0[2] == 0 && $0.reduce(0, +) > 1 }) { "no clip of \($0) is in test" }
    }

    /// Why a side has no clip.
    func reason(_ side: Split.Side) -> String {
        let clips = table.clips.count
        if clips == 1 { return "there is one clip" }
        switch side {
        case .train: return "all \(clips) clips are asked for elsewhere"
        default:
            return !table.classes.isEmpty
                && table.classes.indices.allSatisfy { label in table.clips.count { $0.allLabels.contains(label) } <= 1 }
                ? "each class has one clip, which stays in train" : "the clips that it would take go elsewhere or stay in train"
        }
    }
}
