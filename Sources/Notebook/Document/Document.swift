public import Tensors

/// A notebook file as it was read: prose, and cells in their order.
///
///     let document = try Document.read("notebooks/01-hear.md")
///     for cell in document.cells { print(cell.id, cell.line) }
public struct Document: Hashable, Sendable {
    /// The path as it was given; errors name it.
    public let path: String
    public let source: String
    public let pieces: [Piece]
    /// The level of instructions that its front matter states: `isa: avx2`.
    public let level: Level?

    public enum Piece: Hashable, Sendable {
        case prose(Prose)
        case cell(Cell)
    }

    public var cells: [Cell] {
        pieces.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
    }

    /// Reads the text of a notebook; one without cells is prose alone.
    ///
    /// Fails for marks of a merge conflict, a fence that is not closed, a cell that another fence has swallowed, two cells
    /// with one name, a name or an option that cannot be, and lists or quotes nested more than 64 deep.
    public init(path: String, source: String) throws(DocumentFault) {
        let lines = Lines(source)
        try lines.refuseConflict(path)
        level = try lines.level(path)
        let blocks: [Block]
        do {
            blocks = try Markdown.blocks(lines)
        } catch {
            throw DocumentFault(path, line: error.line, .nestedTooDeeply(limit: Markdown.deepest))
        }
        var reading = DocumentReading(path: path, lines: lines)
        for block in blocks { try reading.take(block) }
        self.path = path
        self.source = source
        self.pieces = try reading.pieces()
    }
}
