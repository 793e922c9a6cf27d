import Datasets
public import Language
public import Session

/// Labelled clips: a data set, or a part of one.
public struct DatasetValue: Value {
    public static let type = ValueType("dataset")
    let table: ClipTable

    init(_ table: ClipTable) { self.table = table }

    public static let fields: [ValueField] = [
        ValueField("count", .number, "How many clips") { (set: DatasetValue) in Constant.count(set.table.clips.count) },
        ValueField("classes", .number, "How many classes") { (set: DatasetValue) in
            Constant.count(set.table.classes.count)
        },
    ]

    public var line: String {
        let (clips, classes) = (table.clips.count, table.classes.count)
        let seconds = table.clips.reduce(0) { $0 + $1.seconds }
        return "\(clips) clip\(clips == 1 ? "" : "s") · \(classes) class\(classes == 1 ? "" : "es")"
            + " · \(spelled(seconds: seconds))"
    }

    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(table))
    }

    public init(payload: Payload) throws { self.init(try Facts.decode(ClipTable.self, from: payload)) }
}
