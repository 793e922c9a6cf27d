import Datasets
public import Language
import Networks
import Plotting
public import Programs
public import Session
import Tensors
import Workplace

/// How well a network tells the parts of a data set apart, each part by a training without it.
public struct FoldsValue: Value {
    public static let type = ValueType("folds")
    let folds: [Fold]
    /// All clips, fold after fold.
    let report: ReportValue

    /// One training and the clips it was tested on.
    struct Fold: Codable, Hashable, Sendable {
        var name: String
        /// Clips that were heard.
        var clips: Int
        /// The epoch that the weights are of.
        var epoch: Int
    }

    init(_ folds: [Fold], _ report: ReportValue) {
        precondition(folds.reduce(0) { $0 + $1.clips } == report.scores.truth.count)
        self.folds = folds
        self.report = report
    }

    public static let fields: [ValueField] = [
        ValueField("table", TableValue.type, "Each fold: clips, epoch, accuracy with its interval, balanced accuracy") {
            (value: FoldsValue) in value.table
        },
        ValueField("mean", .number, "Mean of the folds' accuracies") { (value: FoldsValue) in
            Constant(share: value.mean)
        },
        ValueField("deviation", .number, "Standard deviation of the folds' accuracies (n - 1)") { (value: FoldsValue) in
            Constant(share: value.deviation)
        },
        ValueField("report", ReportValue.type, "All clips, each judged by the network that has not seen it") {
            (value: FoldsValue) in value.report
        },
    ]

    /// What each fold came to.
    private var confusions: [Confusion] {
        var start = 0
        return folds.map { fold in
            let range = start..<start + fold.clips
            start = range.upperBound
            return Confusion(
                truth: Array(report.scores.truth[range]), predicted: Array(report.scores.predicted[range]),
                size: report.classes.count)
        }
    }

    var mean: Double { confusions.reduce(0) { $0 + $1.accuracy } / Double(folds.count) }

    private var deviation: Double {
        let mean = mean
        let squares = confusions.reduce(0) { $0 + ($1.accuracy - mean) * ($1.accuracy - mean) }
        return (squares / Double(max(folds.count - 1, 1))).squareRoot()
    }

    /// A standard deviation around the mean; nil where a fold without clips leaves no mean.
    var spread: ClosedRange<Double>? { mean.isFinite ? mean - deviation...mean + deviation : nil }

    /// `mean 81.3 % (sd 4.2) over 5 folds`
    private var headline: String { "mean \(spelled(share: mean)) (sd \(percents(deviation))) over \(folds.count) folds" }

    public var line: String { "\(headline) · \(report.scores.truth.count) clips" }
    public var shown: Shown { .text(table.text + "\n\n" + line) }

    private var table: TableValue {
        let confusions = confusions
        let intervals = confusions.map { wilsonInterval(hits: $0.right, of: $0.total) }
        func shares(_ name: String, _ values: [Double]) -> TableValue.Column {
            .init(name: name, cells: .numbers(values.map { $0 * 100 }, digits: 1))
        }
        return TableValue([
            .init(name: "fold", cells: .text(folds.map(\.name))),
            .init(name: "clips", cells: .numbers(folds.map { Double($0.clips) }, digits: 0)),
            .init(name: "epoch", cells: .numbers(folds.map { Double($0.epoch) }, digits: 0)),
            shares("accuracy %", confusions.map(\.accuracy)), shares("low", intervals.map(\.lowerBound)),
            shares("high", intervals.map(\.upperBound)), shares("balanced %", confusions.map(\.balancedAccuracy)),
        ])
    }

    private struct Record: Codable {
        var folds: [Fold]
        var report: ReportValue.Record
    }

    public func payload() throws -> Payload {
        Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(Record(folds: folds, report: report.record)),
            tensors: [("probabilities", report.scores.probabilities)])
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        let report = try ReportValue(record.report, probabilities: payload.tensors.first?.tensor)
        guard !record.folds.isEmpty, record.folds.allSatisfy({ $0.clips >= 0 }),
            record.folds.reduce(0, { $0 + $1.clips }) == report.scores.truth.count
        else { throw DamagedValue(type: Self.type, what: "not a fold for each clip") }
        self.init(record.folds, report)
    }
}

extension FoldsValue: Drawable {
    /// The accuracy of each fold beside the confusion of all clips.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        let names = folds.map(\.name)
        let intervals = confusions.map { wilsonInterval(hits: $0.right, of: $0.total) }
        let bars = try Figure.bars(
            title: "Accuracy by fold", subtitle: ReportValue.intervalName, names: names,
            values: confusions.map { $0.accuracy * 100 },
            intervals: intervals.map { $0.lowerBound * 100...$0.upperBound * 100 }, label: "Fold",
            y: .init("Accuracy", unit: "%", range: 0...100), isAcross: Figure.suitsBarsAcross(names), decimals: 1)
        let pooled = ConfusionValue(classes: report.classes, report.confusion)
        let matrix = try Figure.confusion(
            title: "Confusion of all clips", subtitle: pooled.description, names: report.classes, counts: pooled.tensor)
        return .layout(
            [bars, matrix], columns: 2,
            title: wishes.title(else: headline.prefix(1).uppercased() + headline.dropFirst()),
            subtitle: wishes.subtitle(else: "\(report.scores.truth.count) clips, each judged by a network that has not seen it"))
    }
}

extension ReportValue {
    /// Reports of one network's classes over several tables with the same columns, as one.
    init(pooling reports: [ReportValue]) {
        var table = reports[0].table
        for report in reports.dropFirst() { table.append(report.table) }
        let truth = reports.flatMap(\.scores.truth)
        self.init(
            classes: reports[0].classes, truth: truth,
            probabilities: Tensor([truth.count, reports[0].classes.count], reports.flatMap(\.scores.probabilities.floats)),
            table: table, unreadable: reports.flatMap(\.unreadable))
    }
}
