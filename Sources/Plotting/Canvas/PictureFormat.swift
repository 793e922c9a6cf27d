import Tensors

/// A kind of picture file with its size; everything on the page scales with the width.
public enum PictureFormat: Hashable, Sendable {
    /// `text` becomes international text chunks: keys of 1 to 79 printable Latin-1 characters, any text.
    case png(width: Int = 1600, height: Int = 900, dpi: Double = 144, text: [String: String] = [:])
    /// Sizes in CSS pixels; `metadata` is any text.
    case svg(width: Int = 1600, height: Int = 900, metadata: String? = nil)
    /// Sizes in points of 1/72 inch.
    case pdf(width: Int = 960, height: Int = 540)

    var width: Int {
        switch self {
        case .png(let width, _, _, _), .svg(let width, _, _), .pdf(let width, _): width
        }
    }
    var height: Int {
        switch self {
        case .png(_, let height, _, _), .svg(_, let height, _), .pdf(_, let height): height
        }
    }
}

/// A finished picture file.
public struct Rendering: Hashable, Sendable {
    public let bytes: [UInt8]
    public let lettering: LetteringReport

    /// What to tell the author of the figure, if anything.
    public var warning: String? { lettering.warning }
}

/// What is to be known of a figure's letters: in which fonts they are, and where none did.
public struct LetteringReport: Hashable, Sendable {
    /// The texts of the figure with characters that no font has, drawn as boxes; empty where all is well.
    public let unknownGlyphs: [String]
    /// These characters, in order.
    public let unknownCharacters: [Unicode.Scalar]
    /// The fonts beyond the usual one, with their versions.
    public let otherFonts: [String]

    /// All of it in the usual font.
    public static let usual = LetteringReport(unknownGlyphs: [], unknownCharacters: [], otherFonts: [])

    private init(unknownGlyphs: [String], unknownCharacters: [Unicode.Scalar], otherFonts: [String]) {
        self.unknownGlyphs = unknownGlyphs
        self.unknownCharacters = unknownCharacters
        self.otherFonts = otherFonts
    }

    init(_ lettering: Lettering) {
        unknownGlyphs = lettering.unknownGlyphs
        unknownCharacters = lettering.unknownCharacters.sorted { $0.value < $1.value }
        otherFonts = lettering.otherFonts.sorted()
    }

    /// Whether the usual font did.
    public var isUsual: Bool { unknownGlyphs.isEmpty && otherFonts.isEmpty }

    fileprivate var warning: String? {
        guard let first = unknownGlyphs.first else { return nil }
        let others = unknownGlyphs.count > 1 ? " and \(unknownGlyphs.count - 1) more" : ""
        let packages = Set(unknownCharacters.map(\.fontPackage)).sorted()
        let remedy = packages.isEmpty ? "" : ": apt-get install \(packages.joined(separator: " ")), and draw it again"
        return "characters that no font here has are drawn as boxes, in \"\(first)\"\(others)\(remedy)"
    }
}

/// Rows of red, green, blue and alpha bytes, from the top left.
public struct Pixels: Hashable, Sendable {
    public let width: Int
    public let height: Int
    public let rgba: [UInt8]

    /// `rgba` holds 4 x width x height bytes.
    public init(width: Int, height: Int, rgba: [UInt8]) {
        precondition(width >= 0 && height >= 0 && rgba.count == 4 * width * height)
        self.width = width
        self.height = height
        self.rgba = rgba
    }
}

/// A size at which no figure can be drawn.
public struct UndrawableSize: Fault {
    public let width: Int
    public let height: Int

    static let sides = 16...8192
    static let mostPixels = 1 << 26

    static func check(width: Int, height: Int) throws {
        guard sides.contains(width), sides.contains(height), width * height <= mostPixels else {
            throw UndrawableSize(width: width, height: height)
        }
    }

    public var cause: String { "a figure cannot be \(width) x \(height) px" }
    public var remedy: String? { "choose a width from 200 to 8000 px, such as 1600" }
    public var option: String? { Self.sides.contains(width) ? "height" : "width" }
}

/// The drawing library gave up.
public struct DrawingFailed: Fault {
    public let reason: String
    public var cause: String { "the figure could not be drawn: \(reason)" }
}
