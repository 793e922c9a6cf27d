/// One plot's place in a grid and the room its axes take.
struct Panel {
    var figure: Figure
    var row: Int
    var column: Int
    /// nil for a grid within the grid, which takes the whole cell.
    var plot: (any Plot)?
    /// The horizontal axis, the column's own where it is shared.
    var x: Ruler?
    var showsX = true
    /// How the names of the horizontal axis are written, where every one of them matters.
    var names: NameLook?
    /// What the plot's colours stand for, above it.
    var legend: Legend?
    /// Empty room to the right of a plot that is narrower than its cell.
    var spare = 0.0
    /// How long a name to the left of the plot may be, and one on a slant below it, in page units.
    var longestLeft = 0.0
    var longestBelow = 0.0
    /// Room outside the plot's rectangle, in page units.
    var top = 0.0
    var bottom = 0.0
    var left = 0.0
    var right = 0.0
}

/// Plots in rows and columns, placed so that the sides of those above each other and beside each other align.
struct Arrangement {
    let style: Style
    let columns: Int
    let rows: Int
    /// Without panel titles: the one plot of a page, whose title is the page's.
    let isSingle: Bool
    private(set) var panels: [Panel]

    static let laneGap = 26.0
    /// How much of the width of its cell the names to the left of a plot may take; with ticks and caption, a third.
    private static let mostNames = 0.29

    init(of figure: Figure, style: Style) {
        switch figure.content {
        case .plot(let plot):
            self.init([figure], columns: 1, sharesTime: false, isSingle: true, style: style)
            panels[0].plot = plot
        case .grid(let figures, let columns, let sharesTime):
            self.init(figures, columns: columns, sharesTime: sharesTime, isSingle: false, style: style)
        }
    }

    private init(_ figures: [Figure], columns: Int, sharesTime: Bool, isSingle: Bool, style: Style) {
        self.columns = columns
        self.isSingle = isSingle
        rows = (figures.count + columns - 1) / columns
        let crowding = max(Double(columns), Double(rows + 1) / 2)
        let scale = isSingle ? 1 : max(1 / (1 + 0.25 * (crowding - 1)), 0.5)
        self.style = Style(theme: style.theme, scale: style.scale * scale)
        panels = figures.enumerated().map { index, figure in
            var panel = Panel(figure: figure, row: index / columns, column: index % columns)
            if case .plot(let plot) = figure.content {
                panel.plot = plot
                panel.x = plot.x
            }
            return panel
        }
        if sharesTime { for column in 0..<columns { shareTime(in: column) } }
    }

    private mutating func shareTime(in column: Int) {
        let members = panels.indices.filter { panels[$0].column == column }
        let rulers = members.compactMap { panels[$0].x }
        guard members.count > 1, rulers.count == members.count, let first = rulers.first, first.unit == "s",
            rulers.allSatisfy({ $0.unit == "s" && $0.scale == .linear && $0.label == first.label && $0.names.isEmpty })
        else { return }
        let shared = first.between(
            rulers.map(\.range.lowerBound).min()!, rulers.map(\.range.upperBound).max()!)
        for index in members {
            panels[index].x = shared
            panels[index].showsX = index == members.last
        }
    }

    /// The rectangles of the plots, in the order of `panels`; a nested grid's is its whole cell.
    mutating func rectangles(in area: Rect, on canvas: Canvas) -> [Rect] {
        guard !panels.isEmpty else { return [] }
        let gap = Size(width: 44 * style.scale, height: 30 * style.scale)
        let cell = Size(width: area.width / Double(columns), height: area.height / Double(rows))
        let roughWidth = cell.width * 0.8
        for index in panels.indices where panels[index].plot != nil {
            panels[index].longestLeft = min(420 * style.scale, cell.width * Self.mostNames)
            panels[index].longestBelow = min(260 * style.scale, cell.height / 3)
            panels[index].names = names(of: panels[index], in: area, roughWidth, canvas)
            panels[index].legend = Legend(
                panels[index].plot!.legend(theme: style.theme), width: roughWidth, height: cell.height, style, canvas)
            panels[index].top = PanelDrawing.top(of: panels[index], isSingle: isSingle, roughWidth, style, canvas)
            panels[index].bottom = PanelDrawing.bottom(of: panels[index], roughWidth, style, canvas)
        }
        let tops = (0..<rows).map { row in most(panels.filter { $0.row == row }, \.top) }
        let bottoms = (0..<rows).map { row in most(panels.filter { $0.row == row }, \.bottom) }
        let shares = (0..<rows).map { row in
            panels.filter { $0.row == row }.map { $0.plot?.relativeHeight ?? 1.2 }.max() ?? 1
        }
        let free = area.height - sum(tops) - sum(bottoms) - gap.height * Double(rows - 1)
        var heights = shares.map { max(free, 0) * $0 / sum(shares) }
        for index in panels.indices {
            guard let plot = panels[index].plot else { continue }
            let height = heights[panels[index].row]
            panels[index].left = PanelDrawing.left(of: panels[index], plot, height: height, style, canvas)
            panels[index].right = PanelDrawing.right(of: plot, height: height, cell: cell.width, style, canvas)
        }
        let lefts = (0..<columns).map { column in most(panels.filter { $0.column == column }, \.left) }
        for index in panels.indices where panels[index].plot?.colourKey == nil {
            // Names on both sides leave a third to the plot.
            let most = max(cell.width * 2 / 3 - lefts[panels[index].column], cell.width / 5)
            panels[index].right = min(panels[index].right, most)
        }
        let rights = (0..<columns).map { column in
            let members = panels.filter { $0.column == column }
            let wide = members.filter { $0.plot?.aspect == nil }
            return most(wide.isEmpty ? members : wide, \.right)
        }
        let ownRights = panels.map(\.right)
        let width = max(
            (area.width - sum(lefts) - sum(rights) - gap.width * Double(columns - 1)) / Double(columns), 0)
        for index in panels.indices {
            panels[index].left = lefts[panels[index].column]
            panels[index].right = rights[panels[index].column]
        }
        // What stands beside a narrow plot may need more room than the column keeps free.
        func room(_ index: Int) -> Double { max(width - max(ownRights[index] - rights[panels[index].column], 0), 0) }
        // A row of square plots alone may be lower than the page lets it be: then the rows stand in its middle.
        let needed = (0..<rows).map { row in
            let widest = panels.indices.filter { panels[$0].row == row }.map { index in
                panels[index].plot?.aspect.map { room(index) / $0 } ?? .infinity
            }
            return min(heights[row], widest.max() ?? .infinity)
        }
        let top = area.y + (isSingle ? 0 : (sum(heights) - sum(needed)) / 2)
        if !isSingle { heights = needed }
        return panels.indices.map { index in
            let panel = panels[index]
            let x =
                area.x + sum(lefts[..<panel.column]) + sum(rights[..<panel.column])
                + (width + gap.width) * Double(panel.column)
            let y =
                top + sum(tops[..<panel.row]) + sum(bottoms[..<panel.row]) + sum(heights[..<panel.row])
                + gap.height * Double(panel.row)
            guard let plot = panel.plot else {
                return Rect(
                    x: x, y: y, width: lefts[panel.column] + width + rights[panel.column],
                    height: tops[panel.row] + heights[panel.row] + bottoms[panel.row])
            }
            var rect = Rect(
                x: x + lefts[panel.column], y: y + tops[panel.row], width: width, height: heights[panel.row])
            if let aspect = plot.aspect {
                let narrow = min(room(index), rect.height * aspect)
                let shift = isSingle ? (rect.width - narrow) / 2 : 0
                panels[index].spare = rect.width - narrow
                rect = Rect(x: rect.x + shift, y: rect.y, width: narrow, height: narrow / aspect)
            }
            return canvas.snapped(rect)
        }
    }

    /// Decided before the plot's own size is: a plot of square cells may become narrower than the page lets it be.
    private func names(of panel: Panel, in area: Rect, _ width: Double, _ canvas: Canvas) -> NameLook? {
        guard let plot = panel.plot, plot.namesEveryPoint, let x = panel.x, !x.names.isEmpty else { return nil }
        let height = area.height / Double(max(rows, 1)) * 0.62
        return NameLook(
            x.names, along: min(width, plot.aspect.map { height * $0 } ?? width), height: area.height / Double(max(rows, 1)),
            style, canvas)
    }

    private func most(_ panels: [Panel], _ side: KeyPath<Panel, Double>) -> Double {
        panels.map { $0[keyPath: side] }.max() ?? 0
    }
}

private func sum(_ lengths: some Sequence<Double>) -> Double { lengths.reduce(0, +) }
