import Language

/// What could stand in the place of the word at the cursor.
public struct Completion: Sendable {
    /// The part of the text to replace, in UTF-8 bytes.
    public var range: Range<Int>
    public var candidates: [Candidate]

    public struct Candidate: Equatable, Sendable {
        public var text: String
        /// A few words on the candidate, or nothing.
        public var detail: String

        public init(_ text: String, detail: String = "") {
            self.text = text
            self.detail = detail
        }
    }

    public init(range: Range<Int>, candidates: [Candidate]) {
        self.range = range
        self.candidates = candidates
    }

    /// What all candidates begin with.
    var commonPrefix: String {
        guard var prefix = candidates.first?.text[...] else { return "" }
        for candidate in candidates.dropFirst() {
            while !candidate.text.hasPrefix(prefix) { prefix.removeLast() }
        }
        return String(prefix)
    }

    /// The candidates as lines that fit a window: one a line with details while they are few, else in columns.
    func listing(columns: Int, rows: Int, style: Style) -> [String] {
        let limit = max(1, rows)
        if candidates.count <= limit, candidates.contains(where: { !$0.detail.isEmpty }) {
            return detailed(candidates, columns: columns, style: style)
        }
        let width = min((candidates.map { displayWidth($0.text) }.max() ?? 0) + 2, max(columns - 1, 3))
        let across = max(1, (columns - 1) / width)
        let needed = (candidates.count + across - 1) / across
        guard needed > limit else { return tabulated(candidates[...], rows: needed, width: width) }
        let kept = max(1, limit - 1)
        let shown = candidates.prefix(across * kept)
        return tabulated(shown, rows: kept, width: width)
            + [style.dim("and \(candidates.count - shown.count) more")]
    }

    private func detailed(_ shown: [Candidate], columns: Int, style: Style) -> [String] {
        let width = min(shown.map { displayWidth($0.text) }.max() ?? 0, max(columns / 2, 1))
        return shown.map { candidate in
            let text = truncated(candidate.text, to: max(columns - 1, 1))
            let used = max(displayWidth(text), width) + 2
            let detail = truncated(candidate.detail, to: max(columns - 1 - used, 0))
            return detail.isEmpty ? text : padded(text, to: used) + style.dim(detail)
        }
    }

    /// Columns filled from top to bottom.
    private func tabulated(_ shown: ArraySlice<Candidate>, rows: Int, width: Int) -> [String] {
        (0..<rows).map { row in
            let texts = stride(from: row, to: shown.count, by: rows).map { shown[shown.startIndex + $0].text }
            let cells = texts.map { padded(truncated($0, to: width - 2), to: width) }
            return String(cells.joined().reversed().drop { $0 == " " }.reversed())
        }
    }
}
