/// What a colour of the plot, or its dotted line, stands for.
struct LegendEntry: Hashable, Sendable {
    var text: String
    var colour: Colour
    var isDotted = false
}

/// Names above a plot, each behind its colour, in as many rows as they need.
struct Legend: Sendable {
    /// Height that the rows take above the plot.
    let room: Double
    private let rows: [[(entry: LegendEntry, left: Double)]]
    private let width: Double
    private let style: Style

    /// nil where there is nothing to name.
    init?(_ entries: [LegendEntry], width: Double, _ style: Style, _ canvas: Canvas) {
        guard !entries.isEmpty else { return nil }
        let size = style.tick.size
        var rows: [[(entry: LegendEntry, left: Double)]] = [[]]
        var left = 0.0
        for entry in entries {
            let length = size * 1.2 + canvas.lettering.size(of: entry.text, style.named(entry.colour)).width
            if left > 0, left + length > width {
                rows.append([])
                left = 0
            }
            rows[rows.count - 1].append((entry, left))
            left += length + size * 1.2
        }
        room = Double(rows.count) * size * 1.5 + size * 0.3
        (self.rows, self.width, self.style) = (rows, width, style)
    }

    /// Writes the rows above a plot in `rect`.
    func write(above rect: Rect, _ canvas: Canvas) {
        let size = style.tick.size
        for (row, entries) in rows.enumerated() {
            let y = rect.y - room + (Double(row) + 0.5) * size * 1.5
            for (entry, left) in entries {
                let x = rect.x + left
                if entry.isDotted {
                    canvas.stroke(
                        [Point(x: x, y: y), Point(x: x + size * 0.9, y: y)], style.theme.ink, width: 2.4, dash: [3, 6])
                } else {
                    canvas.fill(Rect(x: x, y: y - size * 0.4, width: size * 0.8, height: size * 0.8), entry.colour)
                }
                canvas.lettering.write(
                    entry.text, at: Point(x: x + size * 1.2, y: y), .start, style.named(entry.colour),
                    maxWidth: max(width - left - size * 1.2, 1))
            }
        }
    }
}
