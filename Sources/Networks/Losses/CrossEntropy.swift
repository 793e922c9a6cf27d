internal import Glibc
import Tensors

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

    /// The loss summed over the rows, and how many are right; the gradient `(p - t) scale` goes to `dy`, `y` becomes p.
    ///
    /// Smoothing is in the gradient alone: the loss stays comparable with that of clips that nothing is learned from.
    static func loss(
        _ y: Memory, labels: [Int], classes: Int, smoothing: Double, scale: Double, gradient dy: Memory?
    ) -> (loss: Double, right: Int) {
        var (loss, right) = (0.0, 0)
        for (row, label) in labels.enumerated() {
            let y = y + row * classes
            var best = 0
            var greatest = y[0]
            for c in 1..<max(classes, 1) where y[c] > greatest { (best, greatest) = (c, y[c]) }
            if best == label { right += 1 }
            var sum = 0.0
            for c in 0..<classes { sum += exp(Double(y[c] - greatest)) }
            let normal = log(sum)
            for c in 0..<classes {
                let target = smoothing / Double(classes) + (c == label ? 1 - smoothing : 0)
                let logarithm = Double(y[c] - greatest) - normal
                if c == label { loss -= logarithm }
                let p = exp(logarithm)
                if let dy { dy[row * classes + c] = Float((p - target) * scale) }
                y[c] = Float(p)
            }
        }
        return (loss, right)
    }
}
