import Foundation

/// The size of the window that a descriptor writes to.
public struct TerminalWindow: Equatable, Sendable {
    public var columns: Int
    public var rows: Int
    /// One character cell in pixels, where the terminal tells it.
    public var cell: Cell?

    public struct Cell: Equatable, Sendable {
        public var width: Int
        public var height: Int

        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    public init(columns: Int, rows: Int, cell: Cell? = nil) {
        self.columns = columns
        self.rows = rows
        self.cell = cell
    }

    /// Asks the terminal behind `descriptor`; without one, `COLUMNS` and `LINES`, else 80 x 24.
    public static func current(
        descriptor: Int32 = 1, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> TerminalWindow {
        guard let size = TerminalDevice.size(of: descriptor) else {
            return TerminalWindow(
                columns: positive(environment["COLUMNS"]) ?? 80, rows: positive(environment["LINES"]) ?? 24)
        }
        let cell = Cell(width: size.width / size.columns, height: size.height / size.rows)
        return TerminalWindow(
            columns: size.columns, rows: size.rows, cell: cell.width > 0 && cell.height > 0 ? cell : nil)
    }

    private static func positive(_ text: String?) -> Int? {
        guard let text, let number = Int(text), (1...10_000).contains(number) else { return nil }
        return number
    }
}
