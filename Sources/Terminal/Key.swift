/// What a person did at the keyboard, or what else wants attention.
enum Key: Equatable {
    case text(String), paste(String)
    case enter, newline, tab
    case left, right, up, down, lineStart, lineEnd, wordLeft, wordRight
    case backspace, delete, deleteWordLeft, deleteWordRight, killToEnd, killToStart, yank
    case transpose, upper, lower, capitalize
    case olderWithPrefix, newerWithPrefix, search, searchNewer
    case clearScreen, cancel, escape
    /// Control-D: deletes to the right, or ends the input on an empty line.
    case end
    case interrupt, suspend, quit
    case resized, continued, closed
    /// A key without a meaning here.
    case unknown

    /// The keys that arrive as one control byte.
    init(control byte: UInt8) {
        switch byte {
        case 0x01: self = .lineStart
        case 0x02: self = .left
        case 0x03: self = .interrupt
        case 0x04: self = .end
        case 0x05: self = .lineEnd
        case 0x06: self = .right
        case 0x07: self = .cancel
        case 0x08, 0x7F: self = .backspace
        case 0x09: self = .tab
        case 0x0A, 0x0D: self = .enter
        case 0x0B: self = .killToEnd
        case 0x0C: self = .clearScreen
        case 0x0E: self = .down
        case 0x10: self = .up
        case 0x12: self = .search
        case 0x13: self = .searchNewer
        case 0x14: self = .transpose
        case 0x15: self = .killToStart
        case 0x17: self = .deleteWordLeft
        case 0x19: self = .yank
        case 0x1A: self = .suspend
        case 0x1C: self = .quit
        default: self = .unknown
        }
    }

    /// The keys that arrive as Escape and one byte (Alt and a key).
    init(meta byte: UInt8) {
        switch byte {
        case 0x0A, 0x0D: self = .newline
        case 0x08, 0x7F: self = .deleteWordLeft
        case UInt8(ascii: "b"), UInt8(ascii: "B"): self = .wordLeft
        case UInt8(ascii: "f"), UInt8(ascii: "F"): self = .wordRight
        case UInt8(ascii: "d"), UInt8(ascii: "D"): self = .deleteWordRight
        case UInt8(ascii: "u"), UInt8(ascii: "U"): self = .upper
        case UInt8(ascii: "l"), UInt8(ascii: "L"): self = .lower
        case UInt8(ascii: "c"), UInt8(ascii: "C"): self = .capitalize
        case UInt8(ascii: "p"), UInt8(ascii: "P"): self = .olderWithPrefix
        case UInt8(ascii: "n"), UInt8(ascii: "N"): self = .newerWithPrefix
        default: self = .unknown
        }
    }

    /// The keys that arrive as a control sequence: `ESC [ parameters final`.
    init(sequence parameters: [Int], final: UInt8) {
        let modified = parameters.count > 1 && parameters[1] > 1
        switch (final, parameters.first ?? 1) {
        case (UInt8(ascii: "A"), _): self = .up
        case (UInt8(ascii: "B"), _): self = .down
        case (UInt8(ascii: "C"), _): self = modified ? .wordRight : .right
        case (UInt8(ascii: "D"), _): self = modified ? .wordLeft : .left
        case (UInt8(ascii: "H"), _): self = .lineStart
        case (UInt8(ascii: "F"), _): self = .lineEnd
        case (UInt8(ascii: "~"), 1), (UInt8(ascii: "~"), 7): self = .lineStart
        case (UInt8(ascii: "~"), 4), (UInt8(ascii: "~"), 8): self = .lineEnd
        case (UInt8(ascii: "~"), 3): self = modified ? .deleteWordRight : .delete
        case (UInt8(ascii: "~"), 5): self = .olderWithPrefix
        case (UInt8(ascii: "~"), 6): self = .newerWithPrefix
        // Enter with Shift, Alt or Control, as kitty and xterm report it.
        case (UInt8(ascii: "u"), 13): self = modified ? .newline : .enter
        case (UInt8(ascii: "~"), 27): self = parameters.last == 13 ? .newline : .unknown
        default: self = .unknown
        }
    }
}
