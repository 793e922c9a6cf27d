import Language
import Programs
import Tensors

extension Verb {
    static let project = Verb(
        Signature(
            "project", family: "Picture", "Features along the directions that 'lda' found",
            details:
                "w^T (x - m) for each row x and direction w, with m the mean of the rows that the directions were learned from.",
            operand: .init(
                "ROWS", [TensorValue.type, SpectrogramValue.type],
                "Rows x features, or a spectrogram, whose frames are its rows"),
            phrases: [.init("by", .init("PROJECTION", [ProjectionValue.type], "What 'lda' gave"))],
            gives: TensorValue.type,
            examples: [
                .init(
                    """
                    white = mfcc (noise 1 s), count: 4
                    pink = mfcc (noise 1 s, color: pink), count: 4
                    project white by (lda [white, pink])
                    """, gives: "87 x 1 · -14.43..-8.614")
            ])
    ) { call in
        let rows = try call.anyOperand()!.featureRows(for: "project")
        let projection: ProjectionValue = try call.operand("by")
        let features = projection.discriminant.mean.count
        guard rows.shape[1] == features else {
            throw UnfitOperand(
                verb: "project", role: "",
                objection: "takes rows of \(features) features, and these have \(rows.shape[1])")
        }
        return TensorValue(projection.discriminant.project(rows))
    }
}
