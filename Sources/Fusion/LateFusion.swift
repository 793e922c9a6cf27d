internal import Glibc
import Tensors

/// Late fusion: each network judges by itself, and their judgements are weighed.
///
/// `log p(c) = sum over streams i of w_i (log p_i(c) - log prior(c)) + log prior(c) + constant`, the weights not negative and
/// their sum 1; the networks were trained on one data set and so on one prior, which then cancels:
/// `p(c) = product of p_i(c)^w_i, normalised`. Where a stream is missing, the others' weights are scaled to the sum 1.
/// Potamianos et al., "Recent advances in the automatic recognition of audiovisual speech" (2003).
public struct LateFusion: Hashable, Sendable, Codable {
    /// One for each stream.
    public let weights: [Double]

    /// Weights that are not negative and of which one is more than 0; they are scaled to the sum 1.
    public init(weights: [Double]) {
        precondition(weights.allSatisfy { $0 >= 0 && $0.isFinite } && weights.contains { $0 > 0 })
        let sum = weights.reduce(0, +)
        self.weights = weights.map { $0 / sum }
    }

    /// The probabilities of one clip's classes; a stream that is missing is nil, and one at least is there.
    ///
    /// Where all weight lies on streams that are missing, those that are there count alike.
    public func probabilities(of streams: [[Float]?]) -> [Float] {
        precondition(streams.count == weights.count)
        var present = zip(streams, weights).compactMap { stream, weight in stream.map { ($0, weight) } }
        precondition(!present.isEmpty)
        let sum = present.reduce(0) { $0 + $1.1 }
        present = present.map { ($0.0, sum > 0 ? $0.1 / sum : 1 / Double(present.count)) }
        let logs = present[0].0.indices.map { label in
            present.reduce(0.0) { $1.1 > 0 ? $0 + $1.1 * log(max(Double($1.0[label]), Self.least)) : $0 }
        }
        let highest = logs.max()!
        let powers = logs.map { exp($0 - highest) }
        let whole = powers.reduce(0, +)
        return powers.map { Float($0 / whole) }
    }

    /// The probabilities of clips of which each stream may be missing, nil where all are; and for each stream the clips that it
    /// is missing of, though another is there.
    public func judgements(_ rows: [[[Float]?]]) -> (rows: [[Float]?], missing: [[Int]]) {
        var missing = weights.map { _ in [Int]() }
        let fused = rows.enumerated().map { clip, streams -> [Float]? in
            guard streams.contains(where: { $0 != nil }) else { return nil }
            for (stream, row) in streams.enumerated() where row == nil { missing[stream].append(clip) }
            return probabilities(of: streams)
        }
        return (fused, missing)
    }

    /// The least that a class is held possible: one network that is quite sure must not decide alone.
    static let least = 1e-7

    /// How weights do on clips: the mean of `-log p` of their true classes, and the share that is right.
    public struct Trial: Hashable, Sendable, Codable {
        public let weights: [Double]
        public let loss: Double
        public let accuracy: Double
    }

    /// The trials of all weights in steps of a twentieth, in the order of the first stream's; `rows` has for each clip what each
    /// stream says, `truth` its class.
    public static func trials(_ rows: [[[Float]?]], truth: [Int]) -> [Trial] {
        precondition(rows.count == truth.count && !rows.isEmpty)
        return shares(of: steps, among: rows[0].count).map { shares in
            let fusion = LateFusion(weights: shares.map(Double.init))
            var (loss, right) = (0.0, 0)
            for (row, label) in zip(rows, truth) {
                let p = fusion.probabilities(of: row)
                loss -= log(max(Double(p[label]), least))
                if placeOfGreatest(p) == label { right += 1 }
            }
            return Trial(
                weights: fusion.weights, loss: loss / Double(rows.count), accuracy: Double(right) / Double(rows.count))
        }
    }

    static let steps = 20

    /// Every way to give `count` to so many streams.
    private static func shares(of count: Int, among streams: Int) -> [[Int]] {
        guard streams > 1 else { return [[count]] }
        return (0...count).flatMap { first in shares(of: count - first, among: streams - 1).map { [first] + $0 } }
    }

    /// That with the least loss; of equals the one whose weights lie closest together.
    public static func best(of trials: [Trial]) -> LateFusion {
        func spread(_ trial: Trial) -> Double { trial.weights.max()! - trial.weights.min()! }
        return LateFusion(weights: trials.min { ($0.loss, spread($0)) < ($1.loss, spread($1)) }!.weights)
    }
}
