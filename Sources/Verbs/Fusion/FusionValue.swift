import Fusion
public import Language
import Networks
import Plotting
public import Programs
public import Session
import Study
import Tensors
import Workplace

/// Trained networks that judge together, and what each one's judgement weighs.
public struct FusionValue: Value {
    public static let type = ValueType("fusion")
    let fused: FusedModels
    /// What was tried on the clips that chose the weights; none where they were given.
    let trials: [LateFusion.Trial]

    init(_ models: [ModelValue], _ fusion: LateFusion, trials: [LateFusion.Trial]) {
        fused = FusedModels(models.map(\.model), fusion)
        self.trials = trials
    }

    var models: [Model] { fused.models }
    var fusion: LateFusion { fused.fusion }
    var classes: [String] { fused.classes }
    var streams: [String] { fused.streams }

    public static let fields: [ValueField] = [
        ValueField("weights", TableValue.type, "What each network's judgement weighs") { (fusion: FusionValue) in
            fusion.weights
        },
        ValueField("trials", CurvesValue.type, "Loss by the first network's weight, on the clips that chose it") {
            (fusion: FusionValue) in try fusion.curves
        },
    ]

    public var line: String {
        let parts = zip(streams, fusion.weights).map { "\($0) \(spelled(share: $1))" }
        let chosen = trials.first { $0.weights == fusion.weights }
        return "late fusion · " + parts.joined(separator: ", ") + " · \(classes.count) classes"
            + (chosen.map { " · validation \(spelled(share: $0.accuracy))" } ?? "")
    }

    public var shown: Shown { .text(line + "\n\n" + weights.text) }

    private var weights: TableValue {
        TableValue([
            .init(name: "stream", cells: .text(streams)),
            .init(name: "network", cells: .text(models.map(\.network.architecture.name))),
            .init(name: "weight %", cells: .numbers(fusion.weights.map { $0 * 100 }, digits: 0)),
        ])
    }

    private var curves: CurvesValue {
        get throws {
            guard !trials.isEmpty else { throw NothingToMeasure(cause: "the weights were given, so none were tried") }
            guard models.count == 2 else { throw NothingToMeasure(cause: "weights of \(models.count) networks are no curve") }
            let shares = trials.map { $0.weights[0] * 100 }
            return CurvesValue(
                "Loss by weight", series: [Series("validation", x: shares, y: trials.map(\.loss))],
                x: .init("Weight of \(streams[0])", unit: "%", range: 0...100), y: .init("Loss (cross-entropy)"),
                mark: Mark(at: fusion.weights[0] * 100, "best: \(spelled(share: fusion.weights[0]))"))
        }
    }

    private struct Record: Codable {
        var models: [Model.Record]
        var fusion: LateFusion
        var trials: [LateFusion.Trial]
    }

    public func payload() throws -> Payload {
        Payload(
            type: Self.type.name, line: line,
            facts: try Facts.encode(Record(models: models.map(\.record), fusion: fusion, trials: trials)),
            tensors: models.enumerated().flatMap { index, model in
                model.tensors.map { (name: "\(index + 1).\($0.name)", tensor: $0.tensor) }
            })
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        guard record.models.count == record.fusion.weights.count, !record.models.isEmpty else {
            throw DamagedValue(type: Self.type, what: "not one weight for each network")
        }
        let models = try record.models.enumerated().map { index, model in
            let prefix = "\(index + 1)."
            return ModelValue(
                try Model(
                    model,
                    tensors: payload.tensors.filter { $0.name.hasPrefix(prefix) }
                        .map { (name: String($0.name.dropFirst(prefix.count)), tensor: $0.tensor) }))
        }
        self.init(models, record.fusion, trials: record.trials)
    }
}

extension FusionValue: Judge {
    var classifier: any Classifier { fused }
}

extension FusionValue: Drawable {
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        if models.count == 2, !trials.isEmpty { return try curves.drawn(wishes) }
        return try .bars(
            title: wishes.title(else: "Weights"), subtitle: wishes.subtitle(else: line), names: streams,
            values: fusion.weights.map { $0 * 100 }, y: .init("Weight", unit: "%", range: 0...100), isAcross: true, decimals: 0)
    }
}
