public import Datasets
public import Fusion
public import Networks
import Tensors
public import Workplace

/// Trained networks that judge together, and what each one's judgement weighs.
public struct FusedModels: Sendable {
    public let models: [Model]
    public let fusion: LateFusion

    public init(_ models: [Model], _ fusion: LateFusion) {
        precondition(models.count == fusion.weights.count)
        self.models = models
        self.fusion = fusion
    }

    /// `sound`, `pictures`; of several alike with a number.
    public var streams: [String] {
        let names = models.map { type(of: $0.network.frontEnd.sense).word }
        return names.indices.map { index in
            let alike = names.indices.filter { names[$0] == names[index] }
            return alike.count == 1 ? names[index] : "\(names[index]) \(alike.firstIndex(of: index)! + 1)"
        }
    }
}

extension FusedModels: Classifier {
    public var classes: [String] { models[0].classes }
    public var answer: Architecture.Answer { .oneClass }

    /// A clip that one network cannot take in is judged by the others.
    public func judgements(of table: ClipTable, in work: Workspace) throws -> Judgements {
        let all = try models.judgements(of: table, in: work)
        let joint = fusion.judgements(table.clips.indices.map { index in all.map { $0.rows[index] } })
        var fused = Judgements()
        for (index, row) in joint.rows.enumerated() {
            if let row {
                fused.rows[index] = row
                continue
            }
            let path = table.clips[index].path
            fused.unreadable.append(all.lazy.flatMap(\.unreadable).first { $0.path == path }!)
        }
        fused.streams = zip(streams, all).map { ($0, $1.rows) }
        guard !fused.rows.isEmpty else { throw NoExamples(clips: table.clips.count, first: fused.unreadable.first) }
        let lacks = zip(all, joint.missing).flatMap { judgements, missing in
            let lacks = Dictionary(judgements.unreadable.map { ($0.path, $0.lack) }, uniquingKeysWith: { first, _ in first })
            return missing.map { lacks[table.clips[$0].path] ?? nil }
        }
        let missing = Set(joint.missing.joined()).count
        if missing > 0 {
            let (clips, have, are) = missing == 1 ? ("1 clip", "has", "is") : ("\(missing) clips", "have", "are")
            work.note(
                lacks.shared.map {
                    "\(clips) \(have) no \($0): \(judges(zip(models, joint.missing).filter(\.1.isEmpty).map(\.0)))"
                }
                    ?? "\(clips) cannot be taken in by every network and \(are) judged by the others")
        }
        return fused
    }

    /// `the eye judges alone`
    private func judges(_ others: [Model]) -> String {
        others.count == 1
            ? "\(type(of: others[0].network.frontEnd.sense).judge) judges alone" : "the others judge alone"
    }

    /// The mean of each network's windows, fused: its windows need not be those of the others. A network that cannot take it in
    /// is left out, and a note says why.
    public func prediction(of subject: Subject, in work: Workspace) throws -> Prediction {
        var (rows, end, problems): ([[Float]?], Double, [(stream: String, fault: any Fault)]) = ([], 0, [])
        for (index, (model, stream)) in zip(models, streams).enumerated() {
            do {
                // What there is to say of the sound is said by the first that hears.
                let isSaid = models.prefix(index).contains { $0.network.frontEnd.sense.heard != nil }
                let found = try model.prediction(of: subject, in: isSaid ? work.part() : work)
                end = max(end, found.times.last!.upperBound)
                rows.append(rowMean(of: found.probabilities, 0..<found.times.count))
            } catch let fault as any Fault where !(fault is Interrupted) {
                problems.append((stream, fault))
                rows.append(nil)
            }
        }
        guard problems.count < models.count else { throw problems[0].fault }
        if let lack = problems.map({ lack(of: $0.fault) }).shared {
            work.note("no \(lack): \(judges(zip(models, rows).filter { $0.1 != nil }.map(\.0)))")
        } else {
            for (stream, fault) in problems { work.note("without \(stream): \(fault.cause)") }
        }
        return Prediction(
            classes: classes, times: [0...end],
            probabilities: Tensor([1, classes.count], fusion.probabilities(of: rows)))
    }
}

extension [Model] {
    /// What each makes of the clips; nothing where it can take in none of them.
    ///
    /// - Throws: `ClipsChanged`.
    public func judgements(of table: ClipTable, in work: Workspace) throws -> [Judgements] {
        // What one cannot take in the others may.
        let work = work.part()
        return try map { model in
            do {
                return try model.judgements(of: table, in: work, ofSilence: false)
            } catch let fault as NoExamples where fault.clips > 0 {
                return Judgements(
                    unreadable: table.clips.map {
                        LeftOutClip(path: $0.path, reason: fault.first?.reason ?? fault.cause, lack: fault.first?.lack)
                    })
            }
        }
    }
}
