import Tensors

/// One line of a plot of lines: a name, places and values, as many of each.
public struct Series: Sendable {
    public var name: String
    public var x: [Double]
    public var y: [Double]

    public init(_ name: String, x: [Double], y: [Double]) {
        self.name = name
        self.x = x
        self.y = y
    }
}

/// Curves over one axis, such as losses by epoch, each named at its end.
struct Lines: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var y: Ruler
        var names: [String]
    }

    static let kind = "lines"
    static let mostPoints = 8192

    let facts: Facts
    /// (2, point): places and values.
    private let curves: [Tensor]

    var tensors: [(name: String, tensor: Tensor)] {
        curves.enumerated().map { index, curve in ("curve\(index)", curve) }
    }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        curves = try facts.names.indices.map { index in
            guard let curve = tensors["curve\(index)"], curve.rank == 2, curve.shape[0] == 2 else {
                throw FigureDamaged("line \(index + 1) without its points")
            }
            return curve
        }
        self.facts = facts
    }

    init(series: [Series], x: Measure, y: Measure) {
        let kept = series.map { thinned($0, to: Self.mostPoints) }
        let places = kept.flatMap(\.x).filter(\.isFinite)
        let values = kept.flatMap(\.y).filter(\.isFinite)
        let isWhole = x.unit.isEmpty && !places.isEmpty && places.allSatisfy { $0 == $0.rounded() }
        facts = Facts(
            x: Ruler(
                label: x.label, unit: x.unit, scale: x.scale, from: x.range?.lowerBound ?? lowest(places, on: x.scale),
                to: x.range?.upperBound ?? places.max() ?? 1, whole: isWhole),
            y: Self.valueRuler(for: y, values), names: series.map(\.name))
        curves = kept.map { series in
            Tensor([2, series.x.count], series.x.map(Float.init) + series.y.map(Float.init))
        }
    }

    /// From zero where the values are above zero and zero is near, else with a little room at both ends.
    private static func valueRuler(for y: Measure, _ values: [Double]) -> Ruler {
        let low = lowest(values, on: y.scale)
        let high = values.max() ?? 1
        let room = (high - low) * 0.05
        let startsAtZero = y.scale == .linear && low >= 0 && low < 0.6 * high
        let natural =
            y.scale == .linear
            ? (startsAtZero ? 0 : low - room, high + room) : (low, high)
        return Ruler(
            label: y.label, unit: y.unit, scale: y.scale, from: y.range?.lowerBound ?? natural.0,
            to: y.range?.upperBound ?? natural.1)
    }

    var x: Ruler { facts.x }
    var lanes: [Ruler] { [facts.y] }
    var hasGrid: Bool { true }

    var note: String? {
        curves.contains { curve in
            let count = curve.shape[1]
            return curve.withFloats { floats in
                (0..<count).contains { floats[$0].isFinite && floats[count + $0].isFinite }
            }
        } ? nil : "no data"
    }

    func marginLabels(lane: Int, theme: Theme) -> [MarginLabel] {
        guard facts.names.count > 1 else { return [] }
        return curves.enumerated().compactMap { index, curve in
            let count = curve.shape[1]
            let last = curve.withFloats { floats in
                (0..<count).last { floats[$0].isFinite && floats[count + $0].isFinite }.map { floats[count + $0] }
            }
            return last.map {
                MarginLabel(text: facts.names[index], value: Double($0), colour: Self.colour(index, theme))
            }
        }
    }

    var phrase: String {
        let what: String
        if facts.names.count == 1 {
            what = "a line"
        } else {
            let shown = facts.names.prefix(8).joined(separator: ", ")
            what =
                "\(facts.names.count) lines"
                + (facts.names.isEmpty ? "" : " (\(shown)\(facts.names.count > 8 ? ", …" : ""))")
        }
        return "\(what), \(facts.y.phrase) against \(facts.x.phrase)"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        for (index, curve) in curves.enumerated() {
            let colour = facts.names.count == 1 ? style.theme.accent : Self.colour(index, style.theme)
            let round = index / style.theme.categories.count
            let dash: [Double] = round == 0 ? [] : round == 1 ? [14, 8] : [4, 7]
            draw(curve, in: frame, on: canvas, colour, dash: dash)
        }
    }

    private func draw(_ curve: Tensor, in frame: Frame, on canvas: Canvas, _ colour: Colour, dash: [Double]) {
        let count = curve.shape[1]
        curve.withFloats { floats in
            var line: [Point] = []
            func finish() {
                canvas.stroke(line, colour, width: 3.6, dash: dash)
                if line.count == 1 || count <= 24 {
                    for point in line { canvas.fill(circleAt: point, radius: 5.5, colour) }
                }
                line = []
            }
            for index in 0..<count {
                let point = Point(
                    x: frame.x(of: Double(floats[index])), y: frame.y(of: Double(floats[count + index])))
                if point.x.isFinite && point.y.isFinite { line.append(point) } else { finish() }
            }
            finish()
        }
    }

    private static func colour(_ index: Int, _ theme: Theme) -> Colour {
        theme.categories[index % theme.categories.count]
    }
}

/// The least value that the scale can show; 0 where there is none.
private func lowest(_ values: [Double], on scale: Scale) -> Double {
    (scale == .log ? values.filter { $0 > 0 } : values).min() ?? 0
}

/// At most about `count` points: of each stretch of points the least and the greatest, in their order, and any gap.
private func thinned(_ series: Series, to count: Int) -> Series {
    guard series.x.count > count else { return series }
    var kept = Series(series.name, x: [], y: [])
    let stretches = count / 2
    for stretch in 0..<stretches {
        let range = series.x.count * stretch / stretches..<series.x.count * (stretch + 1) / stretches
        let finite = range.filter { series.y[$0].isFinite && series.x[$0].isFinite }
        let gap = finite.count < range.count ? range.first { !series.y[$0].isFinite || !series.x[$0].isFinite } : nil
        let ends = [finite.min { series.y[$0] < series.y[$1] }, finite.max { series.y[$0] < series.y[$1] }, gap]
        for index in Set(ends.compactMap { $0 }).sorted() {
            kept.x.append(series.x[index])
            kept.y.append(series.y[index])
        }
    }
    return kept
}

extension Figure {
    /// Curves of `series`, named at their ends where there are several; points that are not numbers leave a gap.
    ///
    /// Throws `UnplottableData` where a series has not as many places as values.
    public static func lines(
        title: String, subtitle: String = "", series: [Series], x: Measure, y: Measure
    ) throws -> Figure {
        for one in series where one.x.count != one.y.count {
            throw UnplottableData(
                "line", expected: "as many places as values",
                found: "\(one.x.count) places and \(one.y.count) values in \"\(one.name)\"")
        }
        return Figure(title: title, subtitle: subtitle, plot: Lines(series: series, x: x, y: y))
    }
}
