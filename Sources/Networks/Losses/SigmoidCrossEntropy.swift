internal import Glibc

/// Sigmoid and cross-entropy of classes that are there each by itself: `p[c] = 1 / (1 + exp(-y[c]))`,
/// `loss = - sum over c of t[c] log p[c] + (1 - t[c]) log(1 - p[c])`, where t is 1 for the classes of a clip and else 0.
///
/// With smoothing s, t is 1 - s / 2 and s / 2.
enum SigmoidCrossEntropy {
    /// Probabilities of each number of `y`, in its place.
    static func sigmoid(_ y: Memory, count: Int) {
        for i in 0..<count { y[i] = Float(probability(Double(y[i]))) }
    }

    private static func probability(_ y: Double) -> Double {
        // No power overflows.
        y >= 0 ? 1 / (1 + exp(-y)) : exp(y) / (1 + exp(y))
    }

    /// The loss summed over rows and classes, and how many of these are right, a class being there from 1/2 up; the
    /// gradient `(p - t) scale` goes to `dy`, `y` (row, class) becomes p.
    ///
    /// Smoothing is in the gradient alone: the loss stays comparable with that of clips that nothing is learned from.
    static func loss(
        _ y: Memory, labels: [Set<Int>], classes: Int, smoothing: Double, scale: Double, gradient dy: Memory?
    ) -> (loss: Double, right: Int) {
        var (loss, right) = (0.0, 0)
        for (row, own) in labels.enumerated() {
            for c in 0..<classes {
                let place = row * classes + c
                let (score, isThere) = (Double(y[place]), own.contains(c))
                let p = probability(score)
                // - log p = log(1 + exp(-y)), and the same of -y for 1 - p.
                let margin = isThere ? score : -score
                loss += margin >= 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin
                if (score >= 0) == isThere { right += 1 }
                let target = isThere ? 1 - smoothing / 2 : smoothing / 2
                if let dy { dy[place] = Float((p - target) * scale) }
                y[place] = Float(p)
            }
        }
        return (loss, right)
    }
}
