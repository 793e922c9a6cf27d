import Tensors

/// The kinds of plot there are; a new kind is a file beside this one and its line here.
let plotKinds: [any Plot.Type] = [
    Wave.self, Heatmap.self, Lines.self, Bars.self, GroupedBars.self, ConfusionMatrix.self, Tiles.self, Pictures.self,
    FilmStrip.self, Spans.self, Saliency.self,
]

/// One kind of picture inside axes: it knows its data and its axes, and draws in the frame that it is given.
protocol Plot: Sendable {
    /// Everything but the numbers, as it is stored.
    associatedtype Facts: Codable & Hashable & Sendable

    /// The kind's name in a stored figure.
    static var kind: String { get }
    var facts: Facts { get }
    var tensors: [(name: String, tensor: Tensor)] { get }
    /// From a stored figure; throws `FigureDamaged` where facts and tensors do not belong together.
    init(facts: Facts, tensors: [String: Tensor]) throws

    var x: Ruler { get }
    /// The vertical axes from the top down: one, or one for each strip of a plot in strips.
    var lanes: [Ruler] { get }
    /// False for a plot that labels itself.
    var hasAxes: Bool { get }
    /// False for a plot whose heights mean nothing: it has a horizontal axis alone.
    var hasHeights: Bool { get }
    /// True where every named point matters: names turn upright or become smaller before any is left out.
    var namesEveryPoint: Bool { get }
    /// Light lines across the plot at the marks of the vertical axes.
    var hasGrid: Bool { get }
    /// The colours of values, drawn as a bar beside the plot.
    var colourKey: ColourKey? { get }
    /// How tall the plot likes to be beside others above and below it, where 1 is usual.
    var relativeHeight: Double { get }
    /// Width over height, for plots of square cells.
    var aspect: Double? { get }
    /// Names above the plot.
    func legend(theme: Theme) -> [LegendEntry]
    /// Names to the right of the plot.
    func marginLabels(lane: Int, theme: Theme) -> [MarginLabel]
    /// What stands in the middle of a plot that has nothing to show.
    var note: String? { get }
    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style)
    /// What the plot shows, without its title: `spectrogram of …, time 0 to 5 s, …`.
    var phrase: String { get }
}

extension Plot {
    var hasAxes: Bool { true }
    var hasHeights: Bool { hasAxes }
    var namesEveryPoint: Bool { false }
    var hasGrid: Bool { false }
    var colourKey: ColourKey? { nil }
    var relativeHeight: Double { 1 }
    var aspect: Double? { nil }
    func legend(theme: Theme) -> [LegendEntry] { [] }
    func marginLabels(lane: Int, theme: Theme) -> [MarginLabel] { [] }
}

/// Where a plot draws: a rectangle of the page and the axes along its sides.
struct Frame: Sendable {
    var rect: Rect
    var x: Ruler
    var y: Ruler

    func x(of value: Double) -> Double { rect.x + x.fraction(of: value) * rect.width }
    func y(of value: Double) -> Double { rect.bottom - y.fraction(of: value) * rect.height }
}

/// The meaning of a plot's colours.
struct ColourKey: Sendable {
    var map: ColourMap
    var ruler: Ruler
    /// True where values lie beyond the end and have its colour.
    var isClippedBelow: Bool
    var isClippedAbove: Bool
}

/// A name beside the plot, level with what it names.
struct MarginLabel: Hashable, Sendable {
    var text: String
    var value: Double
    var colour: Colour
}

/// Data that cannot become a figure: not the shape that the plot shows.
public struct UnplottableData: Fault, Hashable {
    public let plot: String
    public let expected: String
    public let found: String

    init(_ plot: String, expected: String, found: Tensor) {
        self.init(plot, expected: expected, found: "shape " + found.shape.map(String.init).joined(separator: " x "))
    }

    init(_ plot: String, expected: String, found: String) {
        self.plot = plot
        self.expected = expected
        self.found = found
    }

    public var cause: String { "a \(plot) shows \(expected), and this has \(found)" }
    public var remedy: String? { "pick a part that has that shape" }
}
