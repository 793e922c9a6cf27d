import Datasets
public import Language
public import Programs
public import Session
import Tensors
import Workplace

/// Labelled clips: a data set, or a part of one.
public struct DatasetValue: Value {
    public static let type = ValueType.dataset
    let table: ClipTable

    init(_ table: ClipTable) { self.table = table }

    public static let fields: [ValueField] = [
        ValueField("count", .number, "How many clips") { (set: DatasetValue) in Constant.count(set.table.clips.count) },
        ValueField("classes", TableValue.type, "The classes, with how many clips of what length each has") {
            (set: DatasetValue) in set.classes(withEmpty: true)
        },
        ValueField("duration", .number, "How long all clips last") { (set: DatasetValue) in
            Constant.seconds(set.seconds)
        },
        ValueField("table", TableValue.type, "A row for each clip, with all columns") { (set: DatasetValue) in set.rows },
        ValueField("captions", TableValue.type, "A row for each sentence that describes a clip") { (set: DatasetValue) in
            let rows = set.table.clips.flatMap { clip in (clip.captions ?? []).map { (clip.path, $0) } }
            return TableValue([
                .init(name: "path", cells: .text(rows.map(\.0))), .init(name: "caption", cells: .text(rows.map(\.1))),
            ])
        },
        ValueField("words", TableValue.type, "A row for each spoken word, with its start and end in seconds") {
            (set: DatasetValue) in
            let rows = set.table.clips.flatMap { clip in (clip.words ?? []).map { (clip.path, $0) } }
            return TableValue([
                .init(name: "path", cells: .text(rows.map(\.0))), .init(name: "word", cells: .text(rows.map(\.1.text))),
                .init(name: "start", cells: .numbers(rows.map(\.1.start), digits: 2)),
                .init(name: "end", cells: .numbers(rows.map(\.1.end), digits: 2)),
            ])
        },
        ValueField("unreadable", TableValue.type, "Files and rows that were left out, and why") { (set: DatasetValue) in
            TableValue([
                .init(name: "path", cells: .text(set.table.unreadable.map(\.path))),
                .init(name: "reason", cells: .text(set.table.unreadable.map(\.reason))),
            ])
        },
    ]

    /// The names of the columns, as they are written in a statement.
    public var columns: [String] { table.columnNames.map { Self.written($0, among: []) } }

    /// Every value that stands in a column, each once, as it is written in a statement.
    ///
    /// - Throws: `DatasetFault.noColumn`.
    public func values(in column: String) throws -> [String] {
        let values = ClipTable.values(in: try table.values(of: column).flatMap { $0 })
        return values.map { Self.written($0, among: values) }
    }

    private static func written(_ cell: String, among values: [String]) -> String {
        Scalar(cell: cell, among: values).description
    }

    private var seconds: Double { table.clips.reduce(0) { $0 + $1.seconds } }

    public var line: String {
        let (clips, classes) = (table.clips.count, table.classes.count)
        let captions = table.clips.reduce(0) { $0 + ($1.captions?.count ?? 0) }
        return "\(clips) clip\(clips == 1 ? "" : "s") · \(classes == 0 ? "no" : "\(classes)") class\(classes == 1 ? "" : "es")"
            + (captions == 0 ? "" : " · \(captions) caption\(captions == 1 ? "" : "s")")
            + " · \(spelled(seconds: seconds))"
    }

    /// The line, the classes that have clips, and what the other columns hold; of one clip, all that is known.
    public var shown: Shown {
        if table.clips.count == 1 {
            let facts = rows.columns.map { ($0.name, $0.cells.texts[0]) }
            return .text(
                TableValue([
                    .init(name: "column", cells: .text(facts.map(\.0))), .init(name: "value", cells: .text(facts.map(\.1))),
                ]).text)
        }
        var blocks = [line]
        if !table.classes.isEmpty {
            let empty = table.classes.count - table.usedClasses.count
            let unlabelled = table.clips.count - table.labelled.clips.count
            blocks.append(
                classes(withEmpty: false).text
                    + (empty > 0 ? "\n\(empty) more class\(empty == 1 ? " has" : "es have") no clip here" : "")
                    + (unlabelled > 0 ? "\n\(unlabelled) clip\(unlabelled == 1 ? " has" : "s have") no class" : ""))
        }
        let others = table.columns.filter { $0.values != table.labels }
        if !others.isEmpty {
            blocks.append(
                TableValue([
                    .init(name: "column", cells: .text(others.map(\.name))),
                    .init(name: "values", cells: .text(others.map { Self.summary($0.values) })),
                ]).text)
        }
        if !table.unreadable.isEmpty {
            let count = table.unreadable.count
            blocks.append("\(count) left out: see the field 'unreadable'")
        }
        return .text(blocks.joined(separator: "\n\n"))
    }

    /// How many values there are, and which: `5: 1, 2, 3, 4, 5 · 80 clips each`.
    private static func summary(_ cells: [String]) -> String {
        let values = ClipTable.values(in: cells)
        let counts = Set(values.count > 12 ? [] : values.map { value in cells.count { $0 == value } })
        let shown = values.map { $0.isEmpty ? "(empty)" : $0 }
        let list = shown.count > 12 ? shown.prefix(5).joined(separator: ", ") + " ..." : shown.joined(separator: ", ")
        guard list.count <= 80 else { return "\(values.count)" }
        let each = counts.count == 1 && values.count > 1 ? " · \(counts.first!) clip\(counts.first! == 1 ? "" : "s") each" : ""
        return "\(values.count): \(list)\(each)"
    }

    private func classes(withEmpty: Bool) -> TableValue {
        var counts = [Double](repeating: 0, count: table.classes.count)
        var lengths = counts
        for clip in table.clips {
            for label in clip.allLabels {
                counts[label] += 1
                lengths[label] += clip.seconds
            }
        }
        let kept = counts.indices.filter { withEmpty || counts[$0] > 0 }
        return TableValue([
            .init(name: "class", cells: .text(kept.map { table.classes[$0] })),
            .init(name: "clips", cells: .numbers(kept.map { counts[$0] }, digits: 0)),
            .init(name: "seconds", cells: .numbers(kept.map { lengths[$0] }, digits: 1)),
        ])
    }

    /// Path, class, length and rate, of movies the size, of features the shape, of clips with sentences the first and how many there are, then the
    /// data set's own columns; numbers where all cells of a column are.
    var rows: TableValue {
        let clips = table.clips
        let own = table.columns.filter { $0.values != table.labels }
        var more: [TableValue.Column] = []
        if clips.contains(where: { $0.pictures != nil }) {
            for (name, side) in [("width", \Clip.Pictures.width), ("height", \.height)] {
                let pixels = clips.map { $0.pictures.map { Double($0[keyPath: side]) } ?? .nan }
                more.append(.init(name: name, cells: .numbers(pixels, digits: 0)))
            }
        }
        if clips.contains(where: { $0.features != nil }), !own.contains(where: { $0.name == "features" }) {
            more.append(.init(name: "features", cells: .text(clips.map { $0.features?.path ?? "" })))
            let shapes = clips.map { $0.features.map { "\($0.steps) x \($0.width)" } ?? "" }
            more.append(.init(name: "steps x width", cells: .text(shapes)))
        }
        if clips.contains(where: { $0.captions != nil }) {
            more.append(.init(name: "caption", cells: .text(clips.map { $0.captions?.first ?? "" })))
            if clips.contains(where: { $0.captions?.count ?? 0 > 1 }) {
                more.append(.init(name: "captions", cells: .numbers(clips.map { Double($0.captions?.count ?? 0) }, digits: 0)))
            }
        }
        return TableValue(
            [
                .init(name: "path", cells: .text(clips.map(\.path))), .init(name: "class", cells: .text(table.labels)),
                .init(name: "seconds", cells: .numbers(clips.map(\.seconds), digits: 3)),
                .init(name: "rate", cells: .numbers(clips.map(\.rate), digits: 0)),
            ] + more + own.map { TableValue.Column(name: $0.name, cells: .text($0.values)) })
    }

    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(table))
    }

    public init(payload: Payload) throws {
        let table = try Facts.decode(ClipTable.self, from: payload)
        let fits = table.clips.allSatisfy {
            ($0.allLabels + ($0.label.map { [$0] } ?? [])).allSatisfy(table.classes.indices.contains)
        }
        guard fits, table.isWhole else {
            throw DamagedValue(type: Self.type, what: "its columns do not fit its clips")
        }
        self.init(table)
    }
}

extension DatasetValue {
    /// The clip, where there is one alone.
    ///
    /// - Throws: `SeveralClips`.
    func onlyClip(for verb: String) throws -> Clip {
        guard table.clips.count == 1 else { throw SeveralClips(verb: verb, count: table.clips.count) }
        return table.clips[0]
    }
}

/// A data set where one clip is wanted.
struct SeveralClips: Fault {
    var verb: String
    var count: Int
    var cause: String { "\(verb) takes one clip, not \(count)" }
    var remedy: String? { count == 0 ? nil : "one of them, such as data[1]" }
}

extension DatasetValue: Sliceable {
    public func slice(_ parts: [Scalar]) throws -> any Value {
        if table.clips.count == 1, parts.count == 1, parts[0].unit == "s" {
            let verb = table.clips[0].pictures == nil ? "soundtrack" : "frames"
            throw UnfitSlice(cause: "clips are sliced by count", remedy: "\(verb) DATA[1], part: \(parts[0].display)")
        }
        return DatasetValue(table.selecting(Array(try parts.rows(of: table.clips.count, "clips"))))
    }
}

extension DatasetValue: Exportable {
    /// One clip alone is a movie, too.
    var endings: [String] { ["csv"] + (table.clips.count == 1 ? ["mp4", "mov", "wav"] : []) }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? {
        try ending == "csv" ? rows.file(ending, export) : export.movie(ending)
    }
}
