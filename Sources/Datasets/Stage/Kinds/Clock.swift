internal import Glibc

/// A clock or watch: strictly even ticks, every other one a little different, each a few tiny impacts.
struct Clock: StageKind {
    let name = "clock"
    let model = """
        The escapement's impacts (unlocking, impulse, drop within 20 ms) through a handful of resonances of the case, tick and \
        tock differing by a few per cent
        """

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
}
