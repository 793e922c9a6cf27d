import Language
import Picture
import Programs
import Workplace

extension Verb {
    static let resize = Verb(
        Signature(
            "resize", family: "Picture", "Pictures at another size",
            details: """
                Rows and columns each on their own. From n pixels to fewer, m: pixel i is the mean of what lies from i n/m to \
                (i + 1) n/m, a pixel that lies there in part by that part. To more: it lies at p = (i + 1/2) n/m - 1/2 and is \
                mixed linearly from the two pixels beside p, the last ones going on beyond the ends. Values are those of the \
                file (sRGB), to the nearest of 256 steps.
                """,
            operand: .init("FRAMES", [FramesValue.type], "The pictures"), options: SizeOptions.all,
            gives: FramesValue.type,
            examples: [
                .init(
                    """
                    f = frames (plot (tone 440 Hz)), width: 320 px
                    resize f, width: 80 px
                    """, gives: "1 picture · 80 x 45 px · at 0 us")
            ])
    ) { call in
        let frames = try (call.operand() as FramesValue).frames
        guard let size = try call.size(of: frames.width, frames.height) else {
            throw call.unfit(SizeOptions.size, "or 'width' or 'height' must be given")
        }
        return FramesValue(try frames.resized(to: size, parallel: call.context.parallel))
    }
}
