internal import Glibc

/// Somebody walking on wood, stone, gravel or leaves.
struct Footsteps: StageKind {
    let name = "footsteps"
    let model = """
        Each step a heel and, 80 to 150 ms later, a sole: low modes of the floor and grains of its surface (after Cook, \
        "Modeling Bill's Gait", 2002)
        """
    let tints: [Tint] = [.blue, .red, .green, .grey, .purple]
    let speech = Speech(
        nouns: ["walker", "person"], isDressed: true,
        clauses: [
            .init("walks", "walking"), .init("makes", "making", "footsteps"), .init("walks", "walking", "on the floor"),
        ])
    let facesAside = true

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
            track.note(time, lasting: roll, force: force, voice: isLeft ? 0 : 1)
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

    /// Somebody from the side: a heel touches the ground with every step.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let phase = score.phase(moment.time)
        // The ground goes by below.
        for mark in 0..<4 {
            let place = (Double(mark) * 0.55 - 0.72 * phase) / 2.2
            let x = 2.2 * (place - place.rounded(.down)) - 1.1
            painting.line([Point(x, 1.02), Point(x + 0.2, 1.02)], 0.05, Colour(0.25, 0.2, 0.16).clear(min(1, 5 - 5 * abs(x))))
        }
        let (skin, trousers) = (Colour(0.93, 0.74, 0.6), Colour(0.2, 0.22, 0.32))
        // The leg of voice v is farthest in front at its own steps.
        let legs = [1.0, -1].map { side -> [Point] in
            let swing = side * cos(.pi * phase)
            let bend = max(0, side * sin(.pi * (phase - 1)))
            let (thigh, shin) = (0.5 * swing, 0.5 * swing - 0.95 * bend)
            let knee = Point(0.46 * sin(thigh), 0.46 * cos(thigh))
            return [Point(0, 0), knee, knee + Point(0.47 * sin(shin), 0.47 * cos(shin))]
        }
        let hip = 0.93 - max(legs[0][2].y, legs[1][2].y)
        painting.with(painting.placement.moved(0, hip)) { painting in
            func arm(_ side: Double, _ colour: Colour) {
                let swing = -0.55 * side * cos(.pi * phase)
                let elbow = Point(0.3 * sin(swing), -0.52 + 0.3 * cos(swing))
                let hand = elbow + Point(0.26 * sin(swing + 0.45), 0.26 * cos(swing + 0.45))
                painting.line([Point(0, -0.52), elbow, hand], 0.13, colour)
                painting.fill(.disc(hand, 0.08), skin, edge: 0)
            }
            func leg(_ points: [Point], _ colour: Colour) {
                painting.line(points, 0.19, colour)
                let foot = points[2]
                painting.fill(
                    .line(foot + Point(-0.02, 0), foot + Point(0.19, 0.02), 0.15), Colour(0.42, 0.22, 0.12), edge: 0.02)
            }
            arm(-1, look.colour.lit(0.65))
            leg(legs[1], trousers.lit(0.7))
            leg(legs[0], trousers)
            painting.fill(
                .smooth([
                    Point(-0.16, -0.68), Point(0.14, -0.68), Point(0.2, -0.3), Point(0.17, 0.1), Point(-0.17, 0.1),
                    Point(-0.2, -0.3),
                ]), look.colour)
            arm(1, look.colour.lit(0.85))
            painting.fill(.disc(Point(0.04, -0.84), 0.19), skin, edge: 0.025)
            painting.fill(
                .smooth([Point(-0.18, -0.72), Point(-0.2, -1), Point(0.1, -1.1), Point(0.26, -0.92), Point(0, -0.9)]),
                Colour(0.3, 0.18, 0.1), edge: 0)
            painting.fill(.disc(Point(0.14, -0.84), 0.03), .black, edge: 0)
        }
        // Dust where the foot has landed.
        let dust = moment.flash(of: score, fall: 0.15)
        guard dust > 0, let step = score.last(by: moment.time) else { return }
        let foot = Point(0.46 * sin(0.5) + 0.47 * sin(0.5), 0.97)
        for grain in 0..<4 {
            let away = (Double(grain) - 1.5) * (0.1 + 0.1 * (1 - dust))
            painting.fill(
                .disc(foot + Point(away + 0.1, -0.06 * (1 - dust)), 0.07 + 0.03 * step.force),
                Colour(0.85, 0.8, 0.7).clear(0.85 * dust), edge: 0)
        }
    }
}
