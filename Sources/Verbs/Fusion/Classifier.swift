import Datasets
import Language
import Networks
import Programs
import Session
import Tensors
import Workplace

/// A value that tells classes apart: a trained network, or several fused.
protocol Classifier: Value {
    var classes: [String] { get }
    /// What its probabilities say: one class of all, or of each whether it is there.
    var answer: Architecture.Answer { get }
    /// What it makes of each clip that it can take in. Throws `NoExamples`, `ClipsChanged`.
    func judgements(of table: ClipTable, for call: Arguments) throws -> Judgements
    /// What it makes of one clip, in windows that half overlap.
    func prediction(of subject: any Value, for call: Arguments) throws -> PredictionValue
}

/// Probabilities of classes by the index of a clip in its table, and the clips that have none.
struct Judgements {
    var rows: [Int: [Float]] = [:]
    /// Of networks that were fused: what each alone makes of the clips.
    var streams: [(name: String, rows: [Int: [Float]])] = []
    var unreadable: [ClipTable.Unreadable] = []
}

extension ValueType {
    /// What `evaluate` and `predict` take.
    static let classifiers = [ModelValue.type, FusionValue.type]
}

extension Signature.Operand {
    /// One network alone.
    static let network = Signature.Operand(
        "MODEL", [ModelValue.type], "A trained network", hints: [FusionValue.type: "ask the ear or the eye alone"])
}

extension Arguments {
    /// The operand, which is a model or several fused.
    ///
    /// - Throws: `WrongType`.
    var classifier: any Classifier {
        get throws {
            let value = anyOperand()!
            guard let classifier = value as? any Classifier else {
                throw WrongType(role: signature.verb, expected: ValueType.classifiers, found: value.type)
            }
            return classifier
        }
    }

    /// The clips whose classes are known; says how many are left out.
    ///
    /// - Throws: `NoClassKnown`.
    func labelled(_ table: ClipTable, role: String) throws -> ClipTable {
        let labelled = table.labelled
        let count = table.clips.count - labelled.clips.count
        guard count > 0 else { return table }
        guard !labelled.clips.isEmpty else { throw NoClassKnown(role: role, clips: count) }
        context.note("\(role): \(count) clip\(count == 1 ? " has no class and is" : "s have no class and are") left out")
        return labelled
    }

    /// How well the clips are told apart.
    ///
    /// - Throws: `OtherClasses`, `NoExamples`, `ClipsChanged`.
    func judged(_ classifier: any Classifier, on table: ClipTable, role: String) throws -> ReportValue {
        let table = try labelled(table, role: role)
        let classes = classifier.classes
        let known = try table.labels(among: classes, role: role)
        if table.hasManyLabels, classifier.answer == .oneClass {
            throw OneClassAnswer(role: role)
        }
        let judgements = try classifier.judgements(of: table, for: self)
        let clips = judgements.rows.keys.sorted()
        return ReportValue(
            classes: classes, truth: clips.map { known[$0].first ?? 0 },
            truths: classifier.answer == .everyClass ? clips.map { known[$0] } : nil,
            probabilities: Tensor([clips.count, classes.count], clips.flatMap { judgements.rows[$0]! }),
            table: table.selecting(clips), unreadable: judgements.unreadable,
            streams: judgements.streams.map { stream in
                .init(name: stream.name, predicted: clips.map { stream.rows[$0].map(placeOfGreatest) })
            })
    }
}

/// Clips without classes where classes are learned or judged.
struct NoClassKnown: Fault {
    var role: String
    var clips: Int
    var cause: String { "\(role) takes clips of known classes, and \(clips == 1 ? "the clip has" : "all \(clips) have") none" }
    var remedy: String? { "a folder for each class, or a column of them in a CSV, names them; 'predict' needs none" }
}

extension ClipTable {
    /// The indices in `classes` of each clip's classes.
    ///
    /// - Throws: `OtherClasses` where one is not among them.
    func labels(among classes: [String], role: String) throws -> [[Int]] {
        let known = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let used = Set(clips.flatMap(\.allLabels)).sorted().map { self.classes[$0] }
        guard used.allSatisfy({ known[$0] != nil }) else {
            throw OtherClasses(role: role, expected: classes, found: used + classes)
        }
        return clips.map { clip in clip.allLabels.map { known[self.classes[$0]]! } }
    }
}

extension ModelValue: Classifier {
    var classes: [String] { network.classes }
    var answer: Architecture.Answer { network.architecture.answer }

    func judgements(of table: ClipTable, for call: Arguments) throws -> Judgements {
        try judgements(of: table, for: call, ofSilence: true)
    }

    /// The same; whether silence is judged as any other sound, or is taken for a sound that is missing.
    func judgements(of table: ClipTable, for call: Arguments, ofSilence isJudged: Bool) throws -> Judgements {
        let gathered = try call.gathered(table, network.frontEnd)
        let examples = gathered.examples
        let probabilities = try probabilities(of: examples, call.context.parallel)
        // Parts of one clip, which stand one after the other, become one row: their mean.
        var judgements = Judgements(unreadable: gathered.unreadable)
        probabilities.withFloats { p in
            var start = 0
            while start < examples.count {
                let clip = examples.clip(start)
                let end = (start..<examples.count).first { examples.clip($0) != clip } ?? examples.count
                if isJudged || !hearsMel || !(start..<end).allSatisfy(examples.isSilent) {
                    judgements.rows[clip] = mean(of: p, rows: start..<end, columns: classes.count)
                } else {
                    let path = table.clips[clip].path
                    judgements.unreadable.append(.init(path: path, reason: "'\(path)' is silent"))
                }
                start = end
            }
        }
        return judgements
    }

    private var hearsMel: Bool {
        if case .sound(let sound) = network.frontEnd { sound.features == .mel } else { false }
    }

    /// (examples, classes)
    func probabilities(of examples: Examples, _ parallel: Parallel) throws -> Tensor {
        try Predictor(network.architecture).probabilities(
            of: ExampleLessons(examples, network.frontEnd.standard), weights, parallel: parallel)
    }
}

/// The mean of each column over `rows` of a matrix, row-major.
func mean(of p: UnsafeBufferPointer<Float>, rows: Range<Int>, columns: Int) -> [Float] {
    (0..<columns).map { column in
        Float(rows.reduce(0.0) { $0 + Double(p[$1 * columns + column]) } / Double(rows.count))
    }
}
