internal import Glibc
import Tensors

/// How far a network's answers are from the classes that clips have, and what of it there is to learn from.
protocol ClassLoss: Sendable {
    /// The loss of the examples whose scores lie at `y`, and how many answers are right; the gradient of the sum times `scale`
    /// goes to `dy`. What lies at `y` is used up.
    func tally(_ y: Memory, _ examples: [Mixture], scale: Double, gradient dy: Memory) -> Tally
    /// The same of probabilities, (examples, classes), of all lessons in order.
    func tally(of probabilities: Tensor) -> Tally
}

extension Architecture.Answer {
    /// The loss of a network that answers so.
    func loss(of lessons: any Lessons, classes: Int, _ course: Course) -> any ClassLoss {
        switch self {
        case .oneClass: OneClassLoss(lessons, classes: classes, course)
        case .everyClass: EveryClassLoss(lessons: lessons, classes: classes, smoothing: course.smoothing)
        }
    }

    /// Probabilities of each row of `y`, in its place.
    func probabilities(_ y: Memory, rows: Int, classes: Int) {
        switch self {
        case .oneClass: CrossEntropy.softmax(y, rows: rows, classes: classes)
        case .everyClass: SigmoidCrossEntropy.sigmoid(y, count: rows * classes)
        }
    }

    /// How many answers there are to each example: which class, or of each class whether.
    func answers(classes: Int) -> Int { self == .oneClass ? 1 : classes }
}

/// Which class of all; mixed, weighed and smoothed as the course says.
private struct OneClassLoss: ClassLoss {
    private let lessons: any Lessons
    private let classes: Int
    private let smoothing: Double
    /// What an example of each class counts.
    private let weights: [Double]

    init(_ lessons: any Lessons, classes: Int, _ course: Course) {
        self.lessons = lessons
        self.classes = classes
        smoothing = course.smoothing
        weights = course.weights(of: (0..<lessons.count).lazy.map(lessons.label), classes: classes)
    }

    func tally(_ y: Memory, _ examples: [Mixture], scale: Double, gradient dy: Memory) -> Tally {
        let targets = examples.map { example in
            let (label, other) = (lessons.label(example.example), lessons.label(example.other))
            return CrossEntropy.Target(label, other, share: example.share, weights: (weights[label], weights[other]))
        }
        let result = CrossEntropy.loss(
            y, targets: targets, classes: classes, smoothing: smoothing, scale: scale, gradient: dy)
        return Tally(loss: result.loss, right: result.right, items: examples.count)
    }

    func tally(of probabilities: Tensor) -> Tally {
        probabilities.withFloats { p in
            var tally = Tally(items: lessons.count)
            for example in 0..<lessons.count {
                let row = p[example * classes..<(example + 1) * classes]
                let label = lessons.label(example)
                tally.loss -= log(max(Double(row[row.startIndex + label]), 1e-12))
                if row.firstIndex(of: row.max()!)! - row.startIndex == label { tally.right += 1 }
            }
            return tally
        }
    }
}

/// Of each class whether it is there; smoothed, but neither mixed nor weighed.
private struct EveryClassLoss: ClassLoss {
    let lessons: any Lessons
    let classes: Int
    let smoothing: Double

    func tally(_ y: Memory, _ examples: [Mixture], scale: Double, gradient dy: Memory) -> Tally {
        let result = SigmoidCrossEntropy.loss(
            y, labels: examples.map { lessons.labels($0.example) }, classes: classes, smoothing: smoothing, scale: scale,
            gradient: dy)
        return Tally(loss: result.loss, right: result.right, items: examples.count)
    }

    func tally(of probabilities: Tensor) -> Tally {
        probabilities.withFloats { p in
            var tally = Tally(items: lessons.count)
            for example in 0..<lessons.count {
                let own = lessons.labels(example)
                for c in 0..<classes {
                    let (share, isThere) = (Double(p[example * classes + c]), own.contains(c))
                    tally.loss -= log(max(isThere ? share : 1 - share, 1e-12))
                    if (share >= 0.5) == isThere { tally.right += 1 }
                }
            }
            return tally
        }
    }
}
