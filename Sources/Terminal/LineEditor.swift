import Foundation
import Glibc

/// What a person entered.
public enum Entry: Equatable, Sendable {
    /// A whole statement: one line, or several while `wantsMore` said so. Without the last newline.
    case line(String)
    /// Control-C: what was typed is dropped.
    case interrupted
    /// Control-D on an empty line, the end of a file, or a closed window.
    case endOfFile
}

/// Reads statements: with editing on a terminal, line by line and without a prompt from anything else.
///
///     let editor = LineEditor(history: History(file: History.standardFile()))
///     editor.wantsMore = { !isComplete($0) }
///     while case .line(let text) = editor.readLine(prompt: "foley> ") { run(text) }
public final class LineEditor {
    /// Whether Enter starts another line instead of ending the statement.
    public var wantsMore: (String) -> Bool = { _ in false }
    /// What could stand at the cursor, a place in the text's UTF-8 bytes; nil for nothing.
    public var complete: (_ text: String, _ byteOffset: Int) -> Completion? = { _, _ in nil }
    public let history: History?

    /// Whether there is a person to show a prompt to.
    public let isInteractive: Bool
    /// Whether the last line was ended by a finger on Enter, and not by a newline amid what was pasted or piped.
    public private(set) var wasTyped = false

    private let device: TerminalDevice
    private let style: Style
    private let isDumb: Bool
    private var line: EditLine?
    private var killed = ""
    private var keys: KeyReader
    private var plain: PlainReader

    private static let pasteOn = "\u{1B}[?2004h"
    private static let pasteOff = "\u{1B}[?2004l"

    public init(
        input: Int32 = 0, output: Int32 = 1, history: History? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let device = TerminalDevice(input: input, output: output)
        self.device = device
        self.history = history
        style = Style(descriptor: output, environment: environment)
        isDumb = ["", "dumb"].contains(environment["TERM"] ?? "")
        isInteractive = TerminalDevice.isTerminal(input) && TerminalDevice.isTerminal(output)
        keys = KeyReader { device.read(milliseconds: $0) }
        plain = PlainReader { device.read(milliseconds: nil) }
    }

    /// Reads one statement. The prompt may hold colours; `initial` stands in the line and can be edited.
    public func readLine(prompt: String, initial: String = "") -> Entry {
        // An earlier Control-C does not end the line that begins now.
        _ = TerminalDevice.takeInterrupt()
        wasTyped = false
        guard isInteractive else { return plain.next(wantsMore: wantsMore) }
        if !isDumb, line == nil { line = EditLine(input: device.input, output: device.output) }
        guard !isDumb, let line else {
            print(prompt, terminator: "")
            fflush(nil)
            let isFirst = device.waiting == 0
            let entry = plain.next(wantsMore: wantsMore)
            usleep(UInt32(KeyReader.pasteGap) * 1000)
            wasTyped = isFirst && device.waiting == 0
            return entry
        }
        let entry = edit(on: line, prompt: prompt, initial: initial)
        if case .line(let text) = entry { history?.append(text) }
        if entry == .interrupted { keys.discard() }
        return entry
    }

    private func edit(on line: EditLine, prompt: String, initial: String) -> Entry {
        device.guardSettings(farewell: Self.pasteOff)
        defer { device.releaseSettings() }
        line.setRaw(true)
        takeTypedAhead()
        // As many blanks as the window is wide: whatever stands in the cursor's row, the next free row begins here.
        let blanks = String(repeating: " ", count: TerminalWindow.current(descriptor: device.output).columns)
        line.write(Self.pasteOn + blanks + "\r\u{1B}[K")
        // libedit knows prompts of one row: those above are written once.
        let rows = prompt.split(separator: "\n", omittingEmptySubsequences: false)
        line.write(rows.dropLast().map { $0 + "\r\n" }.joined())
        let editing = Editing(
            line: line, initial: initial, killed: killed,
            surroundings: Editing.Surroundings(
                prompt: Prompt(String(rows.last ?? "")), wantsMore: wantsMore, complete: complete,
                entries: { [history] in history?.entries ?? [] },
                window: { [device] in TerminalWindow.current(descriptor: device.output) },
                style: style,
                stop: { [unowned self] in stop(on: line, key: $0) }),
            nextKey: { [unowned self] in keys.next() })
        let outcome = editing.run()
        killed = editing.killed
        switch outcome {
        case .accepted(let text):
            wasTyped = keys.cameAlone()
            return .line(text)
        case .interrupted: return .interrupted
        case .endOfFile: return .endOfFile
        }
    }

    /// What was typed while the last statement ran, when Enter still arrived as LF.
    private func takeTypedAhead() {
        guard device.waiting > 0, case .bytes(let typed) = device.read(milliseconds: 0) else {
            keys.beginAnew()
            return
        }
        keys.takeTypedAhead(typed)
    }

    /// Control-Z and Control-\: the terminal is as it was while the process is stopped.
    private func stop(on line: EditLine, key: Key) {
        line.write("\r\n" + Self.pasteOff)
        line.setRaw(false)
        device.stop(key == .quit ? SIGQUIT : SIGTSTP)
        line.setRaw(true)
        line.write(Self.pasteOn)
    }
}
