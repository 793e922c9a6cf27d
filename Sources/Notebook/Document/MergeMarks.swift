extension Lines {
    /// Refuses a file with a conflict that a merge has left in it: which of the two sides is meant nobody can know.
    ///
    /// A line of equals signs alone is none, for it underlines a heading; nor is a quote of seven levels that goes on.
    func refuseConflict(_ path: String) throws(DocumentFault) {
        for line in stride(from: 1, through: count, by: 1) {
            guard let mark = mergeMark(line) else { continue }
            throw DocumentFault(path, line: line, .conflict(mark))
        }
    }

    /// The mark of git, Mercurial or Subversion that a line begins with; nil for any other line.
    private func mergeMark(_ line: Int) -> String? {
        let text = text(line).dropFirst(line == 1 ? markLength : 0)
        guard let first = text.first, ["<", "|", ">"].contains(Unicode.Scalar(first)),
            text.prefix(8).prefix(while: { $0 == first }).count == 7, text.dropFirst(7).first ?? 0x20 == 0x20
        else { return nil }
        if first == UInt8(ascii: ">"), [line - 1, line + 1].contains(where: isQuote) { return nil }
        // A table may begin with empty columns.
        if first == UInt8(ascii: "|"), text.dropFirst(7).contains(first) { return nil }
        return String(decoding: text.prefix(7), as: UTF8.self)
    }

    private func isQuote(_ line: Int) -> Bool { (1...count).contains(line) && text(line).first == UInt8(ascii: ">") }
}
