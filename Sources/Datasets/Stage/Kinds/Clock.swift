internal import Glibc

/// A clock or watch: strictly even ticks, every other one a little different, each a few tiny impacts.
struct Clock: StageKind {
    let name = "clock"
    let model = """
        The escapement's impacts (unlocking, impulse, drop within 20 ms) through a handful of resonances of the case, tick and \
        tock differing by a few per cent
        """
    let tints: [Tint] = [.brown, .green, .red, .white, .grey]
    let speech = Speech(
        nouns: ["clock", "wall clock"],
        clauses: [
            .init("ticks", "ticking"), .init("ticks", "ticking", "away the seconds"),
            .init(by: "a pendulum", "drives", "driving"),
        ])

    func sound(on track: inout Track, _ dice: inout Dice) {
        let period = dice.ratio(0.16...0.55)
        let register = dice.ratio(700...3200)
        let decay = dice.ratio(0.015...0.07)
        let resonances = (0..<5).map { _ in
            (frequency: register * dice.ratio(0.6...3), amplitude: dice.uniform(0.2...1), decay: decay * dice.ratio(0.5...2))
        }
        let impacts = (0..<dice.count(2...3)).map { _ in (delay: dice.uniform(0...0.022), force: dice.uniform(0.3...1)) }
        let tock = (pitch: dice.uniform(0.78...0.95), force: dice.uniform(0.5...1))
        var time = track.onset(&dice) * min(1, period / 0.3)
        var isTick = dice.chance(0.5)
        while time < track.seconds {
            track.note(time, voice: isTick ? 0 : 1)
            for impact in impacts {
                let force = impact.force * (isTick ? 1 : tock.force) * dice.uniform(0.9...1.1)
                for resonance in resonances {
                    track.ring(
                        at: time + impact.delay, resonance.frequency * (isTick ? 1 : tock.pitch),
                        amplitude: force * resonance.amplitude, decay: resonance.decay)
                }
                track.burst(
                    at: time + impact.delay, decay: 0.006, amplitude: 0.5 * force, attack: 0.0002,
                    [.highPass(register, rate: track.rate)], &dice)
            }
            isTick.toggle()
            time += period * (1 + 0.004 * dice.normal())
        }
    }

    /// The hand leaps at every tick, and the pendulum is at one side.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        painting.fill(.box(Point(-0.4, 0), Point(0.4, 0.98)), look.colour.lit(0.85))
        painting.fill(.box(Point(-0.3, 0.2), Point(0.3, 0.92)), Colour(0.16, 0.13, 0.12), edge: 0.02, shade: 0)
        painting.with(painting.placement.moved(0, 0.1).turned(0.3 * cos(.pi * score.phase(moment.time)))) {
            $0.line([Point(0, 0), Point(0, 0.55)], 0.05, Tint.golden.colour.lit(0.9))
            $0.fill(.disc(Point(0, 0.6), 0.14), Tint.golden.colour.lit(1.1))
        }
        painting.with(painting.placement.moved(0, -0.33)) { painting in
            painting.fill(.disc(Point(0, 0), 0.66), look.colour)
            painting.fill(.disc(Point(0, 0), 0.53), .white, edge: 0.02, shade: 0.05)
            for hour in 0..<12 {
                let towards = Point(sin(.pi * Double(hour) / 6), cos(.pi * Double(hour) / 6))
                painting.line([towards * 0.43, towards * 0.48], hour % 3 == 0 ? 0.07 : 0.035, .black)
            }
            let hour = 12 * look.variety[0]
            painting.with(painting.placement.turned(.pi * hour / 6)) { $0.line([Point(0, 0), Point(0, -0.24)], 0.08, .black) }
            painting.with(painting.placement.turned(2 * .pi * (hour - hour.rounded(.down)))) {
                $0.line([Point(0, 0), Point(0, -0.38)], 0.06, .black)
            }
            let ticks = Double(score.count(by: moment.time)) + (60 * look.variety[1]).rounded(.down)
            painting.with(painting.placement.turned(2 * .pi * ticks / 20)) {
                $0.line([Point(0, 0.14), Point(0, -0.44)], 0.05, Tint.red.colour)
            }
            painting.fill(.disc(Point(0, 0), 0.06), Tint.red.colour, edge: 0)
        }
    }
}
