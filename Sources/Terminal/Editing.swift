import Language

/// One line being edited: keys come in, commands for libedit go out.
final class Editing {
    enum Outcome: Equatable {
        case accepted(String), interrupted, endOfFile
    }

    struct Surroundings {
        var prompt: Prompt
        var wantsMore: (String) -> Bool
        var complete: (String, Int) -> Completion?
        /// Read when it is needed first.
        var entries: () -> [String]
        var window: () -> TerminalWindow
        var style: Style
        /// Stops the process until it is continued.
        var stop: (Key) -> Void
    }

    private enum Step {
        case command(EditCommand)
        case act(() -> EditEffect)
    }

    /// More scalars than anybody edits; libedit counts with 32 bits.
    private static let limit = 1 << 24

    private let line: EditLine
    private let surroundings: Surroundings
    private let nextKey: () -> Key

    /// What was cut last, for yank.
    var killed: String
    private var outcome: Outcome?
    private var steps: [Step] = []
    private var action: () -> EditEffect = { .drawn }
    /// The lines above and below those on the screen, when they do not all fit; each ends or begins with its newline.
    private var above: [Unicode.Scalar] = [], below: [Unicode.Scalar] = []
    private var shownPrompt: Prompt
    /// The column that Up and Down keep to on shorter lines.
    private var wantedColumn: Int?
    private var search: HistorySearch?
    private lazy var walk = HistoryWalk(entries: surroundings.entries())

    init(
        line: EditLine, initial: String, killed: String, surroundings: Surroundings, nextKey: @escaping () -> Key
    ) {
        self.line = line
        self.killed = killed
        self.surroundings = surroundings
        self.nextKey = nextKey
        shownPrompt = surroundings.prompt
        line.setPrompt(shownPrompt.marked)
        if !initial.isEmpty { change { $0 = EditText(initial) } }
    }

    func run() -> Outcome {
        line.next = { [unowned self] in next() }
        line.action = { [unowned self] in action() }
        let accepted = line.run()
        if accepted {
            var scalars = line.text.scalars
            if scalars.last == "\n" { scalars.removeLast() }
            return .accepted(EditText.string((above + scalars + below)[...]))
        }
        return outcome ?? .endOfFile
    }

    private func next() -> EditCommand {
        while true {
            if !steps.isEmpty {
                switch steps.removeFirst() {
                case .command(let command): return command
                case .act(let action):
                    self.action = action
                    return .act
                }
            }
            if outcome != nil { return .stop }
            let key = nextKey()
            if key != .up && key != .down { wantedColumn = nil }
            if search != nil { handleSearch(key) } else { handle(key) }
        }
    }

    // MARK: The text

    /// The whole text, on the screen or not.
    private var text: EditText {
        let shown = line.text
        return EditText(above + shown.scalars + below, cursor: above.count + shown.cursor)
    }

    /// Gives libedit the part of `text` that fits the window.
    private func show(_ text: EditText, prompt: Prompt? = nil) {
        let prompt = prompt ?? surroundings.prompt
        let window = surroundings.window()
        let lines = text.scalars.split(separator: "\n", omittingEmptySubsequences: false)
        let heights = lines.enumerated().map { index, line in
            let width = line.reduce(0) { $0 + ($1 == "\t" ? 8 : displayWidth($1)) }
            return Viewport.rows(width: width + (index == 0 ? prompt.width : 0), columns: window.columns)
        }
        let cursorLine = text.scalars[..<text.cursor].count { $0 == "\n" }
        let viewport = Viewport(heights: heights, capacity: max(1, window.rows - 1))
        let shown = viewport.lines(around: cursorLine, top: above.count { $0 == "\n" })
        let start = lines[shown.lowerBound].startIndex
        let end = lines[shown.upperBound - 1].endIndex
        above = Array(text.scalars[..<start])
        below = Array(text.scalars[end...])
        let all = shown == 0..<lines.count
        shownPrompt = all ? prompt : Prompt("[\(shown.lowerBound + 1)-\(shown.upperBound) of \(lines.count)] ")
        line.setPrompt(shownPrompt.marked)
        line.text = EditText(Array(text.scalars[start..<end]), cursor: text.cursor - start)
    }

    private func act(_ action: @escaping () -> EditEffect) { steps.append(.act(action)) }

    private func change(_ edit: @escaping (inout EditText) -> Void) {
        act { [unowned self] in
            var changed = text
            edit(&changed)
            guard changed.scalars.count <= Self.limit else { return .beep }
            show(changed)
            return .refresh
        }
    }

    /// One of libedit's own commands, on the part that it has; afterwards more lines may fit, or fewer.
    private func command(_ command: EditCommand) {
        steps.append(.command(command))
        change { _ in }
    }

    // MARK: Keys

    private func handle(_ key: Key) {
        switch key {
        case .text(let typed), .paste(let typed): change { $0.insert(typed) }
        case .newline: change { $0.insert("\n") }
        case .enter:
            if surroundings.wantsMore(text.string) {
                change { $0.insert("\n") }
            } else {
                steps.append(.command(.accept))
            }
        case .tab: act { [unowned self] in complete() }
        case .left: change { $0.cursor = $0.characterLeft }
        case .right: change { $0.cursor = $0.characterRight }
        case .lineStart: change { $0.cursor = $0.lineStart }
        case .lineEnd: change { $0.cursor = $0.lineEnd }
        case .up: act { [unowned self] in vertical(up: true) }
        case .down: act { [unowned self] in vertical(up: false) }
        case .olderWithPrefix: act { [unowned self] in recall(older: true, prefix: text.beforeCursor) }
        case .newerWithPrefix: act { [unowned self] in recall(older: false, prefix: text.beforeCursor) }
        case .backspace: change { $0.delete($0.characterLeft..<$0.cursor) }
        case .delete: change { $0.delete($0.cursor..<$0.characterRight) }
        case .end:
            if text.scalars.isEmpty { finish(.endOfFile) } else { handle(.delete) }
        case .wordLeft: change { $0.cursor = $0.wordLeft }
        case .wordRight: change { $0.cursor = $0.wordRight }
        case .deleteWordLeft: kill { $0.wordLeft..<$0.cursor }
        case .deleteWordRight: kill { $0.cursor..<$0.wordRight }
        case .killToEnd: kill { $0.cursor..<($0.cursor == $0.lineEnd ? $0.characterRight : $0.lineEnd) }
        case .killToStart: kill { $0.lineStart..<$0.cursor }
        case .yank: change { [unowned self] in $0.insert(killed) }
        case .transpose: command(.transpose)
        case .upper: command(.upper)
        case .lower: command(.lower)
        case .capitalize: command(.capitalize)
        case .clearScreen: steps.append(.command(.clearScreen))
        case .search: beginSearch()
        case .interrupt: finish(.interrupted)
        case .closed: finish(.endOfFile)
        case .suspend, .quit:
            act { [unowned self] in
                surroundings.stop(key)
                return redraw()
            }
        case .continued: act { [unowned self] in redraw() }
        case .resized: act { [unowned self] in resize() }
        case .cancel, .escape, .searchNewer, .unknown: break
        }
    }

    /// Cuts a range, for yank to insert.
    private func kill(_ range: @escaping (EditText) -> Range<Int>) {
        change { [unowned self] text in
            let cut = range(text)
            guard !cut.isEmpty else { return }
            killed = EditText.string(text.scalars[cut])
            text.delete(cut)
        }
    }

    private func vertical(up: Bool) -> EditEffect {
        var moved = text
        let column = wantedColumn ?? moved.column
        guard up ? moved.moveUp(column: column) : moved.moveDown(column: column) else {
            return recall(older: up, prefix: "")
        }
        wantedColumn = column
        show(moved)
        return .refresh
    }

    private func recall(older: Bool, prefix: String) -> EditEffect {
        let current = text.string
        let found = older ? walk.older(leaving: current, prefix: prefix) : walk.newer(leaving: current, prefix: prefix)
        guard let found else { return .beep }
        var recalled = EditText(found)
        if !prefix.isEmpty, found.hasPrefix(prefix) { recalled.cursor = prefix.unicodeScalars.count }
        show(recalled)
        return .refresh
    }

    // MARK: Search

    private func beginSearch() {
        search = HistorySearch(entries: surroundings.entries(), original: text)
        showSearch()
    }

    private func showSearch() {
        act { [unowned self] in
            guard let search else { return .drawn }
            show(search.match, prompt: Prompt(search.prompt))
            return search.failed ? .beep : .refresh
        }
    }

    private func endSearch(with text: EditText) {
        search = nil
        change { $0 = text }
    }

    private func handleSearch(_ key: Key) {
        guard let current = search else { return }
        switch key {
        case .text(let typed): search?.extend(by: typed)
        case .paste(let typed): search?.extend(by: String(typed.prefix { !$0.isNewline }))
        case .backspace: search?.shorten()
        case .search: search?.older()
        case .searchNewer: search?.newer()
        case .unknown: return
        case .resized, .continued, .suspend, .quit: return handle(key)
        case .cancel: return endSearch(with: current.original)
        case .escape: return endSearch(with: current.match)
        default:
            // The key acts on the line found, so it waits until that is in place.
            endSearch(with: current.match)
            return act { [unowned self] in
                handle(key)
                return .drawn
            }
        }
        showSearch()
    }

    // MARK: Completion

    private func complete() -> EditEffect {
        var completed = text
        guard let completion = surroundings.complete(completed.string, completed.byteOffset),
            !completion.candidates.isEmpty
        else { return .beep }
        let prefix = completion.commonPrefix
        let utf8 = completed.string.utf8
        let replaced = Array(utf8.dropFirst(max(completion.range.lowerBound, 0)).prefix(completion.range.count))
        let grows = prefix.utf8.count > replaced.count && prefix.utf8.starts(with: replaced)
        if completion.candidates.count == 1 || grows {
            guard completed.replace(bytes: completion.range, with: prefix) else { return .beep }
            show(completed)
            return .refresh
        }
        list(completion)
        return .drawn
    }

    /// Writes the candidates under the text and draws the text again below them.
    private func list(_ completion: Completion) {
        let before = text
        let window = surroundings.window()
        let lines = completion.listing(
            columns: window.columns, rows: min(20, max(1, window.rows / 2)), style: surroundings.style)
        act { [unowned self] in
            line.text.cursor = line.text.scalars.count
            return .refresh
        }
        act { [unowned self] in
            line.write("\r\n" + lines.map { $0 + "\r\n" }.joined())
            show(before)
            line.redraw()
            return .drawn
        }
    }

    // MARK: The screen

    private func finish(_ outcome: Outcome) {
        if outcome == .interrupted {
            act { [unowned self] in
                line.text.cursor = line.text.scalars.count
                return .refresh
            }
        }
        act { [unowned self] in
            line.write(outcome == .interrupted ? "^C\r\n" : outcome == .endOfFile ? "\r\n" : "")
            self.outcome = outcome
            return .drawn
        }
    }

    /// Draws everything again on the line where the cursor is.
    private func redraw() -> EditEffect {
        line.resize()
        line.write("\r\u{1B}[J")
        show(text)
        line.redraw()
        return .drawn
    }

    /// Terminals wrap lines anew on a resize: the first row is where the new width puts it.
    private func resize() -> EditEffect {
        let shown = line.text
        let columns = surroundings.window().columns
        var row = 0, column = shownPrompt.width
        for scalar in shown.scalars[..<shown.cursor] {
            switch scalar {
            case "\n":
                row += column / columns + 1
                column = 0
            case "\t": column += 8 - column % 8
            default: column += displayWidth(scalar)
            }
        }
        row += column / columns
        line.write(row > 0 ? "\r\u{1B}[\(row)A\u{1B}[J" : "\r\u{1B}[J")
        line.resize()
        show(text)
        line.redraw()
        return .drawn
    }
}
