/// Sets a table: aligned columns where they fit, cells of several lines where they nearly do, else a list of records.
struct TableLayout {
    private let table: Block.Table
    private let width: Int
    private let isStyled: Bool

    /// The space between two columns of the table, in columns of the terminal.
    private static let gap = 2
    /// The narrowest that a column of several lines is worth reading.
    private static let narrowest = 6

    init(_ table: Block.Table, width: Int, isStyled: Bool) {
        self.table = table
        self.width = width
        self.isStyled = isStyled
    }

    var lines: [StyledLine] {
        guard let header = table.rows.first else { return [] }
        guard let widths = columnWidths() else { return records(header) }
        let total = widths.reduce(0, +) + Self.gap * (widths.count - 1)
        let rule = StyledLine(String(repeating: "─", count: total), .faint)
        return row(header, widths, .strong) + [rule] + table.rows.dropFirst().flatMap { row($0, widths) }
    }

    /// One row, as many lines as its highest cell.
    private func row(_ cells: [[Inline]], _ widths: [Int], _ traits: Traits = []) -> [StyledLine] {
        let columns = zip(cells, widths).map { set($0, width: $1, traits) }
        let height = columns.map(\.count).max() ?? 0
        return (0..<height).map { index in
            var line = StyledLine()
            for (column, cell) in columns.enumerated() {
                if column > 0 { line.append(String(repeating: " ", count: Self.gap)) }
                let part = index < cell.count ? cell[index] : StyledLine()
                line.append(part.aligned(table.alignments[column], in: widths[column]))
            }
            return line
        }
    }

    /// Each row as lines of `header: cell`.
    private func records(_ header: [[Inline]]) -> [StyledLine] {
        let records = table.rows.dropFirst().map { row in
            zip(header, row).flatMap { set(emphasised($0) + [.text(": ", [])] + $1, width: width) }
        }
        if records.isEmpty { return header.flatMap { set($0, width: width, .strong) } }
        return Array(records.joined(separator: [StyledLine()]))
    }

    private func emphasised(_ inlines: [Inline]) -> [Inline] {
        inlines.map { if case .text(let text, let traits) = $0 { .text(text, traits.union(.strong)) } else { $0 } }
    }

    private func set(_ inlines: [Inline], width: Int, _ traits: Traits = []) -> [StyledLine] {
        Wrapping.lines(inlines, width: width, isStyled: isStyled, traits: traits)
    }

    /// How wide each column is set; nil if the table has too many columns to be set as one.
    ///
    /// Columns narrower than their equal share of what is left keep their own width; the others share the rest.
    private func columnWidths() -> [Int]? {
        let count = table.alignments.count
        guard count > 0 else { return nil }
        let own = (0..<count).map { column in
            table.rows.map { row in
                column < row.count ? set(row[column], width: 1 << 20).map(\.width).max() ?? 0 : 0
            }.max() ?? 0
        }
        var widths = own
        var room = width - Self.gap * (count - 1)
        if own.reduce(0, +) <= room { return own }
        guard room >= Self.narrowest * count else { return nil }
        var open = Array(0..<count)
        while !open.isEmpty {
            let share = room / open.count
            let narrow = open.filter { own[$0] <= share }
            if narrow.isEmpty {
                for (index, column) in open.enumerated() {
                    widths[column] = share + (index < room % open.count ? 1 : 0)
                }
                break
            }
            room -= narrow.reduce(0) { $0 + own[$1] }
            open.removeAll { narrow.contains($0) }
        }
        return widths
    }
}
