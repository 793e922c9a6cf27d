import Datasets
public import Language
public import Programs
public import Session
import Tensors
import Workplace

/// A data set in parts: what to train on, to validate with and to test on.
public struct SplitValue: Value {
    public static let type = ValueType("split")
    let split: Split

    init(_ split: Split) { self.split = split }

    public static let fields: [ValueField] = [
        ValueField("train", DatasetValue.type, "Clips to learn from") { (value: SplitValue) in
            DatasetValue(value.split[.train])
        },
        ValueField("test", DatasetValue.type, "Clips to test on") { (value: SplitValue) in
            DatasetValue(value.split[.test])
        },
        ValueField("validate", DatasetValue.type, "Clips to choose by, where they were asked for") { (value: SplitValue) in
            guard value.split.count(.validate) > 0 else { throw NoValidation() }
            return DatasetValue(value.split[.validate])
        },
    ]

    public var line: String {
        let sides = [("train", Split.Side.train), ("validate", .validate), ("test", .test)].compactMap { name, side in
            split.count(side) > 0 ? "\(name) \(split.count(side))" : nil
        }
        let classes = split.table.classes.count
        return sides.joined(separator: " · ") + " clips · \(classes) class\(classes == 1 ? "" : "es")"
    }

    /// The line, and how many clips of each class are on each side.
    public var shown: Shown {
        let sides = [("train", Split.Side.train), ("validate", .validate), ("test", .test)]
            .filter { split.count($0.1) > 0 }
        var columns = [TableValue.Column(name: "class", cells: .text(split.table.classes))]
        for (name, side) in sides {
            var counts = [Double](repeating: 0, count: split.table.classes.count)
            for (clip, own) in zip(split.table.clips, split.sides) where own == side {
                for label in clip.allLabels { counts[label] += 1 }
            }
            columns.append(TableValue.Column(name: name, cells: .numbers(counts, digits: 0)))
        }
        return .text(line + "\n\n" + TableValue(columns).text)
    }

    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(split))
    }

    public init(payload: Payload) throws {
        let split = try Facts.decode(Split.self, from: payload)
        guard split.sides.count == split.table.clips.count, split.table.isWhole else {
            throw DamagedValue(type: Self.type, what: "not every clip has a side")
        }
        self.init(split)
    }
}

/// A split without clips to validate with.
struct NoValidation: Fault {
    var cause: String { "the split has no clips to validate with" }
    var remedy: String? { "ask for them where it is made: split ..., validate: 10 %" }
}
