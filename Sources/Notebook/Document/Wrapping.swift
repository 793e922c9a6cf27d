import Language

/// Breaks a paragraph into lines.
///
/// A line breaks at spaces and between wide characters; a word wider than a line is broken where the line ends.
struct Wrapping {
    /// In columns.
    private let width: Int
    /// Whether the terminal shows the traits; else backticks and tildes stand for those that carry meaning.
    private let isStyled: Bool
    private var lines: [StyledLine] = []
    private var line = StyledLine()
    private var word = StyledLine()
    /// The traits of the space before the word, if there is one.
    private var space: Traits?
    /// Whether the word may end after its last character although no space follows.
    private var mayEnd = false

    static func lines(_ inlines: [Inline], width: Int, isStyled: Bool, traits: Traits = []) -> [StyledLine] {
        var wrapping = Wrapping(width: max(1, width), isStyled: isStyled)
        wrapping.add(inlines, traits)
        wrapping.endWord()
        if !wrapping.line.parts.isEmpty { wrapping.endLine() }
        return wrapping.lines
    }

    private init(width: Int, isStyled: Bool) {
        self.width = width
        self.isStyled = isStyled
    }

    private mutating func add(_ inlines: [Inline], _ base: Traits) {
        var isStruck = false
        for inline in inlines {
            let strikes = if case .text(_, let traits) = inline { traits.contains(.struck) } else { false }
            if !isStyled, strikes != isStruck {
                isStruck = strikes
                add("~~", base)
            }
            switch inline {
            case .text(let text, let traits):
                let mark = !isStyled && traits.contains(.code) ? "`" : ""
                add(mark + printable(text) + mark, traits.union(base))
            case .target(let address):
                add(" (\(printable(address)))", base.union(.faint))
            case .image(let description, let path):
                add("[picture: \(printable(description.isEmpty ? path : description))]", base.union(.emphasis))
                if !description.isEmpty, !path.isEmpty { add(" (\(printable(path)))", base.union(.faint)) }
            case .lineBreak: endLine()
            }
        }
        if isStruck { add("~~", base) }
    }

    private mutating func add(_ text: String, _ traits: Traits) {
        for character in text {
            if character == " " {
                endWord()
                if space == nil { space = traits }
                continue
            }
            let isWide = displayWidth(character) == 2
            if isWide || mayEnd, !Self.neverFirst.contains(character) { endWord() }
            word.append(String(character), traits)
            mayEnd = isWide && !Self.neverLast.contains(character)
        }
    }

    private mutating func endWord() {
        guard !word.parts.isEmpty else { return }
        let gap = space != nil && !line.parts.isEmpty ? 1 : 0
        if line.width + gap + word.width <= width {
            if gap > 0 { line.append(" ", space ?? []) }
            line.append(word)
        } else {
            if !line.parts.isEmpty { lines.append(line) }
            line = word
            if word.width > width {
                let pieces = word.broken(at: width)
                lines += pieces.dropLast()
                line = pieces[pieces.count - 1]
            }
        }
        word = StyledLine()
        space = nil
        mayEnd = false
    }

    private mutating func endLine() {
        endWord()
        lines.append(line)
        line = StyledLine()
        space = nil
    }

    /// Punctuation that belongs to what stands before it.
    private static let neverFirst: Set<Character> = Set(".,;:!?)]}'\"`~、。，．：；！？）］｝」』】〉》”’ー々")

    /// Brackets that belong to what follows them.
    private static let neverLast: Set<Character> = Set("（［｛「『【〈《“‘")
}
