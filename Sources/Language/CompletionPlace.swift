/// Where in a statement the cursor stands: the bracket it is in, and what stands before it there.
struct CompletionPlace {
    /// A token, or a bracket with all that is in it, as one.
    struct Item {
        var kind: Token.Kind
        var span: Span
    }

    /// One bracket that is open at the cursor, or the statement itself.
    struct Frame {
        enum Kind { case statement, group, list, slice }
        var kind: Kind
        /// Since the beginning of the call or sum that the cursor is in.
        var items: [Item] = []
        /// What a pipe carries into it.
        var pipedFrom: Span?
        /// Where the expression begins that a pipe would carry on.
        var start: Int?
    }

    /// Outermost first; never empty.
    private(set) var frames: [Frame] = [Frame(kind: .statement)]

    init(_ tokens: [Token]) {
        for token in tokens { read(token) }
    }

    private var top: Int { frames.count - 1 }

    private mutating func read(_ token: Token) {
        switch token.kind {
        case .newline:
            frames = [Frame(kind: .statement)]
        case .symbol(.open):
            frames.append(Frame(kind: .group, start: token.span.end))
        case .symbol(.openList):
            let isSlice = token.touchesLeft && endsOperand(frames[top].items.last)
            frames.append(Frame(kind: isSlice ? .slice : .list, start: token.span.start))
        case .symbol(.close), .symbol(.closeList):
            close(token)
        case .symbol(.assign) where frames.count == 1:
            frames = [Frame(kind: .statement)]
        case .symbol(.pipe):
            let start = frames[top].start ?? token.span.start
            frames[top].pipedFrom = Span(start, token.span.start)
            frames[top].items = []
        case .symbol(.comma) where frames[top].kind == .list || frames[top].kind == .slice:
            frames[top].items = []
        default:
            append(Item(kind: token.kind, span: token.span))
        }
    }

    private mutating func append(_ item: Item) {
        frames[top].start = frames[top].start ?? item.span.start
        frames[top].items.append(item)
    }

    /// Makes one item of the bracket that `token` closes; a slice melts into what it slices.
    private mutating func close(_ token: Token) {
        guard frames.count > 1 else { return }
        let frame = frames.removeLast()
        var start = frame.start ?? token.span.start
        if frame.kind == .group { start -= 1 }
        if frame.kind == .slice, let base = frames[top].items.popLast() { start = base.span.start }
        append(Item(kind: token.kind, span: Span(start, token.span.end)))
    }

    private func endsOperand(_ item: Item?) -> Bool {
        switch item?.kind {
        case .word, .symbol(.close), .symbol(.closeList), .text: true
        default: false
        }
    }
}
