import Foundation
public import Tensors

/// Where a figure came from, as it is written inside its PNG: a program that makes it, the files that the program
/// reads, and the width it was drawn at.
public struct FigureOrigin: Codable, Sendable {
    public let source: String
    /// Path as written, and the SHA-256 of the content.
    public let inputs: [String: String]
    public let width: Int

    /// The key of the text chunk that holds it.
    public static let keyword = "Foley"

    init(_ listing: Listing, width: Int) {
        source = listing.source
        inputs = Dictionary(listing.inputs.map { ($0.path, $0.digest) }) { first, _ in first }
        self.width = width
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

    var text: String {
        get throws { try Facts.encode(self) }
    }
}

/// A figure whose recipe does not read.
public struct UnreadableOrigin: Fault {
    public var path: String
    public var cause: String { "the recipe inside '\(path)' does not read" }
    public var remedy: String? { "it was altered, or written by a newer version" }
}
