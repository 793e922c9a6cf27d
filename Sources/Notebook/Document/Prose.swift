/// What a notebook says between two cells.
public struct Prose: Hashable, Sendable {
    let blocks: [Block]

    /// The widest that text is set, in columns: longer lines are hard to read.
    static let widest = 100

    init(_ blocks: [Block]) { self.blocks = blocks }

    /// The text for a terminal, no line wider than `width` columns (at least 20), the last without a line ending.
    ///
    /// - Parameter isStyled: whether SGR sequences show emphasis, links and code; else it is plain text.
    public func text(width: Int, isStyled: Bool) -> String {
        let layout = ProseLayout(isStyled: isStyled)
        return layout.lines(of: blocks, width: min(max(width, 20), Self.widest))
            .map { $0.text(isStyled: isStyled) }
            .joined(separator: "\n")
    }
}
