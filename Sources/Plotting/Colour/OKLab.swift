import Foundation

/// A colour in OKLab, where equal distances look equal (Björn Ottosson, "A perceptual color space", 2020).
struct OKLab: Hashable, Sendable {
    var lightness: Double
    var a: Double
    var b: Double

    init(lightness: Double, a: Double, b: Double) {
        self.lightness = lightness
        self.a = a
        self.b = b
    }

    /// From lightness, chroma and hue in degrees.
    init(lightness: Double, chroma: Double, hue: Double) {
        let angle = hue * .pi / 180
        self.init(lightness: lightness, a: chroma * cos(angle), b: chroma * sin(angle))
    }

    init(_ colour: Colour) {
        let red = linear(colour.red)
        let green = linear(colour.green)
        let blue = linear(colour.blue)
        let l = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        let m = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        let s = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        self.init(
            lightness: 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            a: 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            b: 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s)
    }

    /// Linear red, green and blue, outside 0...1 where sRGB cannot show the colour.
    private var linearParts: (red: Double, green: Double, blue: Double) {
        let l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
        let m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
        let s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
        return (
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
        )
    }

    private var isShowable: Bool {
        let parts = linearParts
        return [parts.red, parts.green, parts.blue].allSatisfy { $0 >= -0.0005 && $0 <= 1.0005 }
    }

    /// The sRGB colour of the same lightness and hue with as much of the chroma as sRGB can show.
    var colour: Colour {
        var shown = self
        if !isShowable {
            var low = 0.0
            var high = 1.0
            for _ in 0..<24 {
                let share = (low + high) / 2
                shown = OKLab(lightness: lightness, a: a * share, b: b * share)
                if shown.isShowable { low = share } else { high = share }
            }
            shown = OKLab(lightness: lightness, a: a * low, b: b * low)
        }
        let parts = shown.linearParts
        func part(_ value: Double) -> Double { encoded(min(max(value, 0), 1)) }
        return Colour(red: part(parts.red), green: part(parts.green), blue: part(parts.blue))
    }
}
