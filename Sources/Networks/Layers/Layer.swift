import Tensors

/// The layers there are, by the name that a stored model keeps; a new one is a file beside this one and its line here.
let layerKinds: [any Layer.Type] = [
    Convolution.self, BatchNormalisation.self, ReLU.self, ELU.self, MaxPool.self, TimeAverage.self, GlobalPool.self,
    Dropout.self, Flatten.self, Dense.self, Deltas.self, ColumnsInOrder.self, Recurrent.self, LastState.self, FrameMean.self,
    Attention.self, PicturesInOrder.self,
]

/// The shape of one example: (channels, rows, columns), a sequence's (frames, features), or (units).
public typealias Shape = [Int]

/// One layer as it is described: what it makes of a shape, what it learns, and how it computes.
protocol Layer: Codable, Hashable, Sendable {
    /// Its name in a stored model.
    static var kind: String { get }
    /// In a table of layers: `convolution 3x3, 32 filters`.
    var summary: String { get }
    /// Why there can be no such layer, whatever its input; nil where there can. A model's file may say anything.
    var objection: String? { get }
    /// Throws `LayerFault` where the input is too small or of another rank.
    func output(for input: Shape) throws -> Shape
    /// What training changes.
    func parameters(for input: Shape) -> [LayerParameter]
    /// What training measures and prediction uses, such as running means.
    func statistics(for input: Shape) -> [LayerParameter]
    /// Takes the statistics of a batch's shards, each with its share of the examples, into the running ones.
    func absorb(_ observed: [(share: Float, numbers: UnsafePointer<Float>)], into running: Memory, shape: Shape)
    /// The layer for `count` examples of `shape` that lie as `input` says.
    ///
    /// - Parameter needsGradient: false for the first layer, whose input nobody asks about.
    func step(_ input: Layout, shape: Shape, count: Int, mode: Mode, needsGradient: Bool) throws -> any LayerStep
}

extension Layer {
    var objection: String? { nil }
    func parameters(for input: Shape) -> [LayerParameter] { [] }
    func statistics(for input: Shape) -> [LayerParameter] { [] }
    func absorb(_ observed: [(share: Float, numbers: UnsafePointer<Float>)], into running: Memory, shape: Shape) {}
}

/// Numbers of a layer that stay from step to step: a name, a shape, and how they begin.
struct LayerParameter: Hashable, Sendable {
    let name: String
    let shape: [Int]
    let start: Start
    var count: Int { shape.reduce(1, *) }

    enum Start: Hashable, Sendable {
        case constant(Float)
        /// Uniform in (-limit, limit).
        case uniform(limit: Float)
        /// 0, but 1 for the second quarter: the forget gates of an LSTM (Jozefowicz et al. 2015).
        case forgetting
    }

    /// Uniform in +-sqrt(6 / (fan-in + fan-out)); Glorot and Bengio, "Understanding the difficulty of training deep
    /// feedforward neural networks" (2010).
    static func glorot(_ name: String, _ shape: [Int], fanIn: Int, fanOut: Int) -> LayerParameter {
        LayerParameter(name: name, shape: shape, start: .uniform(limit: (6 / Float(fanIn + fanOut)).squareRoot()))
    }
}

enum Mode: Sendable {
    /// Batch statistics, dropout, gradients to come.
    case training
    /// Running statistics, nothing dropped.
    case prediction
}

/// A layer at work on one shard: forward and backward over memory that the circuit owns.
protocol LayerStep: AnyObject {
    /// How the input has to lie.
    var input: Layout { get }
    var output: Layout { get }
    /// The output may lie where the input does.
    var worksInPlace: Bool { get }
    /// Whether `backward` reads the output.
    var readsOutput: Bool { get }
    /// The output is the input, number for number, and they lie alike.
    var leavesNumbers: Bool { get }
    /// What it holds besides its input and its output and their gradients.
    var bytes: Int { get }
    func forward(_ x: Memory, to y: Memory, _ pass: Pass) throws
    /// Gradients of the weights go to `pass.gradients`, those of the input to `dx`; `dy` may be overwritten.
    func backward(_ x: Memory, _ y: Memory, _ dy: Memory, to dx: Memory?, _ pass: Pass) throws
}

extension LayerStep {
    var worksInPlace: Bool { false }
    var readsOutput: Bool { false }
    var leavesNumbers: Bool { false }
    var bytes: Int { 0 }
}

/// What a step sees of the training around it: its own parameters and where they are in the course of things.
struct Pass {
    /// The layer's parameters, row-major, one after the other.
    var parameters: UnsafePointer<Float>
    /// Changes whenever the parameters do.
    var version: Int
    /// The layer's running statistics, for prediction.
    var statistics: UnsafePointer<Float>
    /// Where the gradients of the parameters go.
    var gradients: Memory?
    /// Where the statistics of this shard go, in training.
    var observed: Memory?
    /// The random numbers of this layer, step and shard.
    var random: Philox
    /// How many of the network's `frames` each example fills; nil where all fill all.
    var lengths: [Int]?
    /// Columns or pictures of the network's input.
    var frames: Int

    /// How many of `steps` each example fills, where layers have made `steps` of the input's frames:
    /// ceil(length steps / frames).
    func lengths(of steps: Int) -> [Int]? {
        lengths?.map { min(steps, ($0 * steps + frames - 1) / frames) }
    }
}

/// A layer that does not fit what comes before it.
public struct LayerFault: Fault, Equatable {
    public var layer: String
    /// The shape that reaches it.
    var input: Shape
    var problem: String
    /// Its place among the layers, from 1; 0 while it is not known.
    var number = 0

    public var cause: String {
        "\(number > 0 ? "layer \(number), " : "")\(layer), \(problem): what reaches it is "
            + input.map(String.init).joined(separator: " x ")
            + (input.count == 3 ? " (channels, bands or rows, frames or columns)" : "")
    }
    public var remedy: String? {
        "fewer blocks, a smaller kernel, or a larger input: more bands, longer clips, a smaller hop, larger pictures"
    }

    /// Why no filter or window can span so many rows and columns; nil where it can.
    static func objection(rows: Int, columns: Int) -> String? {
        let sides = 1...1024
        return sides.contains(rows) && sides.contains(columns) ? nil : "cannot span \(rows) x \(columns)"
    }

    /// Rows and columns left after taking windows of `window`.
    static func check(_ layer: any Layer, _ input: Shape, holds window: [Int]) throws {
        guard input.count == 3 else { throw LayerFault(layer: layer.summary, input: input, problem: "needs rows and columns") }
        guard input[1] >= window[0], input[2] >= window[1] else {
            throw LayerFault(layer: layer.summary, input: input, problem: "has nothing left to work on")
        }
    }
}
