import Datasets
import Language
import Programs
import Workplace

private let column = Parameter<Word>("by", "A column: class, seconds, rate, path, or one of the data set's own")
private let isOneOf = Parameter<Entries>("is", "Keep clips with one of these values")
private let isNoneOf = Parameter<Entries>("not", "Leave out clips with one of these values")
private let above = Parameter<Bound>("above", "Keep clips with more than this")
private let below = Parameter<Bound>("below", "Keep clips with less than this")

/// A bound of a column: a time for seconds, a frequency for rate, else a number.
private struct Bound: ParameterValue {
    let quantity: Quantity

    static var kind: OptionKind { .quantity([(.none, "3"), (.time, "1 s"), (.frequency, "16 kHz")]) }
    static var expectation: String { "a number, a time or a frequency" }
    init?(_ scalar: Scalar) {
        guard case .quantity(let quantity) = scalar, [.none, .time, .frequency].contains(quantity.dimension) else { return nil }
        self.quantity = quantity
    }
    var scalar: Scalar { .quantity(quantity) }
    var limit: Never? { nil }
    static func spell(_ limit: Never) -> String {}
}

extension Verb {
    static let `where` = Verb(
        Signature(
            "where", family: "Data", "The clips that meet a condition",
            details: """
                Every condition given has to hold. A clip of several classes has all of them. Chosen by class, the classes \
                that are left are all there are in the result; chosen by another column, all classes stay. 'above' and 'below' \
                do not include the bound; lengths are times (below: 1 s), rates frequencies.
                """,
            operand: .init("DATA", [DatasetValue.type], "The clips"),
            phrases: [.init("by", .init("COLUMN", column))], options: [isOneOf, isNoneOf, above, below],
            gives: DatasetValue.type,
            examples: [
                .init(
                    """
                    export (tone 440 Hz, length: 1 s) to "sounds/tone/a.wav"
                    export (noise 2 s) to "sounds/noise/b.wav"
                    data = dataset "sounds"
                    long = where data by seconds, above: 1.5 s
                    tones = where data by class, is: tone
                    """, gives: "1 clip · 1 class · 1.0 s")
            ])
    ) { call in
        let data: DatasetValue = try call.operand()
        let by = try call.given(column, "by")!.text
        func number(_ parameter: Parameter<Bound>) throws -> Double? {
            guard let quantity = try call.given(parameter)?.quantity else { return nil }
            let dimension: Dimension =
                data.table.columns.contains { $0.name == by }
                ? .none : by == "seconds" ? .time : by == "rate" ? .frequency : .none
            guard quantity.dimension == dimension else {
                let wanted =
                    switch dimension {
                    case .time: "a time, such as 1 s"
                    case .frequency: "a frequency, such as 16 kHz"
                    default: "a number"
                    }
                throw UnfitOption(verb: "where", key: parameter.key, objection: "of \(by) takes \(wanted)")
            }
            return quantity.value
        }
        return DatasetValue(
            try data.table.filtered(
                by: by,
                .init(
                    isOneOf: call.given(isOneOf)?.cells, isNoneOf: call.given(isNoneOf)?.cells, above: number(above),
                    below: number(below))))
    }
}
