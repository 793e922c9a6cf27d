import Foundation
public import Language
import Networks
import Plotting
public import Programs
public import Session
import Study
import Tensors
import Workplace

/// How much each part of a clip counts in a network's answer, over what the network took in.
public struct SaliencyValue: Value {
    public static let type = ValueType("saliency")
    let frontEnd: FrontEnd
    let label: String
    /// Of the class, while nothing is hidden.
    let probability: Double
    /// (1, rows, columns): one example.
    let example: Tensor
    /// (rows, columns), by how much the probability falls.
    let weights: Tensor
    /// Frames or pictures that hold something.
    let steps: Int

    init(_ frontEnd: FrontEnd, label: String, probability: Double, example: Tensor, weights: Tensor, steps: Int) {
        self.frontEnd = frontEnd
        self.label = label
        self.probability = probability
        self.example = example
        self.weights = weights
        self.steps = steps
    }

    public static let fields: [ValueField] = [
        ValueField("weights", TensorValue.type, "How far the probability falls where a part is hidden") {
            (value: SaliencyValue) in TensorValue(value.weights.with(axes: value.axes))
        },
        ValueField("probability", .number, "The class's, while nothing is hidden") { (value: SaliencyValue) in
            Constant(share: value.probability)
        },
    ]

    private var axes: [Axis] {
        frontEnd.sense.seen == nil ? [Axis("band"), Axis("frame")] : [Axis("row"), Axis("column")]
    }

    /// `dog 93.1 % · hiding a part costs up to 88.0 points`
    public var line: String {
        let most = max(Double(weights.extent?.upperBound ?? 0), 0)
        let points = (100 * most).spelled(decimals: 1)
        return "\(label) \(spelled(share: probability)) · hiding a part costs up to \(points) points"
    }

    private struct Record: Codable {
        var frontEnd: FrontEnd
        var label: String
        var probability: Double
        var steps: Int
    }

    public func payload() throws -> Payload {
        let record = Record(frontEnd: frontEnd, label: label, probability: probability, steps: steps)
        return Payload(
            type: Self.type.name, line: line, facts: try Facts.encode(record),
            tensors: [("example", example), ("weights", weights)])
    }

    public init(payload: Payload) throws {
        let record = try Facts.decode(Record.self, from: payload)
        let tensors = Dictionary(payload.tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
        let grid = record.frontEnd.grid
        guard let example = tensors["example"], let weights = tensors["weights"], example.shape == [1, grid.rows, grid.columns],
            weights.shape == Array(record.frontEnd.sense.input.suffix(2)),
            (1...record.frontEnd.sense.steps).contains(record.steps)
        else { throw DamagedValue(type: Self.type, what: "not a weight for each point") }
        self.init(
            record.frontEnd, label: record.label, probability: record.probability, example: example, weights: weights,
            steps: record.steps)
    }
}

extension SaliencyValue: Drawable {
    /// What speaks for the class, in orange over the spectrogram, or over some of the pictures.
    func drawn(_ wishes: DrawingWishes) throws -> Figure {
        let title = wishes.title(else: "What \(frontEnd.sense.seen == nil ? "sounds" : "looks") like \(label)")
        let subtitle = wishes.subtitle(else: line + (frontEnd.sense.seen == nil ? "" : " · one map over all pictures"))
        let label = "Fall of the probability (points)"
        // What hardly matters does not glow.
        let most = max(5, 100 * Double(weights.extent?.upperBound ?? 0))
        let percents = Tensor(weights.shape, weights.floats.map { max(100 * $0, 0) })
        guard let pictures = frontEnd.sense.seen else {
            let sound = frontEnd.sense.heard
            let areBands = sound.map { Swift.type(of: $0.features).areBands } ?? false
            let values = Tensor(
                Array(example.shape.dropFirst()), axes: try sound.map { try Hearing($0).axes }, storage: example.storage)
            return try .saliency(
                title: title, subtitle: subtitle, values: values, weights: percents,
                yLabel: areBands ? "Frequency" : nil, yScale: areBands ? .melSlaney : .linear,
                weightLabel: label, most: most)
        }
        let size = pictures.input.dropFirst().reduce(1, *)
        let numbers = FilmPage.spaced(min(wishes.pictures ?? 4, steps), of: steps)
        let stills = example.withFloats { floats in
            numbers.map { number -> Still in
                let (channels, plane) = (pictures.colour.channels, pictures.width * pictures.height)
                let bytes = (0..<size).map { i in
                    UInt8(min(max(floats[number * size + i % channels * plane + i / channels] * 255, 0), 255).rounded())
                }
                return bytes.withUnsafeBufferPointer {
                    Still(
                        bytes: $0, height: pictures.height, width: pictures.width, channels: channels, weights: percents,
                        caption: String(format: "%.2f s", Double(number) / pictures.rate))
                }
            }
        }
        return try .pictures(title: title, subtitle: subtitle, stills, weightLabel: label, most: most)
    }
}
