import Datasets
import Dispatch
import Language
import Networks
import Programs
import Session
import Study
import Tensors
import Workplace

private let column = Parameter<Word>("by", "A column whose values are the folds: fold, speaker ...")
private let count = Parameter<Int>("folds", in: 2...100, "How many folds are drawn where no column names them; 5 when absent")

extension Verb {
    static let crossvalidate = Verb(
        Signature(
            "crossvalidate", family: "Network", "Train once for each part of a data set, and test on that part each time",
            details: """
                With a column, each of its values is a fold: the network is trained from its beginning on all other clips, as \
                'train' would, and tested on these. Without one, folds with about as many clips of each class \
                are drawn from 'seed'; copies, and clips of one source, stay together. The field 'report' judges all clips, each \
                by the network that has not seen it; 'deviation' is that of the folds' accuracies (n - 1).

                Each fold is trained and kept as 'train NET on (split DATA by COLUMN, test: VALUE).train' with the same options \
                would, so that what has been trained is not trained again, and Control-C loses nothing.
                """,
            operand: .init("NETWORK", [NetworkValue.type], "What to train: it stays as it is"),
            phrases: [
                .init("on", .init("DATA", [DatasetValue.type], "All clips")),
                .init("by", .init("COLUMN", column, isRequired: false)),
            ],
            options: [count] + TrainOptions.shared, gives: FoldsValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 9, kinds: [bell, rain], length: 500 ms
                    folds = crossvalidate (cnn world, bands: 32, filters: 8, blocks: 2) on world, folds: 3, epochs: 3
                    """,
                    gives: "mean 100.0 % (sd 0.0) over 3 folds · 18 clips")
            ], version: 6, costly: true)
    ) { call in
        let network: NetworkValue = try call.operand()
        let given: DatasetValue = try call.operand("on")
        let role = ClipRole.learned(verb: "crossvalidate")
        let data = try call.work.labelled(given.table, role)
        try network.network.checkClasses(of: data, role)
        guard !data.hasManyLabels else { throw ManyLabelFolds() }
        // What is wrong with the options concerns all folds.
        try network.frontEnd.sense.checkVariation(call.choices)
        let folds = try call.folds(of: data, among: given.table)
        try call.noteCourses(of: folds)
        // All features at once, with one word about clips that cannot be read.
        try call.work.prepare(data, network.frontEnd)
        let tally = StatusTally(parts: folds.count, kept: try folds.count { try call.shelf.contains($0.recipe) })
        var results: [FoldsValue.Fold] = []
        var reports: [ReportValue] = []
        for (number, fold) in folds.enumerated() {
            let part = call.work.part(
                in: call.context.speaking(
                    of: "fold \(fold.name)", at: "fold \(number + 1)/\(folds.count)", in: tally))
            fold.notes.forEach(part.note)
            let (model, report) = try fold.naming {
                let model: ModelValue
                if let payload = try call.shelf.payload(fold.recipe) {
                    model = try ModelValue(payload: payload)
                } else {
                    let start = DispatchTime.now().uptimeNanoseconds
                    let task = TrainingTask(data: fold.learning, offersUntil: false, recipe: fold.recipe)
                    model = try network.trained(task, call.choices, in: part)
                    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
                    try call.shelf.put(model.payload(), fold.recipe, seconds: seconds)
                    tally.next()
                }
                return (model, ReportValue(try part.judged(model.model, on: fold.testing, role)))
            }
            part.note(spelled(share: report.confusion.accuracy))
            results.append(FoldsValue.Fold(name: fold.name, clips: report.scores.truth.count, epoch: model.learning.epoch))
            reports.append(report)
        }
        return FoldsValue(results, ReportValue(pooling: reports))
    }
}

extension RecipeVerb {
    static let fold = RecipeVerb(name: "fold", version: 1)
}

/// One part of a data set, what is learned from the others, and what the training of it is called.
private struct Fold {
    var name: String
    var learning: ClipTable
    var testing: ClipTable
    /// Of the model.
    var recipe: Recipe
    var notes: [String] = []

    /// Says of what goes wrong in `body` that it did in this fold, unless it is the session's affair.
    func naming<R>(_ body: () throws -> R) throws -> R {
        do { return try body() } catch let stop as Interrupted {
            throw stop.of("fold \(name)")
        } catch let fault as any Fault where !(fault is StoreFault) {
            throw FoldFault(fold: name, fault: fault)
        }
    }
}

/// What went wrong in one fold.
private struct FoldFault: Fault {
    var fold: String
    var fault: any Fault
    var cause: String { "fold \(fold): \(fault.cause)" }
    var remedy: String? { fault.remedy }
    var option: String? { fault.option }
}

extension Arguments {
    /// Says where the size of the folds decides how they are trained.
    fileprivate func noteCourses(of folds: [Fold]) throws {
        let sizes = folds.map(\.learning.clips.count)
        let shares = try sizes.map { try choices.shareAside(of: $0, isGivenClips: false)?.share ?? 0 }
        if try given(TrainOptions.aside) == nil, let fewest = sizes.min(), shares.contains(0) {
            work.noteNothingAside(of: fewest)
        }
        let courses = try sizes.map { try choices.course(of: $0).course }
        guard Set(courses).count > 1 || Set(shares).count > 1 else { return }
        context.note(
            "folds of \(sizes.min()!) to \(sizes.max()!) clips differ in what their size decides: "
                + "'batch', 'epochs' and 'aside' make them alike")
    }

    /// Folds of the clips whose classes are known, `table`, among all.
    ///
    /// - Throws: `DatasetFault`, `UnfitOption`.
    fileprivate func folds(of table: ClipTable, among all: ClipTable) throws -> [Fold] {
        guard let by = try given(column, "by")?.text else {
            let (count, seed) = (try given(count) ?? 5, UInt64(try self(TrainOptions.seed)))
            let folds = try table.folds(count, seed: seed)
            return (0..<count).map { number in
                Fold(
                    name: "\(number + 1)", learning: table.selecting(folds.indices.filter { folds[$0] != number }),
                    testing: table.selecting(folds.indices.filter { folds[$0] == number }).naming(fold: number + 1),
                    recipe: trainRecipe(
                        on: Recipe(
                            .fold, operands: operandIngredients("on", as: ""),
                            options: [
                                ("folds", .literal("\(count)")), ("seed", .literal("\(seed)")),
                                ("without", .literal("\(number + 1)")),
                            ])))
            }
        }
        guard try given(count) == nil else {
            throw UnfitOption(
                verb: signature.verb, key: count.key, objection: "does not go with 'by', whose values are the folds")
        }
        // Cut as the whole is cut, of which clips without a class are a part.
        let cells = try all.cells(of: by)
        let values = ClipTable.values(in: cells)
        let tested = ClipTable.values(in: try table.cells(of: by))
        guard tested.count > 1 else { throw DatasetFault.oneGroup(column: by, value: tested.first ?? "", side: "tested alone") }
        try all.notes(ofFolds: by).forEach(context.note)
        return try tested.map { value in
            let scalar = Scalar(cell: value, among: values)
            let cut = try Split.cut(
                all, by: by, test: .cells(Entries(scalar)!.cells), validate: nil, seed: 1, isFold: true)
            // That of `train NET on (split DATA by COLUMN, test: VALUE).train`.
            let split = Verb.split.recipe(
                operandIngredients("on", as: "") + operandIngredients("by", as: "by"), [("test", .literal(scalar.description))])
            return Fold(
                // A copy in another fold is not learned from, and is tested there.
                name: value, learning: cut.split[.train].labelled,
                testing: all.selecting(cells.indices.filter { cells[$0] == value }).labelled,
                recipe: trainRecipe(on: .field("train", of: split)), notes: cut.notes)
        }
    }

    /// What `train` would be asked with, on other clips and with the same options.
    private func trainRecipe(on data: Recipe) -> Recipe {
        let keys = Set(TrainOptions.shared.map(\.key))
        return Verb.train.recipe(
            operandIngredients("", as: "") + [("on", [.recipe(data)])], recipe.options.filter { keys.contains($0.key) })
    }

    private func operandIngredients(_ role: String, as other: String) -> [(role: String, ingredients: [Recipe.Ingredient])] {
        recipe.operands.filter { $0.role == role }.map { (other, $0.ingredients) }
    }
}

extension ClipTable {
    /// What is to be said of copies and of clips of one source where each value of `column` is tested in turn.
    fileprivate func notes(ofFolds column: String) throws(DatasetFault) -> [String] {
        let folds = try cells(of: column)
        var copied: [String: Set<String>] = [:]
        for (clip, fold) in zip(clips, folds) where !clip.digest.isEmpty { copied[clip.content, default: []].insert(fold) }
        var notes: [String] = []
        let copies = clips.count { copied[$0.content]?.count ?? 0 > 1 }
        if copies > 0 {
            notes.append(
                "\(copies) clips have copies in other folds: each is tested in its own, and not learned from where its copy is tested"
            )
        }
        for source in kinshipColumns where source != column {
            let count = try scattered(source, over: folds)
            if count > 0 {
                notes.append(
                    "clips of \(count == 1 ? "one \(source) are" : "\(count) values of \(source) are") in several folds, so the "
                        + "tests know more than they should: 'by \(source)' keeps them together")
            }
        }
        return notes
    }

    /// The same with a column that says which fold the clips are, unless there is one called so.
    fileprivate func naming(fold number: Int) -> ClipTable {
        guard !columnNames.contains("fold") else { return self }
        var table = self
        table.columns.append(Column("fold", clips.map { _ in "\(number)" }))
        return table
    }
}

extension Scalar {
    /// What a person writes for the value `cell` of a column: a number, where no other value is the same number and it does
    /// not read as a share.
    init(cell: String, among values: [String]) {
        if let number = Double(cell), number.isFinite, number <= 0 || number >= 1,
            values.count(where: { Double($0) == number }) == 1
        {
            self = .quantity(Quantity(number))
            // Whatever does not read as one word is written as a text.
        } else if let scalar = try? Scalar(parsing: cell), case .word(cell) = scalar {
            self = scalar
        } else {
            self = .text(cell)
        }
    }
}

/// Clips of several classes, whose folds have no accuracy to be put together.
struct ManyLabelFolds: Fault {
    var cause: String { "crossvalidate takes clips of one class each" }
    var remedy: String? { "split DATA, and evaluate a network on the test part" }
}
