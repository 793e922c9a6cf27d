extension Document {
    /// The file with one cell's code replaced and nothing else changed, byte for byte.
    ///
    /// The new lines end as the cell's first line does; blank lines at the end of the code are not written.
    /// Fails where the code would close the fence, or cannot stand in the list or quote around the cell.
    public func replacing(_ cell: Cell, with code: String) throws(DocumentFault) -> String {
        let position = try position(of: cell)
        if code == cell.code { return source }
        let lines = Lines(source)
        let wanted = codeLines(code)
        if let closing = wanted.firstIndex(where: { closes($0, cell.fence) }) {
            throw DocumentFault(
                path, line: cell.line, .fenceInCode(codeLine: closing + 1, fence: String(fence: cell.fence)))
        }
        let prefix = prefix(of: cell.fence, lines)
        let ending = lines.ending(cell.fence.openingLine)
        let text = wanted.flatMap { written($0, prefix, ending) }
        let result = splice(text, over: cell.codeRange, lines)
        var codes = cells.map(\.code)
        codes[position] = wanted.joined(separator: "\n")
        return try checked(result, has: codes, near: cell)
    }

    /// The file with a new cell, and nothing else changed: after the given one, else before the first, else at the end.
    public func inserting(_ code: String, after cell: Cell?) throws(DocumentFault) -> String {
        let lines = Lines(source)
        let wanted = codeLines(code)
        let text: [UInt8]
        let place: Int
        var codes = cells.map(\.code)
        let neighbour = cell ?? cells.first
        let line = neighbour?.fence.openingLine ?? 1
        let ending = lines.count == 0 || lines.ending(line).isEmpty ? ArraySlice("\n".utf8) : lines.ending(line)
        if let cell {
            codes.insert(wanted.joined(separator: "\n"), at: try position(of: cell) + 1)
            let prefix = prefix(of: cell.fence, lines)
            let closing = cell.fence.closingLine ?? lines.count
            let isLast = closing >= lines.count
            let separator = written("", prefix, ending)
            place = cell.fenceRange.upperBound
            text =
                (lines.ending(closing).isEmpty ? Array(ending) : []) + separator + fenced(wanted, prefix, ending)
                + (isLast || lines.isBlank(closing + 1) ? [] : separator)
        } else if let first = cells.first {
            codes.insert(wanted.joined(separator: "\n"), at: 0)
            place = lines.range(first.outermostLine).lowerBound + (first.outermostLine == 1 ? lines.markLength : 0)
            text = fenced(wanted, [], ending) + ending
        } else {
            codes = [wanted.joined(separator: "\n")]
            place = lines.bytes.count
            let isBare = lines.count == 0 || lines.bytes.count == lines.markLength
            let needsEnd = !isBare && lines.ending(lines.count).isEmpty
            let needsBlank = !isBare && !lines.isBlank(lines.count)
            text = (needsEnd ? Array(ending) : []) + (needsBlank ? Array(ending) : []) + fenced(wanted, [], ending)
        }
        return try checked(splice(text, over: place..<place, lines), has: codes, near: neighbour)
    }

    // MARK: Steps

    private func position(of cell: Cell) throws(DocumentFault) -> Int {
        guard let position = cells.firstIndex(of: cell) else {
            throw DocumentFault(path, line: cell.line, .strangeCell(cell.id))
        }
        return position
    }

    private func splice(_ text: [UInt8], over range: Range<Int>, _ lines: Lines) -> String {
        String(decoding: lines.bytes[..<range.lowerBound] + text + lines.bytes[range.upperBound...], as: UTF8.self)
    }

    /// The result, if a new reading finds in it the cells that it should have.
    private func checked(_ result: String, has codes: [String], near cell: Cell?) throws(DocumentFault) -> String {
        let fault = DocumentFault(path, line: cell?.line, .unwritable(cell?.id ?? "cell-1"))
        let read: Document
        do { read = try Document(path: path, source: result) } catch {
            if case .conflict = error.problem { throw error }
            throw fault
        }
        guard read.cells.map(\.code) == codes else { throw fault }
        return result
    }

    /// The lines of some code, blank ones at its end left out.
    private func codeLines(_ code: String) -> [String] {
        var lines = code.split(omittingEmptySubsequences: false) { "\n\r\r\n".contains($0) }.map(String.init)
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    /// A line of the file with what a list or quote puts before it.
    private func written(_ text: String, _ prefix: [UInt8], _ ending: ArraySlice<UInt8>) -> [UInt8] {
        var prefix = prefix[...]
        if text.isEmpty {
            while prefix.last == UInt8(ascii: " ") || prefix.last == UInt8(ascii: "\t") { prefix.removeLast() }
        }
        return prefix + Array(text.utf8) + ending
    }

    /// A whole new cell, its fence longer than any in the code.
    private func fenced(_ code: [String], _ prefix: [UInt8], _ ending: ArraySlice<UInt8>) -> [UInt8] {
        let longest = code.map { $0.drop { $0 == " " }.prefix { $0 == "`" }.count }.max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return ([fence + "foley"] + code + [fence]).flatMap { written($0, prefix, ending) }
    }

    /// What stands before the opening fence, as it has to stand before each line of the code: quote marks and white
    /// space stay, a list's markers become spaces.
    private func prefix(of fence: Block.Fence, _ lines: Lines) -> [UInt8] {
        let skipped = fence.openingLine == 1 ? lines.markLength : 0
        var prefix = lines.text(fence.openingLine).prefix(fence.column).dropFirst(skipped).map { byte in
            byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\t") ? byte : UInt8(ascii: " ")
        }
        if prefix.last == UInt8(ascii: ">") { prefix.append(UInt8(ascii: " ")) }
        return prefix
    }

    private func closes(_ line: String, _ fence: Block.Fence) -> Bool {
        let indent = line.utf8.prefix { $0 == UInt8(ascii: " ") }.count
        let run = line.utf8.dropFirst(indent).prefix { $0 == fence.character }
        let rest = line.utf8.dropFirst(indent + run.count)
        return indent <= 3 && run.count >= fence.length
            && rest.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}

extension String {
    init(fence: Block.Fence) {
        self.init(repeating: Character(Unicode.Scalar(fence.character)), count: fence.length)
    }
}
