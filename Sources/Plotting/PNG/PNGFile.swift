internal import CPNG
import Foundation
import Tensors

/// PNG files: pixels, resolution and international text.
public enum PNGFile {
    /// A file of opaque pixels with `text` as compressed iTXt chunks, sorted by key.
    ///
    /// Throws `PNGFault` where a key is not 1 to 79 printable Latin-1 characters or a text holds the character U+0000.
    public static func bytes(of pixels: Pixels, dpi: Double = 144, text: [String: String] = [:]) throws -> [UInt8] {
        let chunks = try TextChunks(text)
        defer { chunks.release() }
        var buffer = foley_png_buffer()
        var failure = foley_png_failure()
        let perMetre = dpi.isFinite && dpi > 0 ? UInt32(min((dpi / 0.0254).rounded(), 1e9)) : 0
        let isWritten = foley_png_write(
            pixels.rgba, UInt32(pixels.width), UInt32(pixels.height), perMetre, chunks.texts,
            Int32(chunks.texts.count), &buffer, &failure)
        guard isWritten else { throw PNGFault.unwritable(failure.reason) }
        defer { free(buffer.bytes) }
        return Array(UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
    }

    /// The international text chunks of a file; the last of a key where it occurs twice.
    public static func text(in bytes: [UInt8]) throws -> [String: String] {
        var texts: UnsafeMutablePointer<foley_png_text>?
        var count: Int32 = 0
        var failure = foley_png_failure()
        guard foley_png_read_texts(bytes, bytes.count, &texts, &count, &failure) else {
            throw PNGFault.damaged(failure.reason)
        }
        defer { foley_png_free_texts(texts, count) }
        var found: [String: String] = [:]
        for chunk in UnsafeBufferPointer(start: texts, count: Int(count)) {
            found[String(cString: chunk.key)] = String(cString: chunk.text)
        }
        return found
    }

    /// The pixels of a file, of at most `limit` pixels, and its resolution where it says one.
    public static func pixels(in bytes: [UInt8], limit: Int = 1 << 26) throws -> (pixels: Pixels, dpi: Double?) {
        var rgba: UnsafeMutablePointer<UInt8>?
        var width: UInt32 = 0
        var height: UInt32 = 0
        var perMetre: UInt32 = 0
        var failure = foley_png_failure()
        let isRead = foley_png_read_pixels(
            bytes, bytes.count, UInt64(max(limit, 0)), &rgba, &width, &height, &perMetre, &failure)
        guard isRead else { throw PNGFault.damaged(failure.reason) }
        defer { free(rgba) }
        let (columns, rows) = (Int(width), Int(height))
        let copy = Array(UnsafeBufferPointer(start: rgba, count: columns * rows * 4))
        return (Pixels(width: columns, height: rows, rgba: copy), perMetre > 0 ? Double(perMetre) * 0.0254 : nil)
    }
}

/// What can be wrong with a PNG file or what goes into one.
public enum PNGFault: Fault, Hashable {
    case damaged(String)
    case unwritable(String)
    case key(String)
    case text(key: String)

    public var cause: String {
        switch self {
        case .damaged(let reason): "the PNG file cannot be read: \(reason)"
        case .unwritable(let reason): "the PNG file cannot be written: \(reason)"
        case .key(let key): "\"\(key)\" cannot be the key of a PNG text"
        case .text(let key): "the PNG text \"\(key)\" holds the character U+0000"
        }
    }

    public var remedy: String? {
        switch self {
        case .damaged: "make the picture again, or fetch a whole copy of it"
        case .unwritable: nil
        case .key: "use 1 to 79 letters, digits and single spaces"
        case .text: "leave that character out"
        }
    }
}

/// Texts as C strings, which the maker frees.
private struct TextChunks {
    private(set) var texts: [foley_png_text] = []

    init(_ text: [String: String]) throws {
        for (key, value) in text {
            guard Self.isKey(key) else { throw PNGFault.key(key) }
            guard !value.utf8.contains(0) else { throw PNGFault.text(key: key) }
        }
        for (key, value) in text.sorted(by: { $0.key < $1.key }) {
            texts.append(foley_png_text(key: strdup(key), text: strdup(value), compressed: value.utf8.count > 256))
        }
    }

    func release() {
        for text in texts {
            free(text.key)
            free(text.text)
        }
    }

    /// Printable ASCII, no space at either end, no two spaces in a row: what every reader takes as a key.
    private static func isKey(_ key: String) -> Bool {
        (1...79).contains(key.utf8.count) && key.utf8.allSatisfy { (32...126).contains($0) }
            && key.first != " " && key.last != " " && !key.contains("  ")
    }
}

extension foley_png_failure {
    fileprivate var reason: String {
        withUnsafeBytes(of: message) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
