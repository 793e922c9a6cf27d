/// The candidate that `word` is most likely a misspelling of; nil where none is near.
///
/// Nearness is the number of characters inserted, left out, replaced or swapped with their neighbour: one is allowed
/// up to four characters, two up to seven, three beyond; a beginning of at least three characters counts as near too.
public func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let letters = Array(word)
    guard (1...40).contains(letters.count) else { return nil }
    let lowered = word.lowercased()
    var best: (text: String, cost: Int)?
    for candidate in candidates where candidate != word {
        let others = Array(candidate)
        guard abs(others.count - letters.count) <= 3 || candidate.hasPrefix(word), others.count <= 80 else { continue }
        var cost = 2 * distance(letters, others)
        if candidate.lowercased() == lowered { cost = 1 }
        let allowed = letters.count < 2 ? 0 : letters.count <= 4 ? 1 : letters.count <= 7 ? 2 : 3
        if cost > 2 * allowed, cost != 1 {
            guard letters.count >= 3, candidate.hasPrefix(word) else { continue }
            cost = 2 * allowed + 1
        }
        // A same first letter breaks a tie, then the alphabet.
        cost = 2 * cost + (others.first == letters.first ? 0 : 1)
        guard let old = best else {
            best = (candidate, cost)
            continue
        }
        if cost < old.cost || cost == old.cost && candidate < old.text { best = (candidate, cost) }
    }
    return best?.text
}

/// Optimal string alignment distance (Levenshtein with swaps of neighbours), row by row.
private func distance(_ a: [Character], _ b: [Character]) -> Int {
    var before: [Int] = []
    var row = Array(0...b.count)
    for i in 0..<a.count {
        var next = [i + 1]
        next.reserveCapacity(b.count + 1)
        for j in 0..<b.count {
            var cost = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
            next.append(cost)
        }
        before = row
        row = next
    }
    return row[b.count]
}
