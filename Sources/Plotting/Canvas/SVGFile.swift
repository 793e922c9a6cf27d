/// A finished SVG file, made the same on every run and told to those who cannot see it.
struct SVGFile {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The same file with the numbers that cairo counts up over a program's life (`surface12`) counted from 1 in it.
    func numbered() -> SVGFile {
        let words = ["surface", "image", "source", "mask", "pattern", "clip"].map { Array($0.utf8) }
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

    /// The same file with a title and a description for screen readers.
    func described(title: String, description: String) -> SVGFile {
        guard let tag = firstRange(of: Array("<svg".utf8)), let end = bytes[tag...].firstIndex(of: UInt8(ascii: ">"))
        else { return self }
        let text = "\n<title>\(escaped(title))</title>\n<desc>\(escaped(description))</desc>"
        return SVGFile(Array(bytes[...end]) + Array(text.utf8) + Array(bytes[(end + 1)...]))
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
