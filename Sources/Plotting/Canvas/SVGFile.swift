/// A finished SVG file, made the same on every run and told to those who cannot see it.
public struct SVGFile {
    public private(set) var bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The same file with the numbers that cairo counts up over a program's life (`surface12`, and `source-12` from version
    /// 1.18 on) counted from 1 in it.
    func numbered() -> SVGFile {
        let words = ["surface", "image", "source", "mask", "pattern", "clip"].flatMap { [Array("\($0)-".utf8), Array($0.utf8)] }
        var numbers: [[UInt8]: Int] = [:]
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            result.append(byte)
            index += 1
            // Names stand after a quotation mark or a hash.
            guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "#") else { continue }
            guard let word = words.first(where: { bytes[index...].starts(with: $0) }) else { continue }
            let digits = bytes[(index + word.count)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty else { continue }
            let name = word + digits
            let number = numbers[name] ?? numbers.keys.count { $0.starts(with: word) } + 1
            numbers[name] = number
            result += word + Array(String(number).utf8)
            index += name.count
        }
        return SVGFile(result)
    }

    /// The same file with a title and a description for screen readers, and what programs read.
    func described(title: String, description: String, metadata: String?) -> SVGFile {
        guard let tag = firstRange(of: Array("<svg".utf8)), let end = bytes[tag...].firstIndex(of: UInt8(ascii: ">"))
        else { return self }
        let text =
            "\n<title>\(escaped(title))</title>\n<desc>\(escaped(description))</desc>"
            + (metadata.map { "\n\(Self.opening)\(escaped($0))\(Self.closing)" } ?? "")
        return SVGFile(Array(bytes[...end]) + Array(text.utf8) + Array(bytes[(end + 1)...]))
    }

    private static let opening = "<metadata id=\"foley\">"
    private static let closing = "</metadata>"

    /// What it was described with for programs; nil where there is nothing.
    public var metadata: String? {
        guard let (_, inside) = metadataRanges else { return nil }
        return String(decoding: bytes[inside], as: UTF8.self)
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }

    /// The same file without it.
    public var withoutMetadata: [UInt8] {
        guard let (whole, _) = metadataRanges else { return bytes }
        return Array(bytes[..<whole.lowerBound] + bytes[whole.upperBound...])
    }

    private var metadataRanges: (whole: Range<Int>, inside: Range<Int>)? {
        let (opening, closing) = (Array(Self.opening.utf8), Array(Self.closing.utf8))
        // It stands in front, before anything that is drawn.
        let front = bytes.prefix(1 << 20)
        guard let start = front.firstRange(of: opening), let end = front[start.upperBound...].firstRange(of: closing)
        else { return nil }
        return (start.lowerBound..<end.upperBound, start.upperBound..<end.lowerBound)
    }

    private func firstRange(of pattern: [UInt8]) -> Int? {
        bytes.indices.first { bytes[$0...].starts(with: pattern) }
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.printable.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
