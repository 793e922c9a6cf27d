/// What a colour of the plot, or its dotted line, stands for.
struct LegendEntry: Hashable, Sendable {
    var text: String
    var colour: Colour
    var isDotted = false
    /// Says something of the others.
    var isRemark = false
}

/// Names above a plot, each behind its colour, in as many rows as they need.
struct Legend: Sendable {
    /// Height that the rows take above the plot.
    let room: Double
    private let rows: [[Place]]
    private let style: Style

    /// Where an entry stands in its row.
    private struct Place {
        var entry: LegendEntry
        var left: Double
        var width: Double
    }

    /// Above a plot in a panel of this size: the rows take a third of its height at most.
    ///
    /// nil where there is nothing to name.
    init?(_ entries: [LegendEntry], width: Double, height: Double, _ style: Style, _ canvas: Canvas) {
        guard !entries.isEmpty else { return nil }
        let size = style.tick.size
        let most = max(Int((height / 3 - size * 0.3) / (size * 1.5)), 1)
        // Where there are too many rows names become shorter, until several stand in each.
        let packings = [1, 2, 3, 4].lazy.map { Self.rows(entries, width: width, share: 1 / $0, style, canvas) }
        var rows = packings.first { $0.count <= most } ?? Self.rows(entries, width: width, share: 0.25, style, canvas)
        if rows.count > most {
            rows = Array(rows[..<most])
            let last = rows[most - 1].removeLast()
            let left = entries.count - rows.reduce(0) { $0 + $1.count }
            let remark = LegendEntry(text: "\(left) more", colour: style.theme.muted, isRemark: true)
            rows[most - 1].append(Place(entry: remark, left: last.left, width: last.width))
        }
        room = Double(rows.count) * size * 1.5 + size * 0.3
        (self.rows, self.style) = (rows, style)
    }

    /// The entries in rows, none longer than a `share` of the width.
    private static func rows(
        _ entries: [LegendEntry], width: Double, share: Double, _ style: Style, _ canvas: Canvas
    ) -> [[Place]] {
        let size = style.tick.size
        let longest = share < 1 ? width * share - size * 1.2 : .infinity
        var rows: [[Place]] = [[]]
        var left = 0.0
        for entry in entries {
            let length = min(size * 1.2 + canvas.lettering.size(of: entry.text, style.named(entry.colour)).width, longest)
            if left > 0, left + length > width {
                rows.append([])
                left = 0
            }
            rows[rows.count - 1].append(Place(entry: entry, left: left, width: min(length, width - left)))
            left += length + size * 1.2
        }
        return rows
    }

    /// Writes the rows above a plot in `rect`.
    func write(above rect: Rect, _ canvas: Canvas) {
        let size = style.tick.size
        for (row, entries) in rows.enumerated() {
            let y = rect.y - room + (Double(row) + 0.5) * size * 1.5
            for place in entries {
                let (entry, x) = (place.entry, rect.x + place.left)
                if entry.isRemark {
                    canvas.lettering.write(entry.text, at: Point(x: x, y: y), .start, style.tick, maxWidth: place.width)
                    continue
                }
                if entry.isDotted {
                    canvas.stroke(
                        [Point(x: x, y: y), Point(x: x + size * 0.9, y: y)], style.theme.ink, width: 2.4, dash: [3, 6])
                } else {
                    canvas.fill(Rect(x: x, y: y - size * 0.4, width: size * 0.8, height: size * 0.8), entry.colour)
                }
                canvas.lettering.write(
                    entry.text, at: Point(x: x + size * 1.2, y: y), .start, style.named(entry.colour),
                    maxWidth: max(place.width - size * 1.2, 1) + 0.5)
            }
        }
    }
}
