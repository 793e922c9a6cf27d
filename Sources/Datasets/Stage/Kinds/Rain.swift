internal import Glibc

/// Rain, from a drizzle on a sill to a downpour.
struct Rain: StageKind {
    let name = "rain"
    let model = """
        Drops at random moments (Poisson), each a short splash or the ring of the bubble it leaves (van den Doel, "Physically \
        based models for liquid sounds", 2005), over the hiss of all those farther away
        """

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

        var time = dice.wait(1 / density)
        while time < track.seconds {
            // Few drops are near, and those are loud.
            let near = 0.12 / (0.12 + dice.uniform())
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
}
