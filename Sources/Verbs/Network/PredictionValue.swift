import Foundation
public import Language
import Plotting
public import Programs
public import Session
import Study
import Tensors
import Workplace

/// What a network hears in one sound: the probability of each class, in each segment of it.
public struct PredictionValue: Value {
    public static let type = ValueType("prediction")
    let classes: [String]
    /// Seconds at which each segment begins and ends.
    let times: [ClosedRange<Double>]
    /// (segment, class)
    let probabilities: Tensor

    init(classes: [String], times: [ClosedRange<Double>], probabilities: Tensor) {
        precondition(!times.isEmpty && !classes.isEmpty && probabilities.shape == [times.count, classes.count])
        self.classes = classes
        self.times = times
        self.probabilities = probabilities
    }

    init(_ prediction: Prediction) {
        self.init(classes: prediction.classes, times: prediction.times, probabilities: prediction.probabilities)
    }

    public static let fields: [ValueField] = [
        ValueField("class", .text, "The most probable class") { (value: PredictionValue) in
            Constant.text(value.classes[value.ranked[0]])
        },
        ValueField("confidence", .number, "Its probability, the mean over the segments") { (value: PredictionValue) in
            Constant(share: Double(value.means[value.ranked[0]]))
        },
        ValueField("segments", .number, "How many segments were taken in") { (value: PredictionValue) in
            Constant.count(value.times.count)
        },
        ValueField("table", TableValue.type, "Every class with its probability in percent, the most probable first") {
            (value: PredictionValue) in value.table(of: value.ranked)
        },
        ValueField("values", TensorValue.type, "The probabilities, segments x classes") { (value: PredictionValue) in
            TensorValue(value.probabilities)
        },
    ]

    /// The probability of each class, the mean over the segments.
    var means: [Double] {
        probabilities.withFloats { floats in
            classes.indices.map { label in
                times.indices.reduce(0) { $0 + Double(floats[$1 * classes.count + label]) } / Double(times.count)
            }
        }
    }

    /// Classes from the most probable to the least, of equals the first.
    var ranked: [Int] {
        let means = means.map { $0.isNaN ? -1 : $0 }
        return classes.indices.sorted { means[$0] == means[$1] ? $0 < $1 : means[$0] > means[$1] }
    }

    public var line: String {
        let means = means
        return ranked.prefix(3).map { "\(classes[$0]) \(spelled(share: means[$0]))" }.joined(separator: " · ")
    }

    public var shown: Shown {
        let means = means
        let top = Array(ranked.prefix(5))
        let bars = top.map { String(repeating: "█", count: Int(max((means[$0].isNaN ? 0 : means[$0]) * 20, 0).rounded())) }
        var text = TableValue(table(of: top).columns + [.init(name: "", cells: .text(bars))]).text
        if times.count > 1 { text += "\n\n" + timeline.text }
        return .text(text)
    }

    private func table(of labels: [Int]) -> TableValue {
        let means = means
        return TableValue([
            .init(name: "class", cells: .text(labels.map { classes[$0] })),
            .init(name: "%", cells: .numbers(labels.map { means[$0] * 100 }, digits: 1)),
        ])
    }

    /// What is heard when: segments in a row that agree are one.
    private var timeline: TableValue {
        var stretches: [(time: ClosedRange<Double>, label: Int, shares: [Double])] = []
        probabilities.withFloats { floats in
            for (segment, time) in times.enumerated() {
                let row = classes.indices.map { Double(floats[segment * classes.count + $0]) }
                let label = classes.indices.max { row[$0] < row[$1] || row[$0].isNaN } ?? 0
                if let last = stretches.last, last.label == label {
                    stretches[stretches.count - 1].time = last.time.lowerBound...max(time.upperBound, last.time.upperBound)
                    stretches[stretches.count - 1].shares.append(row[label])
                } else {
                    stretches.append((time, label, [row[label]]))
                }
            }
        }
        let shown = stretches.prefix(20)
        let more = stretches.count - shown.count
        func seconds(_ time: Double) -> String { String(format: "%.1f", time) }
        return TableValue([
            .init(
                name: "seconds",
                cells: .text(
                    shown.map { "\(seconds($0.time.lowerBound))..\(seconds($0.time.upperBound))" }
                        + (more > 0 ? ["… \(more) more"] : []))),
            .init(name: "class", cells: .text(shown.map { classes[$0.label] } + (more > 0 ? [""] : []))),
            .init(
                name: "%",
                cells: .numbers(
                    shown.map { 100 * $0.shares.reduce(0, +) / Double($0.shares.count) } + (more > 0 ? [.nan] : []),
                    digits: 1)),
        ])
    }

    private struct Record: Codable {
        var classes: [String]
        var starts: [Double]
        var ends: [Double]
    }

    public func payload() throws -> Payload {
        let record = Record(classes: classes, starts: times.map(\.lowerBound), ends: times.map(\.upperBound))
        return Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(record), tensors: [("probabilities", probabilities)])
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        guard !record.starts.isEmpty, !record.classes.isEmpty, record.starts.count == record.ends.count,
            zip(record.starts, record.ends).allSatisfy({ $0 <= $1 }), let tensor = payload.tensors.first?.tensor,
            tensor.shape == [record.starts.count, record.classes.count]
        else { throw DamagedValue(type: Self.type, what: "not a probability for each class and segment") }
        self.init(
            classes: record.classes, times: zip(record.starts, record.ends).map { $0...$1 }, probabilities: tensor)
    }
}

extension PredictionValue: Drawable {
    /// How many classes a figure shows.
    private static let most = 12

    /// Bars for one segment, colours over time for several: all classes in their own order, so that figures side by side
    /// can be compared, or the most probable first where they are too many.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        let labels = classes.count <= Self.most ? Array(classes.indices) : Array(ranked.prefix(Self.most))
        let means = means
        let names = labels.map { classes[$0] }
        let title = wishes.title(else: "\(classes[ranked[0]]) \(spelled(share: means[ranked[0]]))")
        let left = classes.count - labels.count
        let others = left > 0 ? "the \(labels.count) most probable of \(classes.count) classes" : ""
        guard times.count > 1 else {
            return try .bars(
                title: title, subtitle: wishes.subtitle(else: others), names: names, values: labels.map { means[$0] * 100 },
                y: .init("Probability", unit: "%", range: 0...100), isAcross: true, decimals: 1)
        }
        let floats = probabilities.floats
        let cells = labels.flatMap { label in times.indices.map { floats[$0 * classes.count + label] * 100 } }
        let middles = times.map { ($0.lowerBound + $0.upperBound) / 2 }
        let values = Tensor(
            [labels.count, times.count],
            axes: [Axis("class", .labels(names)), Axis("time", unit: "s", .values(middles))], cells)
        return try .heatmap(
            title: title, subtitle: wishes.subtitle(else: others), values: values, xLabel: "Time", yLabel: "",
            valueLabel: "Probability (%)", range: 0...100, map: .tide, firstRowOnTop: true)
    }
}
