/// Names the cells that have no name of their own.
enum CellNames {
    /// One name a cell, all different: the given one, else the heading's slug and the cell's ordinal under it.
    ///
    /// Every cell under a heading counts, so that naming one does not rename the others.
    static func assign(_ cells: [(given: String?, heading: String?)]) -> [String] {
        var taken = Set(cells.compactMap(\.given))
        var counts: [String: Int] = [:]
        return cells.map { cell in
            let slug = slug(of: cell.heading ?? "")
            counts[slug, default: 0] += 1
            if let given = cell.given { return given }
            let name = "\(slug)-\(counts[slug]!)"
            var free = name
            var attempt = 2
            while !taken.insert(free).inserted {
                free = "\(name)-\(attempt)"
                attempt += 1
            }
            return free
        }
    }

    /// A heading's letters and digits in lower case, hyphens between its words; `cell` where it has none.
    static func slug(of heading: String) -> String {
        var slug = String.UnicodeScalarView()
        for scalar in heading.lowercased().unicodeScalars {
            if scalar.isLetterOrDigit || scalar.isMark && !slug.isEmpty {
                slug.append(scalar)
            } else if let last = slug.last, last != "-" {
                slug.append("-")
            }
            if slug.count == 40 { break }
        }
        if slug.last == "-" { slug.removeLast() }
        return slug.isEmpty ? "cell" : String(slug)
    }
}
