internal import CChafa
internal import CTerminalImage
import Foundation
import Glibc

/// A picture as a terminal can show it.
public struct InlineImage: Sendable {
    /// How a terminal takes pictures.
    public enum Mode: Equatable, Sendable {
        case kitty, iTerm2, sixel
        /// Half and quarter blocks in colour.
        case blocks
    }

    enum Colours: Equatable { case direct, indexed256, indexed16, none }

    /// Why no picture can be drawn at all; nil where the library for it is there, which is loaded with the first question.
    public static let problem = foley_chafa_open().map { String(cString: $0) }

    private let environment: [String: String]
    public let mode: Mode
    let colours: Colours

    /// Nil if `descriptor` is not a terminal that can show more than text.
    public init?(descriptor: Int32 = 1, environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard isatty(descriptor) == 1, !["", "dumb"].contains(environment["TERM"] ?? "") else { return nil }
        self.init(environment: environment)
    }

    init(environment: [String: String]) {
        self.environment = environment
        mode = Self.detectMode(environment)
        colours = Self.detectColours(environment)
    }

    /// Draws `width` x `height` RGBA pixels (row by row, alpha not multiplied) as wide as the window or half as high,
    /// not larger than they are; ends with a newline. Nil if there are no pixels, or not as many as that, or there is a
    /// `problem`.
    public func render(rgba: [UInt8], width: Int, height: Int, window: TerminalWindow = .current()) -> String? {
        guard width > 0, height > 0, width <= 1 << 15, height <= 1 << 15, rgba.count == width * height * 4,
            Self.problem == nil
        else {
            return nil
        }
        let cell = window.cell ?? TerminalWindow.Cell(width: 8, height: 16)
        let size = Self.cells(width: width, height: height, cell: cell, window: window)

        let config = chafa_canvas_config_new()
        defer { chafa_canvas_config_unref(config) }
        chafa_canvas_config_set_geometry(config, Int32(size.columns), Int32(size.rows))
        chafa_canvas_config_set_cell_geometry(config, Int32(cell.width), Int32(cell.height))
        chafa_canvas_config_set_pixel_mode(config, pixelMode)
        chafa_canvas_config_set_canvas_mode(config, canvasMode)
        let symbols = chafa_symbol_map_new()
        defer { chafa_symbol_map_unref(symbols) }
        for tag in [CHAFA_SYMBOL_TAG_SPACE, CHAFA_SYMBOL_TAG_SOLID, CHAFA_SYMBOL_TAG_HALF, CHAFA_SYMBOL_TAG_QUAD] {
            chafa_symbol_map_add_by_tags(symbols, tag)
        }
        chafa_canvas_config_set_symbol_map(config, symbols)

        let canvas = chafa_canvas_new(config)
        defer { chafa_canvas_unref(canvas) }
        chafa_canvas_draw_all_pixels(
            canvas, CHAFA_PIXEL_RGBA8_UNASSOCIATED, rgba, Int32(width), Int32(height), Int32(width * 4))
        let info = Self.terminal(environment)
        defer { chafa_term_info_unref(info) }
        guard let printed = chafa_canvas_print(canvas, info) else { return nil }
        defer { g_string_free(printed, 1) }
        let bytes = UnsafeRawBufferPointer(start: printed.pointee.str, count: Int(printed.pointee.len))
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }

    /// The cells for a picture: as many columns as the window has or half its rows, in the picture's proportions.
    static func cells(width: Int, height: Int, cell: TerminalWindow.Cell, window: TerminalWindow)
        -> (columns: Int, rows: Int)
    {
        let natural = (columns: Double(width) / Double(cell.width), rows: Double(height) / Double(cell.height))
        let scale = min(
            1, Double(max(window.columns - 1, 1)) / natural.columns, max(Double(window.rows) / 2, 1) / natural.rows)
        return (max(1, Int((natural.columns * scale).rounded())), max(1, Int((natural.rows * scale).rounded())))
    }

    // MARK: What the terminal can do

    private static func terminal(_ environment: [String: String]) -> OpaquePointer? {
        var settings = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { settings.forEach { free($0) } }
        return chafa_term_db_detect(chafa_term_db_get_default(), &settings)
    }

    private static func detectMode(_ environment: [String: String]) -> Mode {
        let name = environment["TERM"] ?? ""
        // A multiplexer passes on no pictures unless told to, and the variables of the terminal around it mislead.
        if environment["TMUX"] != nil || name.hasPrefix("tmux") || name.hasPrefix("screen") { return .blocks }
        guard problem == nil else { return .blocks }
        let info = terminal(environment)
        defer { chafa_term_info_unref(info) }
        if chafa_term_info_have_seq(info, CHAFA_TERM_SEQ_BEGIN_KITTY_IMMEDIATE_IMAGE_V1) != 0 { return .kitty }
        if chafa_term_info_have_seq(info, CHAFA_TERM_SEQ_BEGIN_ITERM2_IMAGE) != 0 { return .iTerm2 }
        if chafa_term_info_have_seq(info, CHAFA_TERM_SEQ_BEGIN_SIXELS) != 0 { return .sixel }
        return .blocks
    }

    private static func detectColours(_ environment: [String: String]) -> Colours {
        let name = environment["TERM"] ?? ""
        if !(environment["NO_COLOR"] ?? "").isEmpty { return .none }
        if ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") || name.hasSuffix("-direct")
            || name.contains("kitty")
        {
            return .direct
        }
        if name.contains("256color") { return .indexed256 }
        return name.hasPrefix("vt") ? .none : .indexed16
    }

    private var pixelMode: ChafaPixelMode {
        switch mode {
        case .kitty: CHAFA_PIXEL_MODE_KITTY
        case .iTerm2: CHAFA_PIXEL_MODE_ITERM2
        case .sixel: CHAFA_PIXEL_MODE_SIXELS
        case .blocks: CHAFA_PIXEL_MODE_SYMBOLS
        }
    }

    private var canvasMode: ChafaCanvasMode {
        switch (mode, colours) {
        case (.blocks, .indexed256): CHAFA_CANVAS_MODE_INDEXED_240
        case (.blocks, .indexed16): CHAFA_CANVAS_MODE_INDEXED_16
        case (.blocks, .none): CHAFA_CANVAS_MODE_FGBG
        default: CHAFA_CANVAS_MODE_TRUECOLOR
        }
    }
}
