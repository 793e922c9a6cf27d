import Foundation
public import Language
import Networks
import Plotting
public import Session
import Tensors

/// A trained network: what it hears, its layers, its weights, and how it came to them.
public struct ModelValue: Value {
    public static let type = ValueType("model")
    let network: NetworkValue
    let weights: Weights
    let course: Course
    let history: [EpochRecord]
    /// The epoch that the weights are of.
    let epoch: Int

    init(_ network: NetworkValue, _ weights: Weights, _ course: Course, history: [EpochRecord], epoch: Int) {
        self.network = network
        self.weights = weights
        self.course = course
        self.history = history
        self.epoch = epoch
    }

    public static let fields: [ValueField] = [
        ValueField("loss", CurvesValue.type, "Loss by epoch, in training and on the validation share") {
            (model: ModelValue) in model.lossCurves
        },
        ValueField("accuracy", CurvesValue.type, "Accuracy by epoch, in training and on the validation share") {
            (model: ModelValue) in model.accuracyCurves
        },
        ValueField("best", .number, "The epoch that the weights are of") { (model: ModelValue) in
            Constant.count(model.epoch)
        },
        ValueField("epochs", .number, "Epochs trained") { (model: ModelValue) in Constant.count(model.history.count) },
        ValueField(
            "filters", TensorValue.type,
            "What the first layer looks for: filters x bands x frames, or each colour of filters x rows x columns"
        ) {
            (model: ModelValue) in TensorValue(try model.filters)
        },
        ValueField("layers", TableValue.type, "Each layer, what leaves it, and how many numbers it keeps") {
            (model: ModelValue) in model.network.layers
        },
        ValueField("history", TableValue.type, "Every epoch in numbers") { (model: ModelValue) in model.table },
        ValueField("parameters", .number, "How many numbers it keeps, running means and variances included") {
            (model: ModelValue) in Constant.count(model.network.architecture.count)
        },
    ]

    public var line: String {
        let network = network
        let record = history.indices.contains(epoch - 1) ? history[epoch - 1] : nil
        let judged =
            record.map { record in
                record.validationAccuracy.map { " · validation \(spelled(share: $0))" }
                    ?? " · training \(spelled(share: record.accuracy))"
            } ?? ""
        return "\(network.architecture.name) · \(spelled(count: network.architecture.count)) parameters · "
            + "\(network.classes.count) class\(network.classes.count == 1 ? "" : "es") · epoch \(epoch) of "
            + epochs + judged
    }

    private var epochs: String {
        if course.hasLostPatience(history) { return "\(history.count), of \(course.epochs) at most" }
        return history.count < course.epochs ? "\(history.count) so far, of \(course.epochs)" : "\(history.count)"
    }

    public var shown: Shown { .text(line + "\n\n" + table.text) }

    private var table: TableValue {
        let epochs = history.indices.map { Double($0 + 1) }
        let hasValidation = history.contains { $0.validationLoss != nil }
        var columns: [TableValue.Column] = [
            .init(name: "epoch", cells: .numbers(epochs, digits: 0)),
            .init(name: "loss", cells: .numbers(history.map(\.loss), digits: 4)),
            .init(name: "accuracy %", cells: .numbers(history.map { $0.accuracy * 100 }, digits: 1)),
        ]
        if hasValidation {
            columns += [
                .init(name: "validation loss", cells: .numbers(history.map { $0.validationLoss ?? .nan }, digits: 4)),
                .init(
                    name: "validation %",
                    cells: .numbers(history.map { ($0.validationAccuracy ?? .nan) * 100 }, digits: 1)),
            ]
        }
        columns.append(.init(name: "", cells: .text(history.indices.map { $0 + 1 == epoch ? "best" : "" })))
        return TableValue(columns)
    }

    // MARK: Curves

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
            mark: epoch > 0 ? Mark(at: Double(epoch), "best: epoch \(epoch)") : nil)
    }

    var lossCurves: CurvesValue { curves("Loss", "Loss (cross-entropy)", \.loss, \.validationLoss) }

    private var accuracyCurves: CurvesValue {
        curves("Accuracy", "Accuracy", unit: "%", range: 0...100, { $0.accuracy * 100 }) {
            $0.validationAccuracy.map { $0 * 100 }
        }
    }

    private var filters: Tensor {
        get throws {
            guard let filters = network.architecture.firstFilters(weights) else {
                throw NothingToMeasure(cause: "the network begins with no convolution, so it has no filters")
            }
            // What hears has one channel; of several colours, each filter has its own part.
            let (count, channels) = (filters.shape[0], filters.shape[1])
            let isSeeing = network.frontEnd.pictures != nil
            let names = (1...count).flatMap { filter in ["red", "green", "blue"].prefix(channels).map { "\(filter) \($0)" } }
            return Tensor(
                [count * channels, filters.shape[2], filters.shape[3]],
                axes: [
                    channels == 1 ? filters.axes[0] : Axis("filter", .labels(names)), Axis(isSeeing ? "row" : "band"),
                    Axis(isSeeing ? "column" : "frame"),
                ], storage: filters.storage)
        }
    }

    // MARK: Store

    /// All but the numbers: part of the stored value and of an exported file alike.
    struct Record: Codable {
        var architecture: Architecture
        var frontEnd: FrontEnd
        var classes: [String]
        var course: Course
        var history: [EpochRecord]
        var epoch: Int

        /// Why this is no model's record; nil where it may be. A file may say anything.
        var objection: String? {
            if let objection = networkObjection(architecture, frontEnd, classes) { return objection }
            guard (1...10_000).contains(course.epochs), history.count <= course.epochs else {
                return "its history has \(history.count) epochs of \(course.epochs)"
            }
            return (1...max(history.count, 1)).contains(epoch) && !history.isEmpty
                ? nil : "its weights are of epoch \(epoch) of \(history.count)"
        }
    }

    var record: Record {
        Record(
            architecture: network.architecture, frontEnd: network.frontEnd, classes: network.classes, course: course,
            history: history, epoch: epoch)
    }

    /// Throws `UnfitWeights`, `DamagedValue`.
    init(_ record: Record, tensors: [(name: String, tensor: Tensor)]) throws {
        if let objection = record.objection { throw DamagedValue(type: Self.type, what: objection) }
        self.init(
            NetworkValue(record.architecture, record.frontEnd, classes: record.classes),
            try record.architecture.weights(from: tensors), record.course, history: record.history,
            epoch: record.epoch)
    }

    var tensors: [(name: String, tensor: Tensor)] { network.architecture.tensors(of: weights) }

    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(record), tensors: tensors)
    }

    public init(payload: Payload) throws {
        try self.init(Facts.decode(Record.self, from: payload), tensors: payload.tensors)
    }
}

extension ModelValue: Drawable {
    /// Loss and accuracy by epoch, side by side.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        let panel = DrawingWishes(context: wishes.context, shelf: wishes.shelf)
        return .layout(
            [try lossCurves.drawn(panel), try accuracyCurves.drawn(panel)], columns: 2,
            title: wishes.title(else: "Training of \(network.architecture.name)"), subtitle: wishes.subtitle(else: line))
    }
}
