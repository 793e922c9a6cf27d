internal import Glibc

/// A motor: explosions in firing order through an exhaust, idling, revving or pulling away.
struct Motor: StageKind {
    let name = "engine"
    let model = """
        A pulse for every firing, rpm / 120 a second and cylinder, each cylinder with its own strength, through the \
        resonances of the exhaust, with intake noise in time with the pulses; the speed wanders or climbs
        """
    let tints: [Tint] = [.red, .green, .blue, .orange, .yellow]
    let speech = Speech(
        nouns: ["engine", "motor"], of: "tractor",
        clauses: [
            .init("runs", "running"), .init("turns", "turning", "the wheels"),
            .init("shakes and roars", "shaking and roaring"),
        ])
    let facesAside = true

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
        // The wheel goes round more slowly than the engine fires.
        track.trace { 0.8 * pow(firing / 40, 0.4) * speed($0) }
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

    /// A tractor: it shakes, smokes and turns its wheels with the speed of its engine.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let turns = score.area(moment.time)
        let speed = score.level(moment.time)
        let (paint, iron) = (look.colour, Colour(0.25, 0.25, 0.28))
        let shake = 0.025 * min(1.5, 0.5 + speed)
        let body = painting.placement.moved(shake * sin(39 * turns), shake * sin(57 * turns + 1))
        painting.with(body) { painting in
            for puff in 0..<6 {
                // Puffs come in time with the wheel, and grow as they rise.
                let age = (turns * 2 + Double(puff)) / 6
                let part = age - age.rounded(.down)
                painting.fill(
                    .disc(Point(0.52 - 0.25 * part * part, -0.66 - 0.42 * part), 0.07 + 0.13 * part),
                    Colour(0.75, 0.75, 0.78).clear(0.75 * (1 - part)), edge: 0)
            }
            painting.fill(.line(Point(0.52, 0), Point(0.52, -0.6), 0.1), iron)
            painting.fill(
                .polygon([Point(-0.72, 0.1), Point(-0.64, -0.72), Point(-0.02, -0.72), Point(0.08, 0.1)]), paint.lit(0.85))
            painting.fill(
                .polygon([Point(-0.58, -0.04), Point(-0.54, -0.6), Point(-0.1, -0.6), Point(-0.03, -0.04)]),
                Colour(0.75, 0.88, 0.95), edge: 0.02)
            painting.fill(.line(Point(-0.76, -0.76), Point(0.08, -0.76), 0.12), paint)
            painting.fill(
                .smooth([Point(-0.2, -0.08), Point(0.86, 0), Point(0.95, 0.2), Point(0.92, 0.52), Point(-0.2, 0.52)]), paint)
            for x in [0.55, 0.66, 0.77] { painting.line([Point(x, 0.16), Point(x, 0.36)], 0.045, iron) }
        }
        wheel(on: &painting, at: Point(-0.42, 0.46), 0.52, turns, look)
        wheel(on: &painting, at: Point(0.62, 0.69), 0.29, 1.8 * turns, look)
    }

    private func wheel(on painting: inout Painting, at centre: Point, _ radius: Double, _ turns: Double, _ look: Look) {
        painting.with(painting.placement.moved(centre.x, centre.y).turned(2 * .pi * turns).scaled(radius)) { painting in
            painting.fill(.disc(Point(0, 0), 1), Colour(0.16, 0.16, 0.18), edge: 0, shade: 0)
            for lug in 0..<9 {
                painting.with(painting.placement.turned(2 * .pi * Double(lug) / 9)) {
                    $0.line([Point(0, -0.88), Point(0.1, -0.98)], 0.16, Colour(0.32, 0.32, 0.34))
                }
            }
            painting.fill(.disc(Point(0, 0), 0.66), Tint.yellow.colour, edge: 0, shade: 0)
            for spoke in 0..<3 {
                painting.with(painting.placement.turned(2 * .pi * Double(spoke) / 3)) {
                    $0.line([Point(0, 0), Point(0, -0.6)], 0.2, spoke == 0 ? Tint.red.colour : Colour(0.25, 0.2, 0.1))
                }
            }
            painting.fill(.disc(Point(0, 0), 0.2), look.colour, edge: 0, shade: 0)
        }
    }
}
