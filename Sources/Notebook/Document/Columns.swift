/// How many columns of a terminal a character takes: 0, 1 or 2.
///
/// By Unicode 15's East Asian Width, with emoji sequences and flags as one wide character.
func columns(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.value < 0x300 { return 1 }
    if character.unicodeScalars.contains("\u{FE0F}") || first.properties.isEmojiPresentation { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return isWide(first) ? 2 : 1
    }
}

func columns(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + columns($1) } }

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xA000...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFD:
        true
    default: false
    }
}

/// Text that a terminal cannot take for a command: control characters, and those that turn the direction of writing,
/// replaced by U+FFFD; tabs up to the next multiple of four columns.
func printable(_ text: String) -> String {
    var result = ""
    var column = 0
    for character in text {
        if character == "\t" {
            let count = 4 - column % 4
            result += String(repeating: " ", count: count)
            column += count
        } else {
            let isSafe = character.unicodeScalars.allSatisfy { !isCommand($0) }
            result.append(isSafe ? character : "\u{FFFD}")
            column += isSafe ? columns(character) : 1
        }
    }
    return result
}

private func isCommand(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
}
