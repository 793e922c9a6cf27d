internal import CPango
import Foundation

/// A page being drawn in page units (1600 to the width), for the length of one render.
final class Canvas {
    let sheet: Sheet
    /// Output pixels (or points) to one page unit.
    let scale: Double
    /// The page's height in page units; its width is 1600.
    let height: Double
    let lettering: Lettering
    private let context: OpaquePointer

    static let width = 1600.0

    init(sheet: Sheet) throws {
        self.sheet = sheet
        scale = Double(sheet.width) / Self.width
        height = Double(sheet.height) / scale
        context = cairo_create(sheet.surface)
        cairo_scale(context, scale, scale)
        cairo_set_antialias(context, CAIRO_ANTIALIAS_GRAY)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        lettering = try Lettering(context: context, renderer: sheet.renderer)
    }

    deinit { cairo_destroy(context) }

    var page: Rect { Rect(x: 0, y: 0, width: Self.width, height: height) }

    /// Throws if anything drawn so far has failed.
    func check() throws {
        let status = cairo_status(context)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw DrawingFailed(reason: String(cString: cairo_status_to_string(status)))
        }
        try sheet.check()
    }

    /// Pixels to one page unit in which pictures are prepared: the sheet's own, or two where it has none.
    var sampling: Double { sheet.isVector ? 2 : scale }

    /// `rect` moved to whole output pixels, so that pictures and thin lines are crisp.
    func snapped(_ rect: Rect) -> Rect {
        let x = (rect.x * sampling).rounded() / sampling
        let y = (rect.y * sampling).rounded() / sampling
        let right = (rect.right * sampling).rounded() / sampling
        let bottom = (rect.bottom * sampling).rounded() / sampling
        return Rect(x: x, y: y, width: max(right - x, 0), height: max(bottom - y, 0))
    }

    func fill(_ rect: Rect, _ colour: Colour, opacity: Double = 1) {
        set(colour, opacity)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_fill(context)
    }

    func fill(polygon points: [Point], _ colour: Colour, opacity: Double = 1) {
        guard points.count >= 3 else { return }
        set(colour, opacity)
        trace(points)
        cairo_close_path(context)
        cairo_fill(context)
    }

    func fill(circleAt centre: Point, radius: Double, _ colour: Colour) {
        set(colour, 1)
        cairo_new_sub_path(context)
        let centre = Self.bounded(centre)
        cairo_arc(context, centre.x, centre.y, radius, 0, 2 * .pi)
        cairo_fill(context)
    }

    /// A line through `points`, `width` page units wide; `dash` gives the lengths of strokes and gaps.
    func stroke(_ points: [Point], _ colour: Colour, width: Double, opacity: Double = 1, dash: [Double] = []) {
        guard points.count >= 2 else { return }
        set(colour, opacity)
        trace(points)
        cairo_set_line_width(context, width)
        cairo_set_dash(context, dash, Int32(dash.count), 0)
        cairo_set_line_cap(context, dash.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
        cairo_stroke(context)
    }

    /// A horizontal or vertical line on whole output pixels, at least one of them wide.
    func rule(from start: Point, to end: Point, _ colour: Colour, width: Double) {
        let pixels = max((width * sampling).rounded(), 1)
        let thickness = pixels / sampling
        func edge(_ place: Double) -> Double { ((place - thickness / 2) * sampling).rounded() / sampling }
        set(colour, 1)
        if start.y == end.y {
            cairo_rectangle(context, min(start.x, end.x), edge(start.y), abs(end.x - start.x), thickness)
        } else {
            cairo_rectangle(context, edge(start.x), min(start.y, end.y), thickness, abs(end.y - start.y))
        }
        cairo_fill(context)
    }

    /// Draws only inside `rect` what `body` draws.
    func clipped(to rect: Rect, _ body: () throws -> Void) rethrows {
        cairo_save(context)
        cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
        cairo_clip(context)
        defer { cairo_restore(context) }
        try body()
    }

    /// A picture of `width` x `height` words `0xAARRGGBB` (premultiplied, rows from the top), each a sharp-edged cell.
    func picture(_ words: [UInt32], width: Int, height: Int, in rect: Rect) {
        precondition(words.count == width * height)
        guard width > 0, height > 0, rect.width > 0, rect.height > 0 else { return }
        let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
        defer { cairo_surface_destroy(surface) }
        guard let data = cairo_image_surface_get_data(surface) else { return }
        let stride = Int(cairo_image_surface_get_stride(surface))
        words.withUnsafeBytes { bytes in
            for y in 0..<height {
                memcpy(data + y * stride, bytes.baseAddress! + y * width * 4, width * 4)
            }
        }
        cairo_surface_mark_dirty(surface)
        cairo_save(context)
        cairo_translate(context, rect.x, rect.y)
        cairo_scale(context, rect.width / Double(width), rect.height / Double(height))
        cairo_set_source_surface(context, surface, 0, 0)
        cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
        cairo_rectangle(context, 0, 0, Double(width), Double(height))
        cairo_fill(context)
        cairo_restore(context)
    }

    private func set(_ colour: Colour, _ opacity: Double) {
        cairo_set_source_rgba(context, colour.red, colour.green, colour.blue, opacity)
    }

    private func trace(_ points: [Point]) {
        for (index, point) in points.enumerated() {
            let point = Self.bounded(point)
            if index == 0 { cairo_move_to(context, point.x, point.y) } else { cairo_line_to(context, point.x, point.y) }
        }
    }

    /// Cairo's coordinates are 24-bit numbers; far beyond the page all places look the same.
    private static func bounded(_ point: Point) -> Point {
        func part(_ value: Double) -> Double { value.isNaN ? 0 : min(max(value, -1e5), 1e5) }
        return Point(x: part(point.x), y: part(point.y))
    }
}
