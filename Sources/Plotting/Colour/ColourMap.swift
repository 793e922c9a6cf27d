/// A colour for each value of a range: lightness runs one way, so that the map survives grey print and colour
/// blindness.
public enum ColourMap: String, CaseIterable, Codable, Sendable {
    /// Night violet through magenta and orange to pale yellow: spectrograms.
    case ember
    /// Deep violet through blue and green to yellow.
    case lagoon
    /// From the page's own colour to a strong blue: counts and shares, such as a confusion matrix.
    case tide
    /// Black to white.
    case grey
    /// Dark grey to orange: what counts in a picture that is itself drawn in grey.
    case glow
    /// Blue, the page's own colour, orange: values on both sides of zero.
    case balance

    /// True where the middle of the range means zero.
    public var isDiverging: Bool { self == .balance }

    /// 256 colours from the lowest value to the highest.
    public func colours(on theme: Theme) -> [Colour] { Self.tables[Key(map: self, theme: theme)]! }

    private struct Key: Hashable {
        let map: ColourMap
        let theme: Theme
    }

    private static let tables: [Key: [Colour]] = {
        var tables: [Key: [Colour]] = [:]
        for map in allCases {
            for theme in Theme.allCases {
                let stops = map.stops(on: theme)
                tables[Key(map: map, theme: theme)] = (0..<256).map { colour(at: Double($0) / 255, of: stops) }
            }
        }
        return tables
    }()

    /// A colour in OKLab's cylinder at a place 0...1 of the map.
    private struct Stop {
        let place: Double
        let lightness: Double
        let chroma: Double
        let hue: Double

        init(_ place: Double, _ lightness: Double, _ chroma: Double, _ hue: Double) {
            self.place = place
            self.lightness = lightness
            self.chroma = chroma
            self.hue = hue
        }
    }

    /// Lightness is linear in the value (on each side of zero for `balance`); only chroma and hue bend.
    private func stops(on theme: Theme) -> [Stop] {
        switch self {
        case .ember:
            [
                Stop(0, 0.145, 0.035, 285), Stop(0.25, 0.351, 0.150, 298), Stop(0.5, 0.558, 0.195, 352),
                Stop(0.75, 0.764, 0.155, 410), Stop(1, 0.970, 0.070, 463),
            ]
        case .lagoon:
            [
                Stop(0, 0.240, 0.110, 305), Stop(0.25, 0.410, 0.105, 268), Stop(0.5, 0.580, 0.095, 205),
                Stop(0.75, 0.750, 0.145, 152), Stop(1, 0.920, 0.180, 105),
            ]
        case .tide:
            switch theme {
            case .light: [Stop(0, 0.975, 0.006, 240), Stop(0.5, 0.690, 0.110, 243), Stop(1, 0.405, 0.120, 252)]
            case .dark: [Stop(0, 0.245, 0.014, 258), Stop(0.5, 0.560, 0.120, 248), Stop(1, 0.875, 0.085, 228)]
            }
        case .grey: [Stop(0, 0.120, 0, 0), Stop(1, 0.985, 0, 0)]
        case .glow: [Stop(0, 0.320, 0, 62), Stop(1, 0.760, 0.165, 62)]
        case .balance:
            switch theme {
            case .light:
                [
                    Stop(0, 0.380, 0.125, 256), Stop(0.25, 0.680, 0.105, 243), Stop(0.5, 0.980, 0.000, 240),
                    Stop(0.5, 0.980, 0.000, 45), Stop(0.75, 0.680, 0.150, 45), Stop(1, 0.380, 0.125, 30),
                ]
            case .dark:
                [
                    Stop(0, 0.880, 0.080, 225), Stop(0.25, 0.555, 0.125, 248), Stop(0.5, 0.230, 0.005, 258),
                    Stop(0.5, 0.230, 0.005, 45), Stop(0.75, 0.555, 0.150, 42), Stop(1, 0.880, 0.090, 70),
                ]
            }
        }
    }

    private static func colour(at place: Double, of stops: [Stop]) -> Colour {
        let upper = stops.firstIndex { $0.place >= place && $0.place > 0 } ?? stops.count - 1
        let from = stops[max(upper - 1, 0)]
        let to = stops[upper]
        let share = to.place > from.place ? (place - from.place) / (to.place - from.place) : 0
        // Chroma eases in and out of each stop, so that no band of the map shows an edge.
        let eased = share * share * (3 - 2 * share)
        return OKLab(
            lightness: from.lightness + (to.lightness - from.lightness) * share,
            chroma: from.chroma + (to.chroma - from.chroma) * (share + eased) / 2,
            hue: from.hue + (to.hue - from.hue) * share
        ).colour
    }
}
