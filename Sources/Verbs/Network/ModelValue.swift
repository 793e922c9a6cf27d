public import Language
import Networks
import Plotting
public import Programs
public import Session
import Study
import Tensors
import Workplace

/// A trained network: what it hears, its layers, its weights, and how it came to them.
public struct ModelValue: Value {
    public static let type = ValueType.model
    let model: Model

    init(_ model: Model) { self.model = model }

    var network: Network { model.network }
    var weights: Weights { model.weights }
    var learning: Learning { model.learning }

    public static let fields: [ValueField] =
        Learning.fields { (model: ModelValue) in model.learning } + [
            ValueField(
                "filters", TensorValue.type,
                "What the first layer looks for: filters x bands x frames, or each colour of filters x rows x columns"
            ) {
                (model: ModelValue) in TensorValue(try model.filters)
            },
            ValueField("layers", TableValue.type, "Each layer, what leaves it, and how many numbers it keeps") {
                (model: ModelValue) in model.network.layers
            },
            ValueField("history", TableValue.type, "Every epoch in numbers") { (model: ModelValue) in model.learning.table },
            ValueField("parameters", .number, "How many numbers it keeps, running means and variances included") {
                (model: ModelValue) in Constant.count(model.network.architecture.count)
            },
        ]

    public var line: String {
        "\(network.architecture.name) · \(spelled(count: network.architecture.count)) parameters · "
            + "\(network.classes.count) class\(network.classes.count == 1 ? "" : "es") · \(learning.line)"
    }

    public var shown: Shown { .text(line + "\n\n" + learning.table.text) }

    private var filters: Tensor {
        get throws {
            guard let filters = network.architecture.firstFilters(weights) else {
                throw NothingToMeasure(cause: "the network begins with no convolution, so it has no filters")
            }
            // What hears has one channel; of several colours, each filter has its own part.
            let (count, channels) = (filters.shape[0], filters.shape[1])
            let isSeeing = network.frontEnd.sense.seen != nil
            let names = (1...count).flatMap { filter in ["red", "green", "blue"].prefix(channels).map { "\(filter) \($0)" } }
            return Tensor(
                [count * channels, filters.shape[2], filters.shape[3]],
                axes: [
                    channels == 1 ? filters.axes[0] : Axis("filter", .labels(names)), Axis(isSeeing ? "row" : "band"),
                    Axis(isSeeing ? "column" : "frame"),
                ], storage: filters.storage)
        }
    }

    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(model.record), tensors: model.tensors)
    }

    public init(payload: Payload) throws {
        self.init(try Model(Facts.decode(Model.Record.self, from: payload), tensors: payload.tensors))
    }
}

extension ModelValue: Drawable {
    /// Loss and accuracy by epoch, side by side.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        try learning.drawn(wishes, title: "Training of \(network.architecture.name)", subtitle: line)
    }
}

extension ModelValue: Exportable {
    var endings: [String] { ["safetensors"] }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? {
        ending == "safetensors" ? try ModelFile.bytes(of: self) : nil
    }
}
