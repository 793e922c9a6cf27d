import Language
import Programs
import Tensors
import Workplace

private let dimensions = Parameter<Int>(
    "dimensions", in: 1...1024, "How many directions; one fewer than classes, or as many as features, when absent")
private let shrinkage = Parameter<Double>(
    "shrinkage", default: 1e-6, in: 0...1,
    "Added to each feature's variance within classes, times their mean: more where rows are few")

extension Verb {
    static let lda = Verb(
        Signature(
            "lda", family: "Picture", "Directions that tell classes apart (linear discriminant analysis)",
            details: """
                With S_w the covariance within classes and S_b that of their means, each class weighed by its rows, the \
                directions w with S_b w = r S_w w, the largest ratio r first, scaled so that the spread within classes along \
                each is 1 (Fisher 1936, Rao 1948). Each class is an element of the list, or of the series: rows x features, or a \
                spectrogram, whose frames are its rows. 'project' takes other rows along the same directions.
                """,
            operand: .init(
                "CLASSES", [TensorValue.type, SpectrogramValue.type, .series],
                "The rows of each class, as in [a, b]", takesList: true),
            options: [dimensions, shrinkage], gives: ProjectionValue.type,
            examples: [
                .init(
                    """
                    white = mfcc (noise 1 s), count: 4
                    pink = mfcc (noise 1 s, color: pink), count: 4
                    lda [white, pink]
                    """, gives: "4 features to 1 dimension · ratio 160.5")
            ], version: 2)
    ) { call in
        let classes = try call.list().flatMap { ($0 as? SeriesValue)?.elements ?? [$0] }.map { try $0.featureRows(for: "lda") }
        let (rows, features) = (classes.reduce(0) { $0 + $1.shape[0] }, classes.map { $0.shape[1] }.max() ?? 0)
        if rows < features, !call.choices.isChosen(shrinkage) {
            call.context.note(
                "fewer rows than features: the directions fit these rows alone; give more rows, or shrinkage: 0.1")
        }
        return ProjectionValue(try Discriminant(classes, dimensions: call.given(dimensions), shrinkage: call(shrinkage)))
    }
}
