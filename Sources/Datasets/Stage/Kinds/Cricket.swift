internal import Glibc

/// A cricket, or two: a nearly pure tone in chirps of a few pulses, or an unbroken trill.
struct Cricket: StageKind {
    let name = "cricket"
    let model = """
        A wing's resonance at 2.5 to 6 kHz, one pulse for each closing of the wings, 20 to 60 a second, in groups \
        (Bennet-Clark, "Songs and the physics of sound production", 1989)
        """
    let tints: [Tint] = [.green, .brown, .black]
    let speech = Speech(
        nouns: ["cricket"],
        clauses: [
            .init("chirps", "chirping"), .init("rubs", "rubbing", "its wings"), .init("chirps", "chirping", "in the grass"),
        ])
    let facesAside = true

    func sound(on track: inout Track, _ dice: inout Dice) {
        for singer in 0..<(dice.chance(0.35) ? 2 : 1) {
            let level = singer == 0 ? 1 : dice.uniform(0.2...0.6)
            let carrier = min(dice.ratio(2500...6000), 0.4 * track.rate)
            let spacing = 1 / dice.ratio(22...60)
            let length = spacing * dice.uniform(0.5...0.75)
            let chirps = dice.chance(0.7)
            let pulses = dice.count(2...6)
            let rest = dice.ratio(0.12...0.5)
            var time = track.onset(&dice) * dice.uniform(0.1...1)
            var pulse = 0
            while time < track.seconds {
                let grows = chirps ? 0.5 + 0.5 * Double(pulse) / Double(pulses) : 1
                let force = level * grows * dice.uniform(0.9...1.1)
                track.note(time, lasting: length, force: force, voice: singer)
                track.sweep(
                    at: time, length: length, frequency: { carrier * (1.02 - 0.04 * $0) },
                    amplitude: { force * sin(.pi * $0) })
                pulse += 1
                time += spacing * (1 + 0.02 * dice.normal())
                if chirps && pulse == pulses {
                    pulse = 0
                    time += rest * (1 + 0.05 * dice.normal())
                }
            }
        }
    }

    /// The wings stand up and shake as long as it chirps.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let song = score.voice(0)
        for blade in 0..<11 {
            let x = -1 + 0.2 * Double(blade)
            let tip = Point(x + 0.24 * (Look.scatter(blade, look.variety[0]) - 0.5), 0.2 + 0.5 * Look.scatter(blade, 3))
            painting.line([Point(x, 1), tip], 0.06, Tint.green.colour.lit(0.6 + 0.3 * Look.scatter(blade, 7)))
        }
        let sings = max(
            song.opening(moment.time, least: 1.5 * moment.span), song.trail(moment.time, fall: 0.03) > 0.3 ? 0.8 : 0)
        let shake = sings * (song.count(by: moment.time) % 2 == 0 ? 0.22 : -0.22)
        let (dark, light) = (look.colour.lit(0.7), look.colour.mixed(with: .white, 0.45))
        for (from, to) in [(Point(0.3, 0.5), Point(0.5, 0.95)), (Point(0.08, 0.5), Point(0.1, 0.95))] {
            painting.line([from, Point(to.x - 0.02, 0.72), to], 0.06, dark)
        }
        painting.line([Point(0.62, 0.18), Point(0.78, -0.35), Point(0.98, -0.6)], 0.035, dark)
        painting.line([Point(0.58, 0.16), Point(0.55, -0.4), Point(0.68, -0.75)], 0.035, dark)
        for wing in [-1.0, 1] {
            painting.with(painting.placement.moved(0.3, 0.2).turned(0.08 + 0.6 * sings + wing * shake)) {
                $0.fill(
                    .smooth([Point(0.05, 0.04), Point(-0.2, -0.2), Point(-0.8, -0.14), Point(-1.12, 0.06), Point(-0.6, 0.14)]
                    ),
                    light.clear(0.85), edge: 0.03)
            }
        }
        let body: [Point] = [Point(0.45, 0.22), Point(0.4, 0.52), Point(-0.3, 0.6), Point(-0.85, 0.42), Point(-0.3, 0.24)]
        painting.fill(.smooth(body), look.colour)
        painting.fill(.disc(Point(0.52, 0.3), 0.22), look.colour)
        painting.fill(.disc(Point(0.6, 0.25), 0.08), .white, edge: 0)
        painting.fill(.disc(Point(0.62, 0.25), 0.05), .black, edge: 0)
        painting.fill(.line(Point(-0.12, 0.5), Point(-0.52, -0.22), 0.16), look.colour.lit(1.15), edge: 0.03)
        painting.line([Point(-0.52, -0.22), Point(-0.78, 0.93), Point(-0.66, 0.97)], 0.07, dark)
    }
}
