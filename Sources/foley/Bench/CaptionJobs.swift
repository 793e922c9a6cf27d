import Networks
import Tensors

/// Training steps of S2VT on 32 clips of 60 frames with sentences of 20 words, numbers and words without meaning.
extension Job {
    static let captionJobs: [Job] = [
        s2vt("s2vt step h1000", hidden: 1000, vocabulary: 12_000), s2vt("s2vt step h256", hidden: 256, vocabulary: 2000),
    ]

    private static func s2vt(_ name: String, hidden: Int, vocabulary: Int) -> Job {
        Job(name: name, unit: .tokens, summary: "a step of Adam on 32 sentences, \(vocabulary) words") { bench in
            let clips = 32
            let lessons = Sentences(clips: clips, features: 4096, vocabulary: vocabulary)
            let network = S2VT(
                S2VT.Size(features: lessons.features, embedding: 500, hidden: hidden, vocabulary: vocabulary))
            let training = Training(
                network, Course(epochs: 1_000_000, batch: clips), lessons: lessons, validation: nil)
            return Work(amount: Double(20 * clips)) { _ = try training.advance(bench.parallel) }
        }
    }
}

/// Clips of numbers in (-1, 1), drawn once, a hundred times an epoch with sentences of 19 words, each of which is asked for as
/// is the mark after them.
private struct Sentences: CaptionLessons {
    let clips, features, vocabulary: Int
    let frames = 60
    var count: Int { 100 * clips }
    private let numbers: [Float]
    private let random = Philox(seed: 7, purpose: "bench captions")

    init(clips: Int, features: Int, vocabulary: Int) {
        (self.clips, self.features, self.vocabulary) = (clips, features, vocabulary)
        numbers = [Float](unsafeUninitializedCapacity: clips * frames * features) { [random] memory, written in
            written = clips * 60 * features
            random.fillUniform(memory)
            for i in memory.indices { memory[i] = 2 * memory[i] - 1 }
        }
    }

    func words(_ example: Int) -> [Int] {
        (0..<19).map { 1 + Int(random.bits(example * 19 + $0)) % (vocabulary - 1) }
    }

    func fill(_ examples: [Int], epoch: Int?, into memory: UnsafeMutableBufferPointer<Float>) {
        let size = frames * features
        for (place, example) in examples.enumerated() {
            _ = numbers.withUnsafeBufferPointer { numbers in
                UnsafeMutableBufferPointer(rebasing: memory[place * size..<(place + 1) * size])
                    .update(fromContentsOf: numbers[example % clips * size..<(example % clips + 1) * size])
            }
        }
    }
}
