import Tensors

/// One bar for each name, upright or across the page.
struct Bars: Plot {
    struct Facts: Codable, Hashable, Sendable {
        var x: Ruler
        var y: Ruler
        /// Bars that lie across the page, the first on top; nil where they stand.
        var isAcross: Bool?
        /// Values are written at the bars, with so many decimals; nil where they are not.
        var decimals: Int?
        /// Each bar has the colour that a group of its place has in grouped bars; nil where all have one.
        var hasColours: Bool?
    }

    static let kind = "bars"

    let facts: Facts
    private let values: Tensor
    /// (2, bar): the lower and the upper end of each value's interval; nil where values have none.
    private let intervals: Tensor?

    var tensors: [(name: String, tensor: Tensor)] {
        [("values", values)] + (intervals.map { [("intervals", $0)] } ?? [])
    }

    init(facts: Facts, tensors: [String: Tensor]) throws {
        guard let values = tensors["values"], values.rank == 1, values.count == facts.x.names.count else {
            throw FigureDamaged("bars without a value for each name")
        }
        guard (0...9).contains(facts.decimals ?? 0) else { throw FigureDamaged("bars with odd labels") }
        intervals = tensors["intervals"]
        guard intervals.map({ $0.shape == [2, values.count] }) ?? true else { throw FigureDamaged("intervals of other bars") }
        self.facts = facts
        self.values = values
    }

    init(
        names: [String], values: [Double], intervals: [ClosedRange<Double>]?, label: String, y: Gauge, isAcross: Bool,
        decimals: Int?, hasColours: Bool
    ) {
        let finite = (values + (intervals ?? []).flatMap { [$0.lowerBound, $0.upperBound] }).filter(\.isFinite)
        let low = min(finite.min() ?? 0, 0)
        let high = max(finite.max() ?? 1, low < 0 ? 0 : 1e-300)
        let room = (high - low) * 0.06
        facts = Facts(
            x: Ruler(label: label, from: -0.5, to: Double(max(names.count, 1)) - 0.5, names: names),
            y: Ruler(
                label: y.label, unit: y.unit, from: y.range?.lowerBound ?? (low < 0 ? low - room : 0),
                to: y.range?.upperBound ?? (high > 0 ? high + room : 0)),
            isAcross: isAcross ? true : nil, decimals: decimals, hasColours: hasColours ? true : nil)
        self.values = Tensor([values.count], values.map(Float.init))
        self.intervals = intervals.map { Whiskers.tensor($0) }
    }

    private var isAcross: Bool { facts.isAcross == true }
    var x: Ruler { isAcross ? facts.y : facts.x }
    var lanes: [Ruler] { [isAcross ? facts.x.between(facts.x.upper, facts.x.lower) : facts.y] }
    var hasGrid: Bool { !isAcross }
    var namesEveryPoint: Bool { isAcross || facts.decimals != nil }
    var note: String? { values.withFloats { $0.contains { $0.isFinite } } ? nil : "no data" }

    var phrase: String {
        let pairs = facts.x.names.indices.prefix(8).map { index in
            let interval = intervals.map { Whiskers.phrase($0, index) } ?? ""
            return "\(facts.x.names[index]) \(NumberText.brief(Double(values.floats[index])))\(interval)"
        }
        let more = values.count > 8 ? ", …" : ""
        return "bars of \(facts.y.label.lowercased()): \(pairs.joined(separator: ", "))\(more)"
    }

    func draw(lane: Int, in frame: Frame, on canvas: Canvas, style: Style) {
        if isAcross {
            drawAcross(in: frame, on: canvas, style)
            return
        }
        let base = frame.y(of: min(max(0, facts.y.range.lowerBound), facts.y.range.upperBound))
        for (index, value) in values.floats.enumerated() where value.isFinite {
            let left = frame.x(of: Double(index) - 0.36)
            let right = frame.x(of: Double(index) + 0.36)
            let top = frame.y(of: Double(value))
            let bar = Rect(x: left, y: min(top, base), width: right - left, height: abs(base - top))
            let colour = colour(index, style.theme)
            canvas.fill(canvas.snapped(bar), colour)
            let interval = intervals.map { Whiskers.ends($0, index) }
            if let interval {
                let middle = (left + right) / 2
                Whiskers.draw(
                    from: Point(x: middle, y: frame.y(of: interval.low)), to: Point(x: middle, y: frame.y(of: interval.high)),
                    style.theme.ink, on: canvas, style)
            }
            guard let label = label(value) else { continue }
            var text = style.tick
            let size = canvas.lettering.size(of: label, text)
            guard size.width <= (right - left) * 1.25 else { continue }
            // At the foot of a bar with an interval that begins above it; else above it, or inside where the page ends.
            let isAtFoot = interval.map { base - max(top, frame.y(of: $0.low)) > size.height * 1.6 } ?? false
            let upper = min(top, interval.map { frame.y(of: $0.high) } ?? top)
            let isInside = isAtFoot || upper - size.height * 1.1 < frame.rect.y
            text.colour = isInside ? ink(on: colour) : style.theme.ink
            let y = isAtFoot ? base - size.height * 0.8 : isInside ? top + size.height * 0.7 : upper - size.height * 0.6
            canvas.lettering.write(label, at: Point(x: (left + right) / 2, y: y), .middle, text)
        }
        if frame.y.range.lowerBound < 0 {
            canvas.rule(
                from: Point(x: frame.rect.x, y: base), to: Point(x: frame.rect.right, y: base), style.theme.axis,
                width: 2)
        }
    }

    private func drawAcross(in frame: Frame, on canvas: Canvas, _ style: Style) {
        let rect = frame.rect
        Self.drawGrid(x, in: frame, on: canvas, style)
        let base = frame.x(of: min(max(0, facts.y.range.lowerBound), facts.y.range.upperBound))
        for (index, value) in values.floats.enumerated() where value.isFinite {
            let top = frame.y(of: Double(index) - 0.36)
            let bottom = frame.y(of: Double(index) + 0.36)
            let end = frame.x(of: Double(value))
            let bar = Rect(x: min(base, end), y: top, width: abs(end - base), height: bottom - top)
            let colour = colour(index, style.theme)
            canvas.fill(canvas.snapped(bar), colour)
            let (middle, interval) = ((top + bottom) / 2, intervals.map { Whiskers.ends($0, index) })
            if let interval {
                Whiskers.draw(
                    from: Point(x: frame.x(of: interval.low), y: middle), to: Point(x: frame.x(of: interval.high), y: middle),
                    style.theme.ink, on: canvas, style)
            }
            guard let label = label(value) else { continue }
            var text = style.tick
            text.size = min(text.size, (bottom - top) * 0.95)
            guard text.size >= 10 else { continue }
            let width = canvas.lettering.size(of: label, text).width
            if let interval, min(end, frame.x(of: interval.low)) - base > width + text.size {
                text.colour = ink(on: colour)
                canvas.lettering.write(label, at: Point(x: base + text.size * 0.4, y: middle), .start, text)
                continue
            }
            let outer = max(base, end, interval.map { frame.x(of: $0.high) } ?? end)
            let isInside = outer + width + text.size * 0.8 > rect.right
            text.colour = isInside ? ink(on: colour) : style.theme.ink
            let start = isInside ? max(base, end) - text.size * 0.4 : outer + text.size * 0.4
            canvas.lettering.write(label, at: Point(x: start, y: middle), isInside ? .end : .start, text)
        }
        canvas.rule(from: Point(x: base, y: rect.y), to: Point(x: base, y: rect.bottom), style.theme.axis, width: 2)
    }

    /// Light lines at the marks of an axis of values across the page.
    static func drawGrid(_ x: Ruler, in frame: Frame, on canvas: Canvas, _ style: Style) {
        let rect = frame.rect
        for tick in x.ticks(
            length: rect.width, gap: style.tick.size * 1.1,
            extent: { canvas.lettering.size(of: $0, style.tick).width })
        {
            let place = frame.x(of: tick.value)
            canvas.rule(
                from: Point(x: place, y: rect.y), to: Point(x: place, y: rect.bottom), style.theme.grid, width: 1.6)
        }
    }

    private func colour(_ index: Int, _ theme: Theme) -> Colour {
        facts.hasColours == true ? theme.category(index) : theme.accent
    }

    private func label(_ value: Float) -> String? {
        facts.decimals.map { NumberText.fixed(Double(value), decimals: $0) }
    }
}

extension Figure {
    /// A bar of `values[i]` over each of `names`; values that are not numbers have none. Throws `UnplottableData`.
    ///
    /// With `decimals` the values are written at the bars, with `intervals` each has a whisker; `isAcross` lays the bars
    /// across the page, for many names or long ones. With `hasColours` each has the colour of a group of its place.
    public static func bars(
        title: String, subtitle: String = "", names: [String], values: [Double], intervals: [ClosedRange<Double>]? = nil,
        label: String = "", y: Gauge, isAcross: Bool = false, decimals: Int? = nil,
        hasColours: Bool = false
    ) throws -> Figure {
        guard names.count == values.count, intervals?.count ?? values.count == values.count else {
            throw UnplottableData(
                "bar chart", expected: "a value for each name",
                found: "\(names.count) names and \(values.count) values")
        }
        let bars = Bars(
            names: names, values: values, intervals: intervals, label: label, y: y, isAcross: isAcross,
            decimals: decimals.map { min(max($0, 0), 9) }, hasColours: hasColours)
        return Figure(title: title, subtitle: subtitle, plot: bars)
    }

    /// Whether bars under these names read better across the page.
    public static func suitsBarsAcross(_ names: [String]) -> Bool {
        names.count > 8 || names.reduce(0) { $0 + max($1.count, 4) } > 72
    }
}
