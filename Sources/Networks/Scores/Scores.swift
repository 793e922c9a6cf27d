public import Tensors

/// What is to be known of a classifier from clips with their true classes and the probabilities it gave them.
public struct Scores: Sendable {
    /// The index of each clip's class.
    public let truth: [Int]
    /// (clip, class)
    public let probabilities: Tensor
    /// The most probable class of each clip, the first of equals.
    public let predicted: [Int]

    /// `truth` holds an index of the tensor's second axis for each place of its first.
    public init(truth: [Int], probabilities: Tensor) {
        precondition(probabilities.rank == 2 && probabilities.shape[0] == truth.count)
        let classes = probabilities.shape[1]
        precondition(truth.allSatisfy { (0..<classes).contains($0) })
        self.truth = truth
        self.probabilities = probabilities
        predicted = probabilities.withFloats { floats in
            (0..<truth.count).map { clip in placeOfGreatest(floats[clip * classes..<(clip + 1) * classes]) }
        }
    }

    public var classes: Int { probabilities.shape[1] }

    public var confusion: Confusion { Confusion(truth: truth, predicted: predicted, size: classes) }

    /// Which clips were taken for another class, the most confident mistakes first.
    public var mistakes: [Int] {
        truth.indices.filter { truth[$0] != predicted[$0] }.sorted {
            let (left, right) = (confidence($0), confidence($1))
            return left == right ? $0 < $1 : left > right
        }
    }

    /// The probability of the class that `clip` was taken for.
    public func confidence(_ clip: Int) -> Float {
        probabilities.withFloats { $0[clip * classes + predicted[clip]] }
    }

    /// The curve of `label` against the rest.
    public func roc(_ label: Int) -> ROC { ROC(scores: scores(of: label), isOfClass: truth.map { $0 == label }) }

    /// The mean area below the curves of the classes that have one.
    public var macroAUC: Double { mean((0..<classes).map { roc($0).area }) }

    public func averagePrecision(_ label: Int) -> Double {
        Networks.averagePrecision(scores: scores(of: label), isOfClass: truth.map { $0 == label })
    }

    /// mAP: the mean average precision of the classes that have clips.
    public var meanAveragePrecision: Double { mean((0..<classes).map(averagePrecision)) }

    /// The share of clips whose class is among the `count` most probable ones, of equals the first; NaN without clips.
    public func topAccuracy(_ count: Int) -> Double {
        let hits = probabilities.withFloats { floats in
            truth.indices.count { clip in
                let row = floats[clip * classes..<(clip + 1) * classes]
                let (own, place) = (row[row.startIndex + truth[clip]], row.startIndex + truth[clip])
                guard !own.isNaN else { return false }
                return row.indices.count { row[$0] > own || row[$0] == own && $0 < place } < count
            }
        }
        return Double(hits) / Double(truth.count)
    }

    private func scores(of label: Int) -> [Float] {
        probabilities.withFloats { floats in truth.indices.map { floats[$0 * classes + label] } }
    }
}
