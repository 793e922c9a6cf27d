public import Datasets
public import Networks
public import Picture
public import Sound
public import Tensors
public import Workplace

/// What tells classes apart: a trained network, or several fused.
public protocol Classifier {
    var classes: [String] { get }
    /// What its probabilities say: one class of all, or of each whether it is there.
    var answer: Architecture.Answer { get }
    /// What it makes of each clip that it can take in.
    ///
    /// - Throws: `NoExamples`, `ClipsChanged`.
    func judgements(of table: ClipTable, in work: Workspace) throws -> Judgements
    /// What it makes of one clip, in windows that half overlap.
    func prediction(of subject: Subject, in work: Workspace) throws -> Prediction
}

/// Something that a network can be asked about.
public enum Subject {
    case sound(Signal)
    case frames(Frames)
    /// A clip, and where its file is.
    case clip(Clip, path: String)
}

/// The probability of each class in each segment of a subject.
public struct Prediction {
    public var classes: [String]
    /// Seconds at which each segment begins and ends.
    public var times: [ClosedRange<Double>]
    /// (segment, class)
    public var probabilities: Tensor
}

/// Probabilities of classes by the index of a clip in its table, and the clips that have none.
public struct Judgements {
    public var rows: [Int: [Float]] = [:]
    /// Of networks that were fused: what each alone makes of the clips.
    var streams: [(name: String, rows: [Int: [Float]])] = []
    public var unreadable: [LeftOutClip] = []
}

/// How clips of known classes were judged.
public struct Judged {
    public var classes: [String]
    /// The indices in `classes` of each clip's classes.
    public var truths: [[Int]]
    public var answer: Architecture.Answer
    /// (clip, class)
    public var probabilities: Tensor
    /// The clips that were judged, in the order of `truths`.
    public var table: ClipTable
    public var unreadable: [ClipTable.Unreadable]
    /// Of networks that were fused: the class that each alone takes each clip for, nil where it can take in none.
    public var streams: [(name: String, predicted: [Int?])]
}

extension Workspace {
    /// The clips whose classes are known; says how many are left out.
    ///
    /// - Throws: `NoClassKnown`.
    public func labelled(_ table: ClipTable, _ role: ClipRole) throws -> ClipTable {
        let labelled = table.labelled
        let count = table.clips.count - labelled.clips.count
        guard count > 0 else { return table }
        guard !labelled.clips.isEmpty else { throw NoClassKnown(role: role, clips: count) }
        note("\(role.words): \(count) clip\(count == 1 ? " has no class and is" : "s have no class and are") left out")
        return labelled
    }

    /// How well the clips are told apart.
    ///
    /// - Throws: `OtherClasses`, `OneClassAnswer`, `NoClassKnown`, `NoExamples`, `ClipsChanged`.
    public func judged(_ classifier: any Classifier, on table: ClipTable, _ role: ClipRole) throws -> Judged {
        let table = try labelled(table, role)
        let classes = classifier.classes
        let known = try table.labels(among: classes, role)
        if table.hasManyLabels, classifier.answer == .oneClass { throw OneClassAnswer(role: role) }
        let judgements = try classifier.judgements(of: table, in: self)
        let clips = judgements.rows.keys.sorted()
        return Judged(
            classes: classes, truths: clips.map { known[$0] }, answer: classifier.answer,
            probabilities: Tensor([clips.count, classes.count], clips.flatMap { judgements.rows[$0]! }),
            table: table.selecting(clips), unreadable: judgements.unreadable.map(\.asUnreadable),
            streams: judgements.streams.map { stream in
                (stream.name, clips.map { stream.rows[$0].map(placeOfGreatest) })
            })
    }

    /// What a network takes in of something, in windows that half overlap; where each is, and how long all is.
    ///
    /// - Throws: what the sense throws.
    public func examples(
        of subject: Subject, for frontEnd: FrontEnd
    ) throws -> (features: Tensor, parts: [Range<Double>], seconds: Double) {
        let perceiver = try frontEnd.sense.perceiver(movies)
        switch subject {
        case .sound(let sound):
            let parts = frontEnd.segments(seconds: sound.duration, overlapping: true)
            if frontEnd.sense.heard != nil, !isPart, sound.cancelsInMono { context.noteCancelling(of: nil) }
            return (try perceiver.examples(of: sound, in: parts), parts, sound.duration)
        case .frames(let frames):
            let seconds = max(frames.duration, frontEnd.sense.seen.map { 1 / $0.rate } ?? 0)
            let parts = frontEnd.segments(seconds: seconds, overlapping: true)
            return (try perceiver.examples(of: frames, in: parts, parallel), parts, seconds)
        case .clip(let clip, let path):
            let parts = frontEnd.segments(seconds: clip.seconds, overlapping: true)
            let (features, cancels) = try perceiver.examples(of: clip, at: path, overlapping: true, numbers: 0..<parts.count)
            if cancels, !isPart { context.noteCancelling(of: clip.path) }
            return (features, parts, clip.seconds)
        }
    }
}

/// Clips without classes where classes are learned or judged.
struct NoClassKnown: Fault {
    var role: ClipRole
    var clips: Int
    var cause: String {
        "\(role.words) takes clips of known classes, and \(clips == 1 ? "the clip has" : "all \(clips) have") none"
    }
    var remedy: String? { "a folder for each class, or a column of them in a CSV, names them; 'predict' needs none" }
}

extension ClipTable {
    /// The indices in `classes` of each clip's classes.
    ///
    /// - Throws: `OtherClasses` where one is not among them.
    public func labels(among classes: [String], _ role: ClipRole) throws -> [[Int]] {
        let known = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let used = Set(clips.flatMap(\.allLabels)).sorted().map { self.classes[$0] }
        guard used.allSatisfy({ known[$0] != nil }) else {
            throw OtherClasses(role: role, expected: classes, found: used + classes)
        }
        return clips.map { clip in clip.allLabels.map { known[self.classes[$0]]! } }
    }
}

extension Model: Classifier {
    public var answer: Architecture.Answer { network.architecture.answer }

    public func judgements(of table: ClipTable, in work: Workspace) throws -> Judgements {
        try judgements(of: table, in: work, ofSilence: true)
    }

    /// The same; whether silence is judged as any other sound, or is taken for a sound that is missing.
    func judgements(of table: ClipTable, in work: Workspace, ofSilence isJudged: Bool) throws -> Judgements {
        let gathered = try work.gathered(table, network.frontEnd)
        let examples = gathered.examples
        let means = segmentMeans(of: try probabilities(of: examples, work.parallel), by: (0..<examples.count).map(examples.clip))
        var judgements = Judgements(unreadable: gathered.unreadable)
        for (clip, rows, mean) in means {
            if isJudged || !network.frontEnd.sense.tellsSilence || !rows.allSatisfy(examples.isSilent) {
                judgements.rows[clip] = mean
            } else {
                let path = table.clips[clip].path
                judgements.unreadable.append(LeftOutClip(path: path, reason: "'\(path)' is silent"))
            }
        }
        return judgements
    }

    /// (examples, classes)
    func probabilities(of examples: Examples, _ parallel: Parallel) throws -> Tensor {
        try Predictor(network.architecture).probabilities(
            of: ExampleLessons(examples, network.frontEnd.standard), weights, parallel: parallel)
    }

    public func prediction(of subject: Subject, in work: Workspace) throws -> Prediction {
        let frontEnd = network.frontEnd
        let (features, parts, seconds) = try work.examples(of: subject, for: frontEnd)
        var examples = frontEnd.examples
        examples.append(features, clip: 0, starts: parts.map(\.lowerBound), length: frontEnd.steps(seconds: seconds))
        return Prediction(
            classes: classes, times: parts.map { $0.lowerBound...$0.lowerBound + frontEnd.sense.length },
            probabilities: try probabilities(of: examples, work.parallel))
    }
}
