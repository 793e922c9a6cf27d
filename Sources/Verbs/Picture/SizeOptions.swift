import Language
import Picture
import Programs

/// The options that say how large pictures become.
enum SizeOptions {
    static let size = Parameter<PixelCount>("size", in: 1...32768, "Width and height alike")
    static let width = Parameter<PixelCount>(
        "width", in: 1...32768, "Width; the height keeps their shape where it is not given")
    static let height = Parameter<PixelCount>(
        "height", in: 1...32768, "Height; the width keeps their shape where it is not given")

    static var all: [any OptionDeclaration] { [size, width, height] }
}

extension Arguments {
    /// The size that the options ask for, of pictures of `width` x `height` pixels; nil where none of them is given.
    ///
    /// - Throws: `UnfitOption`.
    func size(of width: Int, _ height: Int) throws -> FrameChoice.Size? {
        let wide = try given(SizeOptions.width)?.count
        let high = try given(SizeOptions.height)?.count
        if let side = try given(SizeOptions.size)?.count {
            guard wide == nil, high == nil else { throw unfit(SizeOptions.size, "does not go with 'width' or 'height'") }
            return .init(width: side, height: side)
        }
        func scaled(_ side: Int, by other: Int, of from: Int) -> Int {
            // Whether there is such a size is for those to say who make it.
            guard from > 0 else { return 1 }
            let length = (Double(side) * Double(other) / Double(from)).rounded()
            return Int(min(max(length, 1), 1e9))
        }
        switch (wide, high) {
        case (nil, nil): return nil
        case (let wide?, let high?): return .init(width: wide, height: high)
        case (let wide?, nil): return .init(width: wide, height: scaled(height, by: wide, of: width))
        case (nil, let high?): return .init(width: scaled(width, by: high, of: height), height: high)
        }
    }
}
