import Foundation
import Tensors
import Testing

@testable import Networks

/// Ten steps of the seed network against those of PyTorch; the reference's file says how it was made.
@Suite struct PyTorchStepsTests {
    private struct Reference: Decodable {
        struct Numbers: Decodable {
            /// Its place among PyTorch's parameters, which are ours in the same order.
            var tensor: Int
            var count: Int
            var norm: Double
            var at: [Int]
            var values: [Double]
        }
        var losses: [Double]
        var tensors: [Numbers]
    }

    /// Element `i` of stream `t`, in [-1, 1).
    fileprivate static func noise(_ t: Int, _ i: Int) -> Double {
        let whole: Int = (31 * i * i + 7919 * i + 104_729 * t) % 10_007
        return 2 * Double(whole) / 10_007 - 1
    }

    private struct Eight: Lessons {
        let count = 8
        func label(_ example: Int) -> Int { example % 4 }
        func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
            for (place, example) in examples.enumerated() {
                for i in 0..<40 * 44 {
                    let tick = (i % 44) % (2 + example % 4) == 0 ? 1.0 : 0
                    memory[place * 40 * 44 + i] = Float(PyTorchStepsTests.noise(example + 100, i) * 0.5 + tick)
                }
            }
        }
    }

    @Test func tenStepsAreThoseOfPyTorch() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../References/pytorch-steps.json")
        let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
        let network = try Architecture.cnn([1, 40, 44], classes: 4, CNNDesign(filters: 8, blocks: 2, units: 128, dropout: 0))
        var course = Course(epochs: 10, batch: 8, rate: 1e-3)
        course.schedule = .constant
        let training = Training(network, course, lessons: Eight(), validation: nil)
        #expect(training.resume(try start(network, training.checkpoint)))
        while !training.isOver { _ = try training.advance(Parallel(threads: 2, poll: {})) }

        let losses = training.progress.history.map(\.loss)
        #expect(losses.count == 10)
        for (ours, theirs) in zip(losses, reference.losses) { #expect(abs(ours - theirs) < 1e-4 * max(theirs, 1)) }
        let tensors = network.tensors(of: training.weights).map(\.tensor.floats)
        #expect(reference.tensors.count == 13)
        for numbers in reference.tensors {
            let ours = tensors[numbers.tensor].map(Double.init)
            #expect(ours.count == numbers.count)
            #expect(abs(ours.reduce(0) { $0 + $1 * $1 }.squareRoot() - numbers.norm) < 1e-4)
            for (place, value) in zip(numbers.at, numbers.values) { #expect(abs(ours[place] - value) < 1e-4) }
        }
    }

    /// The checkpoint with the reference's weights.
    private func start(_ network: Architecture, _ checkpoint: Training.Checkpoint) throws -> Training.Checkpoint {
        let first = Weights(
            parameters: [Float](repeating: 0, count: network.parameterCount),
            statistics: [Float](repeating: 0, count: network.statisticCount))
        let named = network.tensors(of: first).enumerated().map { t, item in
            let shape = item.tensor.shape
            guard shape.count >= 2 else {
                return (
                    name: item.name,
                    tensor: Tensor(shape, [Float](repeating: item.name.hasSuffix("scale") ? 1 : 0, count: item.tensor.count))
                )
            }
            let window = shape[2...].reduce(1, *)
            let limit = (6 / Double((shape[0] + shape[1]) * window)).squareRoot()
            return (name: item.name, tensor: Tensor(shape, (0..<item.tensor.count).map { Float(Self.noise(t, $0) * limit) }))
        }
        let parameters = try network.weights(from: named).parameters
        var checkpoint = checkpoint
        checkpoint.tensors = checkpoint.tensors.map {
            $0.name == "parameters" ? ($0.name, Tensor([parameters.count], parameters)) : $0
        }
        return checkpoint
    }
}
