import Language

/// Sets blocks of Markdown as lines of a terminal.
struct ProseLayout {
    let isStyled: Bool

    /// Lists and quotes indent what they hold only while at least this many columns remain.
    private static let narrowest = 14

    func lines(of blocks: [Block], width: Int, isTight: Bool = false, listDepth: Int = 0) -> [StyledLine] {
        var result: [StyledLine] = []
        for block in blocks {
            let lines = lines(of: block, width: width, listDepth: listDepth)
            if !result.isEmpty, !lines.isEmpty, !isTight { result.append(StyledLine()) }
            result += lines
        }
        return result
    }

    private func lines(of block: Block, width: Int, listDepth: Int) -> [StyledLine] {
        switch block.kind {
        case .heading(let level, let inlines): heading(inlines, level: level, width: width)
        case .paragraph(let inlines): wrapped(inlines, width: width)
        case .list(let list): lines(of: list, width: width, depth: listDepth)
        case .quote(let blocks): quote(blocks, width: width, listDepth: listDepth)
        case .code(let code): lines(of: code, width: width)
        case .table(let table): TableLayout(table, width: width, isStyled: isStyled).lines
        case .html(let source): wrapped([.text(textOutsideTags(source), [])], width: width)
        case .rule: [StyledLine(String(repeating: "─", count: width), .faint)]
        }
    }

    private func wrapped(_ inlines: [Inline], width: Int, traits: Traits = []) -> [StyledLine] {
        Wrapping.lines(inlines, width: width, isStyled: isStyled, traits: traits)
    }

    private func heading(_ inlines: [Inline], level: Int, width: Int) -> [StyledLine] {
        let lines = wrapped(inlines, width: width, traits: .strong)
        guard level <= 2, let widest = lines.map(\.width).max() else { return lines }
        return lines + [StyledLine(String(repeating: level == 1 ? "═" : "─", count: widest), .faint)]
    }

    private func quote(_ blocks: [Block], width: Int, listDepth: Int) -> [StyledLine] {
        guard width - 2 >= Self.narrowest else { return lines(of: blocks, width: width, listDepth: listDepth) }
        let bar = StyledLine("│ ", .faint)
        return lines(of: blocks, width: width - 2, listDepth: listDepth).map { $0.indented(by: bar) }
    }

    /// Code is indented, and broken where a line is too long for the width.
    private func lines(of code: Block.Code, width: Int) -> [StyledLine] {
        var lines = code.text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        return lines.flatMap { line in
            StyledLine(printable(String(line)), .code).broken(at: width - 2).map { $0.indented(by: StyledLine("  ")) }
        }
    }

    // MARK: Lists

    private func lines(of list: Block.List, width: Int, depth: Int) -> [StyledLine] {
        let markers = list.items.map { text(of: $0.marker, depth: depth) }
        let isBulleted = list.items.contains { $0.marker == .bullet }
        let field = (markers.map { displayWidth($0) }.max() ?? 0) + 1
        var result: [StyledLine] = []
        for (item, marker) in zip(list.items, markers) {
            if !result.isEmpty, !list.isTight { result.append(StyledLine()) }
            let marker = StyledLine(marker).aligned(.right, in: field - 1)
            let isRoomy = width - field >= Self.narrowest
            let inner = lines(
                of: item.blocks, width: isRoomy ? width - field : width, isTight: list.isTight,
                listDepth: isBulleted ? depth + 1 : depth)
            guard isRoomy, !inner.isEmpty else {
                result += [marker] + inner
                continue
            }
            let space = StyledLine(String(repeating: " ", count: field))
            let first = StyledLine(" ").indented(by: marker)
            result += inner.enumerated().map { $1.indented(by: $0 == 0 ? first : space) }
        }
        return result
    }

    private func text(of marker: Block.Marker, depth: Int) -> String {
        switch marker {
        case .bullet: ["•", "◦", "▪"][min(depth, 2)]
        case .number(let number): "\(number)."
        case .task(let isDone): isDone ? "☑" : "☐"
        case .none: ""
        }
    }

    // MARK: HTML

    /// What a reader sees of some HTML: its text, without tags and comments.
    private func textOutsideTags(_ source: String) -> String {
        var result = ""
        var rest = source[...]
        while let start = rest.firstIndex(of: "<") {
            result += rest[..<start]
            rest = rest[start...]
            if rest.hasPrefix("<!--") {
                rest = afterComment(rest)
            } else if let end = rest.firstIndex(of: ">") {
                rest = rest[rest.index(after: end)...]
            } else {
                rest = ""
            }
        }
        result += rest
        return String(result.map { $0.isNewline ? " " : $0 })
    }

    private func afterComment(_ text: Substring) -> Substring {
        var rest = text.dropFirst(4)
        while let dash = rest.firstIndex(of: "-") {
            rest = rest[dash...]
            if rest.hasPrefix("-->") { return rest.dropFirst(3) }
            rest = rest.dropFirst()
        }
        return ""
    }
}
