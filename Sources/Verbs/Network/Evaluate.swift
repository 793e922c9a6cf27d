import Datasets
import Language
import Networks
import Tensors

extension Verb {
    static let evaluate = Verb(
        Signature(
            "evaluate", family: "Network", "Judge a trained network on clips it has not seen",
            details: """
                Accuracy with its 95 % Wilson interval, balanced accuracy, precision, recall, F1 and AUC of each class, the \
                confusion matrix, ROC curves, and the mistakes as clips to look at and listen to. A clip longer than the \
                network's length is cut into parts of that length, and their probabilities are averaged.
                """,
            operand: .init("MODEL", [ModelValue.type], "What to judge"),
            phrases: [.init("on", .init("DATA", [DatasetValue.type], "Clips kept for testing"))], options: [],
            gives: ReportValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 3
                    report = evaluate ear on (stage clips: 4, kinds: [bell, rain], length: 500 ms, seed: 2)
                    """,
                    gives: "accuracy 100.0 % (67.6..100.0) · balanced 100.0 % · 8 clips · 2 classes")
            ], version: 2)
    ) { call in
        let model: ModelValue = try call.operand()
        let data: DatasetValue = try call.operand("on")
        return try call.judged(model, on: data.table, role: "evaluate … on")
    }
}

extension Arguments {
    /// How well the model tells the clips apart.
    ///
    /// - Throws: `OtherClasses`, `NoExamples`, `ClipsChanged`.
    func judged(_ model: ModelValue, on table: ClipTable, role: String) throws -> ReportValue {
        let classes = model.network.classes
        let known = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let used = Set(table.clips.map(\.label)).sorted().map { table.classes[$0] }
        guard used.allSatisfy({ known[$0] != nil }) else {
            throw OtherClasses(role: role, expected: classes, found: used + classes)
        }
        let gathered = try gathered(table, model.network.frontEnd)
        let examples = gathered.examples
        let probabilities = try Predictor(model.network.architecture).probabilities(
            of: ExampleLessons(examples, model.network.frontEnd.standard), model.weights, parallel: context.parallel)

        // Parts of one clip, which stand one after the other, become one row: their mean.
        var clips: [Int] = []
        var rows: [[Float]] = []
        probabilities.withFloats { p in
            var start = 0
            while start < examples.count {
                let clip = examples.clip(start)
                let end = (start..<examples.count).first { examples.clip($0) != clip } ?? examples.count
                rows.append(mean(of: p, rows: start..<end, columns: classes.count))
                clips.append(clip)
                start = end
            }
        }
        let heard = table.selecting(clips)
        return ReportValue(
            classes: classes, truth: heard.clips.map { known[table.classes[$0.label]]! },
            probabilities: Tensor([rows.count, classes.count], rows.flatMap { $0 }), table: heard,
            unreadable: gathered.unreadable)
    }
}

/// The mean of each column over `rows` of a matrix, row-major.
private func mean(of p: UnsafeBufferPointer<Float>, rows: Range<Int>, columns: Int) -> [Float] {
    (0..<columns).map { column in
        Float(rows.reduce(0.0) { $0 + Double(p[$1 * columns + column]) } / Double(rows.count))
    }
}
