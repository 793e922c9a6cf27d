import Tensors

/// One colour of a chart of grouped bars: a name and a value for each place, NaN where there is none.
public struct BarGroup: Sendable {
    public var name: String
    public var values: [Double]
    /// Around each value; none where there are none.
    public var intervals: [ClosedRange<Double>]

    public init(_ name: String, values: [Double], intervals: [ClosedRange<Double>] = []) {
        self.name = name
        self.values = values
        self.intervals = intervals
    }
}

/// Several bars side by side for each name, a colour for each group, upright or across the page.
struct GroupedBars: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var y: Ruler
        var groups: [String]
        /// Bars that lie across the page, the first on top; nil where they stand.
        var isAcross: Bool?
        /// Values are written beyond the bars, with so many decimals; nil where they are not.
        var decimals: Int?
        /// A value that matters, as a dotted line.
        var mark: Mark?
    }

    static let kind = "grouped bars"
    /// How much of the distance between two names their bars take.
    private static let share = 0.8

    let facts: Facts
    /// (group, name)
    private let values: Tensor
    /// (2, name) for each group: lower and upper ends; nil where its values have no intervals.
    private let intervals: [Tensor?]

    var tensors: [(name: String, tensor: Tensor)] {
        [("values", values)] + intervals.enumerated().compactMap { group, ends in ends.map { ("intervals\(group)", $0) } }
    }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        let count = facts.x.names.count
        guard let values = tensors["values"], values.shape == [facts.groups.count, count] else {
            throw FigureDamaged("bars without a value for each group and name")
        }
        guard (0...9).contains(facts.decimals ?? 0) else { throw FigureDamaged("bars with odd labels") }
        intervals = facts.groups.indices.map { tensors["intervals\($0)"] }
        guard intervals.allSatisfy({ $0 == nil || $0!.shape == [2, count] }) else {
            throw FigureDamaged("intervals of other bars")
        }
        self.facts = facts
        self.values = values
    }

    init(names: [String], groups: [BarGroup], label: String, y: Gauge, mark: Mark?, isAcross: Bool, decimals: Int?) {
        let ends = groups.flatMap { $0.values + $0.intervals.flatMap { [$0.lowerBound, $0.upperBound] } } + [mark?.place ?? 0]
        let finite = ends.filter(\.isFinite)
        let low = min(finite.min() ?? 0, 0)
        let high = max(finite.max() ?? 1, low < 0 ? 0 : 1e-300)
        let room =
            (max(high, y.range?.upperBound ?? high) - min(low, y.range?.lowerBound ?? low)) * (decimals == nil ? 0.04 : 0.09)
        let natural = (low: low < 0 ? low - room : 0, high: high > 0 ? high + room : 0)
        facts = Facts(
            x: Ruler(label: label, from: -0.5, to: Double(max(names.count, 1)) - 0.5, names: names),
            // Numbers beyond the bars need room, even where the range ends.
            y: Ruler(
                label: y.label, unit: y.unit, from: min(y.range?.lowerBound ?? natural.low, natural.low),
                to: max(y.range?.upperBound ?? natural.high, natural.high)),
            groups: groups.map(\.name), isAcross: isAcross ? true : nil, decimals: decimals, mark: mark)
        values = Tensor([groups.count, names.count], groups.flatMap(\.values).map(Float.init))
        intervals = groups.map { $0.intervals.isEmpty ? nil : Whiskers.tensor($0.intervals) }
    }

    private var isAcross: Bool { facts.isAcross == true }
    var x: Ruler { isAcross ? facts.y : facts.x }
    var lanes: [Ruler] { [isAcross ? facts.x.between(facts.x.upper, facts.x.lower) : facts.y] }
    var hasGrid: Bool { !isAcross }
    var namesEveryPoint: Bool { true }
    var note: String? { values.withFloats { $0.contains { $0.isFinite } } ? nil : "no data" }

    func legend(theme: Theme) -> [LegendEntry] {
        let groups = facts.groups.enumerated().map { LegendEntry(text: $1, colour: theme.category($0)) }
        let mark = isAcross ? facts.mark.map { LegendEntry(text: $0.text, colour: theme.muted, isDotted: true) } : nil
        return groups + (mark.map { [$0] } ?? [])
    }

    func marginLabels(lane: Int, theme: Theme) -> [MarginLabel] {
        guard !isAcross, let mark = facts.mark else { return [] }
        return [MarginLabel(text: mark.text, value: mark.place, colour: theme.muted)]
    }

    var phrase: String {
        let names = facts.x.names.indices.prefix(8).map { index in
            let values = facts.groups.indices.prefix(8).map { group in
                let interval = intervals[group].map { Whiskers.phrase($0, index) } ?? ""
                return "\(facts.groups[group]) \(NumberText.brief(Double(value(group, index))))\(interval)"
            }
            return "\(facts.x.names[index]): \(values.joined(separator: ", "))\(facts.groups.count > 8 ? ", …" : "")"
        }
        let more = facts.x.names.count > 8 ? "; …" : ""
        let marked = facts.mark.map { "; a line at \(NumberText.brief($0.place)): \($0.text)" } ?? ""
        return
            "bars of \(facts.y.label.lowercased()) in \(facts.groups.count) groups, \(names.joined(separator: "; "))\(more)\(marked)"
    }

    private func value(_ group: Int, _ index: Int) -> Float { values.withFloats { $0[group * facts.x.names.count + index] } }

    // MARK: Drawing

    /// A bar on the page: its two sides along the axis of names, and where it and its interval end.
    private struct Bar {
        var group: Int
        var sides: (Double, Double)
        var value: Double
        var interval: (low: Double, high: Double)?

        var middle: Double { (sides.0 + sides.1) / 2 }
        /// The end of all that is drawn of it, on the side away from zero.
        var tip: Double { value < 0 ? min(value, interval?.low ?? value) : max(value, interval?.high ?? value) }
    }

    private var bars: [Bar] {
        let slot = Self.share / Double(max(facts.groups.count, 1))
        return facts.x.names.indices.flatMap { index in
            facts.groups.indices.compactMap { group in
                let value = Double(value(group, index))
                guard value.isFinite else { return nil }
                let start = Double(index) - Self.share / 2 + slot * Double(group)
                return Bar(
                    group: group, sides: (start + slot * 0.04, start + slot * 0.96), value: value,
                    interval: intervals[group].map { Whiskers.ends($0, index) })
            }
        }
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        let theme = style.theme
        /// The page's point at `place` among the names and `value`.
        func point(_ place: Double, _ value: Double) -> Point {
            isAcross ? Point(x: frame.x(of: value), y: frame.y(of: place)) : Point(x: frame.x(of: place), y: frame.y(of: value))
        }
        if isAcross { Bars.drawGrid(x, in: frame, on: canvas, style) }
        let base = min(max(0, facts.y.range.lowerBound), facts.y.range.upperBound)
        let bars = bars
        for bar in bars {
            let (start, end) = (point(bar.sides.0, base), point(bar.sides.1, bar.value))
            let rect = Rect(
                x: min(start.x, end.x), y: min(start.y, end.y), width: abs(end.x - start.x), height: abs(end.y - start.y))
            canvas.fill(canvas.snapped(rect), theme.category(bar.group))
            guard let interval = bar.interval else { continue }
            Whiskers.draw(
                from: point(bar.middle, interval.low), to: point(bar.middle, interval.high), theme.ink, on: canvas, style,
                within: isAcross ? rect.height : rect.width)
        }
        let ends = (facts.x.range.lowerBound, facts.x.range.upperBound)
        if isAcross || base > facts.y.range.lowerBound {
            canvas.rule(from: point(ends.0, base), to: point(ends.1, base), theme.axis, width: 2)
        }
        if let mark = facts.mark {
            canvas.stroke([point(ends.0, mark.place), point(ends.1, mark.place)], theme.ink, width: 2.4, dash: [3, 6])
        }
        guard let decimals = facts.decimals else { return }
        let slot = Self.share / Double(max(facts.groups.count, 1))
        let room = isAcross ? abs(frame.y(of: slot) - frame.y(of: 0)) : frame.x(of: slot) - frame.x(of: 0)
        guard let numbers = numbers(bars, decimals: decimals, room: room, on: canvas, style) else { return }
        for (bar, label) in zip(bars, numbers.labels) {
            var place = point(bar.middle, bar.tip)
            let size = canvas.lettering.size(of: label, numbers.text)
            let away = bar.value < 0 ? -1.0 : 1.0
            let line = facts.mark.map { point(bar.middle, $0.place) }
            if isAcross {
                let half = size.width / 2 + numbers.text.size * 0.4
                place.x += away * half
                if let line, abs(place.x - line.x) < half { place.x = line.x + away * half }
            } else {
                let half = numbers.text.size * 0.7
                place.y -= away * half
                if let line, abs(place.y - line.y) < half { place.y = line.y - away * half }
            }
            // No line of the grid goes through a number.
            let ground = Size(width: size.width, height: numbers.text.size * 0.9)
            canvas.fill(
                Rect(x: place.x - ground.width / 2, y: place.y - ground.height / 2, width: ground.width, height: ground.height),
                theme.background)
            canvas.lettering.write(label, at: place, .middle, numbers.text)
        }
    }

    /// The numbers of all bars, alike in size and decimals, where they fit into the `room` of a bar; nil where none would be
    /// read.
    private func numbers(
        _ bars: [Bar], decimals: Int, room: Double, on canvas: Canvas, _ style: Style
    ) -> (labels: [String], text: TextStyle)? {
        var text = style.tick
        text.colour = style.theme.ink
        if isAcross {
            text.size = min(text.size, room)
            return text.size >= NameLook.smallest ? (bars.map { NumberText.fixed($0.value, decimals: decimals) }, text) : nil
        }
        for decimals in decimals > 0 ? [decimals, 0] : [0] {
            let labels = bars.map { NumberText.fixed($0.value, decimals: decimals) }
            let widest = labels.map { canvas.lettering.size(of: $0, style.tick).width }.max() ?? 0
            text.size = style.tick.size * min(room * 0.96 / max(widest, 1), 1)
            if text.size >= style.tick.size * 0.7 { return (labels, text) }
        }
        return nil
    }
}

extension Figure {
    /// For each of `names` a bar of each group, in the group's colour; values that are not numbers have none.
    ///
    /// With `decimals` the values are written beyond the bars and their whiskers; a `mark` is a dotted line at a value, with
    /// its text. `isAcross` lays the bars across the page. Throws `UnplottableData`.
    public static func bars(
        title: String, subtitle: String = "", names: [String], groups: [BarGroup], label: String = "", y: Gauge,
        mark: Mark? = nil, isAcross: Bool = false, decimals: Int? = nil
    ) throws -> Figure {
        for group in groups where group.values.count != names.count {
            throw UnplottableData(
                "bar chart", expected: "a value for each name in every group",
                found: "\(names.count) names and \(group.values.count) values in \"\(group.name)\"")
        }
        for group in groups where !group.intervals.isEmpty && group.intervals.count != names.count {
            throw UnplottableData(
                "bar chart", expected: "an interval for each value",
                found: "\(names.count) values and \(group.intervals.count) intervals in \"\(group.name)\"")
        }
        let bars = GroupedBars(
            names: names, groups: groups, label: label, y: y, mark: mark, isAcross: isAcross,
            decimals: decimals.map { min(max($0, 0), 9) })
        return Figure(title: title, subtitle: subtitle, plot: bars)
    }
}
