/// `text` in single quotes as a message shows it: at most 40 characters, control characters spelled out.
func quoted(_ text: String) -> String {
    var shown = ""
    for (count, character) in text.enumerated() {
        if count == 40 { return "'\(shown)…'" }
        for scalar in character.unicodeScalars {
            if scalar.isUnprintable { shown += "U+" + hexadecimal(scalar) } else { shown.unicodeScalars.append(scalar) }
        }
    }
    return "'\(shown)'"
}

/// At least four upper-case hexadecimal digits.
func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

extension Unicode.Scalar {
    /// A control character, or one that turns the direction of text around: drawn as it is, it would spoil the line.
    var isUnprintable: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

/// `a sound`, `an image`.
func withArticle(_ noun: String) -> String {
    "aeiou".contains(noun.prefix(1)) && !noun.isEmpty ? "an \(noun)" : "a \(noun)"
}

/// `a`, `a or b`, `a, b or c`.
public func alternatives(_ words: [String]) -> String {
    guard let last = words.last else { return "nothing" }
    return words.count == 1 ? last : words.dropLast().joined(separator: ", ") + " or " + last
}

extension ValueType {
    /// `a sound`; `a value` where the type is not known.
    var phrase: String {
        switch self {
        case _ where isSeries: "a series of \(self.element == .any ? "values" : name.hasSuffix("s") ? name : name + "s")"
        case .series: "a series"
        case .any: "a value"
        case .flag: "true or false"
        // Curves and folds are several already.
        default: name.hasSuffix("s") ? name : withArticle(name)
        }
    }
}

extension ValueType {
    /// `sound`, `series of sounds by level`.
    public var label: String {
        guard isSeries else { return name }
        return "\(phrase.dropFirst(2)) by \(keys.joined(separator: ", "))"
    }
}

extension Dimension {
    /// What it measures: `time`.
    var noun: String {
        switch self {
        case .none: "number"
        case .time: "time"
        case .frequency: "frequency"
        case .samples: "number of samples"
        case .level: "level"
        case .pitch: "interval"
        case .pixels: "number of pixels"
        default: "quantity"
        }
    }

    /// `a time`.
    var phrase: String { withArticle(noun) }
}

extension Scalar {
    /// What it is, for an error: `a time`, `a text`.
    var phrase: String {
        switch self {
        case .quantity(let quantity): quantity.dimension.phrase
        case .text: "a text"
        case .word(let word): "the word \(quoted(word))"
        case .flag: "true or false"
        case .list: "a list"
        case .range: "a range"
        }
    }

    public var type: ValueType {
        switch self {
        case .quantity: .number
        case .text: .text
        case .word: .word
        case .flag: .flag
        case .list: .list
        case .range: .range
        }
    }
}

extension OptionKind {
    /// What to write: `a time or a number of samples`.
    var phrase: String {
        switch self {
        case .count: "a count"
        case .number: "a number"
        case .quantity(let choices): alternatives(choices.map(\.dimension.phrase))
        case .text: "a text"
        case .word([]): "a word"
        case .word(let words): alternatives(words)
        case .entries: "a word, a number or a text, or a list of them"
        case .flag: "true or false"
        case .range(let kind): "a range, each end \(kind.phrase)"
        case .list(let kind): "a list, each \(kind.phrase)"
        case .value(let types): types.isEmpty ? "a value" : alternatives(types.map(\.phrase))
        }
    }

    /// One way to write it: `25 ms or 512 samples`; nil where there is no good example.
    var example: String? {
        switch self {
        case .quantity(let choices): alternatives(choices.map(\.spelling))
        case .range(.quantity(let choices)):
            choices.first.map { "\($0.spelling) .. \($0.spelling)" }
        case .word(let words): words.isEmpty || words.count > 8 ? nil : alternatives(words)
        case .flag: "true or false"
        default: nil
        }
    }
}
