import Language
import Tensors
import Workplace

/// What the language does to values without a verb: fields, slices and arithmetic.
enum Operators {
    /// Part of every recipe that one of these is in, but for slices.
    static let version = 1

    /// The version of an operation, by what it is given.
    static func version(of operation: String, _ operands: [any Value], _ options: [String: any Value]) -> Int {
        guard operation == "[]", let value = operands.first as? any Sliceable,
            case .list(let parts)? = (options["at"] as? Constant)?.scalar
        else { return version }
        return type(of: value).version(ofSlice: parts)
    }

    typealias Operation = @Sendable (_ operands: [any Value], _ options: [String: any Value]) throws -> any Value

    static let all: [String: Operation] = [
        ".": { operands, options in try field(of: operands[0], options["name"]) },
        "[]": { operands, options in try slice(operands[0], options["at"]) },
        "negate": { operands, _ in try combine(operands[0], .multiply, Constant.number(-1)) },
        "+": { operands, _ in try combine(operands[0], .add, operands[1]) },
        "-": { operands, _ in try combine(operands[0], .subtract, operands[1]) },
        "*": { operands, _ in try combine(operands[0], .multiply, operands[1]) },
        "/": { operands, _ in try combine(operands[0], .divide, operands[1]) },
        "series": { operands, options in try SeriesValue(operands, keys: options["keys"], noun: options["noun"]) },
    ]

    private static func field(of value: any Value, _ name: (any Value)?) throws -> any Value {
        guard case .word(let name)? = (name as? Constant)?.scalar else {
            throw DamagedValue(type: value.type, what: "a recipe names no field")
        }
        return try value.field(name)
    }

    private static func slice(_ value: any Value, _ at: (any Value)?) throws -> any Value {
        guard case .list(let parts)? = (at as? Constant)?.scalar else {
            throw DamagedValue(type: value.type, what: "a recipe names no slice")
        }
        guard let value = value as? any Sliceable else {
            throw UnfitSlice(cause: "\(value.type.withArticle) cannot be sliced", remedy: nil)
        }
        return try value.slice(parts)
    }

    private static func combine(_ left: any Value, _ operation: Arithmetic, _ right: any Value) throws -> any Value {
        let result: (any Value)? =
            switch (left, right) {
            case (let a as Constant, let b as Constant): try a.combined(operation, with: b)
            case (let a as Constant, let b as any Calculable): try b.combined(operation, after: a)
            case (let a as any Calculable, _): try a.combined(operation, with: right)
            default: nil
            }
        guard let result else { throw UnfitOperands(operation: operation.rawValue, left: left.type, right: right.type) }
        return result
    }
}

/// The versions at which this program makes what the language does without a verb. Of slices, whose version depends on what
/// is sliced, the earlier one is still made.
public let operatorVersions: [String: Int] = Dictionary(uniqueKeysWithValues: Operators.all.keys.map { ($0, Operators.version) })

extension Constant {
    /// Two constants by the language's own rules, units and all; nil where those have none.
    ///
    /// - Throws: `UnfitSum` where they say no.
    fileprivate func combined(_ operation: Arithmetic, with other: Constant) throws -> Constant? {
        guard case .quantity(let a) = scalar, case .quantity(let b) = other.scalar,
            let sign = Operator(rawValue: operation.rawValue)
        else { return nil }
        let nowhere = Span(0, 0)
        let sum = Expression(.arithmetic(sign, Expression(.quantity(a), nowhere), Expression(.quantity(b), nowhere)), nowhere)
        do throws(Diagnostic) {
            let bound = try bind(
                Statement(name: nil, expression: sum, span: nowhere), in: Vocabulary(verbs: [], fields: [:]),
                scope: Environment())
            if case .scalar(let scalar, _) = bound { return Constant(scalar) }
            return nil
        } catch {
            throw UnfitSum(cause: error.message)
        }
    }
}
