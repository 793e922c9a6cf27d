import Foundation
public import Language
public import Session
import Tensors

/// Rows and columns of text and numbers, shown aligned.
public struct TableValue: Value {
    public static let type = ValueType("table")
    let columns: [Column]

    struct Column: Codable, Hashable, Sendable {
        var name: String
        var cells: Cells
    }

    enum Cells: Codable, Hashable, Sendable {
        case text([String])
        /// Shown with so many digits after the point; NaN is an empty cell.
        case numbers([Double], digits: Int)

        var count: Int {
            switch self {
            case .text(let cells): cells.count
            case .numbers(let cells, _): cells.count
            }
        }

        var texts: [String] {
            switch self {
            case .text(let cells): cells
            case .numbers(let cells, let digits):
                cells.map { $0.isNaN ? "" : $0.spelled(decimals: digits) }
            }
        }
    }

    /// Columns of one length.
    init(_ columns: [Column]) {
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

    /// All rows for another program: numbers with all their digits.
    var csv: String {
        CSV.text(
            columns: columns.map { column in
                switch column.cells {
                case .text(let cells): (column.name, cells)
                case .numbers(let cells, let digits):
                    (column.name, cells.map { cell in
                        cell.isNaN ? "" : digits == 0 ? Int(exactly: cell).map(String.init) ?? "\(cell)" : "\(cell)"
                    })
                }
            })
    }

    /// Text to the left of its column, numbers to the right.
    var text: String {
        let cells = columns.map { [$0.name] + $0.cells.texts }
        let widths = cells.map { $0.map(displayWidth).max() ?? 0 }
        return (0...rows).map { row in
            let parts = columns.indices.map { index -> String in
                let cell = cells[index][row]
                let padding = String(repeating: " ", count: widths[index] - displayWidth(cell))
                if case .numbers = columns[index].cells { return padding + cell }
                return cell + padding
            }
            var text = parts.joined(separator: "  ")
            while text.hasSuffix(" ") { text.removeLast() }
            return text
        }.joined(separator: "\n")
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
