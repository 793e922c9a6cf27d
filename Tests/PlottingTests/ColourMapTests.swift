import Testing

@testable import Plotting

@Suite struct ColourMapTests {
    @Test(arguments: ColourMap.allCases, Theme.allCases)
    func lightnessRunsOneWay(map: ColourMap, theme: Theme) {
        let lightness = map.colours(on: theme).map { OKLab(Colour($0.hex)).lightness }
        #expect(lightness.count == 256)
        let halves = map.isDiverging ? [lightness[...127], lightness[128...]] : [lightness[...]]
        for half in halves {
            let steps = zip(half, half.dropFirst()).map { $1 - $0 }
            let isRising = steps.reduce(0, +) > 0
            // Eight-bit rounding may cost a fraction of a step.
            #expect(steps.allSatisfy { isRising ? $0 > -0.001 : $0 < 0.001 })
            #expect(abs(half.last! - half.first!) > 0.4)
        }
    }

    @Test(arguments: ColourMap.allCases, Theme.allCases)
    func neighboursAreCloseInColour(map: ColourMap, theme: Theme) {
        let colours = map.colours(on: theme).map { OKLab($0) }
        for (one, next) in zip(colours, colours.dropFirst()) {
            let distance = ((one.a - next.a) * (one.a - next.a) + (one.b - next.b) * (one.b - next.b)).squareRoot()
            #expect(distance < 0.02)
        }
    }

    @Test func divergingEndsAreEquallyStrong() {
        for theme in Theme.allCases {
            let colours = ColourMap.balance.colours(on: theme)
            #expect(abs(OKLab(colours[0]).lightness - OKLab(colours[255]).lightness) < 0.01)
        }
    }

    @Test func OKLabKnowsItsReferenceColours() {
        let white = OKLab(Colour(0xFFFFFF))
        #expect(abs(white.lightness - 1) < 1e-4 && abs(white.a) < 1e-4 && abs(white.b) < 1e-4)
        let red = OKLab(Colour(0xFF0000))
        #expect(abs(red.lightness - 0.62796) < 1e-4 && abs(red.a - 0.22486) < 1e-4 && abs(red.b - 0.12585) < 1e-4)
        for hex: UInt32 in [0x0072B2, 0xD55E00, 0x123456, 0xFFFFFF, 0] {
            #expect(OKLab(Colour(hex)).colour.hex == hex)
        }
    }

    @Test(arguments: Theme.allCases)
    func textStandsOutFromThePage(theme: Theme) {
        for colour in [theme.ink, theme.muted] {
            let lights = [colour.luminance, theme.background.luminance].sorted()
            #expect((lights[1] + 0.05) / (lights[0] + 0.05) > 4.5)
        }
    }
}
