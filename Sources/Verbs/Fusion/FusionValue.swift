import Datasets
import Fusion
public import Language
import Networks
import Plotting
public import Programs
public import Session
import Tensors
import Workplace

/// Trained networks that judge together, and what each one's judgement weighs.
public struct FusionValue: Value {
    public static let type = ValueType("fusion")
    let models: [ModelValue]
    let fusion: LateFusion
    /// What was tried on the clips that chose the weights; none where they were given.
    let trials: [LateFusion.Trial]

    init(_ models: [ModelValue], _ fusion: LateFusion, trials: [LateFusion.Trial]) {
        precondition(models.count == fusion.weights.count)
        self.models = models
        self.fusion = fusion
        self.trials = trials
    }

    public static let fields: [ValueField] = [
        ValueField("weights", TableValue.type, "What each network's judgement weighs") { (fusion: FusionValue) in
            fusion.weights
        },
        ValueField("trials", CurvesValue.type, "Loss by the first network's weight, on the clips that chose it") {
            (fusion: FusionValue) in try fusion.curves
        },
    ]

    /// `sound`, `pictures`; of several alike with a number.
    var streams: [String] {
        let names = models.map { model in
            switch model.network.frontEnd {
            case .sound: "sound"
            case .pictures: "pictures"
            case .both: "both"
            }
        }
        return names.indices.map { index in
            let alike = names.indices.filter { names[$0] == names[index] }
            return alike.count == 1 ? names[index] : "\(names[index]) \(alike.firstIndex(of: index)! + 1)"
        }
    }

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
        var models: [ModelValue.Record]
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
            return try ModelValue(
                model,
                tensors: payload.tensors.filter { $0.name.hasPrefix(prefix) }
                    .map { (name: String($0.name.dropFirst(prefix.count)), tensor: $0.tensor) })
        }
        self.init(models, record.fusion, trials: record.trials)
    }
}

extension FusionValue: Classifier {
    var classes: [String] { models[0].classes }
    var answer: Architecture.Answer { .oneClass }

    /// A clip that one network cannot take in is judged by the others.
    func judgements(of table: ClipTable, for call: Arguments) throws -> Judgements {
        let all = try models.judgements(of: table, for: call)
        let reasons = all.map { Dictionary($0.unreadable.map { ($0.path, $0.reason) }, uniquingKeysWith: { first, _ in first }) }
        var fused = Judgements()
        var missing = 0
        var lacking: [String] = []
        for index in table.clips.indices {
            let rows = all.map { $0.rows[index] }
            guard rows.contains(where: { $0 != nil }) else {
                let path = table.clips[index].path
                fused.unreadable.append(all.lazy.flatMap(\.unreadable).first { $0.path == path }!)
                continue
            }
            if rows.contains(where: { $0 == nil }) {
                missing += 1
                lacking += rows.indices.compactMap { rows[$0] == nil ? reasons[$0][table.clips[index].path] : nil }
            }
            fused.rows[index] = fusion.probabilities(of: rows)
        }
        fused.streams = zip(streams, all).map { ($0, $1.rows) }
        guard !fused.rows.isEmpty else { throw NoExamples(clips: table.clips.count, reason: fused.unreadable.first?.reason) }
        if missing > 0 {
            let (clips, have, are) = missing == 1 ? ("1 clip", "has", "is") : ("\(missing) clips", "have", "are")
            call.context.note(
                Lack(lacking).map { "\(clips) \(have) no \($0.rawValue): \(judges(without: $0))" }
                    ?? "\(clips) cannot be taken in by every network and \(are) judged by the others")
        }
        return fused
    }

    /// `the eye judges alone`
    private func judges(without lack: Lack) -> String {
        let others = models.map(\.network.frontEnd).filter { frontEnd in
            switch (frontEnd, lack) {
            case (.sound, .sound), (.pictures, .pictures): false
            default: true
            }
        }
        switch others.count == 1 ? others[0] : nil {
        case .sound: return "the ear judges alone"
        case .pictures: return "the eye judges alone"
        default: return others.count == 1 ? "the other judges alone" : "the others judge alone"
        }
    }

    /// The mean of each network's windows, fused: its windows need not be those of the others. A network that cannot take it in
    /// is left out, and a note says why.
    func prediction(of subject: any Value, for call: Arguments) throws -> PredictionValue {
        var (rows, end, problems): ([[Float]?], Double, [(stream: String, fault: any Fault)]) = ([], 0, [])
        for (index, (model, stream)) in zip(models, streams).enumerated() {
            do {
                // What there is to say of the sound is said by the first that hears.
                let isSaid = models.prefix(index).contains { $0.network.frontEnd.sound != nil }
                let found = try model.prediction(of: subject, for: isSaid ? call.part(in: call.context) : call)
                end = max(end, found.times.last!.upperBound)
                rows.append(
                    found.probabilities.withFloats { mean(of: $0, rows: 0..<found.times.count, columns: classes.count) })
            } catch let fault as any Fault where !(fault is Interrupted) {
                problems.append((stream, fault))
                rows.append(nil)
            }
        }
        guard problems.count < models.count else { throw problems[0].fault }
        if let lack = Lack(problems.map(\.fault.cause)) {
            call.context.note("no \(lack.rawValue): \(judges(without: lack))")
        } else {
            for (stream, fault) in problems { call.context.note("without \(stream): \(fault.cause)") }
        }
        return PredictionValue(
            classes: classes, times: [0...end],
            probabilities: Tensor([1, classes.count], fusion.probabilities(of: rows)))
    }
}

extension [ModelValue] {
    /// What each makes of the clips; nothing where it can take in none of them.
    ///
    /// - Throws: `ClipsChanged`.
    func judgements(of table: ClipTable, for call: Arguments) throws -> [Judgements] {
        // What one cannot take in the others may.
        let call = call.part(in: call.context)
        return try map { model in
            do { return try model.judgements(of: table, for: call, ofSilence: false) } catch let fault as NoExamples where fault.clips > 0 {
                return Judgements(unreadable: table.clips.map { .init(path: $0.path, reason: fault.reason ?? fault.cause) })
            }
        }
    }
}

extension FusionValue: Drawable {
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        if models.count == 2, !trials.isEmpty { return try curves.drawn(wishes) }
        return try .bars(
            title: wishes.title(else: "Weights"), subtitle: wishes.subtitle(else: line), names: streams,
            values: fusion.weights.map { $0 * 100 }, y: .init("Weight", unit: "%", range: 0...100), isAcross: true, decimals: 0)
    }
}
