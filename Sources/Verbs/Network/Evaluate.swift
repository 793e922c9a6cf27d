import Language
import Programs
import Study
import Workplace

extension Verb {
    static let evaluate = Verb(
        Signature(
            "evaluate", family: "Network", "Judge a trained network on clips it has not seen",
            details: """
                Accuracy with its 95 % Wilson interval, balanced accuracy, precision, recall, F1 and AUC of each class, the \
                confusion matrix, ROC curves, and the mistakes as clips to look at and listen to. A clip longer than the \
                network's length is cut into parts of that length, and their probabilities are averaged.
                """,
            operand: .init("MODEL", ValueType.classifiers, "What to judge: a model, or several fused"),
            phrases: [.init("on", .init("DATA", [DatasetValue.type], "Clips kept for testing"))], options: [],
            gives: ReportValue.type,
            examples: [
                .init(
                    """
                    world = stage clips: 8, kinds: [bell, rain], length: 500 ms
                    ear = train (cnn world, bands: 32, filters: 16, blocks: 2) on world, epochs: 3
                    report = evaluate ear on (stage clips: 4, kinds: [bell, rain], length: 500 ms, seed: 2)
                    """,
                    gives: "accuracy 87.5 % (52.9..97.8) · balanced 87.5 % · 8 clips · 2 classes")
            ], version: 3)
    ) { call in
        let data: DatasetValue = try call.operand("on")
        return ReportValue(try call.work.judged(call.classifier, on: data.table, .judged(verb: "evaluate")))
    }
}
