internal import CMark
import Synchronization

/// Reads Markdown through cmark-gfm: CommonMark with tables, strikethrough and task lists.
enum Markdown {
    /// Lists and quotes may stand inside each other this deep.
    static let deepest = 64

    struct NestedTooDeeply: Error {
        var line: Int
    }

    /// Whether the extensions have been registered.
    ///
    /// cmark-gfm keeps them, and the characters special to them, in tables of the whole process: one parse at a time.
    private static let isReady = Mutex(false)

    /// The blocks of a file, its byte order mark and front matter left out.
    static func blocks(_ lines: Lines) throws(NestedTooDeeply) -> [Block] {
        let skipped = lines.frontMatterCount
        let start = skipped > 0 ? lines.range(skipped).upperBound : lines.markLength
        return try isReady.withLock { isReady throws(NestedTooDeeply) in
            if !isReady { cmark_gfm_core_extensions_ensure_registered() }
            isReady = true
            let parser = cmark_parser_new(CMARK_OPT_SOURCEPOS | CMARK_OPT_FULL_INFO_STRING)
            defer { cmark_parser_free(parser) }
            let extensions = ["strikethrough", "tasklist"] + (hasBoundedTables(lines) ? ["table"] : [])
            for name in extensions {
                guard let found = cmark_find_syntax_extension(name) else {
                    preconditionFailure("cmark-gfm has no extension '\(name)'")
                }
                cmark_parser_attach_syntax_extension(parser, found)
            }
            lines.bytes[start...].withUnsafeBytes { bytes in
                cmark_parser_feed(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
            }
            guard let root = cmark_parser_finish(parser) else { preconditionFailure("cmark-gfm gave no document") }
            defer { cmark_node_free(root) }
            let firstColumn = skipped > 0 ? 0 : lines.markLength
            return try Reader(lines: lines, skipped: skipped, firstColumn: firstColumn).blocks(in: root, depth: 0)
        }
    }

    /// Whether tables stay small: cmark-gfm fills each short row up to the header's width, without bound.
    private static func hasBoundedTables(_ lines: Lines) -> Bool {
        var widest = 0
        var rows = 0
        for line in stride(from: 1, through: lines.count, by: 1) {
            let bars = lines.text(line).count { $0 == UInt8(ascii: "|") }
            if bars > 0 { rows += 1 }
            widest = max(widest, bars)
        }
        return widest * rows <= 500_000
    }
}

private typealias Node = OpaquePointer

/// Turns cmark's nodes into blocks.
private struct Reader {
    let lines: Lines
    /// Lines of the file that cmark has not seen.
    let skipped: Int
    /// Bytes of the first line that cmark has not seen.
    let firstColumn: Int

    func blocks(in parent: Node, depth: Int) throws(Markdown.NestedTooDeeply) -> [Block] {
        guard depth <= Markdown.deepest else { throw Markdown.NestedTooDeeply(line: line(of: parent)) }
        var blocks: [Block] = []
        for node in children(of: parent) {
            guard let kind = try kind(of: node, depth: depth) else { continue }
            blocks.append(Block(kind: kind, line: line(of: node)))
        }
        return blocks
    }

    private func kind(of node: Node, depth: Int) throws(Markdown.NestedTooDeeply) -> Block.Kind? {
        switch type(of: node) {
        case "heading": .heading(level: Int(cmark_node_get_heading_level(node)), inlines(in: node))
        case "paragraph": .paragraph(inlines(in: node))
        case "list": .list(try list(node, depth: depth))
        case "block_quote": .quote(try blocks(in: node, depth: depth + 1))
        case "code_block": .code(code(node))
        case "table": .table(table(node))
        case "html_block": .html(text(cmark_node_get_literal(node)))
        case "thematic_break": .rule
        default: nil
        }
    }

    private func list(_ node: Node, depth: Int) throws(Markdown.NestedTooDeeply) -> Block.List {
        var items: [Block.Item] = []
        for child in children(of: node) {
            let marker = marker(of: child, at: items.count, in: node)
            items.append(Block.Item(marker: marker, blocks: try blocks(in: child, depth: depth + 1)))
        }
        return Block.List(items: items, isTight: cmark_node_get_list_tight(node) != 0)
    }

    private func marker(of item: Node, at index: Int, in list: Node) -> Block.Marker {
        if type(of: item) == "tasklist" { return .task(isDone: cmark_gfm_extensions_get_tasklist_item_checked(item)) }
        let isOrdered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST
        return isOrdered ? .number(Int(cmark_node_get_list_start(list)) + index) : .bullet
    }

    private func table(_ node: Node) -> Block.Table {
        let count = Int(cmark_gfm_extensions_get_table_columns(node))
        let letters = cmark_gfm_extensions_get_table_alignments(node)
        let alignments: [Block.Alignment] = (0..<count).map { column in
            switch letters?[column] {
            case UInt8(ascii: "r"): .right
            case UInt8(ascii: "c"): .centre
            default: .left
            }
        }
        let rows = children(of: node).map { row in children(of: row).map { cell in inlines(in: cell) } }
        return Block.Table(alignments: alignments, rows: rows)
    }

    // MARK: Code

    private func code(_ node: Node) -> Block.Code {
        var length: Int32 = 0
        var offset: Int32 = 0
        var character: CChar = 0
        let literal = text(cmark_node_get_literal(node))
        guard cmark_node_get_fenced(node, &length, &offset, &character) != 0 else {
            return Block.Code(text: literal, fence: nil)
        }
        let line = line(of: node)
        var fence = Block.Fence(
            info: text(cmark_node_get_fence_info(node)), character: UInt8(bitPattern: character), length: Int(length),
            column: Int(cmark_node_get_start_column(node)) - 1 + (line == 1 ? firstColumn : 0), openingLine: line)
        fence.closingLine = closingLine(of: fence, node, count: literal.utf8.count { $0 == UInt8(ascii: "\n") })
        return Block.Code(text: literal, fence: fence)
    }

    /// The line of the closing fence, which cmark does not tell from the line that ends the list or quote around it.
    private func closingLine(of fence: Block.Fence, _ node: Node, count: Int) -> Int? {
        let end = Int(cmark_node_get_end_line(node)) + skipped
        guard end == fence.openingLine + count + 1, end <= lines.count else { return nil }
        let containers = [UInt8(ascii: ">"), UInt8(ascii: " "), UInt8(ascii: "\t")]
        let text = lines.text(end).drop { containers.contains($0) }
        let run = text.prefix { $0 == fence.character }
        let rest = text.dropFirst(run.count)
        guard run.count >= fence.length, rest.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
            return nil
        }
        return lineOfNext(after: node) == end ? nil : end
    }

    /// The line on which the next block begins, here or in a block around this one.
    private func lineOfNext(after node: Node) -> Int? {
        var around: Node? = node
        while let current = around {
            if let next = cmark_node_next(current) { return line(of: next) }
            around = cmark_node_parent(current)
        }
        return nil
    }

    // MARK: Inlines

    private func inlines(in parent: Node) -> [Inline] {
        let iterator = cmark_iter_new(parent)
        defer { cmark_iter_free(iterator) }
        var reading = InlineReading()
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { break }
            let isEntering = event == CMARK_EVENT_ENTER
            switch type(of: node) {
            case "text": reading.add(text(cmark_node_get_literal(node)))
            case "code": reading.add(text(cmark_node_get_literal(node)), also: .code)
            case "softbreak": reading.add(" ")
            case "linebreak": reading.breakLine()
            case "html_inline": if isLineBreak(text(cmark_node_get_literal(node))) { reading.breakLine() }
            case "emph": reading.emphasis += isEntering ? 1 : -1
            case "strong": reading.strong += isEntering ? 1 : -1
            case "strikethrough": reading.struck += isEntering ? 1 : -1
            case "link" where isEntering: reading.beginLink()
            case "link": reading.endLink(to: text(cmark_node_get_url(node)))
            case "image" where isEntering: reading.beginImage()
            case "image": reading.endImage(path: text(cmark_node_get_url(node)))
            default: break
            }
        }
        return reading.inlines
    }

    private func isLineBreak(_ tag: String) -> Bool {
        ["<br>", "<br/>", "<br />"].contains(tag.lowercased())
    }

    // MARK: Nodes

    private func children(of parent: Node) -> [Node] {
        var children: [Node] = []
        var child = cmark_node_first_child(parent)
        while let node = child {
            children.append(node)
            child = cmark_node_next(node)
        }
        return children
    }

    private func line(of node: Node) -> Int { Int(cmark_node_get_start_line(node)) + skipped }

    private func type(of node: Node) -> String { String(cString: cmark_node_get_type_string(node)) }

    private func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
}
