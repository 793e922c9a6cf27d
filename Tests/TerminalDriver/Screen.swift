/// What a terminal shows: enough of a VT100 to see what a person sees.
///
/// CR, LF, BS, TAB, wrapping at the right edge (kept back until the next character), wide characters, and the control
/// sequences A B C D G H J K P @ and m. Lines that leave the top are kept in `scrolledOff`.
public struct Screen: Sendable {
    public private(set) var columns: Int
    public private(set) var rows: Int
    public private(set) var row = 0
    public private(set) var column = 0
    public private(set) var scrolledOff: [String] = []
    /// Sequences that the model does not know, for tests that want none.
    public private(set) var unknown: [String] = []
    /// Whether a paste is marked by the terminal.
    public private(set) var isPasteBracketed = false

    private var cells: [[Cell]]
    private var wraps: [Bool]
    private var wrapPending = false
    private var undecoded: [UInt8] = []
    private var escape: String?

    private enum Cell: Equatable, Sendable {
        case blank
        case text(String)
        /// The right half of a wide character.
        case covered
    }

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        cells = Array(repeating: Array(repeating: .blank, count: columns), count: rows)
        wraps = Array(repeating: false, count: rows)
    }

    /// The rows from top to bottom without blanks at their ends.
    public var lines: [String] { cells.map(Self.string) }

    /// The rows without blank ones at the bottom.
    public var text: String {
        var shown = lines
        while shown.last == "" { shown.removeLast() }
        return shown.joined(separator: "\n")
    }

    private static func string(_ row: [Cell]) -> String {
        var text = ""
        for cell in row {
            switch cell {
            case .blank: text += " "
            case .text(let character): text += character
            case .covered: break
            }
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    // MARK: Output

    public mutating func write(_ bytes: some Sequence<UInt8>) {
        undecoded.append(contentsOf: bytes)
        let complete = undecoded.count - Self.openEnd(undecoded)
        for scalar in String(decoding: undecoded[..<complete], as: UTF8.self).unicodeScalars { take(scalar) }
        undecoded.removeFirst(complete)
    }

    /// The bytes at the end that begin a character without finishing it.
    private static func openEnd(_ bytes: [UInt8]) -> Int {
        for back in 1...4 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }

    private mutating func take(_ scalar: Unicode.Scalar) {
        if var sequence = escape {
            sequence.unicodeScalars.append(scalar)
            escape = sequence
            let isFinal = sequence.hasPrefix("[") ? sequence.count > 1 && ("@"..."~").contains(scalar) : true
            if isFinal {
                escape = nil
                run(sequence)
            }
            return
        }
        switch scalar.value {
        case 0x1B: escape = ""
        case 0x0D: (column, wrapPending) = (0, false)
        case 0x0A: lineFeed(wrapped: false)
        case 0x08: (column, wrapPending) = (max(0, column - 1), false)
        case 0x09: column = min(columns - 1, (column / 8 + 1) * 8)
        case 0..<0x20, 0x7F: break
        default: put(scalar)
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = Self.width(scalar)
        if width == 0 {
            var target = wrapPending ? column : column - 1
            while target > 0, cells[row][target] == .covered { target -= 1 }
            if target >= 0, case .text(let base) = cells[row][target] {
                cells[row][target] = .text(base + String(scalar))
            }
            return
        }
        if wrapPending || column + width > columns {
            lineFeed(wrapped: true)
            column = 0
        }
        for place in column..<column + width { erase(place) }
        cells[row][column] = .text(String(scalar))
        if width == 2 { cells[row][column + 1] = .covered }
        column += width
        wrapPending = column == columns
        if wrapPending { column -= 1 }
    }

    /// Blanks a cell, and the other half of a wide character with it.
    private mutating func erase(_ place: Int) {
        if cells[row][place] == .covered, place > 0 { cells[row][place - 1] = .blank }
        if place + 1 < columns, cells[row][place + 1] == .covered { cells[row][place + 1] = .blank }
        cells[row][place] = .blank
    }

    private mutating func lineFeed(wrapped: Bool) {
        wrapPending = false
        wraps[row] = wrapped
        if row + 1 < rows {
            row += 1
        } else {
            scrolledOff.append(Self.string(cells.removeFirst()))
            wraps.removeFirst()
            cells.append(Array(repeating: .blank, count: columns))
            wraps.append(false)
        }
    }

    private mutating func run(_ sequence: String) {
        guard sequence.hasPrefix("["), let final = sequence.last else { return unknown.append(sequence) }
        let body = sequence.dropFirst().dropLast()
        if body == "?2004" {
            isPasteBracketed = final == "h"
            return
        }
        let parameters = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        let count = max(1, (parameters.first ?? nil) ?? 1)
        let mode = (parameters.first ?? nil) ?? 0
        if final != "m" { wrapPending = false }
        switch final {
        case "A": row = max(0, row - count)
        case "B": row = min(rows - 1, row + count)
        case "C": column = min(columns - 1, column + count)
        case "D": column = max(0, column - count)
        case "G": column = min(columns, count) - 1
        case "H":
            row = min(rows, count) - 1
            column = min(columns, max(1, (parameters.count > 1 ? parameters[1] : nil) ?? 1)) - 1
        case "J":
            if mode == 0 { clear(row: row, from: column, to: columns) }
            for other in 0..<rows where mode >= 2 || (mode == 0 ? other > row : other < row) {
                cells[other] = Array(repeating: .blank, count: columns)
            }
            if mode == 1 { clear(row: row, from: 0, to: column + 1) }
        case "K": clear(row: row, from: mode == 0 ? column : 0, to: mode == 1 ? column + 1 : columns)
        case "P":
            let end = min(columns, column + count)
            cells[row].replaceSubrange(column..<end, with: [])
            cells[row] += Array(repeating: .blank, count: end - column)
        case "@":
            cells[row].insert(contentsOf: Array(repeating: .blank, count: min(count, columns - column)), at: column)
            cells[row].removeLast(min(count, columns - column))
        case "m", "h", "l": break
        default: unknown.append(sequence)
        }
    }

    private mutating func clear(row: Int, from start: Int, to end: Int) {
        for place in start..<end { cells[row][place] = .blank }
        if end == columns { wraps[row] = false }
    }

    // MARK: Resize

    /// Takes another size and wraps anew the lines that were wrapped, as most terminals do; the cursor keeps its place
    /// in the text.
    public mutating func resize(columns newColumns: Int, rows newRows: Int) {
        var rewrapped: [[Cell]] = [], rewrappedWraps: [Bool] = []
        var cursor = (row: 0, column: 0)
        var logical: [Cell] = []
        var cursorOffset: Int?
        for index in 0..<rows {
            if index == row { cursorOffset = logical.count + column + (wrapPending ? 1 : 0) }
            logical += cells[index]
            if wraps[index] { continue }
            while logical.last == .blank { logical.removeLast() }
            let pieces = max(1, (logical.count + newColumns - 1) / newColumns)
            if let offset = cursorOffset {
                cursor = (rewrapped.count + offset / newColumns, offset % newColumns)
                cursorOffset = nil
            }
            for piece in 0..<pieces {
                let part = Array(logical.dropFirst(piece * newColumns).prefix(newColumns))
                rewrapped.append(part + Array(repeating: .blank, count: newColumns - part.count))
                rewrappedWraps.append(piece + 1 < pieces)
            }
            logical = []
        }
        while rewrapped.count > max(newRows, cursor.row + 1) {
            rewrapped.removeLast()
            rewrappedWraps.removeLast()
        }
        while rewrapped.count > newRows {
            scrolledOff.append(Self.string(rewrapped.removeFirst()))
            rewrappedWraps.removeFirst()
            cursor.row -= 1
        }
        while rewrapped.count < newRows {
            rewrapped.append(Array(repeating: .blank, count: newColumns))
            rewrappedWraps.append(false)
        }
        (cells, wraps, columns, rows, wrapPending) = (rewrapped, rewrappedWraps, newColumns, newRows, false)
        (row, column) = (min(max(cursor.row, 0), newRows - 1), min(cursor.column, newColumns - 1))
    }

    /// Wide: East Asian and emoji blocks, coarsely; none: combining marks, joiners, selectors.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300...0x36F, 0x200B...0x200D, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF:
            2
        default: 1
        }
    }
}
