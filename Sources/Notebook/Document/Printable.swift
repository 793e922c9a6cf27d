import Language

/// Text that a terminal cannot take for a command: control characters, and those that turn the direction of writing,
/// replaced by U+FFFD; tabs up to the next multiple of four columns.
public func printable(_ text: String) -> String {
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
            column += isSafe ? displayWidth(character) : 1
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
