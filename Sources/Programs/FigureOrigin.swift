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

    /// The key of the text chunk that holds it.
    public static let keyword = "Foley"

    init(_ listing: Listing, width: Int, engine: Engine, levels: Levels) {
        source = listing.source
        inputs = Dictionary(listing.inputs.map { ($0.path, $0.digest) }) { first, _ in first }
        self.width = width
        self.engine = engine
        self.levels = levels
    }

    /// Whether both are the same figure of the same files, whatever made them.
    public func isSameFigure(as other: FigureOrigin) -> Bool {
        (source, inputs, width) == (other.source, other.inputs, other.width)
    }

    /// Whether both were made by one engine, and are known to have been.
    public func isOfSameEngine(as other: FigureOrigin) -> Bool {
        engine != nil && engine == other.engine && levels == other.levels && levels?.only != nil
    }

    /// Whether the numbers in both came from one engine, and other versions of libraries have drawn them.
    func isDrawnElsewhere(than other: FigureOrigin) -> Bool {
        guard let engine, let theirs = other.engine, engine != theirs, levels == other.levels, levels?.only != nil else {
            return false
        }
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
