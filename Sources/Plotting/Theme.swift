/// The page's colours: for print and bright rooms, or for dark slides.
public enum Theme: String, CaseIterable, Codable, Sendable {
    case light
    case dark

    var background: Colour { self == .light ? Colour(0xFFFFFF) : Colour(0x14171C) }
    /// Titles and marks.
    var ink: Colour { self == .light ? Colour(0x1A1D21) : Colour(0xF1F3F5) }
    /// Tick labels, axis labels and subtitles.
    var muted: Colour { self == .light ? Colour(0x5A626C) : Colour(0xA9B2BC) }
    /// Axis lines and tick marks.
    var axis: Colour { self == .light ? Colour(0xA4ABB3) : Colour(0x59626D) }
    /// Grid lines.
    var grid: Colour { self == .light ? Colour(0xE6E9EC) : Colour(0x2A3037) }
    /// The one hue of a plot that shows one thing.
    var accent: Colour { self == .light ? Colour(0x0072B2) : Colour(0x56B4E9) }

    /// Colours for things told apart, after Okabe and Ito (2008), in the order of their contrast with the page.
    var categories: [Colour] {
        switch self {
        case .light:
            [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x5A626C, 0xC9B800].map(Colour.init(_:))
        case .dark:
            [0x56B4E9, 0xE69F00, 0x2BC494, 0xE59BC4, 0xF0E442, 0xFF7A33, 0xA9B2BC, 0x3D9BDB].map(Colour.init(_:))
        }
    }

    /// The colour of the thing of this number, counted from 0; they come round again after the last.
    func category(_ number: Int) -> Colour { categories[number % categories.count] }
}

/// The sizes of text on the page, in page units; panels of a grid use smaller ones.
struct Style: Sendable {
    let theme: Theme
    /// 1 for a page with one plot.
    let scale: Double

    var title: TextStyle { TextStyle(size: 38, bold: true, colour: theme.ink) }
    var subtitle: TextStyle { TextStyle(size: 25, bold: false, colour: theme.muted) }
    var panelTitle: TextStyle { TextStyle(size: 31 * scale, bold: true, colour: theme.ink) }
    var panelSubtitle: TextStyle { TextStyle(size: 24 * scale, bold: false, colour: theme.muted) }
    var tick: TextStyle { TextStyle(size: 24 * scale, bold: false, colour: theme.muted) }
    var label: TextStyle { TextStyle(size: 25 * scale, bold: false, colour: theme.ink.mixed(with: theme.muted, 0.45)) }
    var note: TextStyle { TextStyle(size: 28 * scale, bold: false, colour: theme.muted) }
    /// A label beside what it names, in that thing's colour.
    func named(_ colour: Colour) -> TextStyle { TextStyle(size: 24 * scale, bold: true, colour: colour) }
}

/// How a piece of text looks: height of its font in page units, weight, colour.
struct TextStyle: Hashable, Sendable {
    var size: Double
    var bold: Bool
    var colour: Colour
}
