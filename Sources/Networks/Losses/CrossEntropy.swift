internal import Glibc

/// Softmax and cross-entropy: `p[c] = exp(y[c]) / sum exp(y)`, `loss = - log p[label]`.
///
/// The target t is 1 for the true class; with smoothing s it is 1 - s + s / classes, and s / classes for the others.
enum CrossEntropy {
    /// Probabilities of each row of `y`, in its place.
    static func softmax(_ y: Memory, rows: Int, classes: Int) {
        for row in 0..<rows {
            let y = y + row * classes
            var greatest = -Float.infinity
            for c in 0..<classes { greatest = max(greatest, y[c]) }
            var sum = 0.0
            for c in 0..<classes {
                let power = exp(Double(y[c] - greatest))
                sum += power
                y[c] = Float(power)
            }
            for c in 0..<classes { y[c] = Float(Double(y[c]) / sum) }
        }
    }

    /// What one example should be: `share` of `label` and the rest of `other`; what it counts in the gradient is that
    /// share of the one's weight and the rest of the other's.
    struct Target {
        let label: Int
        let other: Int
        let share: Double
        let weight: Double
        /// The share of `label` in the weight.
        let weighedShare: Double

        init(_ label: Int) { self.init(label, label, share: 1) }

        init(_ label: Int, _ other: Int, share: Double, weights: (Double, Double) = (1, 1)) {
            (self.label, self.other, self.share) = (label, other, share)
            weight = share * weights.0 + (1 - share) * weights.1
            weighedShare = weights.0 == weights.1 ? share : share * weights.0 / weight
        }

        /// How much of class `c` it is.
        func of(_ c: Int) -> Double { part(c, share) }
        /// How much of its weight is that of class `c`.
        func weighed(_ c: Int) -> Double { part(c, weighedShare) }
        /// The class that it is most of.
        var most: Int { share >= 0.5 ? label : other }

        private func part(_ c: Int, _ share: Double) -> Double {
            (c == label ? share : 0) + (c == other ? 1 - share : 0)
        }
    }

    /// The loss summed over the rows, and how many are right; the gradient `(p - t) scale` goes to `dy`, `y` becomes p.
    ///
    /// Smoothing is in the gradient alone: the loss stays comparable with that of clips that nothing is learned from.
    static func loss(
        _ y: Memory, labels: [Int], classes: Int, smoothing: Double, scale: Double, gradient dy: Memory?
    ) -> (loss: Double, right: Int) {
        loss(y, targets: labels.map { Target($0) }, classes: classes, smoothing: smoothing, scale: scale, gradient: dy)
    }

    /// The same for mixed and weighed examples: `loss = - sum over c of t[c] log p[c]`, and the gradient is the sum over
    /// both labels of `share weight (p - t) scale`, each with the t that it has alone: (the sum of their weights) (p - the
    /// mean of their t by weight). An example is right where its greatest probability is that of what it is most of.
    /// Weights, too, are in the gradient alone.
    static func loss(
        _ y: Memory, targets: [Target], classes: Int, smoothing: Double, scale: Double, gradient dy: Memory?
    ) -> (loss: Double, right: Int) {
        var (loss, right) = (0.0, 0)
        for (row, example) in targets.enumerated() {
            let y = y + row * classes
            var best = 0
            var greatest = y[0]
            for c in 1..<max(classes, 1) where y[c] > greatest { (best, greatest) = (c, y[c]) }
            if best == example.most { right += 1 }
            var sum = 0.0
            for c in 0..<classes { sum += exp(Double(y[c] - greatest)) }
            let normal = log(sum)
            for c in 0..<classes {
                let part = example.of(c)
                let target = smoothing / Double(classes) + (1 - smoothing) * example.weighed(c)
                let logarithm = Double(y[c] - greatest) - normal
                if part > 0 { loss -= part * logarithm }
                let p = exp(logarithm)
                if let dy { dy[row * classes + c] = Float((p - target) * scale * example.weight) }
                y[c] = Float(p)
            }
        }
        return (loss, right)
    }
}
