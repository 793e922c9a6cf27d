public import Language
public import Programs
public import Session
public import Tensors
import Workplace

/// Directions that features are projected on, learned from labelled rows.
public struct ProjectionValue: Value {
    public static let type = ValueType("projection")
    public let discriminant: Discriminant

    init(_ discriminant: Discriminant) { self.discriminant = discriminant }

    public static let fields: [ValueField] = [
        ValueField("dimensions", .number, "How many directions") { (value: ProjectionValue) in
            Constant.count(value.discriminant.ratios.count)
        },
        ValueField("ratios", TensorValue.type, "How far apart classes lie along each direction, beside how far each is spread") {
            (value: ProjectionValue) in
            let ratios = value.discriminant.ratios
            let axis = Axis("dimension", .linear(start: 1, step: 1))
            return TensorValue(Tensor([ratios.count], axes: [axis], ratios.map(Float.init)))
        },
        ValueField("directions", TensorValue.type, "The directions, dimension x feature") { (value: ProjectionValue) in
            let directions = value.discriminant.directions
            return TensorValue(
                Tensor(
                    [directions.count, value.discriminant.mean.count], axes: [Axis("dimension"), Axis("feature")],
                    directions.joined().map(Float.init)))
        },
    ]

    /// `30 features to 4 dimensions · ratios 12.1, 3.4, 0.8, 0.1`
    public var line: String {
        let ratios = discriminant.ratios
        let shown = ratios.prefix(4).map { spelled(brief: Float($0)) }.joined(separator: ", ") + (ratios.count > 4 ? ", ..." : "")
        return "\(discriminant.mean.count) features to \(ratios.count) dimension\(ratios.count == 1 ? "" : "s")"
            + " · ratio\(ratios.count == 1 ? "" : "s") \(shown)"
    }

    private struct Record: Codable {
        var mean: [Double]
        var directions: [[Double]]
        var ratios: [Double]
    }

    public func payload() throws -> Payload {
        let record = Record(mean: discriminant.mean, directions: discriminant.directions, ratios: discriminant.ratios)
        return Payload(type: Self.type.name, line: line, facts: try Facts.encode(record))
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        guard record.directions.count == record.ratios.count, record.directions.allSatisfy({ $0.count == record.mean.count })
        else { throw DamagedValue(type: Self.type, what: "its directions do not fit its features") }
        discriminant = Discriminant(mean: record.mean, directions: record.directions, ratios: record.ratios)
    }
}

extension Value {
    /// Features as rows: a tensor of two axes as it is, of a spectrogram its frames.
    ///
    /// - Throws: `WrongType`, `UnfitOperand`.
    func featureRows(for verb: String) throws -> Tensor {
        switch self {
        case let spectrogram as SpectrogramValue:
            return spectrogram.spectrogram.tensor.turned
        case let tensor as TensorValue:
            guard tensor.tensor.rank == 2 else {
                throw UnfitOperand(verb: verb, role: "", objection: "takes rows x features, not \(tensor.tensor.rank) axes")
            }
            return tensor.tensor
        default: throw WrongType(role: verb, expected: [TensorValue.type, SpectrogramValue.type], found: type)
        }
    }
}
