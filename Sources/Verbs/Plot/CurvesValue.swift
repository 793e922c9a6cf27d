public import Language
import Plotting
public import Programs
public import Session
import Tensors
import Workplace

/// Named curves over one axis: losses by epoch, hits by false alarms.
public struct CurvesValue: Value {
    public static let type = ValueType("curves")

    let title: String
    let names: [String]
    let looks: [Series.Look]
    /// (2, point): places and values.
    let curves: [Tensor]
    let x: Side
    let y: Side
    let mark: Mark?
    let hasDiagonal: Bool

    /// What an axis measures; without `range` it spans the data.
    struct Side: Codable, Hashable, Sendable {
        var label: String
        var unit: String
        var range: ClosedRange<Double>?

        init(_ label: String, unit: String = "", range: ClosedRange<Double>? = nil) {
            self.label = label
            self.unit = unit
            self.range = range
        }
    }

    /// `title` heads the figure where its author gives no other; `mark` is a place that matters, such as the best epoch.
    init(
        _ title: String, series: [Series], x: Side, y: Side, mark: Mark? = nil, hasDiagonal: Bool = false
    ) {
        precondition(series.allSatisfy { $0.x.count == $0.y.count })
        self.title = title
        self.names = series.map(\.name)
        self.looks = series.map(\.look)
        self.curves = series.map { Tensor([2, $0.x.count], ($0.x + $0.y).map(Float.init)) }
        self.x = x
        self.y = y
        self.mark = mark
        self.hasDiagonal = hasDiagonal
    }

    public static let fields: [ValueField] = [
        ValueField("table", TableValue.type, "The numbers: a column for each curve, or a row for each point") {
            (value: CurvesValue) in value.table
        }
    ]

    public var line: String {
        let named = names.indices.filter { looks[$0] != .faint }.map { names[$0] }
        let shown = named.prefix(6).joined(separator: ", ") + (named.count > 6 || named.count < names.count ? ", …" : "")
        let side = "\(y.label.isEmpty ? "" : "\(y.label.lowercased()): ")\(shown)"
        return side + (mark.map { " · \($0.text)" } ?? "")
    }

    var series: [Series] {
        zip(names, zip(looks, curves)).map { name, curve in
            let (look, tensor) = curve
            let count = tensor.shape[1]
            let floats = tensor.floats.map(Double.init)
            return Series(name, x: Array(floats[..<count]), y: Array(floats[count...]), look: look)
        }
    }

    /// Curves over the same places side by side, others below each other.
    var table: TableValue {
        let series = series
        let label = x.label.isEmpty ? "x" : x.label.lowercased()
        guard let first = series.first, series.allSatisfy({ $0.x == first.x }) else {
            return TableValue([
                .init(name: "curve", cells: .text(series.flatMap { one in one.x.map { _ in one.name } })),
                .init(name: label, cells: .numbers(series.flatMap(\.x), digits: 4)),
                .init(name: y.label.isEmpty ? "y" : y.label.lowercased(), cells: .numbers(series.flatMap(\.y), digits: 4)),
            ])
        }
        let isWhole = first.x.allSatisfy { $0 == $0.rounded() }
        return TableValue(
            [.init(name: label, cells: .numbers(first.x, digits: isWhole ? 0 : 4))]
                + series.map { .init(name: $0.name, cells: .numbers($0.y, digits: 4)) })
    }

    private struct Record: Codable {
        var title: String
        var names: [String]
        var looks: [Series.Look]
        var x: Side
        var y: Side
        var mark: Mark?
        var hasDiagonal: Bool
    }

    public func payload() throws -> Payload {
        let record = Record(
            title: title, names: names, looks: looks, x: x, y: y, mark: mark, hasDiagonal: hasDiagonal)
        return Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(record),
            tensors: curves.enumerated().map { ("curve\($0)", $1) })
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        let named = Dictionary(payload.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        curves = try record.names.indices.map { index in
            guard let curve = named["curve\(index)"], curve.rank == 2, curve.shape[0] == 2 else {
                throw DamagedValue(type: Self.type, what: "curve \(index + 1) has no points")
            }
            return curve
        }
        guard record.looks.count == record.names.count else {
            throw DamagedValue(type: Self.type, what: "looks of other curves")
        }
        (title, names, looks, x, y) = (record.title, record.names, record.looks, record.x, record.y)
        (mark, hasDiagonal) = (record.mark, record.hasDiagonal)
    }
}

extension CurvesValue: Drawable {
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        try .lines(
            title: wishes.title(else: title), subtitle: wishes.subtitle, series: series,
            x: .init(x.label, unit: x.unit, range: x.range), y: .init(y.label, unit: y.unit, range: y.range), mark: mark,
            hasDiagonal: hasDiagonal)
    }
}

extension CurvesValue: Exportable {
    var endings: [String] { ["csv"] }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? { try table.file(ending, export) }
}
