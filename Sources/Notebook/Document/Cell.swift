/// A fenced block of commands in a notebook.
public struct Cell: Hashable, Sendable {
    /// The name behind `#`, else one made from the heading above and the cell's ordinal under it; unique in the file.
    public let id: String
    /// Whether the file gives the name.
    public let isNamed: Bool
    public let options: CellOptions
    /// The commands, lines ended by LF, the last line without.
    public let code: String
    /// The line of the file on which the code begins, counted from 1.
    public let line: Int
    /// The headings that the cell stands under, the widest first.
    public let headings: [String]
    /// The bytes of the file that hold the code: whole lines, with whatever a list or quote puts before them.
    public let codeRange: Range<Int>
    /// The bytes of the file from the opening fence's line to the closing fence's, both included.
    public let fenceRange: Range<Int>

    let fence: Block.Fence
    /// The line on which the outermost list, quote or fence around the code begins.
    let outermostLine: Int
}
