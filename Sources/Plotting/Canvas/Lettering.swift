internal import CPango

/// Text on a canvas: measured and drawn by Pango in one family, unhinted, so that it scales with the page.
///
/// A text that the family has not all characters of is laid out anew among all fonts that the system has.
final class Lettering {
    private let context: OpaquePointer
    private let renderer: Renderer
    private let usual: Typesetter
    private lazy var wide = renderer.makeWideFontMap().map { Typesetter($0, on: context) }
    /// The layout of the text at hand.
    private var layout: OpaquePointer
    private let font: OpaquePointer
    /// The texts with characters that no font has, and these.
    private(set) var unknownGlyphs: [String] = []
    private(set) var unknownCharacters: Set<Unicode.Scalar> = []
    /// The fonts beyond the usual one that something was drawn in: `Noto Sans CJK JP 2.004`.
    private(set) var otherFonts: Set<String> = []

    enum Anchor {
        case start
        case middle
        case end
    }

    /// `context` is the canvas' cairo context, which outlives the lettering.
    init(context: OpaquePointer, renderer: Renderer) throws {
        guard let fontMap = renderer.makeFontMap() else { throw DrawingFailed(reason: "no font map") }
        self.context = context
        self.renderer = renderer
        usual = Typesetter(fontMap, on: context)
        layout = usual.layout
        font = pango_font_description_new()
        pango_font_description_set_family(font, Renderer.family)
    }

    deinit { pango_font_description_free(font) }

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
        if layout != usual.layout || unknownGlyphs.last == text { noteFonts() }
        cairo_save(context)
        cairo_translate(context, point.x, point.y)
        cairo_rotate(context, degrees * .pi / 180)
        cairo_translate(context, offset.x, offset.y)
        cairo_move_to(context, 0, 0)
        cairo_set_source_rgb(context, style.colour.red, style.colour.green, style.colour.blue)
        pango_cairo_show_layout(context, layout)
        cairo_restore(context)
    }

    /// Lays the text out in the usual fonts, or where they do not do among all that there are.
    private func prepare(_ text: String, _ style: TextStyle, _ maxWidth: Double?, _ lines: Int) {
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        let plain = lines > 1 ? text.printable.breakable : text.printable
        usual.set(plain, font, maxWidth, lines)
        layout = usual.layout
        guard pango_layout_get_unknown_glyphs_count(layout) > 0, let wide else { return }
        wide.set(plain, font, maxWidth, lines)
        layout = wide.layout
    }

    /// Takes down what the text at hand is drawn in, and which of its characters no font has.
    private func noteFonts() {
        let runs = pango_layout_get_iter(layout)
        defer { pango_layout_iter_free(runs) }
        repeat {
            guard let run = pango_layout_iter_get_run_readonly(runs)?.pointee else { continue }
            let glyphs = UnsafeBufferPointer(start: run.glyphs.pointee.glyphs, count: Int(run.glyphs.pointee.num_glyphs))
            let unknown = glyphs.map(\.glyph).filter { $0 & Self.unknownFlag != 0 }
            unknownCharacters.formUnion(unknown.compactMap { Unicode.Scalar($0 & ~Self.unknownFlag) })
            guard unknown.count < glyphs.count, let drawn = run.item.pointee.analysis.font else { continue }
            let name = Self.name(of: drawn)
            if !name.hasPrefix(Renderer.family) { otherFonts.insert(name) }
        } while pango_layout_iter_next_run(runs) != 0
    }

    /// `PANGO_GLYPH_UNKNOWN_FLAG`, which stands with the character's number for its glyph.
    private static let unknownFlag: UInt32 = 0x1000_0000

    /// Family and version.
    private static func name(of font: UnsafeMutablePointer<PangoFont>) -> String {
        let pattern = pango_fc_font_get_pattern(UnsafeMutablePointer(OpaquePointer(font)))
        var family: UnsafeMutablePointer<FcChar8>?
        var version: Int32 = 0
        guard FcPatternGetString(pattern, FC_FAMILY, 0, &family) == FcResultMatch, let family else { return "a font" }
        guard FcPatternGetInteger(pattern, FC_FONTVERSION, 0, &version) == FcResultMatch else { return String(cString: family) }
        // In sixteenths of bits, as TrueType has them: 2.004 is 0x20106.
        return "\(String(cString: family)) \(NumberText.fixed(Double(version) / 65536, decimals: 3))"
    }
}

/// A layout of Pango's among the fonts of one map.
private final class Typesetter {
    let layout: OpaquePointer
    private let fontMap: UnsafeMutablePointer<PangoFontMap>
    private let pango: OpaquePointer

    /// Takes the font map over.
    init(_ fontMap: UnsafeMutablePointer<PangoFontMap>, on context: OpaquePointer) {
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
    }

    deinit {
        g_object_unref(UnsafeMutableRawPointer(layout))
        g_object_unref(UnsafeMutableRawPointer(pango))
        g_object_unref(fontMap)
    }

    func set(_ text: String, _ font: OpaquePointer, _ maxWidth: Double?, _ lines: Int) {
        // One character is written in several ways from China to Japan; which, the machine's own language must not decide.
        let scalars = text.unicodeScalars
        let language =
            scalars.lazy.compactMap(\.language).first ?? (scalars.contains { $0.properties.isIdeographic } ? "zh-cn" : "en")
        pango_context_set_language(pango, pango_language_from_string(language))
        pango_layout_set_font_description(layout, font)
        if let maxWidth {
            pango_layout_set_width(layout, Int32(min(max(maxWidth, 1), 1e5) * Double(PANGO_SCALE)))
            pango_layout_set_height(layout, Int32(-lines))
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_MIDDLE)
            pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        } else {
            pango_layout_set_width(layout, -1)
            pango_layout_set_height(layout, -1)
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_NONE)
        }
        pango_layout_set_text(layout, text, Int32(text.utf8.count))
    }
}
