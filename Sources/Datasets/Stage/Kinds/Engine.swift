internal import Glibc

/// A motor: explosions in firing order through an exhaust, idling, revving or pulling away.
struct Engine: StageKind {
    let name = "engine"
    let model = """
        A pulse for every firing, rpm / 120 a second and cylinder, each cylinder with its own strength, through the \
        resonances of the exhaust, with intake noise in time with the pulses; the speed wanders or climbs
        """

    func sound(on track: inout Track, _ dice: inout Dice) {
        let firing = dice.ratio(16...110)
        let cylinders = (0..<dice.count(2...6)).map { _ in dice.uniform(0.5...1) }
        let wander = Wander(period: dice.ratio(0.08...0.5), seconds: track.seconds, &dice)
        let unsteady = dice.ratio(0.005...0.04)
        let climb = dice.chance(0.45) ? dice.uniform(-0.5...0.9) : 0
        let revs = dice.chance(0.4) ? dice.uniform(0.2...0.9) : 0
        let revPeriod = dice.ratio(0.6...2)
        let revStart = dice.uniform(0...1)
        let whole = track.seconds
        let speed = { (t: Double) -> Double in
            let rev = revs == 0 ? 0 : revs * pow(0.5 - 0.5 * cos(2 * .pi * (t / revPeriod + revStart)), 2)
            return (1 + unsteady * wander(t)) * (1 + rev) * pow(2, climb * t / whole)
        }
        let pulseDecay = exp(-1 / (dice.ratio(0.0015...0.006) * track.rate))
        let hiss = Float(dice.ratio(0.05...0.5))
        let noise = dice.noise(track.samples.count)
        let rate = track.rate
        track.samples.withUnsafeMutableBufferPointer { memory in
            var phase = 0.0
            var level = 0.0
            var cylinder = 0
            var step = 0.0
            for i in memory.indices {
                if i % 64 == 0 { step = firing * speed(Double(i) / rate) / rate }
                phase += step
                if phase >= 1 {
                    phase -= 1
                    cylinder = (cylinder + 1) % cylinders.count
                    level += cylinders[cylinder]
                }
                level *= pulseDecay
                memory[i] = Float(level) * (1 + hiss * noise[i])
            }
        }
        let exhaust = dice.ratio(70...260)
        let pipes = [1, 2.4, 4.3, 8.5, 14].map { ratio in
            (
                filter: Biquad.bandPass(exhaust * ratio * dice.ratio(0.9...1.1), q: 2.5, rate: rate),
                gain: dice.uniform(0.3...1) / pow(ratio, 0.3)
            )
        }
        track.samples = track.samples.split(pipes + [(.bandPass(250, q: 0.3, rate: rate), 0.6)])
        track.samples.pass(.lowPass(dice.ratio(900...5000), rate: rate), .highPass(35, rate: rate))
    }
}
