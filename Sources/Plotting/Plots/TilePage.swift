/// Where the pictures of a page lie, in as many columns as make them largest, and what stands below each.
struct TilePage {
    private let captions: [String]
    private let notes: [String]
    private let style: Style
    private let name: TextStyle
    private let lines: Int
    private let columns: Int
    private let origin: Point
    private let tile: Size
    private let pitch: Size

    /// `shape` is a picture's width over its height. Where the rows leave room below them they stand in the middle if
    /// `isCentred`.
    init(captions: [String], notes: [String], shape: Double, in area: Rect, style: Style, isCentred: Bool = false) {
        self.captions = captions
        self.notes = notes
        self.style = style
        let count = captions.count
        var name = style.tick
        name.size *= count > 24 ? 0.75 : 0.92
        self.name = name
        lines = [captions, notes].count { $0.contains { !$0.isEmpty } }
        let writing = lines > 0 ? name.size * (1.3 * Double(lines) + 0.25) : 0
        let gap = (count > 24 ? 16 : 26) * style.scale
        (columns, tile) = Self.grid(of: count, in: area, shape: shape, writing: writing, gap: gap)
        pitch = Size(width: tile.width + gap, height: tile.height + writing + gap)
        let rows = (count + columns - 1) / columns
        let spare = max(area.height - pitch.height * Double(rows) + gap, 0)
        origin = Point(x: area.x, y: area.y + (isCentred ? spare / 2 : 0))
    }

    /// The number of columns that makes tiles largest, and how large they are.
    private static func grid(of count: Int, in area: Rect, shape: Double, writing: Double, gap: Double) -> (Int, Size) {
        func tile(_ columns: Int) -> Size {
            let rows = (count + columns - 1) / columns
            let width = (area.width - gap * Double(columns - 1)) / Double(columns)
            let height = (area.height - gap * Double(rows - 1)) / Double(rows) - writing
            let narrow = max(min(width, height * shape), 0)
            return Size(width: narrow, height: narrow / shape)
        }
        let best = (1...max(count, 1)).max { tile($0).width < tile($1).width - 1e-9 } ?? 1
        return (best, tile(best))
    }

    /// The number among `counts` whose tiles cover most of a page of 16:9 with a title.
    static func bestCount(among counts: ClosedRange<Int>, shape: Double) -> Int {
        let page = Rect(x: 0, y: 0, width: Canvas.width - 112, height: 700)
        func cover(_ count: Int) -> Double {
            let tile = grid(of: count, in: page, shape: shape, writing: 34, gap: 26).1
            return Double(count) * tile.width * tile.height
        }
        return counts.max { cover($0) < cover($1) * (1 - 1e-9) }!
    }

    func rect(_ index: Int) -> Rect {
        Rect(
            x: origin.x + pitch.width * Double(index % columns), y: origin.y + pitch.height * Double(index / columns),
            width: tile.width, height: tile.height)
    }

    /// Writes the picture's caption, and its note below that.
    func write(_ index: Int, below rect: Rect, on canvas: Canvas) {
        var place = Point(x: rect.x, y: rect.bottom + name.size * 0.2)
        var text = name
        for (words, isFirst) in [(captions[index], true), (notes[index], false)] where !words.isEmpty {
            text.bold = isFirst && lines == 2
            text.colour = isFirst ? style.theme.ink : style.theme.muted
            text.size = name.size
            let width = canvas.lettering.size(of: words, text).width
            text.size *= min(max(rect.width * 0.98 / max(width, 1), 0.75), 1)
            canvas.lettering.write(words, topLeft: place, text, maxWidth: rect.width, lines: 1)
            place.y += name.size * 1.3
        }
    }
}
