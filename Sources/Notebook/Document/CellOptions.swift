import Language

/// What stands behind `foley` on a cell's first line.
public struct CellOptions: Hashable, Sendable {
    /// The cell is shown but not run.
    public var skips = false
    /// The cell is expected to end in an error.
    public var fails = false
    /// The cell is run but left out of what is woven.
    public var isHidden = false
    /// The cell begins a slide.
    public var beginsSlide = false
    /// How far a number may be from the stored one, as a fraction of it.
    public var tolerance: Double?

    public init() {}

    /// The options as they are written.
    static let words = ["skip", "fails", "hidden", "slide", "tolerance="]

    /// The longest name a cell may have, in bytes: names become file names.
    static let longestName = 120

    /// Reads the words behind `foley`: the name, if one is given, and the options.
    static func read(_ words: [Substring]) throws(DocumentFault.Problem) -> (name: String?, CellOptions) {
        var name: String?
        var options = CellOptions()
        var seen: Set<Substring> = []
        for word in words {
            if word.hasPrefix("#") {
                let given = String(word.dropFirst())
                guard isName(given) else { throw .badName(given) }
                guard name == nil else { throw .secondName(given) }
                name = given
                continue
            }
            let key = word.prefix { $0 != "=" }
            try options.take(word, key: key)
            guard seen.insert(key).inserted else { throw .repeatedOption(String(key)) }
        }
        return (name, options)
    }

    private mutating func take(_ word: Substring, key: Substring) throws(DocumentFault.Problem) {
        switch word {
        case "skip": skips = true
        case "fails": fails = true
        case "hidden": isHidden = true
        case "slide": beginsSlide = true
        case _ where key == "tolerance": tolerance = try Self.tolerance(word.dropFirst(key.count + 1))
        default: throw .unknownOption(String(word), suggestion: nearest(to: String(key), among: Self.words))
        }
    }

    /// A fraction from 0 on: `0.01`, `1e-3` or `1%`.
    private static func tolerance(_ text: Substring) throws(DocumentFault.Problem) -> Double {
        let isPercent = text.hasSuffix("%")
        let digits = isPercent ? text.dropLast() : text
        guard digits.allSatisfy({ "0123456789.eE-+".contains($0) }), let value = Double(digits), value.isFinite,
            value >= 0
        else { throw .badTolerance(String(text)) }
        return isPercent ? value / 100 : value
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || first.isLetterOrDigit else { return false }
        return text.utf8.count <= longestName
            && text.unicodeScalars.allSatisfy { $0.isLetterOrDigit || $0.isMark || "-_.".unicodeScalars.contains($0) }
    }
}

extension Unicode.Scalar {
    var isLetterOrDigit: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: false
        }
    }

    /// Whether it belongs to the letter before it, as vowel signs do.
    var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }
}
