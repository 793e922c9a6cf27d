internal import CDrawing
internal import CPango
import Foundation
import Tensors

/// What drawing needs besides the figure: the fonts, read once and then shared by renders on any thread.
///
/// The fonts are DejaVu Sans alone, whatever else is installed, so that a figure has the same bits everywhere.
public final class Renderer: Sendable {
    /// Folders where systems keep DejaVu Sans.
    public static let fontFolders = [
        "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/dejavu",
        "/usr/share/fonts/TTF", "/usr/local/share/fonts/dejavu",
    ]
    static let family = "DejaVu Sans"

    private let fonts: FontSet

    /// Loads the drawing library and reads the fonts from the first of `folders` that has them; throws `FontMissing` where
    /// none has, and `DrawingFailed`.
    public init(fontFolders folders: [String] = Renderer.fontFolders) throws {
        if let problem = foley_drawing_open() { throw DrawingFailed(reason: String(cString: problem)) }
        fonts = try FontSet(files: ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"], folders: folders)
    }

    /// The libraries that draw.
    public static let libraries = ["cairo", "Pango"]

    /// Of these, by their names.
    public var versions: [String: String] {
        let versions = [String(cString: cairo_version_string()), String(cString: pango_version_string())]
        return Dictionary(uniqueKeysWithValues: zip(Self.libraries, versions))
    }

    /// A font map of one render, which sees only these fonts; the caller releases it.
    func makeFontMap() -> UnsafeMutablePointer<PangoFontMap>? {
        guard let map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT) else { return nil }
        pango_fc_font_map_set_config(OpaquePointer(map), fonts.configuration)
        return map
    }
}

/// A font configuration that knows a few files and nothing of the system's; never changed once made.
///
/// Sendable because fontconfig counts references to a configuration atomically and only reads it when matching.
private final class FontSet: @unchecked Sendable {
    let configuration: OpaquePointer

    init(files: [String], folders: [String]) throws {
        let isComplete = { (folder: String) in
            files.allSatisfy { FileManager.default.isReadableFile(atPath: folder + "/" + $0) }
        }
        guard let folder = folders.first(where: isComplete), let configuration = FcConfigCreate() else {
            throw FontMissing(files: files, folders: folders)
        }
        for file in files where FcConfigAppFontAddFile(configuration, folder + "/" + file) == FcFalse {
            FcConfigDestroy(configuration)
            throw FontMissing(files: [file], folders: [folder])
        }
        self.configuration = configuration
    }

    deinit { FcConfigDestroy(configuration) }
}

/// No folder holds the fonts that figures are lettered in, or they cannot be read.
public struct FontMissing: Fault {
    public let files: [String]
    public let folders: [String]

    public var cause: String {
        "the fonts \(files.joined(separator: " and ")) are not readable in \(folders.joined(separator: ", "))"
    }
    public var remedy: String? { "install them with `apt-get install fonts-dejavu-core`" }
}
