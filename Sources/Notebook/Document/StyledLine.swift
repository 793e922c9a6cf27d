import Language

/// One line of terminal text.
struct StyledLine: Hashable, Sendable {
    private(set) var parts: [Part] = []
    /// In columns.
    private(set) var width = 0

    struct Part: Hashable, Sendable {
        var text: String
        var traits: Traits
    }

    init() {}

    init(_ text: String, _ traits: Traits = []) { append(text, traits) }

    mutating func append(_ text: String, _ traits: Traits = []) {
        guard !text.isEmpty else { return }
        width += displayWidth(text)
        if let last = parts.last, last.traits == traits {
            parts[parts.count - 1].text += text
        } else {
            parts.append(Part(text: text, traits: traits))
        }
    }

    mutating func append(_ line: StyledLine) {
        for part in line.parts { append(part.text, part.traits) }
    }

    /// The line behind some other text.
    func indented(by first: StyledLine) -> StyledLine {
        var line = first
        line.append(self)
        return line
    }

    /// The line in a field of so many columns.
    func aligned(_ alignment: Block.Alignment, in field: Int) -> StyledLine {
        let space = max(0, field - width)
        let before =
            switch alignment {
            case .left: 0
            case .centre: space / 2
            case .right: space
            }
        var line = StyledLine(String(repeating: " ", count: before))
        line.append(self)
        line.append(String(repeating: " ", count: space - before))
        return line
    }

    /// The line in pieces no wider than so many columns, a character wider than that alone; at least one piece.
    func broken(at width: Int) -> [StyledLine] {
        var pieces = [StyledLine()]
        for part in parts {
            for character in part.text {
                let last = pieces[pieces.count - 1]
                if last.width + displayWidth(character) > width, !last.parts.isEmpty { pieces.append(StyledLine()) }
                pieces[pieces.count - 1].append(String(character), part.traits)
            }
        }
        return pieces
    }

    /// The line as a terminal takes it, with SGR sequences if it is to be styled; no spaces at its end.
    func text(isStyled: Bool) -> String {
        var parts = parts
        while let last = parts.last {
            let trimmed = last.text.prefix(last.text.count - last.text.reversed().prefix { $0 == " " }.count)
            if trimmed.isEmpty {
                parts.removeLast()
            } else {
                parts[parts.count - 1].text = String(trimmed)
                break
            }
        }
        return parts.map { part in
            let codes = isStyled ? part.traits.codes : []
            guard !codes.isEmpty else { return part.text }
            return "\u{1B}[\(codes.joined(separator: ";"))m\(part.text)\u{1B}[0m"
        }.joined()
    }
}

extension Traits {
    /// The SGR parameters (ECMA-48) that make a terminal show them.
    fileprivate var codes: [String] {
        let table: [(Traits, String)] = [
            (.strong, "1"), (.faint, "2"), (.emphasis, "3"), (.link, "4"), (.struck, "9"), (.code, "36"),
        ]
        return table.filter { contains($0.0) }.map(\.1)
    }
}
