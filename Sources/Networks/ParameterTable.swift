import Tensors

/// Tensors with names that lie one after the other in one memory: all that a network learns, or all that it measures.
struct ParameterTable: Sendable {
    /// What belongs together and is named together where it fails: a layer.
    struct Part: Sendable {
        /// As errors name it: `layer 4 (dense, 12 units)`.
        var name: String
        var entries: [(name: String, parameter: LayerParameter)]
    }

    struct Entry: Sendable {
        /// In a file: `4.dense.weights`.
        let name: String
        let parameter: LayerParameter
        /// The number of its part.
        let part: Int
        let range: Range<Int>
    }

    let entries: [Entry]
    /// The names of the parts.
    let parts: [String]
    /// Where each part begins, and at the end where the last one ends.
    let starts: [Int]
    /// All numbers, with what lies between tensors.
    let count: Int

    /// Each tensor begins at a multiple of `alignment`; what lies between is zero and stays so.
    init(_ parts: [Part] = [], alignment: Int = 1) {
        var (entries, starts, end): ([Entry], [Int], Int) = ([], [], 0)
        func aligned(_ place: Int) -> Int { (place + alignment - 1) / alignment * alignment }
        for (number, part) in parts.enumerated() {
            starts.append(aligned(end))
            for (name, parameter) in part.entries {
                let start = aligned(end)
                end = start + parameter.count
                entries.append(Entry(name: name, parameter: parameter, part: number, range: start..<end))
            }
        }
        self.entries = entries
        self.parts = parts.map(\.name)
        count = aligned(end)
        self.starts = starts + [count]
    }

    /// The numbers before training, drawn from `seed`: each tensor from a stream of its own.
    func start(seed: UInt64) -> [Float] {
        var numbers = [Float](repeating: 0, count: count)
        numbers.withUnsafeMutableBufferPointer { numbers in
            for (index, entry) in entries.enumerated() {
                let own = UnsafeMutableBufferPointer(rebasing: numbers[entry.range])
                switch entry.parameter.start {
                case .constant(let value): own.update(repeating: value)
                case .uniform(let limit):
                    Philox(seed: seed, purpose: "weights", UInt64(index)).fillUniform(own)
                    for i in own.indices { own[i] = limit * (2 * own[i] - 1) }
                case .forgetting: own[own.count / 4..<own.count / 2].update(repeating: 1)
                }
            }
        }
        return numbers
    }

    /// Stretches of at most 32768 numbers that are worked on alone, each within one tensor.
    var pieces: [Piece] {
        entries.flatMap { entry in
            stride(from: entry.range.lowerBound, to: entry.range.upperBound, by: Piece.most).map { start in
                Piece(
                    range: start..<min(start + Piece.most, entry.range.upperBound), part: entry.part,
                    isMatrix: entry.parameter.shape.count >= 2)
            }
        }
    }

    /// The numbers as a file keeps them.
    func tensors(of numbers: [Float]) -> [(name: String, tensor: Tensor)] {
        entries.map { ($0.name, Tensor($0.parameter.shape, Array(numbers[$0.range]))) }
    }

    /// Throws `UnfitWeights` where a tensor is missing, has another shape, or holds what is no number.
    func numbers(from tensors: [String: Tensor]) throws -> [Float] {
        var numbers = [Float](repeating: 0, count: count)
        for entry in entries {
            guard let tensor = tensors[entry.name] else { throw UnfitWeights(name: entry.name, problem: "is missing") }
            guard tensor.shape == entry.parameter.shape else {
                throw UnfitWeights(
                    name: entry.name,
                    problem: "is \(spelled(tensor.shape)) where the network has \(spelled(entry.parameter.shape))")
            }
            guard tensor.withFloats(Kernels.allFinite) else {
                throw UnfitWeights(name: entry.name, problem: "holds infinity or NaN")
            }
            numbers.replaceSubrange(entry.range, with: tensor.floats)
        }
        return numbers
    }
}

private func spelled(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }

/// A stored network whose numbers do not belong to its layers.
public struct UnfitWeights: Fault, Equatable {
    public var name: String
    public var problem: String
    public var cause: String { "'\(name)' \(problem)" }
    public var remedy: String? { "take the model's file anew from where it came" }
}
