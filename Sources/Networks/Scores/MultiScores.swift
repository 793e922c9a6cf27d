internal import Glibc
public import Tensors

/// What is to be known of a network that says of each class by itself whether a clip has it, from clips with all their
/// true classes and the probabilities it gave them.
public struct MultiScores: Sendable {
    /// The indices of each clip's classes.
    public let truth: [Set<Int>]
    /// (clip, class), each from 0 to 1 by itself.
    public let probabilities: Tensor

    /// `truth` holds indices of the tensor's second axis for each place of its first.
    public init(truth: [Set<Int>], probabilities: Tensor) {
        precondition(probabilities.rank == 2 && probabilities.shape[0] == truth.count)
        let classes = probabilities.shape[1]
        precondition(truth.allSatisfy { $0.allSatisfy { (0..<classes).contains($0) } })
        self.truth = truth
        self.probabilities = probabilities
    }

    public var classes: Int { probabilities.shape[1] }

    /// How many clips have the class.
    public func count(_ label: Int) -> Int { truth.count { $0.contains(label) } }

    /// The curve of the clips that have `label` against the rest; its area is the class's AUC.
    public func roc(_ label: Int) -> ROC { ROC(scores: scores(of: label), isOfClass: truth.map { $0.contains(label) }) }

    public func averagePrecision(_ label: Int) -> Double {
        Networks.averagePrecision(scores: scores(of: label), isOfClass: truth.map { $0.contains(label) })
    }

    /// mAP: the mean average precision of the classes that have clips; NaN where none has.
    public var meanAveragePrecision: Double { mean((0..<classes).map(averagePrecision)) }

    /// The mean AUC of the classes that some clips have and some have not; NaN where there is no such class.
    public var macroAUC: Double { mean((0..<classes).map { roc($0).area }) }

    /// d' of the mean AUC, as results on AudioSet are given.
    public var sensitivity: Double { Networks.sensitivity(auc: macroAUC) }

    /// The share of right answers among all, clips times classes, where a class is said to be there from `threshold` up.
    ///
    /// NaN without clips or classes.
    public func accuracy(threshold: Float = 0.5) -> Double {
        let right = (0..<classes).reduce(0) { sum, label in
            sum + zip(scores(of: label), truth).count { ($0 >= threshold) == $1.contains(label) }
        }
        return Double(right) / Double(truth.count * classes)
    }

    private func scores(of label: Int) -> [Float] {
        probabilities.withFloats { floats in truth.indices.map { floats[$0 * classes + label] } }
    }
}

/// d': by how many standard deviations two normal distributions lie apart that are told from one another with this area
/// below the curve.
///
///     d' = sqrt(2) F⁻¹(AUC),  F the normal distribution
///
/// Infinite at 0 and 1; NaN outside.
public func sensitivity(auc: Double) -> Double { 2.0.squareRoot() * normalQuantile(auc) }

/// Where the standard normal distribution reaches `share`.
///
/// By bisection over erfc, to the last bit but a few: F(x) = erfc(-x / sqrt 2) / 2.
func normalQuantile(_ share: Double) -> Double {
    guard share > 0, share < 1 else { return share == 0 ? -.infinity : share == 1 ? .infinity : .nan }
    // The tail near 0 keeps its digits, that near 1 has lost them already.
    guard share <= 0.5 else { return -normalQuantile(1 - share) }
    var (low, high) = (-40.0, 0.0)
    while true {
        let middle = (low + high) / 2
        guard middle > low, middle < high else { return middle }
        if erfc(-middle / 2.0.squareRoot()) / 2 < share { low = middle } else { high = middle }
    }
}
