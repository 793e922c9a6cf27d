import Language
import Picture
import Programs

private let width = Parameter<PixelCount>("width", in: 1...32768, "Width of the box; a quarter of the pictures' when absent")
private let height = Parameter<PixelCount>("height", in: 1...32768, "Height of the box; two thirds of its width when absent")
private let follow = Parameter<Seconds>(
    "follow", in: 0.01...60, "Go along with the motion, smoothed over this time; the box stays where it is when absent")

extension Verb {
    static let mouth = Verb(
        Signature(
            "mouth", family: "Picture", "The part of each picture that moves: the mouth of a talker",
            details: """
                The box of the given size that holds the most motion in the lower half of the picture. The motion of a pixel \
                from one picture to the next is the size of the change of its brightness; a box counts by the sum over its \
                pixels and over all pictures, times sin(pi (2 m - 1)), where m is how far down its middle lies, from 1/2 to \
                1. With 'follow' each picture has its own box: the one that counts most within half that time before and \
                after, their places averaged over the same stretch. A box at a place that you know is 'crop'.
                """,
            operand: .init("FRAMES", [FramesValue.type], "The pictures, two or more"), options: [width, height, follow],
            gives: FramesValue.type,
            examples: [
                .init(
                    """
                    f = frames [(plot (tone 440 Hz)), (plot (noise 1 s))], width: 320 px
                    mouth f, width: 96 px, height: 64 px
                    """, gives: "2 pictures · 96 x 64 px · 2.0 s")
            ])
    ) { call in
        let frames = try (call.operand() as FramesValue).frames
        let wide = try call.given(width)?.count ?? max(frames.width / 4, 1)
        let high = try call.given(height)?.count ?? min(max(wide * 2 / 3, 1), frames.height)
        let motion = try MotionEnergy(of: frames, width: wide, height: high)
        guard let seconds = try call.given(follow)?.value else { return FramesValue(try frames.cropped(to: motion.box())) }
        return FramesValue(motion.followed(over: seconds))
    }
}
