/// A text of one or several lines with a cursor in it, counted in Unicode scalars.
struct EditText: Equatable {
    var scalars: [Unicode.Scalar]
    /// 0 ... scalars.count; the cursor stands before this scalar.
    var cursor: Int

    init(_ scalars: [Unicode.Scalar] = [], cursor: Int = 0) {
        // A terminal's text never holds a NUL: libedit takes it as the end.
        self.scalars = scalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }
        self.cursor = min(max(cursor, 0), scalars.count)
    }

    /// The text with the cursor at its end.
    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        self.init(scalars, cursor: scalars.count)
    }

    var string: String { Self.string(scalars[...]) }
    var beforeCursor: String { Self.string(scalars[..<cursor]) }
    /// The cursor's place in the UTF-8 bytes of `string`.
    var byteOffset: Int { beforeCursor.utf8.count }

    static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    // MARK: Lines

    /// Where the cursor's line begins.
    var lineStart: Int { (scalars[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }
    /// Where the cursor's line ends, before its newline.
    var lineEnd: Int { scalars[cursor...].firstIndex(of: "\n") ?? scalars.count }
    var column: Int { cursor - lineStart }

    /// Moves one line up, to `column` if the line is long enough; false on the first line.
    mutating func moveUp(column: Int) -> Bool {
        guard lineStart > 0 else { return false }
        let end = lineStart - 1
        cursor = end
        cursor = min(lineStart + column, end)
        return true
    }

    /// Moves one line down, to `column` if the line is long enough; false on the last line.
    mutating func moveDown(column: Int) -> Bool {
        guard lineEnd < scalars.count else { return false }
        cursor = lineEnd + 1
        cursor = min(cursor + column, lineEnd)
        return true
    }

    // MARK: Characters as people see them

    /// Where the character before the cursor begins; several scalars may make one character.
    var characterLeft: Int {
        guard cursor > 0, let last = Self.string(scalars[lineBegin(before: cursor)..<cursor]).last else { return 0 }
        return cursor - last.unicodeScalars.count
    }

    /// Where the character after the cursor ends.
    var characterRight: Int {
        guard cursor < scalars.count else { return cursor }
        let end = scalars[(cursor + 1)...].firstIndex(of: "\n") ?? scalars.count
        return cursor + (Self.string(scalars[cursor..<end]).first?.unicodeScalars.count ?? 1)
    }

    private func lineBegin(before place: Int) -> Int {
        scalars[place - 1] == "\n" ? place - 1 : lineStart
    }

    // MARK: Words

    /// Where the word before the cursor begins.
    var wordLeft: Int {
        let end = scalars[..<cursor].lastIndex(where: Self.isInWord) ?? 0
        return (scalars[..<end].lastIndex { !Self.isInWord($0) } ?? -1) + 1
    }

    /// Where the word after the cursor ends.
    var wordRight: Int {
        let start = scalars[cursor...].firstIndex(where: Self.isInWord) ?? scalars.count
        return scalars[start...].firstIndex { !Self.isInWord($0) } ?? scalars.count
    }

    private static func isInWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
    }

    // MARK: Changes

    mutating func insert(_ text: String) {
        let added = EditText(text).scalars
        scalars.insert(contentsOf: added, at: cursor)
        cursor += added.count
    }

    mutating func delete(_ range: Range<Int>) {
        scalars.removeSubrange(range)
        cursor = range.lowerBound
    }

    /// Replaces the UTF-8 bytes `range` and puts the cursor after the replacement; false if they are not in the text.
    mutating func replace(bytes range: Range<Int>, with text: String) -> Bool {
        let old = string
        guard range.upperBound <= old.utf8.count, range.lowerBound >= 0 else { return false }
        let utf8 = old.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        let end = utf8.index(utf8.startIndex, offsetBy: range.upperBound)
        guard let before = String(utf8[..<start]), let after = String(utf8[end...]) else { return false }
        self = EditText(before + text)
        let rest = Array(after.unicodeScalars)
        scalars += rest
        return true
    }
}
