/// An incremental search through the history, newest entry first.
struct HistorySearch {
    private let entries: [String]
    /// The line as it was before the search.
    let original: EditText
    private(set) var pattern = ""
    /// The entry shown, and where the pattern stands in it.
    private(set) var match: EditText
    private(set) var failed = false
    private var place: Int

    init(entries: [String], original: EditText) {
        self.entries = entries
        self.original = original
        match = original
        place = entries.count
    }

    var prompt: String { "\(failed ? "not found" : "search") '\(pattern)': " }

    /// Searches on from where the search stands.
    mutating func extend(by text: String) {
        pattern += text
        find(in: Array(stride(from: min(place, entries.count - 1), through: 0, by: -1)))
    }

    /// Takes the last character back and searches from the newest entry again.
    mutating func shorten() {
        guard !pattern.isEmpty else { return }
        pattern.removeLast()
        failed = false
        match = original
        place = entries.count
        if !pattern.isEmpty { find(in: Array(stride(from: entries.count - 1, through: 0, by: -1))) }
    }

    mutating func older() {
        guard !pattern.isEmpty else { return }
        find(in: Array(stride(from: place - 1, through: 0, by: -1)))
    }

    mutating func newer() {
        guard !pattern.isEmpty, place < entries.count else { return }
        find(in: Array(stride(from: place + 1, to: entries.count, by: 1)))
    }

    private mutating func find(in places: [Int]) {
        let wanted = Array(pattern.unicodeScalars)
        let shown = place < entries.count ? entries[place] : nil
        for candidate in places where candidate == place || entries[candidate] != shown {
            let scalars = Array(entries[candidate].unicodeScalars)
            guard let start = Self.first(wanted, in: scalars) else { continue }
            place = candidate
            match = EditText(scalars, cursor: start)
            failed = false
            return
        }
        failed = true
    }

    private static func first(_ wanted: [Unicode.Scalar], in scalars: [Unicode.Scalar]) -> Int? {
        guard scalars.count >= wanted.count else { return nil }
        return (0...(scalars.count - wanted.count)).first { scalars[$0...].starts(with: wanted) }
    }
}
