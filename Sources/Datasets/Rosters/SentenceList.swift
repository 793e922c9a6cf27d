internal import Tensors

/// Sentences by the ids of the clips that they describe: text without a header, tabs between its cells.
///
/// MSVD and MPII-MD have `id, sentence`; LSMDC, with M-VAD in it, `id, start and end as aligned, start and end as
/// extracted, sentence`, with times such as 01.02.27.034 (hours, minutes, seconds, milliseconds). An id may come several
/// times; a clip of a blind test has no sentence.
struct SentenceList {
    struct Row {
        var id: String
        var sentence: String
        /// The stretch of the film, in seconds.
        var part: (start: Double, end: Double)?
    }

    private(set) var rows: [Row] = []
    /// Lines that are not of this form, counted from 1.
    private(set) var faulty: [Int] = []

    /// - Throws: `FormatFault` for bytes that are not UTF-8.
    init(_ bytes: [UInt8], name: String) throws(FormatFault) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw FormatFault(name, "is not UTF-8 text", remedy: "save it in UTF-8")
        }
        let lines = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...])
            .split(separator: 0x0A, omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
            if let row = Self.row(line) { rows.append(row) } else { faulty.append(number + 1) }
        }
    }

    /// Whether a text is called as one that says something of clips: sentences, or the split.
    static func isText(_ path: String) -> Bool {
        let name = path.lowercased()
        return name.hasSuffix(".txt")
            && ["captions", "sents", "annos", "annotations", "datasplit"].contains { name.contains($0) }
    }

    /// Whether a file is such a list, by its name and its first line.
    static func isOne(_ bytes: [UInt8], called path: String) -> Bool {
        guard let row = row(bytes.prefix { $0 != 0x0A }) else { return false }
        let name = DatasetFiles.stem(of: path).lowercased()
        // A table of files and sentences has two columns, too, but a header above them.
        let isCalledSo = isText(path) && name != "datasplit" || name.hasPrefix("annotations") && row.sentence.contains(" ")
        return row.part != nil || isCalledSo && !ColumnChoice.namesFiles(row.id)
    }

    /// A sentence may hold any character, so that quotation marks mean nothing.
    private static func row(_ line: ArraySlice<UInt8>) -> Row? {
        let cells = line.split(separator: 0x09, omittingEmptySubsequences: false).map { cell in
            String(decoding: cell.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed(), as: UTF8.self)
        }
        guard cells.count >= 2, !cells[0].isEmpty else { return nil }
        if cells.count == 2 { return Row(id: cells[0], sentence: withoutNames(cells[1])) }
        let times = cells.dropFirst().prefix(4).compactMap(seconds)
        guard times.count == 4 else { return nil }
        return Row(id: cells[0], sentence: cells.count > 5 ? withoutNames(cells[5]) : "", part: (times[2], times[3]))
    }

    /// The seconds of `01.02.27.034`.
    static func seconds(_ stamp: some StringProtocol) -> Double? {
        let parts = stamp.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.allSatisfy(\.isASCII) ? Int($0) : nil }
        guard parts.count == 4, numbers.count == 4, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        return Double(numbers[0]) * 3600 + Double(numbers[1]) * 60 + Double(numbers[2]) + Double(numbers[3]) / 1000
    }

    /// SOMEONE for each name that is marked as such: `<PERSON>Rick</PERSON>`, `SOMEONE<3>`.
    static func withoutNames(_ sentence: String) -> String {
        guard sentence.utf8.contains(UInt8(ascii: "<")) else { return sentence }
        return sentence.replacing(/<PERSON>.*?<\/PERSON>/, with: "SOMEONE").replacing(/SOMEONE<[^>]*>/, with: "SOMEONE")
    }
}

/// What an id tells of where its clip comes from: `1012_Unbreakable_00.05.16.065-00.05.21.941`, `0lh_UWF9ZP4_62_69`.
struct ClipOrigin {
    let source: String
    /// In seconds.
    let start, end: Double

    init?(_ id: String) {
        let parts = id.split(separator: "_", omittingEmptySubsequences: false)
        let stamps = parts.last.map { $0.split(separator: "-").compactMap { SentenceList.seconds($0) } } ?? []
        if stamps.count == 2, parts.count > 1 {
            (source, start, end) = (parts.dropLast().joined(separator: "_"), stamps[0], stamps[1])
        } else if parts.count > 2, let first = Int(parts[parts.count - 2]), let last = Int(parts[parts.count - 1]) {
            (source, start, end) = (parts.dropLast(2).joined(separator: "_"), Double(first), Double(last))
        } else {
            return nil
        }
    }
}

extension StringProtocol {
    /// Without the spaces around it.
    var trimmingSpaces: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
