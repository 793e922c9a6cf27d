import Tensors

/// One line of a plot of lines: a name, places and values, as many of each.
public struct Series: Sendable {
    public var name: String
    public var x: [Double]
    public var y: [Double]
    /// Around each value; none where there are none.
    public var intervals: [ClosedRange<Double>]
    public var look: Look

    /// How much a line asks to be looked at.
    public enum Look: String, Codable, Sendable {
        case usual
        /// Thick, in the page's ink: a mean over the others.
        case strong
        /// Thin and grey, without a name.
        case faint
    }

    public init(
        _ name: String, x: [Double], y: [Double], intervals: [ClosedRange<Double>] = [], look: Look = .usual
    ) {
        self.name = name
        self.x = x
        self.y = y
        self.intervals = intervals
        self.look = look
    }
}

/// A place on an axis that matters, and why: `epoch 17, the best`.
public struct Mark: Hashable, Codable, Sendable {
    public var place: Double
    public var text: String

    public init(at place: Double, _ text: String) {
        self.place = place
        self.text = text
    }
}

/// Curves over one axis, such as losses by epoch, each named at its end.
struct Lines: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var y: Ruler
        var names: [String]
        /// One for each name; nil where all are usual.
        var looks: [Series.Look]?
        var mark: Mark?
        /// A line from corner to corner of a square, which chance follows; nil where there is none.
        var hasDiagonal: Bool?
    }

    static let kind = "lines"
    static let mostPoints = 8192

    let facts: Facts
    /// (2, point): places and values.
    private let curves: [Tensor]
    /// (2, point) for each curve: lower and upper ends; nil where its values have no intervals.
    private let intervals: [Tensor?]

    var tensors: [(name: String, tensor: Tensor)] {
        curves.enumerated().map { index, curve in ("curve\(index)", curve) }
            + intervals.enumerated().compactMap { index, ends in ends.map { ("intervals\(index)", $0) } }
    }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        curves = try facts.names.indices.map { index in
            guard let curve = tensors["curve\(index)"], curve.rank == 2, curve.shape[0] == 2 else {
                throw FigureDamaged("line \(index + 1) without its points")
            }
            return curve
        }
        intervals = facts.names.indices.map { tensors["intervals\($0)"] }
        guard zip(curves, intervals).allSatisfy({ $1 == nil || $1!.shape == $0.shape }) else {
            throw FigureDamaged("intervals of other points")
        }
        guard facts.looks.map({ $0.count == facts.names.count }) ?? true else {
            throw FigureDamaged("looks of other lines")
        }
        self.facts = facts
    }

    init(series: [Series], x: Gauge, y: Gauge, mark: Mark?, hasDiagonal: Bool) {
        let kept = series.map { thinned($0, to: Self.mostPoints) }
        let places = kept.flatMap(\.x).filter(\.isFinite)
        let ends = kept.flatMap(\.intervals).flatMap { [$0.lowerBound, $0.upperBound] }
        let values = (kept.flatMap(\.y) + ends).filter(\.isFinite)
        // Whiskers at the first and at the last place need room on both sides.
        let side = ends.isEmpty || x.scale == .log ? 0 : ((places.max() ?? 1) - (places.min() ?? 0)) * 0.04
        let isWhole = x.unit.isEmpty && !places.isEmpty && places.allSatisfy { $0 == $0.rounded() }
        facts = Facts(
            x: Ruler(
                label: x.label, unit: x.unit, scale: x.scale, from: x.range?.lowerBound ?? lowest(places, on: x.scale) - side,
                to: x.range?.upperBound ?? (places.max() ?? 1) + side, whole: isWhole),
            y: Self.valueRuler(for: y, values), names: series.map(\.name),
            looks: series.allSatisfy { $0.look == .usual } ? nil : series.map(\.look), mark: mark,
            hasDiagonal: hasDiagonal ? true : nil)
        curves = kept.map { series in
            Tensor([2, series.x.count], series.x.map(Float.init) + series.y.map(Float.init))
        }
        intervals = kept.map { $0.intervals.isEmpty ? nil : Whiskers.tensor($0.intervals) }
    }

    /// From zero where the values are above zero and zero is near, else with a little room at both ends.
    private static func valueRuler(for y: Gauge, _ values: [Double]) -> Ruler {
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

    var aspect: Double? { facts.hasDiagonal == true ? 1 : nil }

    func marginLabels(lane: Int, theme: Theme) -> [MarginLabel] {
        guard facts.names.count > 1 else { return [] }
        var labels = curves.enumerated().compactMap { index, curve -> MarginLabel? in
            guard look(index) != .faint else { return nil }
            return end(of: curve).map {
                MarginLabel(text: facts.names[index], value: $0, colour: colour(index, theme))
            }
        }
        let faint = curves.indices.filter { look($0) == .faint }
        if let last = faint.last.flatMap({ end(of: curves[$0]) }) {
            let text = faint.count == 1 ? "1 other" : "\(faint.count) others"
            labels.append(MarginLabel(text: text, value: last, colour: theme.muted))
        }
        return labels
    }

    /// The value of the last point.
    private func end(of curve: Tensor) -> Double? {
        let count = curve.shape[1]
        return curve.withFloats { floats in
            (0..<count).last { floats[$0].isFinite && floats[count + $0].isFinite }.map { Double(floats[count + $0]) }
        }
    }

    var phrase: String {
        let named = facts.names.indices.filter { look($0) != .faint }.map { facts.names[$0] }
        let what: String
        if facts.names.count == 1 {
            what = "a line"
        } else {
            let shown = named.prefix(8).joined(separator: ", ")
            let isCut = named.count > 8 || named.count < facts.names.count
            what = "\(facts.names.count) lines" + (facts.names.isEmpty ? "" : " (\(shown)\(isCut ? ", …" : ""))")
        }
        let marked = facts.mark.map { ", marked at \(NumberText.brief($0.place)): \($0.text)" } ?? ""
        return "\(what), \(facts.y.phrase) against \(facts.x.phrase)\(marked)"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        let theme = style.theme
        if facts.hasDiagonal == true {
            let corners = [Point(x: frame.rect.x, y: frame.rect.bottom), Point(x: frame.rect.right, y: frame.rect.y)]
            canvas.stroke(corners, theme.axis, width: 2.4, dash: [10, 8])
        }
        if let mark = facts.mark { draw(mark, in: frame, on: canvas, style) }
        let order = [Series.Look.faint, .usual, .strong].flatMap { look in
            curves.indices.filter { self.look($0) == look }
        }
        for index in order {
            let round = (rank(index) ?? 0) / theme.categories.count
            let dash: [Double] = round == 0 ? [] : round == 1 ? [14, 8] : [4, 7]
            let width = look(index) == .usual ? 3.6 : look(index) == .strong ? 5.6 : 2
            // Where values have intervals, curves stand beside each other.
            let hasIntervals = intervals.contains { $0 != nil }
            let aside = hasIntervals ? (Double(index) - Double(curves.count - 1) / 2) * 14 * style.scale : 0
            if let intervals = intervals[index] {
                for (point, place) in curves[index].floats.prefix(intervals.shape[1]).enumerated() {
                    let (x, ends) = (frame.x(of: Double(place)) + aside, Whiskers.ends(intervals, point))
                    Whiskers.draw(
                        from: Point(x: x, y: frame.y(of: ends.low)), to: Point(x: x, y: frame.y(of: ends.high)),
                        colour(index, theme), on: canvas, style)
                }
            }
            draw(curves[index], in: frame, aside: aside, on: canvas, colour(index, theme), width: width, dash: dash)
        }
    }

    /// An upright line with its text, where the curves leave room: at the top, else at the bottom.
    private func draw(_ mark: Mark, in frame: Frame, on canvas: Canvas, _ style: Style) {
        let x = frame.x(of: mark.place)
        guard x.isFinite, x >= frame.rect.x - 1, x <= frame.rect.right + 1 else { return }
        let text = style.tick
        let room = canvas.lettering.size(of: mark.text, text, maxWidth: frame.rect.width * 0.6)
        let isLeft = x + room.width + 16 > frame.rect.right
        let span = isLeft ? x - 14 - room.width...x : x...x + 14 + room.width
        let heights = curves.flatMap { curve -> [Double] in
            let count = curve.shape[1]
            return curve.withFloats { floats in
                (0..<count).compactMap { index in
                    let point = Point(
                        x: frame.x(of: Double(floats[index])), y: frame.y(of: Double(floats[count + index])))
                    return point.y.isFinite && span.contains(point.x) ? point.y : nil
                }
            }
        }
        let free = (
            above: (heights.min() ?? frame.rect.bottom) - frame.rect.y,
            below: frame.rect.bottom - (heights.max() ?? frame.rect.y)
        )
        let isAbove = free.above >= min(free.below, text.size * 2)
        let y = isAbove ? frame.rect.y + text.size * 0.7 : frame.rect.bottom - text.size
        canvas.stroke(
            [Point(x: x, y: frame.rect.y), Point(x: x, y: frame.rect.bottom)], style.theme.muted, width: 2.2, dash: [4, 6])
        let start = Point(x: isLeft ? x - 12 : x + 12, y: y)
        let left = isLeft ? start.x - room.width : start.x
        canvas.fill(
            Rect(x: left - 4, y: y - room.height / 2, width: room.width + 8, height: room.height), style.theme.background,
            opacity: 0.85)
        canvas.lettering.write(mark.text, at: start, isLeft ? .end : .start, text, maxWidth: frame.rect.width * 0.6)
    }

    private func draw(
        _ curve: Tensor, in frame: Frame, aside: Double, on canvas: Canvas, _ colour: Colour, width: Double, dash: [Double]
    ) {
        let count = curve.shape[1]
        curve.withFloats { floats in
            var line: [Point] = []
            func finish() {
                canvas.stroke(line, colour, width: width, dash: dash)
                if line.count == 1 || count <= 24 && facts.hasDiagonal == nil {
                    for point in line { canvas.fill(circleAt: point, radius: 5.5, colour) }
                }
                line = []
            }
            for index in 0..<count {
                let point = Point(
                    x: frame.x(of: Double(floats[index])) + aside, y: frame.y(of: Double(floats[count + index])))
                if point.x.isFinite && point.y.isFinite { line.append(point) } else { finish() }
            }
            finish()
        }
    }

    private func look(_ index: Int) -> Series.Look { facts.looks?[index] ?? .usual }

    /// Which of the usual lines it is, counted from 0; nil for others.
    private func rank(_ index: Int) -> Int? {
        look(index) == .usual ? (0..<index).count { look($0) == .usual } : nil
    }

    private func colour(_ index: Int, _ theme: Theme) -> Colour {
        if facts.names.count == 1 { return theme.accent }
        guard let rank = rank(index) else { return look(index) == .strong ? theme.ink : theme.axis }
        return theme.category(rank)
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
    /// A `mark` is an upright line with its text; `hasDiagonal` makes the plot square, with the line that chance follows.
    /// Throws `UnplottableData` where a series has not as many places as values.
    public static func lines(
        title: String, subtitle: String = "", series: [Series], x: Gauge, y: Gauge, mark: Mark? = nil,
        hasDiagonal: Bool = false
    ) throws -> Figure {
        for one in series where !one.intervals.isEmpty && one.intervals.count != one.y.count {
            throw UnplottableData(
                "line", expected: "an interval for each value",
                found: "\(one.y.count) values and \(one.intervals.count) intervals in \"\(one.name)\"")
        }
        for one in series where one.x.count != one.y.count {
            throw UnplottableData(
                "line", expected: "as many places as values",
                found: "\(one.x.count) places and \(one.y.count) values in \"\(one.name)\"")
        }
        return Figure(
            title: title, subtitle: subtitle, plot: Lines(series: series, x: x, y: y, mark: mark, hasDiagonal: hasDiagonal))
    }
}
