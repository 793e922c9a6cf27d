/// A network that turns frames into a sentence; Venugopalan et al., "Sequence to sequence - video to text" (2015).
///
/// `e = Wf frame + bf`; a first LSTM reads all e, then zeros; a second reads [its state; a word], zeros for words while
/// frames come, the sentence so far afterwards; from its state every word's logit. Products whose operand is known to be
/// zero are left out. Of clips with fewer frames than others of their batch the frames come later, from states that are
/// zero: what is said of a clip does not depend on its neighbours. Weights begin uniform in +-0.08, biases at zero but for
/// the forget gates', 1.
public struct S2VT: Sendable {
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

    /// The word that a sentence begins after and ends with.
    public static let mark = 0

    public let size: Size
    let parameters: ParameterTable

    public init(_ size: Size) {
        self.size = size
        func weights(_ name: String, _ rows: Int, _ columns: Int) -> (String, LayerParameter) {
            (name, LayerParameter(name: name, shape: [rows, columns], start: .uniform(limit: 0.08)))
        }
        func bias(_ name: String, _ count: Int, _ start: LayerParameter.Start = .constant(0)) -> (String, LayerParameter) {
            (name, LayerParameter(name: name, shape: [count], start: start))
        }
        let (e, h, v) = (size.embedding, size.hidden, size.vocabulary)
        parameters = ParameterTable(
            [
                .init(
                    name: "the frames' layer",
                    entries: [weights("frames.weights", e, size.features), bias("frames.bias", e)]),
                .init(name: "the words' vectors", entries: [weights("words.vectors", v, e)]),
                .init(
                    name: "the first LSTM",
                    entries: [
                        weights("first.input-weights", 4 * h, e), weights("first.state-weights", 4 * h, h),
                        bias("first.bias", 4 * h, .forgetting),
                    ]),
                .init(
                    name: "the second LSTM",
                    entries: [
                        weights("second.input-weights", 4 * h, h + e), weights("second.state-weights", 4 * h, h),
                        bias("second.bias", 4 * h, .forgetting),
                    ]),
                .init(name: "the output layer", entries: [weights("output.weights", v, h), bias("output.bias", v)]),
            ], alignment: 16)
    }

    /// Where each of the weights lies among all, in the order of the table.
    struct Places {
        /// (embedding, features), (embedding), (vocabulary, embedding)
        let frames, frameBias, words: Int
        /// (4 hidden, embedding), (4 hidden, hidden), (4 hidden)
        let inputs1, state1, bias1: Int
        /// (4 hidden, hidden + embedding), (4 hidden, hidden), (4 hidden)
        let inputs2, state2, bias2: Int
        /// (vocabulary, hidden), (vocabulary)
        let output, outputBias: Int

        init(_ table: ParameterTable) {
            let at = table.entries.map(\.range.lowerBound)
            (frames, frameBias, words) = (at[0], at[1], at[2])
            (inputs1, state1, bias1) = (at[3], at[4], at[5])
            (inputs2, state2, bias2) = (at[6], at[7], at[8])
            (output, outputBias) = (at[9], at[10])
        }
    }
}
