public import Language
public import Session
import Tensors
import Workplace

/// A number, text, word, list or range: a value that the language can write down.
public struct Constant: Value {
    public static let type = ValueType.number
    /// By the name that the store keeps.
    static let types: [ValueType] = [.number, .text, .word, .flag, .list, .range, share]
    private static let share = ValueType("share")

    public let scalar: Scalar
    /// A number that is a part of a whole, as scores are: people read it in percent.
    let isShare: Bool

    public init(_ scalar: Scalar) {
        self.scalar = scalar
        isShare = false
    }

    /// `0.917` of a whole: `91.7 %`.
    public init(share: Double) {
        scalar = .quantity(Quantity(share))
        isShare = true
    }

    public static func number(_ value: Double) -> Constant { Constant(.quantity(Quantity(value))) }
    public static func count(_ value: Int) -> Constant { .number(Double(value)) }
    public static func seconds(_ value: Double) -> Constant { Constant(.quantity(Quantity(value, .time))) }
    public static func hertz(_ value: Double) -> Constant { Constant(.quantity(Quantity(value, .frequency))) }
    public static func decibels(_ value: Double) -> Constant { Constant(.quantity(Quantity(value, .level))) }
    public static func text(_ value: String) -> Constant { Constant(.text(value)) }

    public var type: ValueType { scalar.type }
    public var line: String {
        if isShare, case .quantity(let quantity) = scalar { return spelled(share: quantity.value) }
        return scalar.display
    }

    public func payload() throws -> Payload {
        Payload(type: (isShare ? Self.share : type).name, line: line, facts: scalar.description)
    }

    public init(payload: Payload) throws {
        isShare = payload.type == Self.share.name
        // The language has no word for these.
        let unwritten: [String: Double] = ["inf": .infinity, "-inf": -.infinity, "nan": .nan]
        if isShare || payload.type == ValueType.number.name, let number = unwritten[payload.facts] {
            scalar = .quantity(Quantity(number))
            return
        }
        do { scalar = try Scalar(parsing: payload.facts) } catch {
            throw DamagedValue(type: ValueType(payload.type), what: "'\(payload.facts)' is not a constant")
        }
    }
}
