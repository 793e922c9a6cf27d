internal import Glibc

/// A filter of second order, y = b0 x + b1 x' + b2 x'' - a1 y' - a2 y'', by the cookbook of R. Bristow-Johnson.
///
/// Frequencies in hertz; those above what the rate can carry are taken as the highest it can.
struct Biquad {
    private let b0, b1, b2, a1, a2: Double
    private var s1 = 0.0
    private var s2 = 0.0

    private init(_ b: (Double, Double, Double), _ a: (Double, Double, Double)) {
        (b0, b1, b2) = (b.0 / a.0, b.1 / a.0, b.2 / a.0)
        (a1, a2) = (a.1 / a.0, a.2 / a.0)
    }

    /// cos w and alpha = sin w / 2Q of a frequency.
    private static func angle(_ frequency: Double, _ q: Double, _ rate: Double) -> (c: Double, alpha: Double) {
        let w = 2 * Double.pi * min(max(frequency, 1), 0.45 * rate) / rate
        return (cos(w), sin(w) / (2 * q))
    }

    static func lowPass(_ frequency: Double, q: Double = 0.707, rate: Double) -> Biquad {
        let (c, alpha) = angle(frequency, q, rate)
        return Biquad(((1 - c) / 2, 1 - c, (1 - c) / 2), (1 + alpha, -2 * c, 1 - alpha))
    }

    static func highPass(_ frequency: Double, q: Double = 0.707, rate: Double) -> Biquad {
        let (c, alpha) = angle(frequency, q, rate)
        return Biquad(((1 + c) / 2, -1 - c, (1 + c) / 2), (1 + alpha, -2 * c, 1 - alpha))
    }

    /// 1 at `frequency`, falling on both sides; the band is `frequency` / q wide.
    static func bandPass(_ frequency: Double, q: Double, rate: Double) -> Biquad {
        let (c, alpha) = angle(frequency, q, rate)
        return Biquad((alpha, 0, -alpha), (1 + alpha, -2 * c, 1 - alpha))
    }

    /// `gain` decibels around `frequency`.
    static func peak(_ frequency: Double, q: Double, gain: Double, rate: Double) -> Biquad {
        let (c, alpha) = angle(frequency, q, rate)
        let a = pow(10, gain / 40)
        return Biquad((1 + alpha * a, -2 * c, 1 - alpha * a), (1 + alpha / a, -2 * c, 1 - alpha / a))
    }

    /// `gain` decibels above `frequency`.
    static func highShelf(_ frequency: Double, gain: Double, rate: Double) -> Biquad {
        let (c, alpha) = angle(frequency, 0.5, rate)
        let a = pow(10, gain / 40)
        let root = 2 * a.squareRoot() * alpha
        return Biquad(
            (a * ((a + 1) + (a - 1) * c + root), -2 * a * ((a - 1) + (a + 1) * c), a * ((a + 1) + (a - 1) * c - root)),
            ((a + 1) - (a - 1) * c + root, 2 * ((a - 1) - (a + 1) * c), (a + 1) - (a - 1) * c - root))
    }

    mutating func next(_ x: Double) -> Double {
        let y = b0 * x + s1
        s1 = b1 * x - a1 * y + s2
        s2 = b2 * x - a2 * y
        return y
    }
}

extension [Float] {
    /// Through the filters, one after the other.
    mutating func pass(_ filters: Biquad...) { pass(filters) }

    mutating func pass(_ filters: [Biquad]) {
        withUnsafeMutableBufferPointer { memory in
            for filter in filters {
                var filter = filter
                for i in memory.indices { memory[i] = Float(filter.next(Double(memory[i]))) }
            }
        }
    }

    /// The sum of what each filter makes of it, by its gain.
    func split(_ filters: [(filter: Biquad, gain: Double)]) -> [Float] {
        var sum = [Float](repeating: 0, count: count)
        sum.withUnsafeMutableBufferPointer { sum in
            withUnsafeBufferPointer { memory in
                for (filter, gain) in filters {
                    var filter = filter
                    for i in memory.indices { sum[i] += Float(gain * filter.next(Double(memory[i]))) }
                }
            }
        }
        return sum
    }
}
