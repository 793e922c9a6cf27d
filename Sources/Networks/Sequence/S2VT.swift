internal import Glibc
public import Tensors

/// A network that turns frames into a sentence; Venugopalan et al., "Sequence to sequence - video to text" (2015).
///
/// `e = Wf frame + bf`; a first LSTM reads all e, then zeros; a second reads [its state; a word], zeros for words while
/// frames come, the sentence so far afterwards; from its state every word's logit. Products whose operand is known to be
/// zero are left out. Weights begin uniform in +-0.08, biases at zero but for the forget gates', 1.
public final class S2VT {
    public struct Size: Hashable, Codable, Sendable {
        /// Numbers of a frame, of a word and a frame inside, states of each LSTM, and words.
        public var features, embedding, hidden, vocabulary: Int

        public init(features: Int, embedding: Int, hidden: Int, vocabulary: Int) {
            self.features = features
            self.embedding = embedding
            self.hidden = hidden
            self.vocabulary = vocabulary
        }
    }

    public let size: Size
    let parts: S2VTParts
    let parameters, gradient: Scratch
    private let firstMoments, secondMoments: Scratch
    private var steps = 0
    private var workspace: S2VTWorkspace?

    public init(_ size: Size, seed: UInt64) {
        self.size = size
        parts = S2VTParts(size)
        parameters = Scratch(parts.count)
        gradient = Scratch(parts.count)
        firstMoments = Scratch(parts.count)
        secondMoments = Scratch(parts.count)
        Philox(seed: seed, purpose: "weights").fillUniform(parameters.memory)
        for i in parameters.memory.indices { parameters.memory[i] = 0.16 * parameters.memory[i] - 0.08 }
        for bias in [parts.frameBias, parts.bias1, parts.bias2, parts.outputBias] {
            parameters.memory[bias].update(repeating: 0)
        }
        for bias in [parts.bias1, parts.bias2] {
            (parameters.start + bias.lowerBound + size.hidden).update(repeating: 1, count: size.hidden)
        }
    }

    public var parameterCount: Int { parts.count }

    /// One step of Adam at `rate` on a batch.
    ///
    /// - Parameters:
    ///   - frames: (frames, examples, features).
    ///   - words: what is read, BOS first, (words, examples), row-major; at least one of each example, each below the
    ///     vocabulary's size.
    ///   - targets: what should follow, likewise; negative where nothing is asked.
    /// - Returns: the mean cross-entropy before the step. Throws `Interrupted`, and then nothing has
    ///   changed; `Divergence` where the loss is no number.
    public func step(
        _ frames: Tensor, words: [Int], targets: [Int], rate: Double = 1e-3, parallel: Parallel
    ) throws -> Double {
        defer { Embedding.clear(words, width: size.embedding, gradient.start + parts.words.lowerBound) }
        let loss = try gradients(frames, words: words, targets: targets, parallel: parallel)
        guard loss.isFinite else { throw Divergence(epoch: 1, step: steps + 1, rate: rate, layer: nil, isClipped: false) }
        steps += 1
        let (c1, c2) = (Float(1 / (1 - pow(0.9, Double(steps)))), Float(1 / (1 - pow(0.999, Double(steps)))))
        // Neither interrupted nor reported: a step happens whole or not at all.
        try! parallel.unbroken.forEachRange(of: parts.count, by: 1 << 18) { range in
            let start = range.lowerBound
            Kernels.adam(
                parameters.start + start, m: firstMoments.start + start, v: secondMoments.start + start,
                gradient: gradient.start + start, count: range.count, rate: Float(rate), c1: c1, c2: c2, decay: 0)
        }
        return loss
    }

    /// The loss, its gradient left in `gradient`; the words' part is added to what stands there.
    func gradients(_ frames: Tensor, words: [Int], targets: [Int], parallel: Parallel) throws -> Double {
        precondition(frames.shape.count == 3 && frames.shape[2] == size.features)
        let (count, examples) = (frames.shape[0], frames.shape[1])
        precondition(count > 0 && examples > 0, "there must be frames to learn from")
        precondition(!words.isEmpty && words.count % examples == 0 && targets.count == words.count)
        precondition(words.allSatisfy((0..<size.vocabulary).contains), "a word is not in the vocabulary")
        precondition(targets.allSatisfy { $0 < size.vocabulary }, "a target is not in the vocabulary")
        let spans = S2VTWorkspace.Spans(frames: count, words: words.count / examples, examples: examples)
        if workspace?.spans != spans { workspace = try S2VTWorkspace(size, parts, spans) }
        return try frames.withFloats {
            try workspace!.run(
                $0.baseAddress!, words, targets, parameters.start, gradient.start, version: steps, parallel)
        }
    }
}

/// Where each of the network's weights lies among all.
struct S2VTParts {
    /// (embedding, features), (embedding), (vocabulary, embedding)
    let frames, frameBias, words: Range<Int>
    /// (4 hidden, embedding) and (4 hidden, hidden + embedding); (4 hidden, hidden); (4 hidden)
    let inputs1, state1, bias1, inputs2, state2, bias2: Range<Int>
    /// (vocabulary, hidden), (vocabulary)
    let output, outputBias: Range<Int>
    let count: Int

    init(_ size: S2VT.Size) {
        var end = 0
        func next(_ count: Int) -> Range<Int> {
            defer { end += (count + 15) / 16 * 16 }
            return end..<end + count
        }
        let (e, h, v) = (size.embedding, size.hidden, size.vocabulary)
        (frames, frameBias, words) = (next(e * size.features), next(e), next(v * e))
        (inputs1, state1, bias1) = (next(4 * h * e), next(4 * h * h), next(4 * h))
        (inputs2, state2, bias2) = (next(4 * h * (h + e)), next(4 * h * h), next(4 * h))
        (output, outputBias) = (next(v * h), next(v))
        count = end
    }
}
