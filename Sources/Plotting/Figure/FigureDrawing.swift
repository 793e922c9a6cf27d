import Tensors

extension Figure {
    /// The figure as a file; equal figures and outputs give equal bytes.
    ///
    /// Throws `UndrawableSize`, `PNGFault` for impossible texts, and `DrawingFailed`.
    public func render(_ output: PictureFormat, with renderer: Renderer) throws -> Rendering {
        try UndrawableSize.check(width: output.width, height: output.height)
        switch output {
        case .png(let width, let height, let dpi, let text):
            let sheet = Sheet(pixelsWide: width, high: height, with: renderer)
            let letters = try draw(on: sheet)
            return Rendering(bytes: try PNGFile.bytes(of: sheet.pixels(), dpi: dpi, text: text), lettering: letters)
        case .svg(let width, let height, let metadata):
            let sheet = Sheet(svgWide: width, high: height, with: renderer)
            let letters = try draw(on: sheet)
            let file = SVGFile(try sheet.finishedFile()).numbered()
                .described(title: title, description: description, metadata: metadata)
            return Rendering(bytes: file.bytes, lettering: letters)
        case .pdf(let width, let height):
            let sheet = Sheet(pdfWide: width, high: height, title: title, with: renderer)
            let letters = try draw(on: sheet)
            return Rendering(bytes: try sheet.finishedFile(), lettering: letters)
        }
    }

    /// The figure as pixels, for a terminal or a comparison.
    public func pixels(width: Int = 1600, height: Int = 900, with renderer: Renderer) throws -> Pixels {
        try UndrawableSize.check(width: width, height: height)
        let sheet = Sheet(pixelsWide: width, high: height, with: renderer)
        _ = try draw(on: sheet)
        return try sheet.pixels()
    }

    /// Draws the figure; what is to be known of its letters.
    private func draw(on sheet: Sheet) throws -> LetteringReport {
        let canvas = try Canvas(sheet: sheet)
        canvas.fill(canvas.page, theme.background)
        let margin = (left: 52.0, right: 60.0, top: 48.0, bottom: 40.0)
        let area = Rect(
            x: margin.left, y: margin.top, width: Canvas.width - margin.left - margin.right,
            height: canvas.height - margin.top - margin.bottom)
        let titleWidth = area.width - 170
        let header = headerHeight(width: titleWidth, on: canvas)
        let body = Rect(x: area.x, y: area.y + header, width: area.width, height: max(area.height - header, 0))
        let left = draw(in: body, style: Style(theme: theme, scale: 1), on: canvas)
        // A header that would leave the page begins further left.
        let start = max(min(left, area.right - headerWidth(within: titleWidth, on: canvas)), area.x)
        drawHeader(at: Point(x: start, y: area.y), width: titleWidth, on: canvas)
        try canvas.check()
        return LetteringReport(canvas.lettering)
    }

    /// Draws the plots; the left side of the first.
    @discardableResult
    private func draw(in area: Rect, style: Style, on canvas: Canvas) -> Double {
        var arrangement = Arrangement(of: self, style: style)
        let rectangles = arrangement.rectangles(in: area, on: canvas)
        if rectangles.isEmpty { canvas.lettering.write("no plots", at: area.middle, .middle, style.note) }
        var left: Double?
        for (panel, rect) in zip(arrangement.panels, rectangles) {
            if let plot = panel.plot {
                PanelDrawing.draw(panel, plot, in: rect, isSingle: arrangement.isSingle, arrangement.style, canvas)
                left = left ?? rect.x
            } else {
                let inner = panel.figure.drawNested(in: rect, style: arrangement.style, on: canvas)
                left = left ?? inner
            }
        }
        return left ?? area.x
    }

    /// A grid in a cell of another, with its title above it.
    private func drawNested(in cell: Rect, style: Style, on canvas: Canvas) -> Double {
        let heading = title.isEmpty ? 0 : style.panelTitle.size * 1.6
        let area = Rect(x: cell.x, y: cell.y + heading, width: cell.width, height: max(cell.height - heading, 0))
        let left = draw(in: area, style: style, on: canvas)
        if !title.isEmpty {
            canvas.lettering.write(
                title, topLeft: Point(x: left, y: cell.y), style.panelTitle, maxWidth: max(cell.right - left, 1),
                lines: 1)
        }
        return left
    }

    private func headerHeight(width: Double, on canvas: Canvas) -> Double {
        let style = Style(theme: theme, scale: 1)
        var height = 0.0
        if !title.isEmpty { height += canvas.lettering.size(of: title, style.title, maxWidth: width, lines: 2).height }
        if !subtitle.isEmpty {
            height += canvas.lettering.size(of: subtitle, style.subtitle, maxWidth: width, lines: 2).height + 6
        }
        return height > 0 ? height + 30 : 0
    }

    private func headerWidth(within width: Double, on canvas: Canvas) -> Double {
        let style = Style(theme: theme, scale: 1)
        return [(title, style.title), (subtitle, style.subtitle)].map { text, look in
            text.isEmpty ? 0 : canvas.lettering.size(of: text, look, maxWidth: width, lines: 2).width
        }.max() ?? 0
    }

    private func drawHeader(at point: Point, width: Double, on canvas: Canvas) {
        let style = Style(theme: theme, scale: 1)
        var y = point.y
        if !title.isEmpty {
            canvas.lettering.write(title, topLeft: Point(x: point.x, y: y), style.title, maxWidth: width, lines: 2)
            y += canvas.lettering.size(of: title, style.title, maxWidth: width, lines: 2).height + 6
        }
        if !subtitle.isEmpty {
            canvas.lettering.write(
                subtitle, topLeft: Point(x: point.x, y: y), style.subtitle, maxWidth: width, lines: 2)
        }
    }
}
