/// `text` cut between words into lines of at most `width` columns, those after the first indented by `indent`.
public func wrapped(_ text: String, to width: Int, indent: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var columns = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
        let size = displayWidth(String(word))
        if columns + 1 + size > width, !line.allSatisfy({ $0 == " " }) {
            lines.append(line)
            line = String(repeating: " ", count: indent) + word
            columns = indent + size
        } else {
            let isFirst = lines.isEmpty && columns == 0 && line.isEmpty
            line += isFirst ? String(word) : " " + word
            columns += isFirst ? size : size + 1
        }
    }
    return lines + [line]
}

/// `head`, then `text` from `column` on, wrapped at 80 columns; a head that is too long has a line of its own.
func entry(_ head: String, _ text: String, column: Int) -> String {
    let width = displayWidth(head)
    let lines = wrapped(text, to: 80 - column, indent: 0)
    let margin = String(repeating: " ", count: column)
    let rest = lines.map { margin + $0 }
    if width + 2 > column { return ([head] + rest).joined(separator: "\n") }
    let first = head + String(repeating: " ", count: column - width) + lines[0]
    return ([first] + rest.dropFirst()).joined(separator: "\n")
}

/// Paragraphs wrapped at 80 columns; lines that begin with a space (a formula, a table) stay as they are.
func paragraphs(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.hasPrefix(" ") ? String(line) : wrapped(String(line), to: 80, indent: 0).joined(separator: "\n")
    }.joined(separator: "\n")
}

/// Every line of `text` behind `columns` spaces.
func indented(_ text: String, by columns: Int) -> String {
    let margin = String(repeating: " ", count: columns)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : margin + $0 }
        .joined(separator: "\n")
}
