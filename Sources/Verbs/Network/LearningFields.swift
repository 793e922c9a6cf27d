import Foundation
import Language
import Networks
import Plotting
import Programs
import Study

/// Every epoch of a training as a table, as curves and in a figure.
extension Learning {
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
