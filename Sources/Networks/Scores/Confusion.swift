/// How many clips of each class were taken for each class.
public struct Confusion: Hashable, Sendable {
    /// How many classes there are.
    public let size: Int
    /// (truth, prediction), row by row.
    public let counts: [Int]

    /// `counts` is (truth, prediction), row by row, none below zero; nil where there are not `size` x `size` of them.
    public init?(size: Int, counts: [Int]) {
        guard size >= 0, size <= 1 << 20, counts.count == size * size, counts.allSatisfy({ $0 >= 0 }) else { return nil }
        self.size = size
        self.counts = counts
    }

    /// Of clips with their class and the class they were taken for, as many of each.
    public init(truth: [Int], predicted: [Int], size: Int) {
        precondition(truth.count == predicted.count)
        var counts = [Int](repeating: 0, count: size * size)
        for (row, column) in zip(truth, predicted) { counts[row * size + column] += 1 }
        self.size = size
        self.counts = counts
    }

    public subscript(truth: Int, predicted: Int) -> Int { counts[truth * size + predicted] }

    /// All clips.
    public var total: Int { counts.reduce(0, +) }
    /// Clips taken for what they are: the trace.
    public var right: Int { (0..<size).reduce(0) { $0 + self[$1, $1] } }
    /// Clips of class `truth`.
    public func support(_ truth: Int) -> Int { counts[truth * size..<(truth + 1) * size].reduce(0, +) }
    /// Clips taken for class `predicted`.
    public func heard(_ predicted: Int) -> Int { (0..<size).reduce(0) { $0 + self[$1, predicted] } }

    /// right / total; NaN without clips.
    public var accuracy: Double { Double(right) / Double(total) }

    /// The mean recall of the classes that have clips; NaN where none has.
    public var balancedAccuracy: Double { mean(classes.map(\.recall)) }

    /// Scores class by class.
    public var classes: [ClassScore] {
        (0..<size).map { ClassScore(hits: self[$0, $0], support: support($0), heard: heard($0)) }
    }
}

/// How well one class is told from the others.
///
/// precision = hits / heard, recall = hits / support, F1 = 2 hits / (heard + support). Without clips of the class all
/// three are NaN; a class with clips that is never heard has no precision, and an F1 of 0.
public struct ClassScore: Hashable, Sendable {
    /// Clips of the class.
    public let support: Int
    public let precision: Double
    public let recall: Double
    public let f1: Double

    init(hits: Int, support: Int, heard: Int) {
        self.support = support
        guard support > 0 else {
            (precision, recall, f1) = (.nan, .nan, .nan)
            return
        }
        precision = heard > 0 ? Double(hits) / Double(heard) : .nan
        recall = Double(hits) / Double(support)
        f1 = 2 * Double(hits) / Double(heard + support)
    }
}

/// The mean of the numbers among `values`; NaN where there are none.
func mean(_ values: [Double]) -> Double {
    let numbers = values.filter { !$0.isNaN }
    return numbers.reduce(0, +) / Double(numbers.count)
}
