/// When the words of a clip are spoken, as GRID writes it: lines of a start, an end and a word, in units of 1/25000 s.
struct Alignment {
    /// Without `sil` and `sp`, which are silence.
    let words: [Clip.Word]

    /// Nil for text of another form.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var words: [Clip.Word] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let cells = line.split(whereSeparator: \.isWhitespace)
            if cells.isEmpty { continue }
            guard cells.count == 3, let start = Double(cells[0]), let end = Double(cells[1]), start >= 0, end >= start,
                end.isFinite
            else { return nil }
            if cells[2] == "sil" || cells[2] == "sp" { continue }
            words.append(Clip.Word(String(cells[2]), start: start / 25_000, end: end / 25_000))
        }
        guard !words.isEmpty else { return nil }
        self.words = words
    }

    var sentence: String { words.map(\.text).joined(separator: " ") }
}
