import Foundation
public import Language
public import Session
public import Tensors

/// The part of a value that is not tensors, as canonical JSON: sorted keys, shortest exact numbers; what is no
/// number for JSON (infinity, NaN) as a string.
public enum Facts {
    /// Equal facts give the same text.
    public static func encode<T: Encodable>(_ facts: T) throws -> String {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(facts), as: UTF8.self)
    }

    /// - Throws: `DamagedValue`, and what the type's own decoding throws.
    public static func decode<T: Decodable>(_ type: T.Type, from payload: Payload) throws -> T {
        do { return try decode(type, from: payload.facts) } catch let error as DecodingError {
            throw DamagedValue(type: ValueType(payload.type), what: "its facts do not read (\(error))")
        }
    }

    /// - Throws: `DecodingError`, and what the type's own decoding throws.
    public static func decode<T: Decodable>(_ type: T.Type, from text: String) throws -> T {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try decoder.decode(type, from: Data(text.utf8))
    }
}

/// A stored value whose parts do not fit together.
public struct DamagedValue: Fault {
    var type: ValueType
    var what: String

    public init(type: ValueType, what: String) {
        self.type = type
        self.what = what
    }

    public var cause: String { "a stored \(type.name) is damaged: \(what)" }
    public var remedy: String? { "run the cell that made it again" }
}
