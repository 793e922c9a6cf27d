import Foundation
import Plotting
public import Session
import Tensors
import Workplace

/// Where a figure came from, as it is written inside its PNG or SVG: a program that makes it, the files that the program
/// reads, the width it was drawn at, and what computed it.
public struct FigureOrigin: Codable, Sendable {
    public let source: String
    /// Path as written, and the SHA-256 of the content.
    public let inputs: [String: String]
    /// In pixels.
    public let width: Int
    /// Figures of old say neither this nor the levels.
    public let engine: Engine?
    /// The levels of instructions at which the figure and all that it was made from were made.
    public let levels: Levels?
    /// The fonts that drew what the usual one lacks, with their versions; nil where it lacked nothing.
    public let fonts: [String]?
    /// The characters that no font had, drawn as boxes; nil where there are none.
    public let boxes: String?

    /// The key of the text chunk that holds it.
    public static let keyword = "Foley"

    init(_ listing: Listing, width: Int, engine: Engine, levels: Levels, lettering: LetteringReport) {
        source = listing.source
        inputs = Dictionary(listing.inputs.map { ($0.path, $0.digest) }) { first, _ in first }
        self.width = width
        self.engine = engine
        self.levels = levels
        fonts = lettering.otherFonts.isEmpty ? nil : lettering.otherFonts
        boxes =
            lettering.unknownCharacters.isEmpty
            ? nil : String(String.UnicodeScalarView(lettering.unknownCharacters))
    }

    /// Whether both are the same figure of the same files, whatever made them.
    public func isSameFigure(as other: FigureOrigin) -> Bool {
        (source, inputs, width) == (other.source, other.inputs, other.width)
    }

    /// Whether both were made by one engine, and are known to have been.
    public func isOfSameEngine(as other: FigureOrigin) -> Bool {
        engine != nil && engine == other.engine && isLettered(as: other) && levels == other.levels && levels?.only != nil
    }

    /// Whether both were drawn in the same fonts.
    private func isLettered(as other: FigureOrigin) -> Bool { fonts == other.fonts && boxes == other.boxes }

    /// Whether it has boxes for characters that the other shows.
    public func hasBoxes(beyond other: FigureOrigin) -> Bool { boxes != nil && boxes != other.boxes }

    /// Whether the numbers in both came from one engine, and other versions of libraries, or other fonts, have drawn them.
    func isDrawnElsewhere(than other: FigureOrigin) -> Bool {
        guard let engine, let theirs = other.engine, engine != theirs || !isLettered(as: other), levels == other.levels,
            levels?.only != nil
        else { return false }
        let drawing = Renderer.libraries
        return isSameFigure(as: other) && engine.without(drawing) == theirs.without(drawing)
    }

    /// Reads the text of a figure's chunk.
    ///
    /// - Throws: `UnreadableOrigin`.
    public init(text: String, path: String) throws {
        do { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) } catch {
            throw UnreadableOrigin(path: path)
        }
        guard (200...8000).contains(width) else { throw UnreadableOrigin(path: path) }
    }

    /// What a file says of itself; nil where it is no figure, or says nothing that reads.
    public init?(inside file: [UInt8], ending: String) {
        do {
            let text =
                switch ending {
                case "png": try PNGFile.text(in: file)[Self.keyword]
                case "svg": SVGFile(file).metadata
                default: String?.none
                }
            guard let text else { return nil }
            self = try Self(text: text, path: "")
        } catch {
            return nil
        }
    }

    var text: String {
        get throws { try Facts.encode(self) }
    }
}

/// A figure whose recipe does not read.
struct UnreadableOrigin: Fault {
    var path: String
    var cause: String { "the recipe inside '\(path)' does not read" }
    var remedy: String? { "it was altered, or written by a newer version" }
}
