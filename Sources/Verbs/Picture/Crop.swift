import Language
import Picture

private let x = Parameter<Language.Pixels>("x", default: .init(0), in: 0...32768, "From the left side")
private let y = Parameter<Language.Pixels>("y", default: .init(0), in: 0...32768, "From the top")
private let width = Parameter<Language.Pixels>("width", in: 1...32768, "Width; all to the right when absent")
private let height = Parameter<Language.Pixels>("height", in: 1...32768, "Height; all below when absent")

extension Verb {
    static let crop = Verb(
        Signature(
            "crop", family: "Picture", "The same part of each picture",
            operand: .init("FRAMES", [FramesValue.type], "The pictures"), options: [x, y, width, height],
            gives: FramesValue.type,
            examples: [
                .init(
                    """
                    f = frames (plot (tone 440 Hz)), width: 320 px
                    crop f, x: 40 px, y: 20 px, width: 64 px, height: 48 px
                    """, gives: "1 picture · 64 x 48 px · at 0 us")
            ])
    ) { call in
        let value: FramesValue = try call.operand()
        let (left, top) = (try call(x).count, try call(y).count)
        return FramesValue(
            try value.frames.cropped(
                to: Crop(
                    x: left, y: top, width: call.given(width)?.count ?? max(value.frames.width - left, 0),
                    height: call.given(height)?.count ?? max(value.frames.height - top, 0))))
    }
}
