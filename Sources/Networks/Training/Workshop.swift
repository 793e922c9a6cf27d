import Synchronization
import Tensors

/// Circuits of one network, made when they are first needed and used by one thread at a time.
final class Workshop: Sendable {
    private let architecture: Architecture
    private let mode: Mode
    /// Of the first layers, how many are not learned.
    private let frozen: Int
    private let idle = Mutex<[Int: [Shelved]]>([:])
    /// What a circuit for so many examples holds.
    private let sizes = Mutex<[Int: Int]>([:])

    /// A circuit changes hands only through the lock.
    private struct Shelved: @unchecked Sendable { let circuit: Circuit }

    init(_ architecture: Architecture, _ mode: Mode, frozen: Int = 0) {
        self.architecture = architecture
        self.mode = mode
        self.frozen = frozen
    }

    private func circuit(_ count: Int, most: Int = .max) throws -> Circuit {
        try Circuit(architecture, count: count, mode: mode, frozen: frozen, most: most)
    }

    /// What a circuit for so many examples holds, in bytes.
    ///
    /// Throws `TooLittleMemory` where that is more than `most`.
    func bytes(_ count: Int, most: Int) throws -> Int {
        let known = sizes.withLock { $0[count] }
        if let known, known <= most { return known }
        idle.withLock { idle in idle = idle.filter { abs($0.key - count) <= 1 } }
        // The first shard will want it.
        let circuit = try circuit(count, most: most)
        sizes.withLock { $0[count] = circuit.bytes }
        let shelved = Shelved(circuit: circuit)
        idle.withLock { $0[count, default: []].append(shelved) }
        return circuit.bytes
    }

    /// Circuits of quite another size are let go of: an epoch's last batch needs some, and then they only take memory.
    /// Shards of one batch differ by one example at most.
    func with<R>(_ count: Int, _ body: (Circuit) throws -> R) throws -> R {
        let shelved = idle.withLock { idle in
            idle = idle.filter { abs($0.key - count) <= 1 }
            return idle[count]?.popLast()
        }
        let circuit = try shelved?.circuit ?? circuit(count)
        defer {
            let shelved = Shelved(circuit: circuit)
            idle.withLock { $0[count, default: []].append(shelved) }
        }
        return try body(circuit)
    }
}

/// A trained network at work: probabilities of classes for examples.
public final class Predictor: Sendable {
    private let architecture: Architecture
    private let workshop: Workshop
    /// How often it was asked, each time with weights that may be others.
    private let calls = Atomic(0)
    /// Examples computed at once; the last block is filled up, so that a clip's result never depends on its neighbours.
    static let block = 8

    public init(_ architecture: Architecture) {
        self.architecture = architecture
        workshop = Workshop(architecture, .prediction)
    }

    /// (examples, classes): the softmax of what leaves the last layer, or of each class the sigmoid.
    public func probabilities(of inputs: any Inputs, _ weights: Weights, parallel: Parallel) throws -> Tensor {
        try outputs(of: inputs, weights, asProbabilities: true, parallel: parallel)
    }

    /// (examples, numbers): what leaves the last layer; the weights may be those of more layers that come after it.
    func outputs(
        of inputs: any Inputs, _ weights: Weights, asProbabilities: Bool = false, parallel: Parallel
    ) throws -> Tensor {
        try weights.parameters.withUnsafeBufferPointer { parameters in
            try weights.statistics.withUnsafeBufferPointer { statistics in
                let none = Scratch(1)
                return try outputs(
                    of: inputs,
                    WeightMemory(
                        parameters: parameters.baseAddress ?? UnsafePointer(none.start),
                        statistics: statistics.baseAddress ?? UnsafePointer(none.start)), asProbabilities: asProbabilities,
                    parallel: parallel)
            }
        }
    }

    func probabilities(of inputs: any Inputs, _ weights: WeightMemory, parallel: Parallel) throws -> Tensor {
        try outputs(of: inputs, weights, asProbabilities: true, parallel: parallel)
    }

    private func outputs(
        of inputs: any Inputs, _ weights: WeightMemory, asProbabilities: Bool, parallel: Parallel
    ) throws -> Tensor {
        let version = calls.wrappingAdd(1, ordering: .relaxed).newValue
        let (size, classes, block) = (architecture.input.reduce(1, *), architecture.classes, Self.block)
        return try Tensor([inputs.count, classes]) { memory in
            let parallel = try parallel.fitting(bytesEach: workshop.bytes(block, most: parallel.memory))
            nonisolated(unsafe) let weights = weights
            nonisolated(unsafe) let memory = memory
            try parallel.forEachRange(of: inputs.count, by: block) { range in
                try workshop.with(block) { circuit in
                    let filled = range.count * size
                    try inputs.fill(
                        Array(range), epoch: nil, into: UnsafeMutableBufferPointer(rebasing: circuit.input.memory[..<filled]))
                    circuit.input.memory[filled...].update(repeating: 0)
                    circuit.lengths = inputs.lengths(Array(range), epoch: nil).map {
                        $0 + Array(repeating: 1, count: block - range.count)
                    }
                    try circuit.forward(weights, Circuit.Position(version: version, seed: 0, epoch: 0, step: 0, shard: 0))
                    if asProbabilities {
                        architecture.answer.probabilities(circuit.output, rows: range.count, classes: classes)
                    }
                    (memory.baseAddress! + range.lowerBound * classes).update(
                        from: circuit.output, count: range.count * classes)
                }
            }
        }
    }
}
