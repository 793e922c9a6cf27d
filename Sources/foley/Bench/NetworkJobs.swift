import Networks
import Tensors

/// Training steps and predictions of networks that others are measured by, on numbers without meaning.
extension Job {
    static let networkJobs: [Job] = [
        training(
            "seed cnn train", batch: 32,
            "a step of Adam on 32 images of 96 x 216; batch normalisation after the first convolution only", seedOfPeers),
        inference(
            "seed cnn infer", batch: 32,
            "probabilities of 32 images of 96 x 216; batch normalisation after the first convolution only", seedOfPeers),
        training("vgg train", batch: 16, "a step on 16 images: 64, 128, 256 filters in pairs", vgg),
        inference("vgg infer", batch: 16, "probabilities of 16 such images", vgg),
        training(
            "esc-10 train", batch: 16,
            "a step on 16 images of 64 x 216: 16, 32, 64, 128 filters in pairs, as in notebooks/real/esc10.md", esc10),
    ]

    @Sendable private static func seedOfPeers() throws -> Architecture { try .seedOfPeers(bands: 96, frames: 216, classes: 10) }
    @Sendable private static func vgg() throws -> Architecture { try .vgg(bands: 96, frames: 216, classes: 10) }

    @Sendable private static func esc10() throws -> Architecture {
        var design = CNNDesign()
        (design.hasStem, design.blocks, design.convolutions, design.isPadded) = (false, 4, 2, true)
        (design.filters, design.widest, design.head) = (16, 128, .both)
        return try .cnn([1, 64, 216], classes: 10, design)
    }

    private static func training(
        _ name: String, batch: Int, _ summary: String, _ network: @escaping @Sendable () throws -> Architecture
    ) -> Job {
        Job(name: name, unit: .images, summary: summary) { bench in
            let network = try network()
            let lessons = Images(count: 8 * batch, of: network)
            let training = Training(
                network, Course(epochs: 1_000_000, batch: batch), lessons: lessons, validation: nil)
            return Work(amount: Double(batch)) { _ = try training.advance(bench.parallel) }
        }
    }

    private static func inference(
        _ name: String, batch: Int, _ summary: String, _ network: @escaping @Sendable () throws -> Architecture
    ) -> Job {
        Job(name: name, unit: .images, summary: summary) { bench in
            let network = try network()
            let lessons = Images(count: batch, of: network)
            let weights = network.startingWeights(seed: 1)
            let predictor = Predictor(network)
            return Work(amount: Double(batch)) {
                _ = try predictor.probabilities(of: lessons, weights, parallel: bench.parallel)
            }
        }
    }
}

/// Numbers in (-1, 1) and labels, drawn once.
private struct Images: Lessons {
    let count: Int
    private let size: Int
    private let classes: Int
    private let numbers: [Float]

    init(count: Int, of network: Architecture) {
        self.count = count
        let size = network.input.reduce(1, *)
        let random = Philox(seed: 7, purpose: "bench images")
        numbers = (0..<count * size).map { 2 * random.uniform($0) - 1 }
        self.size = size
        classes = network.classes
    }

    func label(_ example: Int) -> Int { example % classes }

    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        numbers.withUnsafeBufferPointer { numbers in
            for (place, example) in examples.enumerated() {
                (memory.baseAddress! + place * size).update(from: numbers.baseAddress! + example * size, count: size)
            }
        }
    }
}
