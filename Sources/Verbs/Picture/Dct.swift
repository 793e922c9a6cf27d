import Language
import Picture
import Programs
import Workplace

private let coefficients = Parameter<Int>(
    "coefficients", default: 32, in: 1...1_000_000, "How many, in zig-zag order from the mean brightness on")

extension Verb {
    static let dct = Verb(
        Signature(
            "dct", family: "Picture", "The low spatial frequencies of each picture",
            details: """
                The two-dimensional orthonormal DCT-II of the brightness g from 0 to 1 of each picture of H x W pixels: \
                G(u, v) = a(u, H) a(v, W) sum g(y, x) cos(pi (2 y + 1) u / 2 H) cos(pi (2 x + 1) v / 2 W), where \
                a(0, N) = sqrt(1 / N) and a(k, N) = sqrt(2 / N). The first coefficients in JPEG's zig-zag order, as numbers \
                (time, coefficient): the classic features of a mouth.
                """,
            operand: .init("FRAMES", [FramesValue.type], "The pictures"), options: [coefficients],
            gives: TensorValue.type,
            examples: [
                .init(
                    """
                    f = frames [(plot (tone 440 Hz)), (plot (noise 1 s))], width: 64 px
                    dct f, coefficients: 10
                    """, gives: "2 x 10 · -2.074..37.31")
            ])
    ) { call in
        let frames = try (call.operand() as FramesValue).frames
        return TensorValue(try frames.cosines(call(coefficients), parallel: call.context.parallel))
    }
}
