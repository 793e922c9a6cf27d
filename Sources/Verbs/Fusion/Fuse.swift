import Datasets
import Fusion
import Language
import Networks
import Programs
import Study
import Tensors
import Workplace

private let weight = Parameter<Fraction>(
    "weight", in: 0...1, "Of two: what the first one's judgement weighs, instead of what DATA says")
private let units = Parameter<Int>(
    "units", in: 1...4096, "Of networks to be trained: states of the recurrent layer; 64 when absent")
private let dropout = Parameter<Fraction>(
    "dropout", in: 0...0.9, "Of networks to be trained: share left out before the classes in training; 20 % when absent")

extension Verb {
    static let fuse = Verb(
        Signature(
            "fuse", family: "Fusion", "Let an ear and an eye judge together",
            details: """
                Late fusion, of up to four trained models: p(c) is proportional to the product of p_i(c)^w_i over the models, \
                the weights' sum being 1. All must have learned from one data set, so that how frequent its classes are need \
                not be taken off. The weights, in steps of 5 %, are those with the least cross-entropy on DATA, which must be \
                clips that no model has learned from and that the result is not tested on: the validation part of a split. \
                Where a model cannot take in a clip, which has no sound or no pictures, the others judge it alone.

                Early fusion, of a network that hears and one that sees, before they have learned anything: what the two take \
                in stands side by side at each picture, the mean of the mel bands until the next and the pixels, each brought \
                to mean 0 and deviation 1. Of the two only what they take in is used: one network, a GRU whose states are \
                averaged, reads both. 'train' it like any other. Few and small pictures ('size: 16 px, colour: grey') do best \
                here. Of a clip without sound or pictures, those numbers are 0.
                """,
            operand: .init("PARTS", [ModelValue.type, NetworkValue.type], "What to fuse, as in [ear, eye]", takesList: true),
            phrases: [
                .init("on", .init("DATA", [DatasetValue.type], "Clips to choose the weights by", isRequired: false))
            ],
            options: [weight, units, dropout], gives: FusionValue.type, instead: [NetworkValue.type: NetworkValue.type],
            examples: [
                .init(
                    """
                    films = stage clips: 8, kinds: [bell, drum], length: 1 s, picture: 32 px
                    ear = train (linear films, bands: 32) on films, epochs: 2, batch: 16
                    eye = train (linear films, modality: pictures, size: 16 px) on films, epochs: 2, batch: 16
                    both = fuse [ear, eye] on (stage clips: 4, kinds: [bell, drum], length: 1 s, picture: 32 px, seed: 2)
                    """,
                    gives: "late fusion · sound 15.0 %, pictures 85.0 % · 2 classes · validation 87.5 %")
            ], version: 2)
    ) { call in
        let parts = call.list()
        guard parts.count > 1 else { throw OneToFuse() }
        let networks = parts.compactMap { $0 as? NetworkValue }
        if networks.count == parts.count {
            guard try call.given(weight) == nil, call.anyOperand("on") == nil else { throw NothingToWeighYet() }
            return try call.early(networks, units: call.given(units) ?? 64, dropout: call.given(dropout)?.value ?? 0.2)
        }
        let models = try parts.map { part in
            guard let model = part as? ModelValue else {
                throw WrongType(role: "fuse, beside a model", expected: [ModelValue.type], found: part.type)
            }
            return model
        }
        return try call.late(models)
    }
}

extension Arguments {
    fileprivate func late(_ models: [ModelValue]) throws -> FusionValue {
        for option in [units, dropout] as [any OptionDeclaration] where choices.has(option) {
            throw unfit(option, "goes with networks that have learned nothing yet")
        }
        guard models.count <= 4 else { throw TooManyToFuse(count: models.count) }
        let classes = models[0].classes
        if let other = models.firstIndex(where: { $0.classes != classes }) {
            throw DifferentClasses(parts: "models", first: classes, other: models[other].classes, number: other + 1)
        }
        guard models.allSatisfy({ $0.model.answer == .oneClass }) else { throw ManyLabelFusion() }
        let data = anyOperand("on") as? DatasetValue
        if let share = try given(weight) {
            guard models.count == 2 else { throw unfit(weight, "goes with two models, not \(models.count)") }
            guard data == nil else { throw unfit(weight, "does not go with 'on', whose clips choose the weights") }
            return FusionValue(models, LateFusion(weights: [share.value, 1 - share.value]), trials: [])
        }
        guard let data else { throw NothingToWeighBy() }
        let role = ClipRole.judged(verb: "fuse")
        let table = try work.labelled(data.table, role)
        let truth = try table.labels(among: classes, role)
        guard !table.hasManyLabels else { throw OneClassAnswer(role: role) }
        let judgements = try models.map(\.model).judgements(of: table, in: work)
        let rows = table.clips.indices.map { index in judgements.map { $0.rows[index] } }
        let judged = rows.indices.filter { index in rows[index].contains { $0 != nil } }
        guard !judged.isEmpty else {
            throw NoExamples(clips: table.clips.count, first: judgements[0].unreadable.first)
        }
        let trials = LateFusion.trials(judged.map { rows[$0] }, truth: judged.map { truth[$0][0] })
        return FusionValue(models, LateFusion.best(of: trials), trials: trials)
    }
}

/// Parts that do not tell the same classes apart.
struct DifferentClasses: Fault {
    /// `models` or `networks`.
    var parts: String
    var first: [String]
    var other: [String]
    /// Of the other, counted from 1.
    var number: Int

    var cause: String {
        let ordinal = ["first", "second", "third", "fourth"][number - 1]
        let lacks = [(ordinal, first.filter { !other.contains($0) }), ("first", other.filter { !first.contains($0) })]
            .filter { !$1.isEmpty }.map { "the \($0) does not know \(spelled(names: $1))" }
        return "the \(parts) to fuse have different classes: " + lacks.joined(separator: ", and ")
    }
    var remedy: String? { parts == "models" ? "train all on one data set" : "make both from one data set" }
}

/// One model alone.
struct OneToFuse: Fault {
    var cause: String { "there is nothing to fuse it with" }
    var remedy: String? { "give two or more, as in fuse [ear, eye]" }
}

struct TooManyToFuse: Fault {
    var count: Int
    var cause: String { "\(count) models are more than can be weighed" }
    var remedy: String? { "fuse up to four" }
}

/// Late fusion without clips or weights.
struct NothingToWeighBy: Fault {
    var cause: String { "nothing says what each model's judgement weighs" }
    var remedy: String? { "give clips that none has learned from, as in fuse [ear, eye] on parts.validate, or weight: 50 %" }
}

/// Networks that judge nothing yet, and clips or a weight to weigh their judgements by.
struct NothingToWeighYet: Fault {
    var cause: String { "these networks have learned nothing, so there are no judgements to weigh" }
    var remedy: String? { "train them first, or leave out 'on' and 'weight' for one network that takes in what both do" }
}

struct ManyLabelFusion: Fault {
    var cause: String { "models that name several classes a clip cannot be weighed against each other" }
    var remedy: String? { "fuse models of clips with one class each" }
}
