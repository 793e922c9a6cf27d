import Foundation
import Language
import Networks
import Plotting
import Programs
import Tensors

/// How something came to its weights: the course of its training, every epoch in numbers, and the epoch that they are of.
struct Learning: Equatable {
    var course: Course
    var history: [EpochRecord]
    var epoch: Int
    var metric = Metric.accuracy
    /// What of the course the size of the data decided.
    var bySize = BySize()

    init(
        _ course: Course, history: [EpochRecord], epoch: Int, metric: Metric = .accuracy, bySize: BySize = BySize()
    ) {
        self.course = course
        self.history = history
        self.epoch = epoch
        self.metric = metric
        self.bySize = bySize
    }

    /// Why there can be no such training; nil where there may be. A file may say anything.
    var objection: String? {
        guard (1...10_000).contains(course.epochs), history.count <= course.epochs else {
            return "its history has \(history.count) epochs of \(course.epochs)"
        }
        return (1...max(history.count, 1)).contains(epoch) && !history.isEmpty
            ? nil : "its weights are of epoch \(epoch) of \(history.count)"
    }

    /// `epoch 7 of 30 · validation 91.2 %`, `epoch 60 of 60 · training 100.0 % · by size batch: 8, epochs: 60, aside: 0 %`
    var line: String {
        let record = history.indices.contains(epoch - 1) ? history[epoch - 1] : nil
        let judged = record.map { record in
            metric.validation(record).map { " · validation \(metric.spelled($0))" }
                ?? " · training \(metric.spelled(metric.training(record)))"
        }
        return "epoch \(epoch) of \(epochs)" + (judged ?? "") + (bySize.isEmpty ? "" : " · by size \(bySize.text)")
    }

    private var epochs: String {
        if course.hasLostPatience(history) { return "\(history.count), of \(course.epochs) at most" }
        return history.count < course.epochs ? "\(history.count) so far, of \(course.epochs)" : "\(history.count)"
    }

    /// What the epoch of the weights is among all; without clips to judge by there is no best.
    private var choice: String {
        history.contains { $0.validationLoss != nil } && epoch == Training.bestEpoch(history) ? "best" : "kept"
    }

    // MARK: Every epoch

    var table: TableValue {
        let epochs = history.indices.map { Double($0 + 1) }
        let hasValidation = history.contains { $0.validationLoss != nil }
        let unit = metric.unit.isEmpty ? "" : " " + metric.unit
        func cells(_ numbers: [Double?]) -> TableValue.Cells {
            .numbers(numbers.map { $0.map { $0 * metric.scale } ?? .nan }, digits: 1)
        }
        var columns: [TableValue.Column] = [
            .init(name: "epoch", cells: .numbers(epochs, digits: 0)),
            .init(name: "loss", cells: .numbers(history.map(\.loss), digits: 4)),
            .init(name: metric.name + unit, cells: cells(history.map(metric.training))),
        ]
        if hasValidation {
            columns += [
                .init(name: "validation loss", cells: .numbers(history.map { $0.validationLoss ?? .nan }, digits: 4)),
                .init(
                    name: "validation" + (unit.isEmpty ? " " + metric.name : unit),
                    cells: cells(history.map(metric.validation))),
            ]
        }
        columns.append(.init(name: "", cells: .text(history.indices.map { $0 + 1 == epoch ? choice : "" })))
        return TableValue(columns)
    }

    private func curves(
        _ title: String, _ label: String, unit: String = "", range: ClosedRange<Double>? = nil,
        _ training: (EpochRecord) -> Double, _ validation: (EpochRecord) -> Double?
    ) -> CurvesValue {
        let epochs = history.indices.map { Double($0 + 1) }
        var series = [Series("training", x: epochs, y: history.map(training))]
        if history.contains(where: { validation($0) != nil }) {
            series.append(Series("validation", x: epochs, y: history.map { validation($0) ?? .nan }))
        }
        return CurvesValue(
            title, series: series, x: .init("Epoch"), y: .init(label, unit: unit, range: range),
            mark: epoch > 0 ? Mark(at: Double(epoch), "\(choice): epoch \(epoch)") : nil)
    }

    var lossCurves: CurvesValue { curves("Loss", "Loss (cross-entropy)", \.loss, \.validationLoss) }

    /// Of what the training counts as success.
    var metricCurves: CurvesValue {
        let (name, scale) = (metric.name.capitalized, metric.scale)
        return curves(
            name, name, unit: metric.unit, range: metric.range, { metric.training($0) * scale },
            { metric.validation($0).map { $0 * scale } })
    }

    /// Loss and success by epoch, side by side.
    func drawn(_ wishes: DrawingWishes, title: String, subtitle: String) throws -> Figure {
        let panel = DrawingWishes(context: wishes.context, shelf: wishes.shelf)
        return .layout(
            [try lossCurves.drawn(panel), try metricCurves.drawn(panel)], columns: 2, title: wishes.title(else: title),
            subtitle: wishes.subtitle(else: subtitle))
    }

    /// What can be asked of a value that has learned.
    static func fields<Learner: Value>(
        of learning: @escaping @Sendable (Learner) -> Learning, metric: Metric = .accuracy
    ) -> [ValueField] {
        [
            ValueField("loss", CurvesValue.type, "Loss by epoch, in training and on the validation share") {
                (value: Learner) in learning(value).lossCurves
            },
            ValueField(
                metric.name, CurvesValue.type, "\(metric.name.capitalized) by epoch, in training and on the validation share"
            ) {
                (value: Learner) in learning(value).metricCurves
            },
            ValueField("best", .number, "The epoch that the weights are of") { (value: Learner) in
                Constant.count(learning(value).epoch)
            },
            ValueField("epochs", .number, "Epochs trained") { (value: Learner) in
                Constant.count(learning(value).history.count)
            },
        ]
    }
}

/// What a training counts as success, as people read it.
extension Metric {
    var name: String { self == .accuracy ? "accuracy" : "perplexity" }
    var unit: String { self == .accuracy ? "%" : "" }
    var scale: Double { self == .accuracy ? 100 : 1 }
    var range: ClosedRange<Double>? { self == .accuracy ? 0...100 : nil }

    func value(loss: Double, accuracy: Double) -> Double { self == .accuracy ? accuracy : exp(loss) }
    func training(_ record: EpochRecord) -> Double { value(loss: record.loss, accuracy: record.accuracy) }
    func validation(_ record: EpochRecord) -> Double? {
        guard let loss = record.validationLoss, let accuracy = record.validationAccuracy else { return nil }
        return value(loss: loss, accuracy: accuracy)
    }

    func spelled(_ value: Double) -> String {
        self == .accuracy ? Tensors.spelled(share: value) : value.spelled(decimals: 1)
    }
}
