/// Puts a notebook together from its blocks: cuts prose at the cells, and names the cells.
struct DocumentReading {
    let path: String
    let lines: Lines
    private var found: [Found] = []
    /// Prose since the last cell.
    private var prose: [Block] = []
    private var headings: [(level: Int, text: String)] = []

    /// A piece of the notebook whose cell, if it is one, has no name yet.
    private enum Found {
        case prose([Block])
        case cell(Opened)
    }

    /// A cell as its fence declares it.
    private struct Opened {
        var code: String
        var fence: Block.Fence
        var name: String?
        var options: CellOptions
        var headings: [String]
        var outermostLine: Int
    }

    init(path: String, lines: Lines) {
        self.path = path
        self.lines = lines
    }

    /// Takes the next of the outermost blocks.
    mutating func take(_ block: Block) throws(DocumentFault) {
        if case .heading(let level, let inlines) = block.kind {
            headings.removeAll { $0.level >= level }
            headings.append((level, inlines.map(\.plainText).joined()))
        }
        for part in parts(of: block) {
            try checkFences(of: part)
            switch part.kind {
            case .code(let code):
                if let info = code.cell { try open(code, info, in: block) } else { prose.append(part) }
            default: prose.append(part)
            }
        }
    }

    /// The pieces of the notebook, every cell named.
    mutating func pieces() throws(DocumentFault) -> [Document.Piece] {
        endProse()
        let opened: [Opened] = found.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
        var lineOfName: [String: Int] = [:]
        for cell in opened {
            guard let name = cell.name else { continue }
            if let first = lineOfName[name] {
                throw DocumentFault(path, line: cell.fence.openingLine, .repeatedName(name, firstLine: first))
            }
            lineOfName[name] = cell.fence.openingLine
        }
        var names = CellNames.assign(opened.map { ($0.name, $0.headings.last) })[...]
        return found.map { piece in
            switch piece {
            case .prose(let blocks): .prose(Prose(blocks))
            case .cell(let opened): .cell(cell(opened, id: names.removeFirst()))
            }
        }
    }

    private mutating func open(_ code: Block.Code, _ info: CellInfo, in block: Block) throws(DocumentFault) {
        guard let fence = code.fence else { return }
        endProse()
        do {
            let (name, options) = try CellOptions.read(info.words)
            found.append(
                .cell(
                    Opened(
                        code: code.text, fence: fence, name: name, options: options, headings: headings.map(\.text),
                        outermostLine: block.line)))
        } catch {
            throw DocumentFault(path, line: fence.openingLine, error)
        }
    }

    private mutating func endProse() {
        if !prose.isEmpty { found.append(.prose(prose)) }
        prose = []
    }

    private func cell(_ opened: Opened, id: String) -> Cell {
        let fence = opened.fence
        let closing = fence.closingLine ?? lines.count + 1
        let start = lines.range(fence.openingLine)
        let end = lines.range(closing)
        return Cell(
            id: id, isNamed: opened.name != nil, options: opened.options,
            code: opened.code.hasSuffix("\n") ? String(opened.code.dropLast()) : opened.code,
            line: fence.openingLine + 1, headings: opened.headings, codeRange: start.upperBound..<end.lowerBound,
            fenceRange: start.lowerBound..<end.upperBound, fence: fence, outermostLine: opened.outermostLine)
    }

    // MARK: Fences

    private func checkFences(of block: Block) throws(DocumentFault) {
        switch block.kind {
        case .code(let code): try check(code)
        case .quote(let blocks): for block in blocks { try checkFences(of: block) }
        case .list(let list): for item in list.items { for block in item.blocks { try checkFences(of: block) } }
        default: break
        }
    }

    private func check(_ code: Block.Code) throws(DocumentFault) {
        guard let fence = code.fence else { return }
        let run = String(repeating: Character(Unicode.Scalar(fence.character)), count: fence.length)
        let inside = code.text.split(separator: "\n", omittingEmptySubsequences: false)
        if let swallowed = inside.firstIndex(where: { opensCell($0, within: fence) }) {
            let line = fence.openingLine + 1 + swallowed
            throw DocumentFault(path, line: line, .swallowedCell(openedAt: fence.openingLine, fence: run))
        }
        // What is left of a conflict: no statement is such a line.
        if code.isCell, let middle = inside.firstIndex(of: "=======") {
            throw DocumentFault(path, line: fence.openingLine + 1 + middle, .conflict("======="))
        }
        if fence.closingLine == nil { throw DocumentFault(path, line: fence.openingLine, .unclosedFence(run)) }
    }

    /// Whether a line inside a fence looks like a cell's first line, its fence no shorter than the one around it.
    private func opensCell(_ line: Substring, within fence: Block.Fence) -> Bool {
        let indent = line.utf8.prefix { $0 == UInt8(ascii: " ") }.count
        let line = line.utf8.dropFirst(indent)
        let run = line.prefix { $0 == fence.character }
        guard indent <= 3, run.count >= fence.length else { return false }
        return CellInfo(Substring(line[run.endIndex...])) != nil
    }

    // MARK: Cutting

    /// A block cut at the cells in it, each list and quote kept around what stays of it.
    private func parts(of block: Block) -> [Block] {
        switch block.kind {
        case .quote(let blocks):
            runs(in: blocks.flatMap { parts(of: $0) }).map { run in
                run.isCell ? run.blocks[0] : Block(kind: .quote(run.blocks), line: run.blocks[0].line)
            }
        case .list(let list): parts(of: list, line: block.line)
        default: [block]
        }
    }

    private func parts(of list: Block.List, line: Int) -> [Block] {
        var result: [Block] = []
        var items: [Block.Item] = []
        func close() {
            guard let first = items.first else { return }
            let kind = Block.Kind.list(Block.List(items: items, isTight: list.isTight))
            result.append(Block(kind: kind, line: first.blocks.first?.line ?? line))
            items = []
        }
        for item in list.items {
            var marker = item.marker
            let pieces = runs(in: item.blocks.flatMap { parts(of: $0) })
            if pieces.isEmpty { items.append(item) }
            for run in pieces {
                if run.isCell {
                    close()
                    result.append(run.blocks[0])
                } else {
                    items.append(Block.Item(marker: marker, blocks: run.blocks))
                }
                marker = .none
            }
        }
        close()
        return result
    }

    /// Blocks in runs: each cell alone, what stands between two cells together.
    private func runs(in blocks: [Block]) -> [(isCell: Bool, blocks: [Block])] {
        var runs: [(isCell: Bool, blocks: [Block])] = []
        for block in blocks {
            let isCell = if case .code(let code) = block.kind { code.isCell } else { false }
            if !isCell, let last = runs.last, !last.isCell {
                runs[runs.count - 1].blocks.append(block)
            } else {
                runs.append((isCell, [block]))
            }
        }
        return runs
    }
}
