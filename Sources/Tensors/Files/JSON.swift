/// A JSON value whose text is canonical: object keys sorted by their bytes, no spaces, numbers spelt as given.
public enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The spelling of a number, so that nothing is lost on the way.
    case number(String)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    public static func number(_ value: Int) -> JSON { .number(String(value)) }

    /// A double by its shortest exact spelling; `inf`, `-inf` and `nan`, which JSON lacks, as strings.
    public static func number(_ value: Double) -> JSON { value.isFinite ? .number("\(value)") : .string("\(value)") }

    public var string: String? { if case .string(let text) = self { text } else { nil } }
    public var array: [JSON]? { if case .array(let items) = self { items } else { nil } }
    public var object: [String: JSON]? { if case .object(let members) = self { members } else { nil } }
    public var int: Int? { if case .number(let text) = self { Int(text) } else { nil } }

    /// The double of a number, or of the strings that stand for `inf`, `-inf` and `nan`.
    public var double: Double? {
        switch self {
        case .number(let text): Double(text)
        case .string("inf"): .infinity
        case .string("-inf"): -.infinity
        case .string("nan"): .nan
        default: nil
        }
    }

    /// The canonical text.
    public var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let spelling): text += spelling
        case .string(let string): JSON.quote(string, to: &text)
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { text += "," }
                JSON.quote(member.key, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
