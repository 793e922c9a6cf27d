public import Language
public import Session

/// A number, text, word, list or range: a value that the language can write down.
public struct Constant: Value {
    public static let type = ValueType.number
    static let types: [ValueType] = [.number, .text, .word, .flag, .list, .range]

    public let scalar: Scalar

    public init(_ scalar: Scalar) { self.scalar = scalar }

    static func number(_ value: Double) -> Constant { Constant(.quantity(Quantity(value))) }
    static func count(_ value: Int) -> Constant { .number(Double(value)) }
    static func seconds(_ value: Double) -> Constant { Constant(.quantity(Quantity(value, .time))) }
    static func hertz(_ value: Double) -> Constant { Constant(.quantity(Quantity(value, .frequency))) }
    static func decibels(_ value: Double) -> Constant { Constant(.quantity(Quantity(value, .level))) }
    static func text(_ value: String) -> Constant { Constant(.text(value)) }

    public var type: ValueType { scalar.type }
    public var line: String { scalar.display }

    public func payload() throws -> Payload {
        Payload(type: type.name, line: line, facts: scalar.description)
    }

    public init(payload: Payload) throws {
        do { scalar = try Scalar(parsing: payload.facts) } catch {
            throw DamagedValue(type: ValueType(payload.type), what: "'\(payload.facts)' is not a constant")
        }
    }
}
