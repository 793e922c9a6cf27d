import Foundation

/// An opaque sRGB colour, each part 0...1.
public struct Colour: Hashable, Sendable {
    public var red: Double
    public var green: Double
    public var blue: Double

    public init(red: Double, green: Double, blue: Double) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `0xRRGGBB`
    init(_ hex: UInt32) {
        self.init(
            red: Double(hex >> 16 & 255) / 255, green: Double(hex >> 8 & 255) / 255, blue: Double(hex & 255) / 255)
    }

    /// The nearest eight-bit parts as `0xRRGGBB`.
    var hex: UInt32 {
        func byte(_ part: Double) -> UInt32 { UInt32((min(max(part, 0), 1) * 255).rounded()) }
        return byte(red) << 16 | byte(green) << 8 | byte(blue)
    }

    /// Relative luminance, 0 (black) to 1 (white), after WCAG 2.
    var luminance: Double {
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// The colour `share` of the way from here to `other`, mixed in OKLab.
    func mixed(with other: Colour, _ share: Double) -> Colour {
        let from = OKLab(self)
        let to = OKLab(other)
        return OKLab(
            lightness: from.lightness + (to.lightness - from.lightness) * share,
            a: from.a + (to.a - from.a) * share, b: from.b + (to.b - from.b) * share
        ).colour
    }
}

/// sRGB decoding: c/12.92 below 0.04045, else ((c + 0.055)/1.055)^2.4.
func linear(_ part: Double) -> Double {
    part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
}

/// sRGB encoding, the inverse of `linear`.
func encoded(_ part: Double) -> Double {
    part <= 0.0031308 ? part * 12.92 : 1.055 * pow(part, 1 / 2.4) - 0.055
}

/// Black or white, whichever is easier to read on `ground`.
func ink(on ground: Colour) -> Colour {
    ground.luminance > 0.3 ? Colour(0x111316) : Colour(0xFFFFFF)
}
