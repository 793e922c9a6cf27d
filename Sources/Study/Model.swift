public import Language
public import Networks
public import Tensors
import Workplace

/// A trained network: what it hears, its layers, its weights, and how it came to them.
public struct Model: Sendable {
    public let network: Network
    public let weights: Weights
    public let learning: Learning

    init(_ network: Network, _ weights: Weights, _ learning: Learning) {
        self.network = network
        self.weights = weights
        self.learning = learning
    }

    public var classes: [String] { network.classes }

    /// All but the numbers: part of the stored value and of an exported file alike.
    public struct Record: Codable {
        public var architecture: Architecture
        public var frontEnd: FrontEnd
        var classes: [String]
        var course: Course
        var history: [EpochRecord]
        var epoch: Int
        /// nil where the data decided nothing.
        var bySize: BySize?

        var network: Network { Network(architecture, frontEnd, classes: classes) }
        var learning: Learning { Learning(course, history: history, epoch: epoch, bySize: bySize ?? BySize()) }

        /// Why this is no model's record; nil where it may be. A file may say anything.
        public var objection: String? { network.objection ?? learning.objection }
    }

    public var record: Record {
        Record(
            architecture: network.architecture, frontEnd: network.frontEnd, classes: network.classes,
            course: learning.course, history: learning.history, epoch: learning.epoch,
            bySize: learning.bySize.isEmpty ? nil : learning.bySize)
    }

    /// Its weights under their names.
    public var tensors: [(name: String, tensor: Tensor)] { network.architecture.tensors(of: weights) }

    /// - Throws: `DamagedValue` where the record is no model's, `UnfitWeights`.
    public init(_ record: Record, tensors: [(name: String, tensor: Tensor)]) throws {
        if let objection = record.objection { throw DamagedValue(type: .model, what: objection) }
        self.init(record.network, try record.architecture.weights(from: tensors), record.learning)
    }
}

extension ValueType {
    /// What a trained network is in a program.
    public static let model = ValueType("model")
}
