import Tensors

/// Where the lines of a file begin and end, as Markdown counts them: LF, CRLF or a lone CR ends a line.
struct Lines: Sendable {
    let bytes: [UInt8]
    /// The first byte of each line, and one past the last byte of the file.
    private let starts: [Int]

    init(_ source: String) {
        let bytes = Array(source.utf8)
        var starts = [0]
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { starts.append(index) }
        }
        if starts.last != bytes.count { starts.append(bytes.count) }
        self.bytes = bytes
        self.starts = starts
    }

    /// How many lines there are; none in an empty file.
    var count: Int { starts.count - 1 }

    /// The bytes of a line, counted from 1, with its line ending; an empty range at the end for a line past the last.
    func range(_ line: Int) -> Range<Int> {
        guard line <= count else { return bytes.count..<bytes.count }
        return starts[line - 1]..<starts[line]
    }

    /// The bytes of a line without its line ending.
    func text(_ line: Int) -> ArraySlice<UInt8> {
        let range = range(line)
        var end = range.upperBound
        while end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") {
            end -= 1
        }
        return bytes[range.lowerBound..<end]
    }

    /// How a line ends: LF, CRLF, CR, or nothing at the end of a file.
    func ending(_ line: Int) -> ArraySlice<UInt8> { bytes[text(line).endIndex..<range(line).upperBound] }

    func isBlank(_ line: Int) -> Bool { text(line).allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") } }

    /// How many bytes of byte order mark the file begins with.
    var markLength: Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// How many lines of front matter the file begins with: from `---` to the next `---` or `...`.
    ///
    /// A file may also begin with a thematic break: a blank line after the first `---`, or a fence before the second,
    /// means that it does.
    var frontMatterCount: Int {
        guard count >= 3, isDelimiter(text(1).dropFirst(markLength), ["---"]), !isBlank(2) else { return 0 }
        for line in 2...count {
            if isDelimiter(text(line), ["---", "..."]) { return line }
            if text(line).starts(with: "```".utf8) || text(line).starts(with: "~~~".utf8) { return 0 }
        }
        return 0
    }

    /// The level that a line `isa: avx2` of the front matter states.
    func level(_ path: String) throws(DocumentFault) -> Level? {
        var found: Level?
        for line in 2..<max(2, frontMatterCount) {
            guard let match = String(decoding: text(line), as: UTF8.self).wholeMatch(of: /isa\s*:\s*(.*?)\s*(?:#.*)?/)
            else { continue }
            let word = match.1.trimmingPrefix(/["']/).split(separator: /["']/).first.map(String.init) ?? ""
            guard found == nil else { throw DocumentFault(path, line: line, .repeatedLevel) }
            guard let level = Level.named.first(where: { $0.rawValue == word }) else {
                throw DocumentFault(path, line: line, .unknownLevel(word))
            }
            found = level
        }
        return found
    }

    private func isDelimiter(_ text: ArraySlice<UInt8>, _ delimiters: [String]) -> Bool {
        guard text.dropFirst(3).allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
            return false
        }
        return delimiters.contains { text.prefix(3).elementsEqual($0.utf8) }
    }
}
