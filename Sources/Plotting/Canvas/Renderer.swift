internal import CDrawing
internal import CPango
import Foundation
import Synchronization
import Tensors

/// What drawing needs besides the figure: the fonts, read once and then shared by renders on any thread.
///
/// The fonts are DejaVu Sans alone, whatever else is installed, so that a figure has the same bits everywhere. Only a text
/// with characters that it lacks is drawn with whatever fonts the system has besides, and the figure says with which.
public final class Renderer: Sendable {
    /// Folders where systems keep DejaVu Sans.
    public static let fontFolders = [
        "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/dejavu",
        "/usr/share/fonts/TTF", "/usr/local/share/fonts/dejavu",
    ]
    static let family = "DejaVu Sans"

    private let fonts: FontSet
    private let files: [String]
    /// Made when the first text needs it; nil where the system keeps no fonts or they are not to be asked.
    private let otherFonts: Mutex<FontSet??>

    /// Loads the drawing library and reads the fonts from the first of `folders` that has them; throws `FontMissing` where
    /// none has, and `DrawingFailed`.
    ///
    /// With `asksSystem` false, what DejaVu Sans lacks is drawn as boxes whatever the system has.
    public init(fontFolders folders: [String] = Renderer.fontFolders, asksSystem: Bool = true) throws {
        if let problem = foley_drawing_open() { throw DrawingFailed(reason: String(cString: problem)) }
        files = try FontSet.files(["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"], in: folders)
        fonts = try FontSet(files)
        otherFonts = Mutex(asksSystem ? .none : .some(nil))
    }

    /// The libraries that draw.
    public static let libraries = ["cairo", "Pango"]

    /// Of these, by their names.
    public var versions: [String: String] {
        let versions = [String(cString: cairo_version_string()), String(cString: pango_version_string())]
        return Dictionary(uniqueKeysWithValues: zip(Self.libraries, versions))
    }

    /// A font map of one render, which sees only the usual fonts; the caller releases it.
    func makeFontMap() -> UnsafeMutablePointer<PangoFontMap>? { fonts.makeMap() }

    /// One that sees the system's fonts behind the usual ones; nil where there are none.
    func makeWideFontMap() -> UnsafeMutablePointer<PangoFontMap>? {
        otherFonts.withLock { others in
            if others == nil { others = .some(FontSet(ofSystemBehind: files)) }
            return others.flatMap { $0 }
        }?.makeMap()
    }
}

/// A font configuration, never changed once made.
///
/// Sendable because fontconfig counts references to a configuration atomically and only reads it when matching.
private final class FontSet: @unchecked Sendable {
    private let configuration: OpaquePointer

    /// The paths of the fonts in the first of the folders that has all.
    static func files(_ names: [String], in folders: [String]) throws -> [String] {
        let isComplete = { (folder: String) in
            names.allSatisfy { FileManager.default.isReadableFile(atPath: folder + "/" + $0) }
        }
        guard let folder = folders.first(where: isComplete) else { throw FontMissing(files: names, folders: folders) }
        return names.map { folder + "/" + $0 }
    }

    /// A few files and nothing of the system's.
    init(_ files: [String]) throws {
        guard let configuration = FcConfigCreate() else { throw DrawingFailed(reason: "no font configuration") }
        for file in files where FcConfigAppFontAddFile(configuration, file) == FcFalse {
            FcConfigDestroy(configuration)
            let place = URL(fileURLWithPath: file)
            throw FontMissing(files: [place.lastPathComponent], folders: [place.deletingLastPathComponent().path])
        }
        self.configuration = configuration
    }

    /// All that the system has, and these files; nil where it cannot be asked.
    init?(ofSystemBehind files: [String]) {
        guard let configuration = FcInitLoadConfigAndFonts() else { return nil }
        for file in files where FcConfigAppFontAddFile(configuration, file) == FcFalse {
            FcConfigDestroy(configuration)
            return nil
        }
        self.configuration = configuration
    }

    deinit { FcConfigDestroy(configuration) }

    func makeMap() -> UnsafeMutablePointer<PangoFontMap>? {
        guard let map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT) else { return nil }
        pango_fc_font_map_set_config(OpaquePointer(map), configuration)
        return map
    }
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
