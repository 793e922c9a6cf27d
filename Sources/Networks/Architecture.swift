import Tensors

/// A network as it is described: the shape of one example, and the layers it passes through.
public struct Architecture: Sendable {
    /// The verb that made it: `cnn`.
    public let name: String
    /// (channels, rows, columns), or (pictures, channels, rows, columns).
    public let input: Shape
    let layers: [any Layer]
    /// What the numbers that leave the last layer say.
    public internal(set) var answer = Answer.oneClass
    /// What reaches each layer, and at the end what leaves the last: of one picture, until they have become a sequence.
    public let shapes: [Shape]
    /// What it learns and what it measures, layer after layer.
    let parameters, statistics: ParameterTable
    /// Where each layer's parameters and statistics begin among all.
    var parameterOffsets: [Int] { parameters.starts }
    var statisticOffsets: [Int] { statistics.starts }

    public enum Answer: String, Codable, Sendable {
        /// One class of all: probabilities by softmax.
        case oneClass = "one"
        /// Of each class whether it is there: probabilities by sigmoid.
        case everyClass = "every"
    }

    /// The same layers, which say of each class by itself whether it is there.
    public var answeringForEveryClass: Architecture {
        var other = self
        other.answer = .everyClass
        return other
    }

    /// Throws `LayerFault`, which names the first layer that does not fit.
    init(_ name: String, input: Shape, layers: [any Layer]) throws {
        self.name = name
        self.input = input
        self.layers = layers
        let shapes = try Self.shapes(of: layers, from: input)
        self.shapes = shapes
        func table(_ parameters: (any Layer, Shape) -> [LayerParameter]) -> ParameterTable {
            ParameterTable(
                layers.indices.map { number in
                    let kind = type(of: layers[number]).kind.replacing(" ", with: "-")
                    return .init(
                        name: "layer \(number + 1) (\(layers[number].summary))",
                        entries: parameters(layers[number], shapes[number]).map { ("\(number + 1).\(kind).\($0.name)", $0) })
                })
        }
        parameters = table { $0.parameters(for: $1) }
        statistics = table { $0.statistics(for: $1) }
    }

    /// What one example may hold on its way through all layers, and all that a network may keep: 1 GB of floats each.
    static let mostNumbers = 1 << 28
    static let mostLayers = 1000

    /// What reaches each layer and what leaves the last; nothing of that size is made.
    private static func shapes(of layers: [any Layer], from input: Shape) throws -> [Shape] {
        guard (1...mostLayers).contains(layers.count) else { throw ArchitectureFault.layers(layers.count) }
        guard [1, 3, 4].contains(input.count), input.allSatisfy({ $0 > 0 }), size(input) != nil else {
            throw ArchitectureFault.input(input)
        }
        // Pictures that are looked at one by one.
        var pictures = input.count == 4 ? input[0] : 1
        var shapes = [Array(input.suffix(3))]
        var (activations, kept) = (size(input)!, 0)
        for (number, layer) in layers.enumerated() {
            func fault(_ problem: String) -> LayerFault {
                LayerFault(layer: layer.summary, input: shapes[number], problem: problem, number: number + 1)
            }
            if let objection = layer.objection { throw fault(objection) }
            let output: Shape
            do { output = try layer.output(for: shapes[number]) } catch var fault as LayerFault {
                fault.number = number + 1
                throw fault
            }
            let parameters = layer.parameters(for: shapes[number]) + layer.statistics(for: shapes[number])
            if let joining = layer as? PicturesInOrder {
                guard joining.count == pictures, input.count == 4 else { throw fault("comes after \(pictures)") }
                pictures = 1
            }
            guard let leaving = size([pictures] + output), activations + leaving <= mostNumbers else {
                throw fault("would make each example larger than a gigabyte")
            }
            activations += leaving
            for parameter in parameters {
                guard let count = size(parameter.shape), kept + count <= mostNumbers else {
                    throw fault("would keep more than a gigabyte")
                }
                kept += count
            }
            shapes.append(output)
        }
        guard pictures == 1 else { throw ArchitectureFault.pictures(pictures) }
        return shapes
    }

    /// How many pictures of each example reach layer `number` one by one; 1 where examples do.
    func pictures(before number: Int) -> Int {
        input.count == 4 && !layers[..<number].contains { $0 is PicturesInOrder } ? input[0] : 1
    }

    /// Moments of one example: pictures, or columns.
    var steps: Int { input.count == 4 ? input[0] : input.last! }

    /// The numbers in a shape; nil where they are more than `mostNumbers`.
    private static func size(_ shape: Shape) -> Int? {
        var size = 1
        for side in shape {
            let (product, overflow) = size.multipliedReportingOverflow(by: side)
            guard !overflow, product <= mostNumbers else { return nil }
            size = product
        }
        return size
    }

    /// The least examples of a shard: the products of a recurrent layer's steps want sixteen.
    var shardSize: Int { layers.contains { $0 is Recurrent } ? 16 : 8 }

    /// How many numbers training changes.
    public var parameterCount: Int { parameters.count }
    /// How many it measures besides: running means and variances.
    public var statisticCount: Int { statistics.count }
    /// All numbers that a trained network keeps: parameters and running statistics.
    public var count: Int { parameterCount + statisticCount }
    /// The length of the last layer's row: the classes.
    public var classes: Int { shapes.last!.reduce(1, *) }

    /// A table of the layers: what each does, what leaves it, how many numbers it keeps.
    public var table: [(layer: String, output: Shape, parameters: Int)] {
        layers.indices.map { number in
            let numbers =
                parameterOffsets[number + 1] - parameterOffsets[number] + statisticOffsets[number + 1]
                - statisticOffsets[number]
            return (layers[number].summary, shapes[number + 1], numbers)
        }
    }

    /// The network that its first `count` layers are, whose parameters and statistics come first among all; of pictures, one
    /// that takes in a picture alone, and none of the layers may reach beyond that.
    ///
    /// Throws `LayerFault`.
    func first(_ count: Int) throws -> Architecture {
        precondition(input.count != 4 || pictures(before: count) == input[0])
        return try Architecture(name, input: shapes[0], layers: Array(layers[..<count]))
    }
}

/// All that a network has learned: parameters, row-major, layer after layer, and running statistics.
public struct Weights: Hashable, Sendable {
    public var parameters: [Float]
    public var statistics: [Float]

    public init(parameters: [Float], statistics: [Float]) {
        self.parameters = parameters
        self.statistics = statistics
    }
}

extension Architecture: Codable {
    private enum Keys: String, CodingKey { case name, input, layers, answer }
    private enum LayerKeys: String, CodingKey { case kind, options }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        var list = try container.nestedUnkeyedContainer(forKey: .layers)
        var layers: [any Layer] = []
        while !list.isAtEnd {
            guard layers.count < Self.mostLayers else { throw ArchitectureFault.layers(layers.count + 1) }
            let item = try list.nestedContainer(keyedBy: LayerKeys.self)
            let name = try item.decode(String.self, forKey: .kind)
            guard let kind = layerKinds.first(where: { $0.kind == name }) else { throw UnknownLayer(kind: name) }
            layers.append(try item.decode(kind, forKey: .options))
        }
        try self.init(
            try container.decode(String.self, forKey: .name), input: try container.decode(Shape.self, forKey: .input),
            layers: layers)
        answer = try container.decodeIfPresent(Answer.self, forKey: .answer) ?? answer
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(name, forKey: .name)
        try container.encode(input, forKey: .input)
        if answer != .oneClass { try container.encode(answer, forKey: .answer) }
        var list = container.nestedUnkeyedContainer(forKey: .layers)
        for layer in layers {
            var item = list.nestedContainer(keyedBy: LayerKeys.self)
            try item.encode(type(of: layer).kind, forKey: .kind)
            try item.encode(layer, forKey: .options)
        }
    }
}

/// A network that there cannot be, whatever its layers.
public enum ArchitectureFault: Fault, Equatable {
    case layers(Int)
    case input(Shape)
    case pictures(Int)
    case noMoreClasses(layer: String)

    public var cause: String {
        switch self {
        case .layers(let count): "a network cannot have \(count) layers"
        case .input(let shape): "a network cannot take examples of \(shape.map(String.init).joined(separator: " x "))"
        case .pictures(let count): "a network has no layer that takes the \(count) pictures of an example together"
        case .noMoreClasses(let layer): "a network whose last layer is '\(layer)' cannot learn new classes"
        }
    }
}

/// A stored network with a layer that this version does not have.
public struct UnknownLayer: Fault {
    public var kind: String
    public var cause: String { "the model has a layer of the kind '\(kind)', which this version does not know" }
}
