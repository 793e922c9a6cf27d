internal import Glibc

/// Rain, from a drizzle on a sill to a downpour.
struct Rain: StageKind {
    let name = "rain"
    let model = """
        Drops at random moments (Poisson), each a short splash or the ring of the bubble it leaves (van den Doel, "Physically \
        based models for liquid sounds", 2005), over the hiss of all those farther away
        """
    let tints: [Tint] = [.grey, .blue, .white]
    let speech = Speech(
        nouns: ["rain"], isMass: true,
        clauses: [
            .init("falls", "falling"), .init("pours", "pouring", "from a cloud"), .init("beats", "beating", "on the ground"),
        ])

    func sound(on track: inout Track, _ dice: inout Dice) {
        let rate = track.rate
        let density = dice.ratio(25...300)
        let surface = dice.ratio(900...3500)
        let hiss = dice.ratio(0.03...0.18)
        let gusts = Wander(period: dice.ratio(0.3...1.5), seconds: track.seconds, &dice)
        let gustiness = dice.uniform(0...0.35)

        // Far drops: noise, shaped by what they fall on.
        var far = dice.noise(track.samples.count)
        far.pass(
            .highPass(dice.ratio(200...1200), rate: rate), .lowPass(dice.ratio(3000...9000), rate: rate),
            .peak(surface, q: 0.8, gain: 5, rate: rate))
        far.shape(rate: rate) { hiss * exp(gustiness * gusts($0)) }
        track.add(far)

        track.trace { exp(gustiness * gusts($0)) }
        var time = dice.wait(1 / density)
        while time < track.seconds {
            // Few drops are near, and those are loud.
            let near = 0.12 / (0.12 + dice.uniform())
            track.note(time, force: near)
            if dice.chance(0.5) {
                track.ring(
                    at: time, surface * dice.ratio(0.5...2.5), amplitude: near, decay: dice.ratio(0.008...0.03),
                    glide: dice.uniform(-0.15...0.05), settling: 0.01)
            } else {
                track.burst(
                    at: time, decay: dice.ratio(0.006...0.02), amplitude: near, attack: 0.0003,
                    [.bandPass(surface * dice.ratio(0.6...3), q: 0.9, rate: rate)], &dice)
            }
            time += dice.wait(1 / density)
        }
    }

    /// Every near drop reaches the ground when it is heard; others fall between.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let (fall, water) = (0.35, Colour(0.25, 0.45, 0.9))
        painting.fill(.oval(Point(0, 0.93), 0.98, 0.1), water.lit(0.75).clear(0.8), edge: 0.02)
        let strokes = score.strokes
        for (number, drop) in strokes.enumerated() where drop.time > moment.time - 0.2 && drop.time < moment.time + fall {
            let x = 1.8 * (Look.scatter(number, 1) - 0.5)
            let ground = 0.86 + 0.14 * Look.scatter(number, 2)
            let ahead = drop.time - moment.time
            let force = 0.5 + 0.5 * drop.force
            if ahead > 0 {
                let y = ground - 1.45 * ahead / fall
                painting.line([Point(x + 0.02, y - 0.24), Point(x, y)], 0.045 + 0.045 * drop.force, water.clear(force))
            } else {
                let part = -ahead / 0.2
                painting.fill(
                    .ring(Point(x, ground), 0.03 + 0.14 * force * part, 0.045), Colour.white.clear(force * (1 - part)),
                    edge: 0, shade: 0)
            }
        }
        let cloud = look.colour.mixed(with: Tint.grey.colour, 0.6).lit(0.8)
        let drift = 0.02 * (score.level(moment.time) - 1)
        let puffs = [
            (-0.62, -0.6, 0.26), (0.64, -0.6, 0.26), (-0.28, -0.74, 0.28), (0.3, -0.76, 0.27), (0, -0.62, 0.32),
            (-0.35, -0.56, 0.26), (0.35, -0.56, 0.26),
        ]
        for (x, y, radius) in puffs {
            painting.fill(.disc(Point(x + drift, y), radius + 0.035), cloud.lit(0.5), edge: 0, shade: 0)
        }
        for (x, y, radius) in puffs { painting.fill(.disc(Point(x + drift, y), radius), cloud.lit(1.15), edge: 0, shade: 0.18) }
    }
}
