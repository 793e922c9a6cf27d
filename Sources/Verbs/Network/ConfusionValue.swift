public import Language
import Networks
import Plotting
public import Programs
public import Session
import Tensors
import Workplace

/// How many clips of each class were taken for each.
public struct ConfusionValue: Value {
    public static let type = ValueType("confusion")
    let classes: [String]
    let confusion: Confusion

    init(classes: [String], _ confusion: Confusion) {
        precondition(classes.count == confusion.size)
        self.classes = classes
        self.confusion = confusion
    }

    public static let fields: [ValueField] = [
        ValueField("accuracy", .number, "Share of clips taken for what they are") { (value: ConfusionValue) in
            try Constant.share(value.confusion.accuracy, of: "clip was evaluated")
        },
        ValueField("count", .number, "How many clips") { (value: ConfusionValue) in
            Constant.count(value.confusion.total)
        },
        ValueField("table", TableValue.type, "The counts: a row for each class, a column for what it was taken for") {
            (value: ConfusionValue) in value.table(shortened: false)
        },
        ValueField("values", TensorValue.type, "The counts, truth x prediction") { (value: ConfusionValue) in
            TensorValue(value.tensor)
        },
    ]

    public var line: String {
        "\(spelled(share: confusion.accuracy)) of \(confusion.total) clip\(confusion.total == 1 ? "" : "s") right"
            + " · \(classes.count) class\(classes.count == 1 ? "" : "es")"
    }

    public var shown: Shown { .text([line, text].compactMap { $0 }.joined(separator: "\n\n")) }

    /// The counts as text, where a page has room for them.
    var text: String? {
        guard !classes.isEmpty, classes.count <= 12 else { return nil }
        let isWide = classes.reduce(0) { $0 + displayWidth($1) + 2 } > 80
        return table(shortened: isWide).text
    }

    /// (truth, prediction) with class names.
    var tensor: Tensor {
        Tensor(
            [classes.count, classes.count],
            axes: [Axis("truth", .labels(classes)), Axis("prediction", .labels(classes))],
            confusion.counts.map(Float.init))
    }

    func table(shortened: Bool) -> TableValue {
        let heads = shortened ? shortNames(classes, width: 6) : classes
        let columns = heads.enumerated().map { column, name in
            TableValue.Column(
                name: name, cells: .numbers(classes.indices.map { Double(confusion[$0, column]) }, digits: 0))
        }
        return TableValue([.init(name: "truth", cells: .text(classes))] + columns)
    }

    private struct Record: Codable {
        var classes: [String]
        var counts: [Int]
    }

    public func payload() throws -> Payload {
        let record = Record(classes: classes, counts: confusion.counts)
        return Payload(type: Self.type.name, line: line, facts: try Facts.encode(record))
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        guard let confusion = Confusion(size: record.classes.count, counts: record.counts) else {
            throw DamagedValue(type: Self.type, what: "not a count for each two classes")
        }
        self.init(classes: record.classes, confusion)
    }
}

extension ConfusionValue: Drawable {
    private var accuracy: String { spelled(share: confusion.accuracy) }
    var description: String { "\(confusion.total) clips · shares of each row" }

    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        try .confusion(
            title: wishes.title(else: "Accuracy \(accuracy)"),
            // Under a title of one's own the accuracy still has to be seen.
            subtitle: wishes.subtitle(else: (wishes.title.isEmpty ? "" : accuracy + " of ") + description),
            names: classes, counts: tensor)
    }
}

/// Names cut to `width` columns, with an ellipsis where something is left out.
private func shortNames(_ names: [String], width: Int) -> [String] {
    names.map { name in
        guard displayWidth(name) > width else { return name }
        var short = ""
        for character in name {
            if displayWidth(short) + displayWidth(character) > width - 1 { break }
            short.append(character)
        }
        return short + "…"
    }
}

extension Constant {
    /// - Throws: `NothingToMeasure` for a share of nothing: no `what`.
    static func share(_ share: Double, of what: String) throws -> Constant {
        guard !share.isNaN else { throw NothingToMeasure(cause: "no \(what)") }
        return Constant(share: share)
    }

    /// - Throws: `NothingToMeasure` for an area or a mean of nothing: no `what`.
    static func number(_ value: Double, of what: String) throws -> Constant {
        guard !value.isNaN else { throw NothingToMeasure(cause: "no \(what)") }
        return .number(value)
    }
}

extension ConfusionValue: Exportable {
    var endings: [String] { ["csv"] }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? { try table(shortened: false).file(ending, export) }
}
