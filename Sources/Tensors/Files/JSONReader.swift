/// Text that is not JSON, with the byte where it stops being so.
public struct JSONFault: Fault, Equatable {
    public let offset: Int
    public let problem: String
    public var cause: String { "bad JSON at byte \(offset): \(problem)" }
}

extension JSON {
    /// Reads one JSON value that fills `bytes`; strict: valid UTF-8, no key twice, at most 64 levels deep.
    public init(reading bytes: some Collection<UInt8>) throws(JSONFault) {
        let bytes = Array(bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw JSONFault(offset: 0, problem: "the text is not UTF-8")
        }
        var reader = JSONReader(bytes: bytes)
        self = try reader.document()
    }
}

/// Recursive descent over bytes that are known to be valid UTF-8.
private struct JSONReader {
    let bytes: [UInt8]
    var offset = 0
    var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONFault) -> JSON {
        let value = try value()
        skipSpace()
        guard offset == bytes.count else { throw fault("something follows the value") }
        return value
    }

    private func fault(_ problem: String) -> JSONFault { JSONFault(offset: offset, problem: problem) }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(character.value) else { return false }
        offset += 1
        return true
    }

    private mutating func value() throws(JSONFault) -> JSON {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONFault) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONFault) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested(_ read: (inout JSONReader) throws(JSONFault) -> JSON) throws(JSONFault) -> JSON {
        guard depth < 64 else { throw fault("nested deeper than 64 levels") }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private mutating func word(_ spelling: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        let length = spelling.utf8CodeUnitCount
        let matches = spelling.withUTF8Buffer { bytes[offset...].prefix(length).elementsEqual($0) }
        guard matches else { throw fault("expected a value") }
        offset += length
        return value
    }

    private mutating func array() throws(JSONFault) -> JSON {
        offset += 1
        skipSpace()
        if take("]") { return .array([]) }
        var items: [JSON] = []
        while true {
            items.append(try value())
            skipSpace()
            if take("]") { return .array(items) }
            guard take(",") else { throw fault("expected ',' or ']'") }
        }
    }

    private mutating func object() throws(JSONFault) -> JSON {
        offset += 1
        skipSpace()
        if take("}") { return .object([:]) }
        var members: [String: JSON] = [:]
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("expected a key in quotes") }
            let start = offset
            let key = try string()
            skipSpace()
            guard take(":") else { throw fault("expected ':'") }
            guard members.updateValue(try value(), forKey: key) == nil else {
                throw JSONFault(offset: start, problem: "the key '\(key)' stands twice")
            }
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw fault("expected ',' or '}'") }
        }
    }

    private mutating func number() throws(JSONFault) -> String {
        let start = offset
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws(JSONFault) {
        let start = offset
        while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
        guard offset > start else { throw fault("expected a value") }
    }

    private mutating func string() throws(JSONFault) -> String {
        offset += 1
        var content: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                offset += 1
                content.append(contentsOf: Array(String(try escape()).utf8))
            case 0..<0x20: throw fault("a control character inside a string")
            default:
                content.append(byte)
                offset += 1
            }
        }
        throw fault("a string that does not end")
    }

    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        guard let byte = next else { throw fault("a string that does not end") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try codePoint()
        default: throw fault("an unknown escape")
        }
    }

    private mutating func codePoint() throws(JSONFault) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw fault("half a surrogate pair") }
        let second = try fourDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw fault("half a surrogate pair") }
        return scalar
    }

    private mutating func fourDigits() throws(JSONFault) -> UInt32 {
        let digits = bytes[offset...].prefix(4)
        guard digits.count == 4,
            digits.allSatisfy({ UInt8(ascii: "0") <= $0 && Unicode.Scalar($0).properties.isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("expected four hexadecimal digits") }
        offset += 4
        return value
    }
}
