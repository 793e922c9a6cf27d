/// A block of Markdown and the line of the file it begins on, counted from 1.
struct Block: Hashable, Sendable {
    var kind: Kind
    var line: Int

    indirect enum Kind: Hashable, Sendable {
        case heading(level: Int, [Inline])
        case paragraph([Inline])
        case list(List)
        case quote([Block])
        case code(Code)
        case table(Table)
        case html(String)
        case rule
    }
}

extension Block {
    struct List: Hashable, Sendable {
        var items: [Item]
        /// Whether its items stand without blank lines between them.
        var isTight: Bool
    }

    struct Item: Hashable, Sendable {
        var marker: Marker
        var blocks: [Block]
    }

    enum Marker: Hashable, Sendable {
        case bullet
        case number(Int)
        case task(isDone: Bool)
        /// The rest of an item that a cell has parted.
        case none
    }

    struct Table: Hashable, Sendable {
        var alignments: [Alignment]
        /// Rows of cells, the header first.
        var rows: [[[Inline]]]
    }

    enum Alignment: Hashable, Sendable { case left, centre, right }

    /// A code block: its text with LF line endings and, unless it is an indented one, its fence.
    struct Code: Hashable, Sendable {
        var text: String
        var fence: Fence?

        /// What stands behind the fence of a cell; nil of other blocks.
        var cell: CellInfo? { fence.flatMap { CellInfo($0.info) } }
        var isCell: Bool { cell != nil }
    }

    struct Fence: Hashable, Sendable {
        /// What stands behind the opening fence, character references and escapes resolved.
        var info: String
        /// A backtick or a tilde.
        var character: UInt8
        var length: Int
        /// The byte of its line where the fence begins, counted from 0.
        var column: Int
        var openingLine: Int
        /// The line of the closing fence; nil where there is none.
        var closingLine: Int?
    }
}

/// A stretch of text inside a block.
enum Inline: Hashable, Sendable {
    case text(String, Traits)
    /// Where the link ends whose text stands just before.
    case target(String)
    case image(description: String, path: String)
    case lineBreak

    /// What a heading or a label says, without its looks.
    var plainText: String {
        switch self {
        case .text(let text, _): text
        case .image(let description, _): description
        case .lineBreak: " "
        case .target: ""
        }
    }
}

/// How a stretch of text looks.
struct Traits: OptionSet, Hashable, Sendable {
    var rawValue: UInt8

    static let strong = Traits(rawValue: 1)
    static let emphasis = Traits(rawValue: 2)
    static let code = Traits(rawValue: 4)
    static let struck = Traits(rawValue: 8)
    static let link = Traits(rawValue: 16)
    /// Of less weight than the text around it.
    static let faint = Traits(rawValue: 32)
}
