import Foundation
import Language
import Notebook
import Plotting
import Synchronization
import Terminal
import Workplace

/// Where everything that happens is shown: outputs, errors, figures, progress.
///
/// Without a terminal it writes plain text with no control characters.
final class Screen: Sendable {
    let style = Style()
    let isTerminal: Bool
    private let state = Mutex(State())

    private struct State {
        var progress: ProgressLine?
        var lastFigure: String?
        var fresh = 0
        var ran = 0
        var skipped = 0
        /// The cell whose text was shown last.
        var announced: String?
    }

    init() {
        isTerminal = isatty(1) == 1 && isatty(0) == 1
    }

    var lastFigure: String? { state.withLock { $0.lastFigure } }

    // MARK: Plain lines

    /// Columns of the window; nil where there is none, so that lines stay whole for other programs.
    var window: Int? { isTerminal ? TerminalWindow.current().columns : nil }

    /// Columns to lay out what stands in columns: those of the window but two, 120 where there is none.
    var width: Int { window.map { $0 - 2 } ?? 120 }

    /// The beginning of a text that fits into `columns`, on one line.
    func cut(_ text: String, to columns: Int) -> String {
        var kept = ""
        var used = 0
        for character in text {
            used += displayWidth(character)
            if used > columns - 1 { return kept + "…" }
            kept.append(character)
        }
        return kept
    }

    /// `head` and `text`, broken between words where the window is too narrow; what goes on stands below `text`.
    func prose(_ head: String, _ text: String) -> String {
        guard let window else { return head + text }
        let indent = displayWidth(head)
        let margin = String(repeating: " ", count: indent)
        // A window that leaves no room beside `head` breaks it as it will.
        let lines = wrapped(text, to: max(window - indent, 16), indent: 0)
        return lines.enumerated().map { ($0 == 0 ? head : margin) + $1 }.joined(separator: "\n")
    }

    /// A line of a cell, broken only where it is too long: behind commas if that does; what goes on is indented.
    func broken(_ code: String, to columns: Int) -> [String] {
        guard displayWidth(code) > columns else { return [code] }
        let lead = String(code.prefix { $0 == " " })
        let room = max(columns - lead.count - 4, 16)
        // Spaces that must not be broken at, such as that in `1 s`, become something else for the while.
        let (tie, comma) = ("\u{A0}", ",\u{A0}")
        let tied = String(code.dropFirst(lead.count)).replacing(" ", with: tie).replacing(comma, with: ", ")
        let pieces = wrapped(tied, to: room, indent: 0)
        let parts =
            pieces.allSatisfy { displayWidth($0) <= room }
            ? pieces.map { $0.replacing(tie, with: " ") } : wrapped(String(code.dropFirst(lead.count)), to: room, indent: 0)
        return parts.enumerated().map { index, part in lead + (index == 0 ? "" : "    ") + part }
    }

    func line(_ text: String) { self.text(text + "\n") }

    func text(_ text: String) {
        state.withLock { $0.progress?.erase() }
        emit(text, to: STDOUT_FILENO)
    }

    /// An error, as it is drawn for people: on standard error where that is not the same terminal.
    func fail(_ rendered: String) {
        state.withLock { $0.progress?.erase() }
        let text = isTerminal ? colour(rendered) : rendered
        emit(text + "\n", to: STDERR_FILENO)
    }

    private func colour(_ rendered: String) -> String {
        guard let colon = rendered.firstIndex(of: ":"), !rendered[..<colon].contains("\n") else { return rendered }
        return style.coloured(String(rendered[...colon]), .red) + rendered[rendered.index(after: colon)...]
    }

    // MARK: What happens

    func tell(_ happening: Happening) {
        switch happening {
        case .begins(let cell, let because):
            // The cell that Enter runs stands on the screen already, under its name.
            guard
                state.withLock({ state in
                    defer { state.announced = nil }
                    return state.announced != cell || because != nil
                })
            else { return }
            line(style.bold(cell) + (because.map { style.dim(" (\($0))") } ?? ""))
        case .skips(let cell):
            line(style.bold(cell) + style.dim(" (skipped)"))
            state.withLock { $0.skipped += 1 }
        case .shows(let output):
            show(output)
        case .status(let status):
            guard isTerminal else { return }
            state.withLock {
                if $0.progress == nil { $0.progress = ProgressLine() }
                $0.progress?.update(
                    status.done, of: status.total, status.unit, made: status.made, in: status.seconds, note: status.note)
            }
        case .note(let text):
            line(style.dim(prose("  note: ", text)))
        case .ends:
            state.withLock {
                $0.progress?.erase()
                $0.progress = nil
            }
        case .done(_, let computed):
            state.withLock { if computed == 0 { $0.fresh += 1 } else { $0.ran += 1 } }
        }
    }

    private func show(_ output: Output) {
        switch output {
        case .value(let name, let text):
            let shown = prose("  \(name)  ", printable(text))
            line("  " + style.coloured(name, .cyan) + shown.dropFirst(2 + name.count))
        case .text(let text):
            for part in text.split(separator: "\n", omittingEmptySubsequences: false) { line("  \(printable(String(part)))") }
        case .file(let path, let text):
            line("  \(text)")
            if path.hasSuffix(".png") { state.withLock { $0.lastFigure = path } }
        case .figure(let path, let description, let png):
            state.withLock { $0.lastFigure = path }
            if isTerminal {
                draw(png)
                // In a terminal of characters the letters in the picture are too small to read.
                line(prose("  ", description))
            }
            line("  " + style.dim(path))
        }
    }

    /// The figure in the terminal, as well as the terminal can show it.
    private func draw(_ png: [UInt8]) {
        guard let terminal = InlineImage() else { return }
        if let problem = InlineImage.problem { return line(style.dim("  note: the figure cannot be shown here: \(problem)")) }
        do {
            let pixels = try PNGFile.pixels(in: png).pixels
            if let drawn = terminal.render(rgba: pixels.rgba, width: pixels.width, height: pixels.height) { text(drawn) }
        } catch { line(style.dim("  note: the figure cannot be shown here: \(error)")) }
    }

    // MARK: Notebooks

    func title(_ name: String) { line(style.bold(name)) }

    func summary(cells: Int, seconds: Double) {
        let counts = state.withLock { [($0.ran, "ran"), ($0.fresh, "fresh"), ($0.skipped, "skipped")] }
        let parts = counts.filter { $0.0 > 0 }.map { "\($0) \($1)" }
        let time = isTerminal ? " · \(length(ofSeconds: seconds))" : ""
        line("\(cells) cell\(cells == 1 ? "" : "s"): \(parts.joined(separator: ", "))\(time)")
        state.withLock { ($0.fresh, $0.ran, $0.skipped) = (0, 0, 0) }
    }

    /// The prose before the next cell, and the cell's text.
    func upcoming(_ document: Document, next: PlannedStep?) {
        var prose: [Prose] = []
        for piece in document.pieces {
            switch piece {
            case .prose(let text): prose.append(text)
            case .cell(let cell):
                if cell.id == next?.step.id {
                    present(prose)
                    present(next!)
                    return
                }
                prose = []
            }
        }
        present(prose)
    }

    private func present(_ prose: [Prose]) {
        let width = TerminalWindow.current().columns
        for piece in prose { line("\n" + piece.text(width: width, isStyled: style.isEnabled) + "\n") }
    }

    private func present(_ planned: PlannedStep) {
        state.withLock { $0.announced = planned.step.id }
        let mark = planned.step.mark.map { " · " + $0 } ?? (planned.step.isSkipped ? " · skipped" : "")
        line(style.dim("── \(planned.step.id)\(mark) " + String(repeating: "─", count: 8)))
        for code in planned.step.source.split(separator: "\n", omittingEmptySubsequences: false) {
            for part in broken(printable(String(code)), to: width - 3) { line("   " + style.coloured(part, .green)) }
        }
    }
}
