/// What stands before the numbers of an NPY file.
struct NPYHeader {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// What each element is.
    let element: Element
    let isFortran: Bool
    let shape: [Int]
    let dataStart: Int

    enum Element {
        case number(ElementType, isBigEndian: Bool)
        case foreign(ForeignType)
    }

    /// Reads the header of the whole file `bytes`; throws for every departure from the format.
    init(_ bytes: [UInt8], name: String) throws(FormatFault) {
        guard bytes.starts(with: Self.magic), bytes.count >= 10 else { throw FormatFault(name, "is not an NPY file") }
        let version = bytes[6]
        guard (1...3).contains(version) else {
            throw FormatFault(name, "is an NPY file of version \(version).\(bytes[7]), which cannot be read")
        }
        let lengthBytes = version == 1 ? 2 : 4
        guard bytes.count >= 8 + lengthBytes else { throw FormatFault(name, "ends within its header") }
        let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
        dataStart = 8 + lengthBytes + length
        guard length <= 1 << 20, dataStart <= bytes.count else {
            throw FormatFault(name, "states a header of \(length) bytes but has \(bytes.count - 8 - lengthBytes)")
        }
        var literal = PythonLiteral(Array(bytes[8 + lengthBytes..<dataStart]))
        guard let members = literal.dictionary() else { throw FormatFault(name, "has a damaged NPY header") }
        guard Set(members.keys) == ["descr", "fortran_order", "shape"],
            case .bool(let isFortran) = members["fortran_order"], case .tuple(let shape) = members["shape"],
            shape.count <= 32
        else { throw FormatFault(name, "has an NPY header without exactly descr, fortran_order and shape") }
        switch members["descr"] {
        case .text(let description): element = Self.element(description)
        case .list(let fields): element = .foreign(ForeignType(spelling: fields))
        default: throw FormatFault(name, "has an NPY header whose descr is no type")
        }
        self.isFortran = isFortran
        self.shape = shape
    }

    private static func element(_ description: String) -> Element {
        let foreign = Element.foreign(ForeignType(spelling: description))
        let type: ElementType
        switch description.dropFirst() {
        case "b1": type = .bool
        case "u1": type = .uint8
        case "i1": type = .int8
        case "u2": type = .uint16
        case "i2": type = .int16
        case "u4": type = .uint32
        case "i4": type = .int32
        case "u8": type = .uint64
        case "i8": type = .int64
        case "f2": type = .float16
        case "f4": type = .float32
        case "f8": type = .float64
        default: return foreign
        }
        switch description.first {
        case "<", "=": return .number(type, isBigEndian: false)
        case ">": return .number(type, isBigEndian: true)
        case "|" where type.byteCount == 1: return .number(type, isBigEndian: false)
        default: return foreign
        }
    }
}

/// The little of Python's literals that an NPY header is written in.
private struct PythonLiteral {
    enum Value {
        case text(String)
        case bool(Bool)
        case tuple([Int])
        /// A list as it is written, which is how structured types name their fields.
        case list(String)
    }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The one dictionary that fills the text; nil for anything else, or a key that stands twice.
    mutating func dictionary() -> [String: Value]? {
        guard take("{") else { return nil }
        var members: [String: Value] = [:]
        while !take("}") {
            guard let key = text(), take(":"), let value = value(), members.updateValue(value, forKey: key) == nil
            else { return nil }
            if take(",") { continue }
            guard take("}") else { return nil }
            break
        }
        skipSpace()
        return offset == bytes.count ? members : nil
    }

    private mutating func value() -> Value? {
        skipSpace()
        guard offset < bytes.count else { return nil }
        switch bytes[offset] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return text().map(Value.text)
        case UInt8(ascii: "("): return tuple().map(Value.tuple)
        case UInt8(ascii: "["): return list().map(Value.list)
        default: return take("True") ? .bool(true) : take("False") ? .bool(false) : nil
        }
    }

    private mutating func text() -> String? {
        skipSpace()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "'") || bytes[offset] == UInt8(ascii: "\"") else {
            return nil
        }
        let quote = bytes[offset]
        guard let end = bytes[(offset + 1)...].firstIndex(of: quote) else { return nil }
        defer { offset = end + 1 }
        let content = bytes[offset + 1..<end]
        return content.contains(UInt8(ascii: "\\")) ? nil : String(validating: content, as: UTF8.self)
    }

    private mutating func tuple() -> [Int]? {
        guard take("(") else { return nil }
        var sides: [Int] = []
        while !take(")") {
            skipSpace()
            let start = offset
            while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
            guard let side = Int(String(decoding: bytes[start..<offset], as: UTF8.self)) else { return nil }
            // Python 2 wrote long integers with an L.
            _ = take("L")
            sides.append(side)
            if take(",") { continue }
            guard take(")") else { return nil }
            break
        }
        return sides
    }

    /// A bracketed list with whatever it holds; brackets inside texts do not count.
    private mutating func list() -> String? {
        let start = offset
        var depth = 0
        repeat {
            guard offset < bytes.count else { return nil }
            switch bytes[offset] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard text() != nil else { return nil }
                continue
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"): depth -= 1
            default: break
            }
            offset += 1
        } while depth > 0
        return String(validating: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func take(_ word: String) -> Bool {
        skipSpace()
        guard bytes[offset...].starts(with: word.utf8) else { return false }
        offset += word.utf8.count
        return true
    }

    private mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
    }
}
