internal import CPango

/// Text on a canvas: measured and drawn by Pango in one family, unhinted, so that it scales with the page.
final class Lettering {
    private let context: OpaquePointer
    private let fontMap: UnsafeMutablePointer<PangoFontMap>
    private let pango: OpaquePointer
    private let layout: OpaquePointer
    private let font: OpaquePointer
    private(set) var unknownGlyphs: [String] = []

    enum Anchor {
        case start
        case middle
        case end
    }

    /// `context` is the canvas' cairo context, which outlives the lettering.
    init(context: OpaquePointer, renderer: Renderer) throws {
        guard let fontMap = renderer.makeFontMap() else { throw DrawingFailed(reason: "no font map") }
        self.context = context
        self.fontMap = fontMap
        pango = pango_font_map_create_context(fontMap)
        let options = cairo_font_options_create()
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        pango_cairo_context_set_font_options(pango, options)
        cairo_font_options_destroy(options)
        pango_cairo_context_set_resolution(pango, 72)
        pango_context_set_language(pango, pango_language_from_string("en"))
        pango_context_set_round_glyph_positions(pango, 0)
        pango_cairo_update_context(context, pango)
        layout = pango_layout_new(pango)
        pango_layout_set_single_paragraph_mode(layout, 1)
        pango_layout_set_auto_dir(layout, 0)
        font = pango_font_description_new()
        pango_font_description_set_family(font, Renderer.family)
    }

    deinit {
        pango_font_description_free(font)
        g_object_unref(UnsafeMutableRawPointer(layout))
        g_object_unref(UnsafeMutableRawPointer(pango))
        g_object_unref(fontMap)
    }

    /// The size of `text`; longer than `maxWidth` it is broken into up to `lines` lines, and what is too long even so loses
    /// its middle to an ellipsis: names differ at their ends, and numbers stand there.
    func size(of text: String, _ style: TextStyle, maxWidth: Double? = nil, lines: Int = 1) -> Size {
        prepare(text, style, maxWidth, lines)
        var logical = PangoRectangle()
        pango_layout_get_extents(layout, nil, &logical)
        let unit = Double(PANGO_SCALE)
        return Size(width: Double(logical.width) / unit, height: Double(logical.height) / unit)
    }

    /// Draws `text` at `point`, which is its start, middle or end, and half the height of its capitals; of several lines,
    /// of them all.
    ///
    /// `turned` is in degrees, clockwise, about the point.
    func write(
        _ text: String, at point: Point, _ anchor: Anchor = .start, _ style: TextStyle, maxWidth: Double? = nil,
        lines: Int = 1, turned degrees: Double = 0
    ) {
        var size = size(of: text, style, maxWidth: maxWidth, lines: lines)
        let count = Double(pango_layout_get_line_count(layout))
        if count > 1, let maxWidth {
            size.width = maxWidth
        } else if pango_layout_is_ellipsized(layout) != 0 {
            size.width = inkWidth
        }
        let baseline = Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
        let (left, alignment) =
            switch anchor {
            case .start: (0.0, PANGO_ALIGN_LEFT)
            case .middle: (-size.width / 2, PANGO_ALIGN_CENTER)
            case .end: (-size.width, PANGO_ALIGN_RIGHT)
            }
        if count > 1 { pango_layout_set_alignment(layout, alignment) }
        let above = baseline + size.height * (count - 1) / count / 2
        show(at: point, offset: Point(x: left, y: style.size * 0.365 - above), style, turned: degrees, text)
        if count > 1 { pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT) }
    }

    /// Draws `text` with its top left corner at `point`, in up to `lines` lines.
    func write(_ text: String, topLeft point: Point, _ style: TextStyle, maxWidth: Double, lines: Int) {
        prepare(text, style, maxWidth, lines)
        show(at: point, offset: Point(x: 0, y: 0), style, turned: 0, text)
    }

    /// How far the ink of what is left of a cut text reaches: the layout itself is as wide as it was told to be.
    private var inkWidth: Double {
        var ink = PangoRectangle()
        pango_layout_get_extents(layout, &ink, nil)
        return Double(ink.x + ink.width) / Double(PANGO_SCALE)
    }

    private func show(at point: Point, offset: Point, _ style: TextStyle, turned degrees: Double, _ text: String) {
        if pango_layout_get_unknown_glyphs_count(layout) > 0, !unknownGlyphs.contains(text) {
            unknownGlyphs.append(text)
        }
        cairo_save(context)
        cairo_translate(context, point.x, point.y)
        cairo_rotate(context, degrees * .pi / 180)
        cairo_translate(context, offset.x, offset.y)
        cairo_move_to(context, 0, 0)
        cairo_set_source_rgb(context, style.colour.red, style.colour.green, style.colour.blue)
        pango_cairo_show_layout(context, layout)
        cairo_restore(context)
    }

    private func prepare(_ text: String, _ style: TextStyle, _ maxWidth: Double?, _ lines: Int) {
        let unit = Double(PANGO_SCALE)
        pango_font_description_set_absolute_size(font, style.size * unit)
        pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_layout_set_font_description(layout, font)
        if let maxWidth {
            pango_layout_set_width(layout, Int32(min(max(maxWidth, 1), 1e5) * unit))
            pango_layout_set_height(layout, Int32(-lines))
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_MIDDLE)
            pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        } else {
            pango_layout_set_width(layout, -1)
            pango_layout_set_height(layout, -1)
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE)
        }
        let plain = lines > 1 ? text.printable.breakable : text.printable
        pango_layout_set_text(layout, plain, Int32(plain.utf8.count))
    }
}
