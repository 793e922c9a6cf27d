public import Language
public import Programs
public import Session
public import Tensors
import Workplace

/// An array of numbers with named axes.
public struct TensorValue: Value {
    public static let type = ValueType("tensor")
    public let tensor: Tensor
    /// What the numbers are of, for a figure of them: `Layer 3: ReLU`; nil where they have none to say.
    let caption: String?

    init(_ tensor: Tensor, caption: String? = nil) {
        self.tensor = tensor
        self.caption = caption
    }

    public static let fields: [ValueField] = [
        ValueField("count", .number, "How many numbers") { (value: TensorValue) in Constant.count(value.tensor.count) },
        ValueField("min", .number, "The smallest number") { (value: TensorValue) in
            try Constant.number(Double(value.finiteExtent.lowerBound))
        },
        ValueField("max", .number, "The largest number") { (value: TensorValue) in
            try Constant.number(Double(value.finiteExtent.upperBound))
        },
    ]

    private var finiteExtent: ClosedRange<Float> {
        get throws {
            guard let extent = tensor.extent else { throw NothingToMeasure(cause: "the tensor holds no finite number") }
            return extent
        }
    }

    public var line: String {
        let shape = tensor.shape.map(String.init).joined(separator: " x ")
        guard let extent = tensor.extent else { return "\(shape) · no finite numbers" }
        let (least, most) = (spelled(brief: extent.lowerBound), spelled(brief: extent.upperBound))
        return "\(shape.isEmpty ? "1 number" : shape) · \(least)..\(most)"
    }

    public func payload() throws -> Payload {
        let facts = try caption.map { try Facts.encode(Record(caption: $0)) } ?? "{}"
        return Payload(type: Self.type.name, line: line, facts: facts, tensors: [("values", tensor)])
    }

    public init(payload: Payload) throws {
        guard let tensor = payload.tensors.first?.tensor else { throw DamagedValue(type: Self.type, what: "no tensor") }
        self.init(tensor, caption: try Facts.decode(Record.self, from: payload).caption)
    }

    private struct Record: Codable {
        var caption: String?
    }
}

extension TensorValue: Sliceable {
    public func slice(_ parts: [Scalar]) throws -> any Value {
        var result = tensor
        for (number, extent) in try parts.assigned(to: result.axes) {
            let (axis, count) = (result.axes[number], result.shape[number])
            result = result.slice(axis: number, try axis.indices(extent, count: count, within: axis.covered(count)))
        }
        return TensorValue(result, caption: caption)
    }
}

extension TensorValue: Calculable {
    public static func combine(_ left: TensorValue, _ operation: Arithmetic, _ right: TensorValue) throws -> TensorValue {
        TensorValue(try Tensor.combine(left.tensor, operation, right.tensor))
    }

    public static func combine(_ left: TensorValue, _ operation: Arithmetic, _ right: Double) throws -> TensorValue {
        TensorValue(try Tensor.combine(left.tensor, operation, right))
    }

    public static func combine(_ left: Double, _ operation: Arithmetic, _ right: TensorValue) throws -> TensorValue {
        TensorValue(try Tensor.combine(left, operation, right.tensor))
    }
}

/// Several arrays under names, as an array file holds them.
public struct ArchiveValue: Value {
    public static let type = ValueType("archive")
    public let arrays: [(name: String, tensor: Tensor)]

    init(_ arrays: [(name: String, tensor: Tensor)]) { self.arrays = arrays }

    /// The arrays below `name`, as in `name.weight` or a folder's `name/weight`, under the rest of their names; nil where
    /// there are none.
    func part(_ name: String) -> ArchiveValue? {
        let part = arrays.filter { $0.name.hasPrefix(name + ".") || $0.name.hasPrefix(name + "/") }
        return part.isEmpty ? nil : ArchiveValue(part.map { (String($0.name.dropFirst(name.count + 1)), $0.tensor) })
    }

    /// An array, or those below a name.
    public func field(_ name: String) throws -> any Value {
        if let array = arrays.first(where: { $0.name == name }) { return TensorValue(array.tensor) }
        if let part = part(name) { return part }
        throw MissingField(name: name, type: type, available: arrays.map(\.name))
    }

    public var line: String {
        "\(arrays.count) array\(arrays.count == 1 ? "" : "s"): " + arrays.map(\.name).joined(separator: ", ")
    }

    public var shown: Shown {
        .text(arrays.map { "\($0.name)  \(TensorValue($0.tensor).line)" }.joined(separator: "\n"))
    }

    public func payload() throws -> Payload { Payload(type: Self.type.name, line: line, tensors: arrays) }
    public init(payload: Payload) throws { self.init(payload.tensors) }
}

extension Tensor {
    /// The smallest and the largest finite number; nil where there is none.
    var extent: ClosedRange<Float>? {
        withFloats { floats in
            var range: ClosedRange<Float>?
            for x in floats where x.isFinite {
                range = range.map { min($0.lowerBound, x)...max($0.upperBound, x) } ?? x...x
            }
            return range
        }
    }
}

extension TensorValue: Exportable {
    var endings: [String] { ArrayFile.endings }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? { try ArrayFile.bytes(of: [("values", tensor)], ending) }
}

extension ArchiveValue: Exportable {
    var endings: [String] { ["npz", "safetensors"] }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? { try ArrayFile.bytes(of: arrays, ending) }
}
