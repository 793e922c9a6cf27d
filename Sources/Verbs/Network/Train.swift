import Datasets
import Language
import Networks
import Session
import Tensors

private let epochs = Parameter<Int>("epochs", default: 30, in: 1...10_000, "How often every clip is learned from")
private let batch = Parameter<Int>("batch", default: 32, in: 1...4096, "Examples a step; cut into shards of at least eight")
private let rate = Parameter<Double>("rate", default: 0.001, in: 1e-7...1, "Adam's step at its highest: it rises at first, then falls as a cosine")
private let decay = Parameter<Double>("decay", default: 0, in: 0...1, "Weight decay, decoupled: share of each weight taken off per step and rate")
private let smoothing = Parameter<Fraction>("smoothing", default: 0, in: 0...0.5, "Share of each target that is spread over all classes")
private let shift = Parameter<Fraction>("shift", default: 0, in: 0...1, "Examples are shifted in time by up to this share, another way in each epoch")
private let masks = Parameter<Int>("masks", default: 0, in: 0...8, "Stretches of bands, and as many of frames, hidden in each example (SpecAugment)")
private let seed = Parameter<Int>("seed", default: 1, in: 0...1_000_000_000, "What weights, order and chance are drawn with")
private let validate = ValueOption("validate", [DatasetValue.type], "Clips to choose the best epoch by; a tenth of the training clips when absent")
private let keep = Parameter<Keep>("keep", default: .best, "Weights of the best epoch or of the last one")
private let until = Parameter<Int>("until", in: 1...10_000, "Stop after this epoch of the same course, which still plans for all epochs")

private enum Keep: String, WordChoice { case best, last }

extension Verb {
    static let train = Verb(
        Signature(
            "train", family: "Network", "Train a network on labelled clips",
            details: """
                Adam on softmax cross-entropy. A tenth of the clips of each class (whole sources, where a column 'source' or \
                'src_file' names them) is set aside, or 'validate' is given; the epoch with the lowest validation loss is kept. \
                Each shard of a batch is normalised by itself, so 'batch' and not the machine decides the result: weights are the \
                same to the bit on any number of threads. Control-C keeps a checkpoint: running the cell again goes on as if \
                nothing had happened, and 'until: 11' gives the model of the first 11 epochs of the same course.
                """,
            operand: .init("NETWORK", [NetworkValue.type], "What to train: it stays as it is"),
            phrases: [.init("on", .init("DATA", [DatasetValue.type], "Clips to learn from"))],
            options: [epochs, seed, validate, until, keep, batch, rate, decay, smoothing, shift, masks],
            gives: ModelValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 3
                    """,
                    gives: "cnn · 42\u{2009}242 parameters · 2 classes · epoch 3 of 3 · validation 100.0 %")
            ], costly: true)
    ) { call in
        let network: NetworkValue = try call.operand()
        let data: DatasetValue = try call.operand("on")
        try network.checkClasses(of: data, role: "train … on")
        let (learning, judging) = try call.sides(of: data)
        let gathered = try call.gathered(learning, network.frontEnd)
        var frontEnd = network.frontEnd
        (frontEnd.mean, frontEnd.deviation) = try gathered.examples.standard(
            of: Array(0..<gathered.examples.count), parallel: call.context.parallel.silent)
        let validation = try judging.map { try call.gathered($0, network.frontEnd).examples }

        let course = Course(
            epochs: try call(epochs), batch: try call(batch), rate: try call(rate), decay: try call(decay),
            smoothing: try call(smoothing).value, seed: UInt64(try call(seed)))
        let augmentation = Augmentation(
            shift: try call(shift).value, masks: try call(masks), maskBands: frontEnd.bands / 8,
            maskFrames: frontEnd.frames / 8)
        let training = Training(
            network.architecture, course,
            lessons: ExampleLessons(gathered.examples, frontEnd, augmentation: augmentation, seed: course.seed),
            validation: validation.map { ExampleLessons($0, frontEnd) })
        let end = min(try call.given(until) ?? course.epochs, course.epochs)
        let trajectory = Trajectory(training, of: call.recipe, shelf: call.shelf, context: call.context)
        let weights = try trajectory.run(until: end, keepBest: call(keep) == .best)
        return ModelValue(
            NetworkValue(network.architecture, frontEnd, classes: network.classes), weights.weights, course,
            history: weights.history, epoch: weights.epoch)
    }
}

extension NetworkValue {
    /// - Throws: `OtherClasses`.
    fileprivate func checkClasses(of data: DatasetValue, role: String) throws {
        guard data.table.classes == classes else {
            throw OtherClasses(role: role, expected: classes, found: data.table.classes)
        }
    }
}

extension Arguments {
    /// Clips to learn from and to choose the best epoch by; the second is nil where there are too few to set any aside.
    fileprivate func sides(of data: DatasetValue) throws -> (learning: ClipTable, judging: ClipTable?) {
        if let given = options[validate.key] {
            guard let given = given as? DatasetValue else {
                throw WrongType(role: "train's 'validate'", expected: [DatasetValue.type], found: given.type)
            }
            guard given.table.classes == data.table.classes else {
                throw OtherClasses(role: "train's 'validate'", expected: data.table.classes, found: given.table.classes)
            }
            let known = Set(data.table.clips.map(\.digest))
            let shared = given.table.clips.count { known.contains($0.digest) }
            if shared > 0 { context.note("\(shared) of the clips to validate with are also trained on") }
            return (data.table, given.table)
        }
        let (learning, judging) = try data.table.settingAside(0.1, seed: UInt64(self(seed)))
        if judging == nil { context.note("too few clips to set some aside: the last epoch is kept") }
        return (learning, judging)
    }
}

extension ClipTable {
    /// A share of every class set apart, whole sources together where a column names them; nil where that is nothing.
    fileprivate func settingAside(_ share: Double, seed: UInt64) throws -> (rest: ClipTable, aside: ClipTable?) {
        let sources = ["source", "src_file"].first { name in columns.contains { $0.name == name } }
        var aside: Set<Int> = []
        for label in classes.indices {
            let members = clips.indices.filter { clips[$0].label == label }
            // Of fewer than four none can be spared.
            guard members.count >= 4 else { continue }
            do {
                let cut = try Split.cut(
                    selecting(members), by: sources, test: .share(share), validate: nil, seed: seed &+ UInt64(label))
                aside.formUnion(cut.split.sides.indices.filter { cut.split.sides[$0] == .test }.map { members[$0] })
            } catch is DatasetFault {}
        }
        // Copies of a clip, told by their content, may not stand on both sides.
        let kept = Set(clips.indices.filter { !aside.contains($0) }.map { clips[$0].digest })
        aside = aside.filter { !kept.contains(clips[$0].digest) }
        guard !aside.isEmpty else { return (self, nil) }
        return (selecting(clips.indices.filter { !aside.contains($0) }), selecting(aside.sorted()))
    }
}

/// Clips of other classes than the network tells apart.
struct OtherClasses: Fault {
    var role: String
    var expected: [String]
    var found: [String]

    var cause: String {
        let unknown = found.filter { !expected.contains($0) }
        let missing = expected.filter { !found.contains($0) }
        let parts =
            (unknown.isEmpty ? [] : ["it does not know \(list(unknown))"])
            + (missing.isEmpty ? [] : ["the clips have no \(list(missing))"])
        return "\(role) has other classes than the network: " + parts.joined(separator: ", and ")
    }
    var remedy: String? { "make the network from the same data set: cnn DATA" }

    private func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
