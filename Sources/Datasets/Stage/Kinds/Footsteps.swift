internal import Glibc

/// Somebody walking on wood, stone, gravel or leaves.
struct Footsteps: StageKind {
    let name = "footsteps"
    let model = """
        Each step a heel and, 80 to 150 ms later, a sole: low modes of the floor and grains of its surface (after Cook, \
        "Modeling Bill's Gait", 2002)
        """

    private enum Floor: CaseIterable { case wood, stone, gravel, leaves }

    func sound(on track: inout Track, _ dice: inout Dice) {
        let floor = dice.pick(Floor.allCases)
        let stride = 1 / dice.ratio(1.5...2.6)
        let roll = dice.uniform(0.08...0.15) * min(1, stride / 0.4)
        let body = floor == .stone ? dice.ratio(120...400) : dice.ratio(70...220)
        let grain = dice.ratio(1200...4500)
        let modes = [1, 1.7, 2.6, 3.9].map {
            (frequency: body * $0 * dice.ratio(0.9...1.1), amplitude: dice.uniform(0.3...1) / $0)
        }
        let limp = dice.uniform(0.7...1)
        var time = track.onset(&dice)
        var isLeft = dice.chance(0.5)
        while time < track.seconds {
            let force = (isLeft ? 1 : limp) * dice.uniform(0.75...1)
            let heel = time
            let sole = time + roll * dice.uniform(0.85...1.15)
            for (moment, weight) in [(heel, 1.0), (sole, 0.55)] {
                let thump = force * weight * (floor == .gravel || floor == .leaves ? 0.35 : 1)
                for mode in modes {
                    track.ring(
                        at: moment, mode.frequency * dice.ratio(0.95...1.05), amplitude: 0.5 * thump * mode.amplitude,
                        decay: floor == .wood ? 0.12 : 0.06)
                }
                track.burst(
                    at: moment, decay: floor == .stone ? 0.035 : 0.05, amplitude: 0.5 * thump, attack: 0.002,
                    [.bandPass(floor == .wood ? grain * 0.4 : grain, q: 0.8, rate: track.rate)], &dice)
            }
            if floor == .gravel || floor == .leaves {
                // The surface gives way in grains, most of them under the heel.
                for _ in 0..<(floor == .gravel ? 22 : 40) {
                    let delay = roll * 1.6 * dice.uniform() * dice.uniform() + (dice.chance(0.4) ? roll : 0)
                    track.burst(
                        at: time + delay, decay: floor == .gravel ? 0.018 : 0.01,
                        amplitude: 0.5 * force * dice.uniform() * dice.uniform(), attack: 0.0005,
                        [.bandPass(grain * dice.ratio(0.6...1.8), q: floor == .gravel ? 3 : 1.2, rate: track.rate)], &dice)
                }
            }
            isLeft.toggle()
            time += stride * (1 + 0.035 * dice.normal())
        }
    }
}
