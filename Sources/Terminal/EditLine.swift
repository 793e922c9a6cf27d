internal import CEdit

/// One of libedit's own commands, or an action of ours.
enum EditCommand {
    case act, accept, stop
    case transpose, upper, lower, capitalize, clearScreen

    fileprivate var code: foley_edit_command {
        switch self {
        case .act: FOLEY_EDIT_ACT
        case .accept: FOLEY_EDIT_ACCEPT
        case .stop: FOLEY_EDIT_STOP
        case .transpose: FOLEY_EDIT_TRANSPOSE
        case .upper: FOLEY_EDIT_UPPER
        case .lower: FOLEY_EDIT_LOWER
        case .capitalize: FOLEY_EDIT_CAPITALIZE
        case .clearScreen: FOLEY_EDIT_CLEAR_SCREEN
        }
    }
}

/// What an action leaves to be drawn.
enum EditEffect {
    case drawn, refresh, beep

    fileprivate var code: foley_edit_effect {
        switch self {
        case .drawn: FOLEY_EDIT_DRAWN
        case .refresh: FOLEY_EDIT_REFRESH
        case .beep: FOLEY_EDIT_BEEP
        }
    }
}

/// libedit, which draws the text on the terminal and knows the classic commands, but reads no input itself.
final class EditLine {
    private var edit: OpaquePointer?
    /// Says what to do next.
    var next: () -> EditCommand = { .stop }
    /// Runs when `next` said `.act`; only here the text may be changed.
    var action: () -> EditEffect = { .drawn }

    /// Nil if libedit cannot work on these descriptors.
    init?(input: Int32, output: Int32) {
        foley_edit_use_utf8()
        edit = foley_edit_open(
            input, output,
            { Unmanaged<EditLine>.fromOpaque($0!).takeUnretainedValue().next().code },
            { Unmanaged<EditLine>.fromOpaque($0!).takeUnretainedValue().action().code },
            Unmanaged.passUnretained(self).toOpaque())
        if edit == nil { return nil }
    }

    deinit {
        if let edit { foley_edit_close(edit) }
    }

    /// Edits until `next` says `.accept` (true) or `.stop` (false).
    func run() -> Bool { foley_edit_run(edit) }

    /// What stands between two U+0001 is written but takes no room.
    func setPrompt(_ prompt: String) {
        let scalars = prompt.unicodeScalars.map(\.value)
        foley_edit_set_prompt(edit, scalars, Int32(scalars.count))
    }

    var text: EditText {
        get {
            var count: Int32 = 0, cursor: Int32 = 0
            guard let start = foley_edit_text(edit, &count, &cursor) else { return EditText() }
            let scalars = UnsafeBufferPointer(start: start, count: Int(count)).map { Unicode.Scalar($0) ?? "\u{FFFD}" }
            return EditText(scalars, cursor: Int(cursor))
        }
        set {
            let scalars = newValue.scalars.map(\.value)
            _ = foley_edit_set_text(edit, scalars, Int32(scalars.count), Int32(newValue.cursor))
        }
    }

    func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { foley_edit_write(edit, $0.baseAddress, Int32($0.count)) }
        }
    }

    /// Draws prompt and text from column 0 of the line where the terminal's cursor is.
    func redraw() { foley_edit_redraw(edit) }
    func resize() { foley_edit_resize(edit) }
    func setRaw(_ raw: Bool) { foley_edit_set_raw(edit, raw) }
}
