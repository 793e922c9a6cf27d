internal import Glibc

/// What happens when in a sound: written down while a kind makes it, so that its picture moves with it. Times in seconds.
struct Score: Sendable {
    /// One bark, beat, drop or step.
    struct Stroke: Sendable {
        let time: Double
        let length: Double
        /// About 1 for a strong one.
        let force: Double
        /// Which of several that take turns: the left or right drum, foot, singer.
        let voice: Int
        var end: Double { time + length }
    }

    /// In the order of their times.
    private(set) var strokes: [Stroke] = []
    /// What moves all the time (speed, height, turns), `step` apart.
    private var curve: [Double] = []
    private static let step = 0.01

    mutating func add(_ stroke: Stroke) {
        let place = (strokes.lastIndex { $0.time <= stroke.time } ?? -1) + 1
        strokes.insert(stroke, at: place)
    }

    mutating func trace(seconds: Double, _ level: (Double) -> Double) {
        curve = (0...Int(seconds / Self.step) + 2).map { level(Double($0) * Self.step) }
    }

    /// The strokes of one voice alone.
    func voice(_ voice: Int) -> Score {
        var part = self
        part.strokes.removeAll { $0.voice != voice }
        return part
    }

    /// How many strokes have begun.
    func count(by time: Double) -> Int { (strokes.lastIndex { $0.time <= time } ?? -1) + 1 }

    /// The stroke that began last.
    func last(by time: Double) -> Stroke? { strokes.last { $0.time <= time } }

    func next(after time: Double) -> Stroke? { strokes.first { $0.time > time } }

    /// 0 at the first stroke, 1 at the second, ... and evenly between; beyond both ends it goes on at the nearest pace.
    func phase(_ time: Double, pace: Double = 0.6) -> Double {
        guard let first = strokes.first, let end = strokes.last else { return time / pace }
        let begun = count(by: time)
        if begun == 0 {
            return (time - first.time) / (strokes.count > 1 ? strokes[1].time - first.time : pace)
        }
        if begun == strokes.count {
            let period = strokes.count > 1 ? end.time - strokes[begun - 2].time : pace
            return Double(begun - 1) + (time - end.time) / period
        }
        let (from, to) = (strokes[begun - 1].time, strokes[begun].time)
        return Double(begun - 1) + (time - from) / max(to - from, 1e-6)
    }

    /// What is left of the last stroke, which fades by 1/e in `fall` seconds: force exp(-t / fall).
    func trail(_ time: Double, fall: Double) -> Double {
        guard let stroke = last(by: time) else { return 0 }
        return min(1, stroke.force) * exp(-(time - stroke.time) / fall)
    }

    /// From 0 to 1 and back while a stroke lasts; those shorter than `least` are drawn out to it.
    func opening(_ time: Double, least: Double) -> Double {
        guard let stroke = last(by: time) else { return 0 }
        let part = (time - stroke.time) / max(stroke.length, least)
        return part < 1 ? (0.5 + 0.5 * min(1, stroke.force)) * sin(.pi * (0.15 + 0.85 * part)) : 0
    }

    /// The curve at a time; 0 where there is none.
    func level(_ time: Double) -> Double {
        guard curve.count > 1 else { return 0 }
        let place = min(max(time / Self.step, 0), Double(curve.count - 2))
        let i = Int(place)
        return curve[i] + (curve[i + 1] - curve[i]) * (place - Double(i))
    }

    /// The integral of the curve from 0 to a time.
    func area(_ time: Double) -> Double {
        let whole = min(max(Int(time / Self.step), 0), curve.count)
        return curve[..<whole].reduce(0, +) * Self.step
    }
}

extension Track {
    /// Writes down that something happens to be heard, from `time` on.
    mutating func note(_ time: Double, lasting length: Double = 0, force: Double = 1, voice: Int = 0) {
        guard time < seconds else { return }
        score.add(.init(time: time, length: length, force: force, voice: voice))
    }

    /// Writes down what moves all the time.
    mutating func trace(_ level: (Double) -> Double) { score.trace(seconds: seconds, level) }
}
