/// How hits grow with false alarms as the threshold falls: the receiver operating characteristic of one class against
/// the rest.
public struct ROC: Hashable, Sendable {
    /// False alarms / clips of the rest, from 0 to 1; empty where one side has no clips.
    public let falseAlarms: [Double]
    /// Hits / clips of the class, from 0 to 1.
    public let hits: [Double]
    /// The area below: the chance that a clip of the class scores above one of the rest, ties counting half.
    ///
    /// NaN where one side has no clips.
    public let area: Double

    /// `scores` of clips, and which of them are of the class; a score that is not a number is the lowest.
    public init(scores: [Float], isOfClass: [Bool]) {
        precondition(scores.count == isOfClass.count)
        let ranked = Ranking(scores: scores, isOfClass: isOfClass)
        let inside = ranked.steps.reduce(0) { $0 + $1.inside }
        let outside = ranked.steps.reduce(0) { $0 + $1.outside }
        guard inside > 0, outside > 0 else {
            (falseAlarms, hits, area) = ([], [], .nan)
            return
        }
        // Corners in clips, then as shares: integers keep the area exact.
        var corners = [(x: 0, y: 0)]
        var doubled = 0
        for step in ranked.steps {
            let last = corners[corners.count - 1]
            doubled += step.outside * (2 * last.y + step.inside)
            let next = (x: last.x + step.outside, y: last.y + step.inside)
            // Points within a straight run are left out.
            if corners.count >= 2 {
                let before = corners[corners.count - 2]
                let isStraight =
                    (next.x == last.x && last.x == before.x) || (next.y == last.y && last.y == before.y)
                if isStraight { corners.removeLast() }
            }
            corners.append(next)
        }
        falseAlarms = corners.map { Double($0.x) / Double(outside) }
        hits = corners.map { Double($0.y) / Double(inside) }
        area = Double(doubled) / 2 / (Double(inside) * Double(outside))
    }

    /// The mean of curves at 101 places of false alarms, classes without a curve left out; nil where all are.
    public static func mean(of curves: [ROC]) -> (falseAlarms: [Double], hits: [Double])? {
        let drawn = curves.filter { !$0.hits.isEmpty }
        guard !drawn.isEmpty else { return nil }
        let places = (0...100).map { Double($0) / 100 }
        let heights = places.map { place in drawn.reduce(0) { $0 + $1.height(at: place) } / Double(drawn.count) }
        return ([0] + places, [0] + heights)
    }

    /// The curve's height at `place`; where it rises straight up, the upper end.
    func height(at place: Double) -> Double {
        guard let next = falseAlarms.firstIndex(where: { $0 > place }) else { return 1 }
        let (left, right) = (falseAlarms[next - 1], falseAlarms[next])
        return hits[next - 1] + (hits[next] - hits[next - 1]) * (place - left) / (right - left)
    }
}

/// The mean precision over the clips of a class, each at the threshold that just takes it in; tied clips share one.
///
///     AP = sum over thresholds of (recall_n - recall_{n-1}) precision_n
///
/// NaN without clips of the class.
public func averagePrecision(scores: [Float], isOfClass: [Bool]) -> Double {
    precondition(scores.count == isOfClass.count)
    let total = isOfClass.count { $0 }
    guard total > 0 else { return .nan }
    var (inside, taken, sum) = (0, 0, 0.0)
    for step in Ranking(scores: scores, isOfClass: isOfClass).steps {
        inside += step.inside
        taken += step.inside + step.outside
        sum += Double(step.inside) * Double(inside) / Double(taken)
    }
    return sum / Double(total)
}

/// Clips from the highest score down, those of one score together.
private struct Ranking {
    /// Clips of the class and of the rest at each score.
    private(set) var steps: [(inside: Int, outside: Int)] = []

    init(scores: [Float], isOfClass: [Bool]) {
        let levels = scores.map { $0.isNaN ? -Float.infinity : $0 }
        var last: Float?
        for index in levels.indices.sorted(by: { levels[$0] > levels[$1] }) {
            if last != levels[index] { steps.append((0, 0)) }
            last = levels[index]
            if isOfClass[index] { steps[steps.count - 1].inside += 1 } else { steps[steps.count - 1].outside += 1 }
        }
    }
}
