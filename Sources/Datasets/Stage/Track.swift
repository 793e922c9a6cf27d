internal import Glibc

/// A sound in the making: silence onto which a kind puts its partials, bursts and sweeps. Times in seconds.
struct Track {
    let rate: Double
    let seconds: Double
    var samples: [Float]
    /// What happens when in it.
    var score = Score()

    init(rate: Double, seconds: Double) {
        self.rate = rate
        self.seconds = seconds
        samples = [Float](repeating: 0, count: max(1, Int((seconds * rate).rounded())))
    }

    /// When the first event happens: early enough that a clip of a tenth of a second still has it.
    func onset(_ dice: inout Dice) -> Double { dice.uniform(0.02...0.3) * min(seconds, 2) }

    /// The samples from `time` on, at most `seconds` of them; empty where the track has ended.
    private func range(from time: Double, for seconds: Double) -> Range<Int> {
        let start = min(max(0, Int(time * rate)), samples.count)
        return start..<min(samples.count, start + max(0, Int(seconds * rate)))
    }

    /// A partial that dies away: a 10^(-3 t / decay) sin(2 pi f t + phase), whose frequency begins at (1 + glide) f and
    /// settles within `settling` seconds. What the rate cannot carry is left out.
    mutating func ring(
        at time: Double, _ frequency: Double, amplitude: Double, decay: Double, phase: Double = 0, glide: Double = 0,
        settling: Double = 0.05
    ) {
        guard frequency * (1 + max(glide, 0)) < 0.46 * rate, frequency > 0 else { return }
        let range = range(from: time, for: decay * 1.2)
        let fall = pow(10, -3 / (decay * rate))
        var (x, y) = (amplitude * cos(phase), amplitude * sin(phase))
        samples.withUnsafeMutableBufferPointer { memory in
            var i = range.lowerBound
            while i < range.upperBound {
                // The frequency holds for 64 samples where it moves, else for good.
                let since = Double(i - range.lowerBound) / rate
                let w = 2 * Double.pi * frequency * (1 + (glide == 0 ? 0 : glide * exp(-since / settling))) / rate
                let (c, s) = (fall * cos(w), fall * sin(w))
                let stop = glide == 0 ? range.upperBound : min(range.upperBound, i + 64)
                while i < stop {
                    memory[i] += Float(y)
                    (x, y) = (x * c - y * s, x * s + y * c)
                    i += 1
                }
            }
        }
    }

    /// A burst of noise through filters: up in `attack` seconds, then down by 60 dB in `decay` seconds.
    mutating func burst(
        at time: Double, decay: Double, amplitude: Double, attack: Double = 0.001, _ filters: [Biquad], _ dice: inout Dice
    ) {
        let range = range(from: time, for: attack + decay * 1.2)
        var noise = dice.noise(range.count)
        let rise = max(1, Int(attack * rate))
        let fall = Float(pow(10, -3 / (decay * rate)))
        noise.withUnsafeMutableBufferPointer { memory in
            var level = Float(amplitude)
            for i in memory.indices {
                if i < rise {
                    memory[i] *= level * Float(i) / Float(rise)
                } else {
                    memory[i] *= level
                    level *= fall
                }
            }
        }
        noise.pass(filters)
        add(noise, at: range.lowerBound)
    }

    /// A tone of `length` seconds: `frequency` and `amplitude` are asked at times from 0 to 1, 32 samples apart, and the
    /// wave is that of its phase in turns.
    mutating func sweep(
        at time: Double, length: Double, frequency: (Double) -> Double, amplitude: (Double) -> Double,
        wave: (Double) -> Double = { sin(2 * .pi * $0) }
    ) {
        let range = range(from: time, for: length)
        let whole = max(1, length * rate)
        samples.withUnsafeMutableBufferPointer { memory in
            var phase = 0.0
            var i = range.lowerBound
            var level = amplitude(0)
            while i < range.upperBound {
                let stop = min(range.upperBound, i + 32)
                let (now, then) = (Double(i - range.lowerBound) / whole, Double(stop - range.lowerBound) / whole)
                let step = min(frequency((now + then) / 2), 0.45 * rate) / rate
                let slope = (amplitude(min(then, 1)) - level) / Double(stop - i)
                while i < stop {
                    memory[i] += Float(level * wave(phase))
                    level += slope
                    phase += step
                    phase -= phase.rounded(.down)
                    i += 1
                }
            }
        }
    }

    mutating func add(_ sound: [Float], at start: Int = 0, gain: Float = 1) {
        samples.withUnsafeMutableBufferPointer { memory in
            sound.withUnsafeBufferPointer { sound in
                for i in 0..<min(sound.count, memory.count - start) { memory[start + i] += gain * sound[i] }
            }
        }
    }

    /// `samples[i]` times `level` of its time; asked 64 samples apart, in a straight line between.
    mutating func shape(_ level: (Double) -> Double) { samples.shape(rate: rate, level) }
}

extension [Float] {
    /// Each times `level` of its time in seconds; asked 64 samples apart, in a straight line between.
    mutating func shape(rate: Double, _ level: (Double) -> Double) {
        withUnsafeMutableBufferPointer { memory in
            var now = level(0)
            for start in Swift.stride(from: 0, to: memory.count, by: 64) {
                let stop = Swift.min(memory.count, start + 64)
                let slope = (level(Double(stop) / rate) - now) / Double(stop - start)
                for i in start..<stop {
                    memory[i] *= Float(now)
                    now += slope
                }
            }
        }
    }

    /// The root of the mean square.
    var rms: Double { (reduce(0.0) { $0 + Double($1) * Double($1) } / Double(Swift.max(count, 1))).squareRoot() }

    /// The root mean square of what can be heard: of the stretches of 20 ms that lie no more than 20 dB below the loudest.
    func loudness(rate: Double) -> Double {
        let length = Swift.max(1, Int(rate / 50))
        let powers = Swift.stride(from: 0, to: count, by: length).map { start -> Double in
            let stretch = self[start..<Swift.min(count, start + length)]
            return stretch.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(stretch.count)
        }
        let top = powers.max() ?? 0
        let heard = powers.filter { $0 >= top / 100 }
        return (heard.reduce(0, +) / Double(Swift.max(heard.count, 1))).squareRoot()
    }
}

/// A curve that wanders: smooth noise of about unit size, with a new direction every `period` seconds.
struct Wander {
    private let period: Double
    private let points: [Double]

    init(period: Double, seconds: Double, _ dice: inout Dice) {
        self.period = period
        var points: [Double] = []
        for _ in 0..<Int(seconds / period) + 3 { points.append(dice.normal()) }
        self.points = points
    }

    func callAsFunction(_ time: Double) -> Double {
        let place = max(0, time / period)
        let i = min(Int(place), points.count - 2)
        let part = min(place - Double(i), 1)
        let ease = part * part * (3 - 2 * part)
        return points[i] + (points[i + 1] - points[i]) * ease
    }
}
