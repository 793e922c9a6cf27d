import Networks
import Tensors

/// Training steps of S2VT on 32 movies of 60 frames with sentences of 20 words, numbers and words without meaning.
extension Job {
    static let captionJobs: [Job] = [
        s2vt("s2vt step h1000", hidden: 1000, vocabulary: 12_000), s2vt("s2vt step h256", hidden: 256, vocabulary: 2000),
    ]

    private static func s2vt(_ name: String, hidden: Int, vocabulary: Int) -> Job {
        Job(name: name, unit: .tokens, summary: "a step of Adam on 32 sentences, \(vocabulary) words") { bench in
            let (frames, words, movies, features) = (60, 20, 32, 4096)
            let network = S2VT(
                S2VT.Size(features: features, embedding: 500, hidden: hidden, vocabulary: vocabulary), seed: 1)
            let random = Philox(seed: 7, purpose: "bench captions")
            let seen = Tensor([frames, movies, features]) { out in
                random.fillUniform(out)
                for i in out.indices { out[i] = 2 * out[i] - 1 }
            }
            let sentences = (0..<(words + 1) * movies).map { Int(random.bits($0)) % vocabulary }
            let (read, wanted) = (Array(sentences.prefix(words * movies)), Array(sentences.suffix(words * movies)))
            return Work(amount: Double(words * movies)) {
                _ = try network.step(seen, words: read, targets: wanted, parallel: bench.parallel)
            }
        }
    }
}
