/// A table of text with named columns, as spreadsheets write it: RFC 4180 with a delimiter of `,` `;` tab or `|`.
public struct CSVTable: Sendable, Equatable {
    public let header: [String]
    public let rows: [Row]

    public struct Row: Sendable, Equatable {
        /// The line it begins on, counted from 1.
        public let line: Int
        /// As many as the row has, spaces around them taken off.
        public let cells: [String]
    }

    /// The table in a file's bytes; blank lines do not count, nor does a first line `sep=;`, which names the delimiter, nor do
    /// comments: lines that begin with `#` above the header, and below it where they have not as many cells.
    ///
    /// - Throws: `FormatFault` for text that is not UTF-8, a quotation that does not end, or an empty file.
    public init(_ bytes: [UInt8], name: String) throws(FormatFault) {
        var bytes = bytes[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw FormatFault(name, "is UTF-16 text", remedy: "save it as UTF-8")
        }
        if String(validating: bytes, as: UTF8.self) == nil {
            throw FormatFault(name, "is not UTF-8 text", remedy: "save it as CSV in UTF-8")
        }
        if bytes.contains(0) { throw FormatFault(name, "is not text: it holds zero bytes", remedy: "save it as CSV in UTF-8") }
        let named = CSVTable.namedDelimiter(of: bytes)
        let body = bytes[CSVTable.headerStart(of: bytes[(named?.end ?? bytes.startIndex)...])...]
        let above = bytes[..<body.startIndex]
        let line = 1 + max(above.count { $0 == 0x0A }, above.count { $0 == 0x0D })
        var reader = Reader(bytes: body, delimiter: named?.delimiter ?? CSVTable.delimiter(of: body), line: line)
        var rows: [Row] = []
        do { rows = try reader.rows() } catch {
            throw FormatFault(
                name, "has a quotation mark on line \(error.line) that none closes", remedy: "close it, or take it away")
        }
        guard let header = rows.first else { throw FormatFault(name, "is empty", remedy: "copy it again") }
        self.header = header.cells
        self.rows = rows.dropFirst().filter { !$0.cells[0].hasPrefix("#") || $0.cells.count == header.cells.count }
    }

    /// What a first line `sep=;` names, as Excel writes it, and where that line ends.
    private static func namedDelimiter(of bytes: ArraySlice<UInt8>) -> (delimiter: UInt8, end: Int)? {
        let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }
        let text = String(decoding: line, as: UTF8.self).filter { $0 != "\"" }
        guard text.lowercased().hasPrefix("sep="), text.utf8.count == 5 else { return nil }
        return (text.utf8.last!, line.endIndex)
    }

    /// Where the first line begins that is no comment.
    private static func headerStart(of bytes: ArraySlice<UInt8>) -> Int {
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let line = bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }
            if line.first != UInt8(ascii: "#"), !line.isEmpty { break }
            start = min(line.endIndex + 1, bytes.endIndex)
        }
        return start
    }

    /// What separates the cells of the first line that is not blank: the commonest candidate outside quotation marks.
    private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        var isBlank = true
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == 0x0A || byte == 0x0D {
                if isBlank { continue }
                break
            }
            if !isQuoted { counts[byte, default: 0] += 1 }
            isBlank = isBlank && (byte == 0x20 || byte == 0x09)
        }
        let candidates = [",", ";", "\t", "|"].map { ($0 as Unicode.Scalar).value }.map(UInt8.init)
        return candidates.max { (counts[$0] ?? 0, $1) < (counts[$1] ?? 0, $0) }!
    }

    /// A quotation mark that nothing closes.
    private struct Unclosed: Error { let line: Int }

    private struct Reader {
        let bytes: ArraySlice<UInt8>
        let delimiter: UInt8
        /// Of the file, counted from 1.
        private var line: Int

        init(bytes: ArraySlice<UInt8>, delimiter: UInt8, line: Int) {
            self.bytes = bytes
            self.delimiter = delimiter
            self.line = line
        }

        mutating func rows() throws(Unclosed) -> [Row] {
            var rows: [Row] = []
            var index = bytes.startIndex
            while index < bytes.endIndex {
                let start = line
                let cells = try row(from: &index)
                if cells.contains(where: { !$0.isEmpty }) { rows.append(Row(line: start, cells: cells)) }
            }
            return rows
        }

        /// The cells up to the end of the line, which is a line feed, a carriage return or both.
        private mutating func row(from index: inout Int) throws(Unclosed) -> [String] {
            var cells: [String] = []
            while true {
                cells.append(try cell(from: &index))
                guard index < bytes.endIndex else { return cells }
                let byte = bytes[index]
                index += 1
                if byte == delimiter { continue }
                if byte == 0x0D, index < bytes.endIndex, bytes[index] == 0x0A { index += 1 }
                line += 1
                return cells
            }
        }

        private mutating func cell(from index: inout Int) throws(Unclosed) -> String {
            var content: [UInt8] = []
            var start = index
            while start < bytes.endIndex, bytes[start] == 0x20 { start += 1 }
            if start < bytes.endIndex, bytes[start] == UInt8(ascii: "\"") {
                index = start + 1
                content = try quotation(from: &index)
            }
            while index < bytes.endIndex, bytes[index] != delimiter, bytes[index] != 0x0A, bytes[index] != 0x0D {
                content.append(bytes[index])
                index += 1
            }
            func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
            while let last = content.last, isSpace(last) { content.removeLast() }
            return String(decoding: content.drop(while: isSpace), as: UTF8.self)
        }

        /// What stands between two quotation marks; two in a row are one of the text.
        private mutating func quotation(from index: inout Int) throws(Unclosed) -> [UInt8] {
            let opened = line
            var content: [UInt8] = []
            while index < bytes.endIndex {
                let byte = bytes[index]
                index += 1
                if byte == UInt8(ascii: "\"") {
                    guard index < bytes.endIndex, bytes[index] == byte else { return content }
                    index += 1
                }
                if byte == 0x0A { line += 1 }
                content.append(byte)
            }
            throw Unclosed(line: opened)
        }
    }
}
