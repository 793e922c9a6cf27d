/// Axes, names and titles around one plot: how much room they take, and how they are drawn.
enum PanelDrawing {
    private static let tickLength = 8.0
    private static let barWidth = 22.0
    private static let barGap = 26.0

    // Room, in page units

    static func top(of panel: Panel, isSingle: Bool, _ width: Double, _ style: Style, _ canvas: Canvas) -> Double {
        let legend = panel.legend?.room ?? 0
        guard !isSingle else { return legend }
        var height = 0.0
        if !panel.figure.title.isEmpty {
            height += canvas.lettering.size(of: panel.figure.title, style.panelTitle, maxWidth: width).height
        }
        if !panel.figure.subtitle.isEmpty {
            height += canvas.lettering.size(of: panel.figure.subtitle, style.panelSubtitle, maxWidth: width).height
        }
        return (height > 0 ? height + 12 * style.scale : 0) + legend
    }

    static func bottom(of panel: Panel, _ width: Double, _ style: Style, _ canvas: Canvas) -> Double {
        guard panel.showsX, panel.plot?.hasAxes ?? true, let x = panel.x ?? panel.plot?.x else { return 0 }
        if let names = panel.names {
            let caption = x.caption.isEmpty ? 0 : style.label.size * 1.55
            return tickLength * style.scale + 8 * style.scale + names.room + caption
        }
        let labels = slantedNames(x, width: width, style, canvas)
        let tick = labels.map { min($0, panel.longestBelow) * 0.72 + style.tick.size } ?? style.tick.size * 1.25
        let caption = x.caption.isEmpty ? 0 : style.label.size * 1.55
        return tickLength * style.scale + 8 * style.scale + tick + caption
    }

    static func left(of panel: Panel, _ plot: any Plot, height: Double, _ style: Style, _ canvas: Canvas) -> Double {
        guard plot.hasHeights else { return 0 }
        let widest =
            laneLabels(plot, height: height, longest: panel.longestLeft, style, canvas).flatMap { labels in
                labels.ticks.map { tick in
                    canvas.lettering.size(of: tick.label, labels.text, maxWidth: panel.longestLeft, lines: labels.lines).width
                }
            }.max() ?? 0
        let hasCaption = plot.lanes.contains { !$0.caption.isEmpty }
        return (hasCaption ? style.label.size * 1.6 : 0) + min(widest, panel.longestLeft) + 22 * style.scale
    }

    static func right(
        of plot: any Plot, height: Double, cell: Double, _ style: Style, _ canvas: Canvas
    ) -> Double {
        if let key = plot.colourKey {
            let widest =
                ticks(of: key.ruler, height: height, style.tick)
                .map { canvas.lettering.size(of: $0.label, style.tick).width }.max() ?? 0
            let caption = key.ruler.caption.isEmpty ? 0 : style.label.size * 1.6
            return (barGap + barWidth + 12) * style.scale + widest + caption
        }
        let names = plot.lanes.indices.flatMap { plot.marginLabels(lane: $0, theme: style.theme) }
        let widest = names.map { canvas.lettering.size(of: $0.text, style.named($0.colour)).width }.max()
        let share = plot.aspect == nil ? 0.24 : 0.4
        return widest.map { min($0, cell * share) + 18 * style.scale } ?? 14 * style.scale
    }

    // Drawing

    static func draw(_ panel: Panel, _ plot: any Plot, in rect: Rect, isSingle: Bool, _ style: Style, _ canvas: Canvas) {
        if !isSingle { drawTitle(of: panel, over: rect, style, canvas) }
        guard rect.isDrawable else { return }
        panel.legend?.write(above: rect, canvas)
        let x = panel.x ?? plot.x
        let nameRoom = isSingle ? Canvas.width * 0.24 : panel.right + panel.spare - 18 * style.scale
        let lanes = laneRectangles(rect, count: plot.lanes.count)
        for (lane, (ruler, laneRect)) in zip(plot.lanes, lanes).enumerated() {
            let frame = Frame(rect: laneRect, x: x, y: ruler)
            if plot.hasHeights { drawVerticalAxis(of: frame, plot, longest: panel.longestLeft, style, canvas) }
            canvas.clipped(to: laneRect.grown(by: 7 * style.scale)) {
                plot.draw(lane: lane, in: frame, on: canvas, style: style)
            }
            drawNames(plot.marginLabels(lane: lane, theme: style.theme), beside: frame, room: nameRoom, style, canvas)
        }
        let caption = plot.hasHeights ? plot.lanes.first?.caption ?? "" : ""
        if !caption.isEmpty {
            let place = Point(x: rect.x - panel.left + style.label.size * 0.55, y: rect.middle.y)
            canvas.lettering.write(caption, at: place, .middle, style.label, maxWidth: rect.height * 1.1, turned: -90)
        }
        if panel.showsX, plot.hasAxes {
            drawHorizontalAxis(of: panel, x, under: rect, hasGrid: plot.hasGrid, style, canvas)
        }
        if let key = plot.colourKey { drawColourBar(key, beside: rect, room: panel.right, style, canvas) }
        if let note = plot.note { canvas.lettering.write(note, at: rect.middle, .middle, style.note) }
    }

    private static func drawTitle(of panel: Panel, over rect: Rect, _ style: Style, _ canvas: Canvas) {
        let width = max(rect.width + panel.right, 1)
        var y = rect.y - 12 * style.scale - (panel.legend?.room ?? 0)
        for (text, look) in [(panel.figure.subtitle, style.panelSubtitle), (panel.figure.title, style.panelTitle)]
        where !text.isEmpty {
            y -= canvas.lettering.size(of: text, look, maxWidth: width).height
            canvas.lettering.write(text, topLeft: Point(x: rect.x, y: y), look, maxWidth: width, lines: 1)
        }
    }

    private static func drawVerticalAxis(
        of frame: Frame, _ plot: any Plot, longest: Double, _ style: Style, _ canvas: Canvas
    ) {
        let rect = frame.rect
        let labels = labels(of: frame.y, height: rect.height, longest: longest, plot, style, canvas)
        for tick in labels.ticks {
            let y = frame.y(of: tick.value)
            if plot.hasGrid {
                canvas.rule(
                    from: Point(x: rect.x, y: y), to: Point(x: rect.right, y: y), style.theme.grid, width: 1.6)
            } else {
                let start = Point(x: rect.x - tickLength * style.scale, y: y)
                canvas.rule(from: start, to: Point(x: rect.x, y: y), style.theme.axis, width: 1.6)
            }
            let end = Point(x: rect.x - (tickLength + 8) * style.scale, y: y)
            canvas.lettering.write(tick.label, at: end, .end, labels.text, maxWidth: longest, lines: labels.lines)
        }
    }

    private static func drawHorizontalAxis(
        of panel: Panel, _ x: Ruler, under rect: Rect, hasGrid: Bool, _ style: Style, _ canvas: Canvas
    ) {
        let theme = style.theme
        let tickEnd = rect.bottom + tickLength * style.scale
        if hasGrid {
            canvas.rule(
                from: Point(x: rect.x, y: rect.bottom), to: Point(x: rect.right, y: rect.bottom), theme.axis, width: 1.6
            )
        }
        var bottom = tickEnd + 8 * style.scale
        if let names = panel.names {
            names.write(x, from: rect.x, width: rect.width, top: bottom, canvas)
            let caption = Point(x: rect.middle.x, y: bottom + names.room + style.label.size * 0.95)
            canvas.lettering.write(x.caption, at: caption, .middle, style.label, maxWidth: max(rect.width, 1) * 1.2)
            return
        }
        let slanted = slantedNames(x, width: rect.width, style, canvas)
        let ticks =
            slanted != nil
            ? x.ticks(length: rect.width, gap: style.tick.size * 0.2) { _ in style.tick.size }
            : x.ticks(length: rect.width, gap: style.tick.size * 1.1) {
                canvas.lettering.size(of: $0, style.tick).width
            }
        for tick in ticks {
            let place = rect.x + x.fraction(of: tick.value) * rect.width
            if x.names.isEmpty {
                canvas.rule(
                    from: Point(x: place, y: rect.bottom), to: Point(x: place, y: tickEnd), theme.axis, width: 1.6)
            }
            if slanted != nil {
                let end = Point(x: place + style.tick.size * 0.3, y: bottom + style.tick.size * 0.3)
                canvas.lettering.write(
                    tick.label, at: end, .end, style.tick, maxWidth: panel.longestBelow, turned: -45)
            } else {
                let middle = Point(x: place, y: bottom + style.tick.size * 0.5)
                canvas.lettering.write(tick.label, at: middle, .middle, style.tick)
            }
        }
        bottom += slanted.map { min($0, panel.longestBelow) * 0.72 + style.tick.size } ?? style.tick.size * 1.25
        let caption = Point(x: rect.middle.x, y: bottom + style.label.size * 0.95)
        canvas.lettering.write(x.caption, at: caption, .middle, style.label, maxWidth: max(rect.width, 1) * 1.2)
    }

    private static func drawColourBar(
        _ key: ColourKey, beside rect: Rect, room: Double, _ style: Style, _ canvas: Canvas
    ) {
        let colours = key.map.colours(on: style.theme)
        let left = rect.right + barGap * style.scale
        let bar = canvas.snapped(Rect(x: left, y: rect.y, width: barWidth * style.scale, height: rect.height))
        let words = colours.reversed().map { 0xFF00_0000 | $0.hex }
        let point = bar.width * 0.55
        let frame = Frame(rect: bar, x: key.ruler, y: key.ruler)
        canvas.clipped(to: bar) { canvas.picture(words, width: 1, height: words.count, in: bar) }
        if key.isClippedAbove {
            cut(bar, tip: bar.y, base: bar.y + point, colours[255], style, canvas)
        }
        if key.isClippedBelow {
            cut(bar, tip: bar.bottom, base: bar.bottom - point, colours[0], style, canvas)
        }
        for tick in ticks(of: key.ruler, height: rect.height, style.tick) {
            let y = frame.y(of: tick.value)
            canvas.lettering.write(
                tick.label, at: Point(x: bar.right + 12 * style.scale, y: y), .start, style.tick)
        }
        let place = Point(x: rect.right + room - style.label.size * 0.5, y: rect.middle.y)
        canvas.lettering.write(
            key.ruler.caption, at: place, .middle, style.label, maxWidth: rect.height * 1.1, turned: -90)
    }

    /// A pointed end of the bar, which says that values go on beyond it.
    private static func cut(
        _ bar: Rect, tip: Double, base: Double, _ colour: Colour, _ style: Style, _ canvas: Canvas
    ) {
        canvas.fill(
            Rect(x: bar.x, y: min(tip, base), width: bar.width, height: abs(base - tip)), style.theme.background)
        let corners = [
            Point(x: bar.x, y: base), Point(x: bar.middle.x, y: tip), Point(x: bar.right, y: base),
        ]
        canvas.fill(polygon: corners, colour)
    }

    /// Names at the heights of what they name, moved apart where they would touch.
    private static func drawNames(
        _ names: [MarginLabel], beside frame: Frame, room width: Double, _ style: Style, _ canvas: Canvas
    ) {
        // Names that are too long for one line have two where the plot is high enough for all.
        let isLong = names.contains { canvas.lettering.size(of: $0.text, style.named($0.colour)).width > width }
        let lines = isLong && frame.rect.height / Double(names.count) >= style.tick.size * 2.5 ? 2 : 1
        let pitch = style.tick.size * (lines == 2 ? 2.5 : 1.3)
        let room = max(Int(frame.rect.height / pitch), 1)
        let sorted = names.map { (name: $0, y: frame.y(of: $0.value)) }
            .filter { $0.y.isFinite }.sorted { $0.y < $1.y }.prefix(room)
        var places = sorted.map { min(max($0.y, frame.rect.y), frame.rect.bottom) }
        for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + pitch) }
        var limit = frame.rect.bottom
        for index in places.indices.reversed() {
            places[index] = min(places[index], limit)
            limit = places[index] - pitch
        }
        for (item, y) in zip(sorted, places) {
            canvas.lettering.write(
                item.name.text, at: Point(x: frame.rect.right + 18 * style.scale, y: y), .start,
                style.named(item.name.colour), maxWidth: max(width, 1), lines: lines)
        }
    }

    // Parts

    private static func laneRectangles(_ rect: Rect, count: Int) -> [Rect] {
        let gap = min(Arrangement.laneGap, rect.height / Double(max(count, 1)) * 0.2)
        let height = (rect.height - gap * Double(count - 1)) / Double(count)
        return (0..<count).map { lane in
            Rect(x: rect.x, y: rect.y + (height + gap) * Double(lane), width: rect.width, height: height)
        }
    }

    /// What stands along a vertical axis, and how.
    private struct Labels {
        var ticks: [Tick]
        var text: TextStyle
        /// As many as a name may have that is too long for one.
        var lines: Int
    }

    private static func laneLabels(
        _ plot: any Plot, height: Double, longest: Double, _ style: Style, _ canvas: Canvas
    ) -> [Labels] {
        let rect = Rect(x: 0, y: 0, width: 1, height: height)
        return zip(plot.lanes, laneRectangles(rect, count: plot.lanes.count)).map { ruler, lane in
            labels(of: ruler, height: lane.height, longest: longest, plot, style, canvas)
        }
    }

    private static func labels(
        of ruler: Ruler, height: Double, longest: Double, _ plot: any Plot, _ style: Style, _ canvas: Canvas
    ) -> Labels {
        var text = tickStyle(of: ruler, height: height, plot, style)
        var ticks = ticks(of: ruler, height: height, text)
        guard !ruler.names.isEmpty else { return Labels(ticks: ticks, text: text, lines: 1) }
        let pitch = height / Double(max(ticks.count, 1))
        // A name's lines stand free of the next name's.
        func lines(_ text: TextStyle) -> Int { min(max(Int(pitch / (text.size * 1.2)), 1), 3) }
        let isLong = ticks.contains { canvas.lettering.size(of: $0.label, text).width > longest }
        if isLong, lines(text) == 1, pitch / 2.4 >= max(text.size * 0.7, NameLook.smallest) { text.size = pitch / 2.4 }
        if isLong {
            let names = ShortNames(
                ticks.map(\.label), fitting: NameLook.characters(in: longest * Double(lines(text)), of: text))
            ticks = ticks.map { Tick(value: $0.value, label: names[$0.label]) }
        }
        return Labels(ticks: ticks, text: text, lines: lines(text))
    }

    /// Smaller than usual where every name matters and only smaller ones fit.
    private static func tickStyle(of ruler: Ruler, height: Double, _ plot: any Plot, _ style: Style) -> TextStyle {
        var text = style.tick
        guard plot.namesEveryPoint, !ruler.names.isEmpty else { return text }
        let fitting = height / Double(ruler.names.count) / 1.12
        if let size = [fitting, 2 * fitting].first(where: { $0 >= NameLook.smallest }) { text.size = min(text.size, size) }
        return text
    }

    private static func ticks(of ruler: Ruler, height: Double, _ text: TextStyle) -> [Tick] {
        let isNamed = !ruler.names.isEmpty
        return ruler.ticks(length: height, gap: text.size * (isNamed ? 0.1 : 0.6), most: 6) { _ in text.size }
    }

    /// The width of the widest name, where names do not fit side by side and are written on a slant; else nil.
    private static func slantedNames(_ x: Ruler, width: Double, _ style: Style, _ canvas: Canvas) -> Double? {
        guard !x.names.isEmpty else { return nil }
        let pitch = width / Double(x.names.count)
        let widest = x.names.prefix(500).map { canvas.lettering.size(of: $0, style.tick).width }.max() ?? 0
        return widest > pitch * 0.92 ? widest : nil
    }
}
