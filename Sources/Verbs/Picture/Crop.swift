import Language
import Picture
import Programs
import Study
import Tensors
import Workplace

private let box = Parameter<[PixelCount]>(
    "box", "The part: [x, y, width, height] from the upper left corner, such as [0 px, 20 px, 40 px, 40 px]")

extension Verb {
    static let crop = Verb(
        Signature(
            "crop", family: "Picture", "The same part of each picture",
            operand: .init("FRAMES", [FramesValue.type], "The pictures"), options: [box],
            gives: FramesValue.type,
            examples: [
                .init(
                    """
                    f = frames (plot (tone 440 Hz)), width: 320 px
                    crop f, box: [40 px, 20 px, 64 px, 48 px]
                    """, gives: "1 picture · 64 x 48 px · at 0 us")
            ], version: 2)
    ) { call in
        let value: FramesValue = try call.operand()
        guard let part = try call.choices.box(box) else { throw NoPart() }
        return FramesValue(try value.frames.cropped(to: part))
    }
}

/// A crop of nothing in particular.
struct NoPart: Fault {
    var cause: String { "crop needs a part" }
    var remedy: String? { "such as crop pictures, box: [0 px, 20 px, 40 px, 40 px]" }
}
