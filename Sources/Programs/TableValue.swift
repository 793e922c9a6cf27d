public import Language
public import Session
import Tensors
import Workplace

/// Rows and columns of text and numbers, shown aligned.
public struct TableValue: Sliceable {
    public static let type = ValueType("table")
    public let columns: [Column]

    public struct Column: Codable, Hashable, Sendable {
        public var name: String
        public var cells: Cells

        public init(name: String, cells: Cells) {
            self.name = name
            self.cells = cells
        }
    }

    public enum Cells: Codable, Hashable, Sendable {
        case text([String])
        /// Shown with so many digits after the point; NaN is an empty cell.
        case numbers([Double], digits: Int)

        var count: Int {
            switch self {
            case .text(let cells): cells.count
            case .numbers(let cells, _): cells.count
            }
        }

        /// As they are shown.
        public var texts: [String] {
            switch self {
            case .text(let cells): cells
            case .numbers(let cells, let digits):
                cells.map { $0.isNaN ? "" : $0.spelled(decimals: digits) }
            }
        }
    }

    /// Columns of one length.
    public init(_ columns: [Column]) {
        precondition(columns.allSatisfy { $0.cells.count == columns[0].cells.count })
        self.columns = columns
    }

    var rows: Int { columns.first?.cells.count ?? 0 }

    public var line: String { "\(rows) row\(rows == 1 ? "" : "s"): " + columns.map(\.name).joined(separator: ", ") }

    /// The first rows of a long table; all of it is in the CSV that `export` writes.
    public var shown: Shown {
        let most = 40
        guard rows > 0 else { return .text("no rows: " + columns.map(\.name).joined(separator: ", ")) }
        guard rows > most + 10 else { return .text(text) }
        return .text(rows(0..<most).text + "\n... and \(rows - most) more rows")
    }

    /// Some of the rows, in their order.
    func rows(_ range: Range<Int>) -> TableValue {
        TableValue(
            columns.map { column in
                switch column.cells {
                case .text(let cells): Column(name: column.name, cells: .text(Array(cells[range])))
                case .numbers(let cells, let digits):
                    Column(name: column.name, cells: .numbers(Array(cells[range]), digits: digits))
                }
            })
    }

    public func slice(_ parts: [Scalar]) throws -> any Value { rows(try parts.rows(of: rows, "rows")) }

    /// All rows for another program: numbers with all their digits.
    public var csv: String {
        CSV.text(
            columns: columns.map { column in
                switch column.cells {
                case .text(let cells): (column.name, cells)
                case .numbers(let cells, let digits):
                    (
                        column.name,
                        cells.map { cell in
                            cell.isNaN ? "" : digits == 0 ? Int(exactly: cell).map(String.init) ?? "\(cell)" : "\(cell)"
                        }
                    )
                }
            })
    }

    /// Text to the left of its column, numbers to the right; a table wider than a page in parts one below the other, each
    /// beginning with the first column.
    public var text: String {
        let cells = columns.map { column in
            let texts = [column.name] + column.cells.texts
            let width = texts.map(displayWidth).max() ?? 0
            return texts.map { text in
                let padding = String(repeating: " ", count: width - displayWidth(text))
                if case .numbers = column.cells { return padding + text }
                return text + padding
            }
        }
        return parts(widths: cells.map { displayWidth($0[0]) }).map { part in
            (0...rows).map { row in
                var line = part.map { cells[$0][row] }.joined(separator: "  ")
                while line.hasSuffix(" ") { line.removeLast() }
                return line
            }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    /// Columns of the terminal that a part of a wide table takes at most.
    private static let page = 100

    /// The columns that stand side by side.
    private func parts(widths: [Int]) -> [[Int]] {
        var parts = [[0]]
        for column in columns.indices.dropFirst() {
            let width = (parts.last! + [column]).reduce(-2) { $0 + widths[$1] + 2 }
            if width <= Self.page || parts.last! == [0] {
                parts[parts.count - 1].append(column)
            } else {
                parts.append([0, column])
            }
        }
        return parts
    }

    private struct Record: Codable { var columns: [Column] }

    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(Record(columns: columns)))
    }

    public init(payload: Payload) throws {
        let columns = try Facts.decode(Record.self, from: payload).columns
        guard columns.allSatisfy({ $0.cells.count == columns[0].cells.count }) else {
            throw DamagedValue(type: Self.type, what: "columns of several lengths")
        }
        self.init(columns)
    }
}
