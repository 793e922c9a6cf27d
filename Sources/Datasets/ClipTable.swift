public import Language

/// A data set or a part of one: clips, their classes, and what else is known of each.
public struct ClipTable: Hashable, Sendable, Codable {
    /// Class names, sorted; a part keeps all classes of the whole.
    public var classes: [String]
    public var clips: [Clip]
    /// A value for each clip: fold, speaker, source ...
    public var columns: [Column]
    /// Files that could not be read, and why.
    public var unreadable: [Unreadable]
    /// What made the clips and can make them again; nil for files that came from elsewhere.
    public var stage: Stage?
    /// What each clip was taken for; nil where nobody has judged them.
    public var judgements: [Judgement]?

    public struct Column: Hashable, Sendable, Codable {
        public var name: String
        public var values: [String]
        public init(_ name: String, _ values: [String]) {
            self.name = name
            self.values = values
        }
    }

    public struct Unreadable: Hashable, Sendable, Codable {
        public var path: String
        public var reason: String
        public init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    public struct Judgement: Hashable, Sendable, Codable {
        /// The name of a class, which need not be one of the data set's.
        public var name: String
        /// From 0 to 1.
        public var confidence: Double
        public init(_ name: String, confidence: Double) {
            self.name = name
            self.confidence = confidence
        }
    }

    public init(classes: [String], clips: [Clip], columns: [Column] = [], unreadable: [Unreadable] = []) {
        self.classes = classes
        self.clips = clips
        self.columns = columns
        self.unreadable = unreadable
    }

    /// Whether every column has a value for each clip, and a judgement, where there are any, belongs to each.
    public var isWhole: Bool {
        columns.allSatisfy { $0.values.count == clips.count } && judgements.map { $0.count == clips.count } ?? true
    }

    /// The clips of another table after those of this one; both have the same classes and columns, and judgements or none.
    public mutating func append(_ other: ClipTable) {
        clips += other.clips
        for index in columns.indices { columns[index].values += other.columns[index].values }
        judgements = other.judgements.flatMap { more in judgements.map { $0 + more } }
    }

    /// The clips at `indices`, in that order, with their values in every column and what they were taken for.
    public func selecting(_ indices: [Int]) -> ClipTable {
        var part = ClipTable(
            classes: classes, clips: indices.map { clips[$0] },
            columns: columns.map { column in Column(column.name, indices.map { column.values[$0] }) },
            unreadable: unreadable)
        part.stage = stage
        part.judgements = judgements.map { judgements in indices.map { judgements[$0] } }
        return part
    }
}

extension ValueType {
    /// What a data set is in a program.
    public static let dataset = ValueType("dataset")
}
