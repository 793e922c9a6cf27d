/// A walk through earlier entries that loses nothing: what was typed or changed on the way is still there on return.
struct HistoryWalk {
    private let entries: [String]
    /// `entries.count` is the line being typed.
    private var place: Int
    private var drafts: [Int: String] = [:]

    init(entries: [String]) {
        self.entries = entries
        place = entries.count
    }

    private func content(at place: Int) -> String {
        drafts[place] ?? (place < entries.count ? entries[place] : "")
    }

    /// The next older entry, beginning with `prefix`; nil if there is none.
    mutating func older(leaving current: String, prefix: String = "") -> String? {
        move(leaving: current, over: stride(from: place - 1, through: 0, by: -1), prefix: prefix)
    }

    /// The next newer entry, at last the line being typed; nil from there on.
    mutating func newer(leaving current: String, prefix: String = "") -> String? {
        guard place < entries.count else { return nil }
        return move(leaving: current, over: stride(from: place + 1, through: entries.count, by: 1), prefix: prefix)
    }

    private mutating func move(leaving current: String, over places: StrideThrough<Int>, prefix: String) -> String? {
        guard
            let found = places.first(where: {
                let text = content(at: $0)
                return $0 == entries.count || (prefix.isEmpty || (text.hasPrefix(prefix) && text != current))
            })
        else { return nil }
        drafts[place] = current
        place = found
        return content(at: found)
    }
}
