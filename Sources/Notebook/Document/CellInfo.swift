/// What stands behind an opening fence, read as a cell's.
///
///     foley #mel skip        {foley #mel, skip}        {.foley #mel}        {#mel .foley}
///
/// The word may have capitals, and braces may stand around all of it or around what follows, as Quarto, R Markdown and
/// Pandoc have them. Two braces, `{{foley}}`, are how these show a block instead of running it.
struct CellInfo {
    /// The name, if one is given, and the options, as they are written.
    let words: [Substring]

    /// nil where it is no cell's.
    init?(_ info: some StringProtocol) {
        let info = Substring(info)
        guard !info.contains("{{") else { return nil }
        guard let brace = info.firstIndex(of: "{") else {
            let words = info.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, first.lowercased() == "foley" else { return nil }
            self.words = Array(words.dropFirst())
            return
        }
        let outside = info[..<brace].split(whereSeparator: \.isWhitespace)
        let inside = info[brace...].split { $0.isWhitespace || "{}".contains($0) }.flatMap(Self.parted)
        if let first = outside.first {
            guard first.lowercased() == "foley" else { return nil }
            words = Array(outside.dropFirst() + inside)
            return
        }
        // Pandoc lets names and other attributes stand before the first class.
        guard let place = inside.firstIndex(where: { !$0.hasPrefix("#") }),
            ["foley", ".foley"].contains(inside[place].lowercased())
        else { return nil }
        words = Array(inside[..<place] + inside[(place + 1)...])
    }

    /// A word cut at its commas, those between two digits left: `foley,tolerance=0,1`.
    private static func parted(_ word: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = word.startIndex
        for index in word.indices where word[index] == "," {
            let next = word.index(after: index)
            if index > word.startIndex, next < word.endIndex, word[word.index(before: index)].isNumber, word[next].isNumber {
                continue
            }
            parts.append(word[start..<index])
            start = next
        }
        return (parts + [word[start...]]).filter { !$0.isEmpty }
    }
}
