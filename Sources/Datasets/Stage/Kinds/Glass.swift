internal import Glibc

/// Glass that breaks: a crack, then a shower of shards that ring and thin out.
struct Glass: StageKind {
    let name = "glass"
    let model = """
        A burst of noise, then many small impacts whose rate falls exponentially, each ringing in two or three high modes \
        (after Cook's PhISEM, "Physically Informed Sonic Modeling", 1997)
        """
    let tints: [Tint] = [.green, .blue, .white, .red]
    let speech = Speech(
        nouns: ["glass", "wine glass"],
        clauses: [
            .init("breaks", "breaking"), .init(by: "a stone", "breaks", "breaking"),
            .init("bursts", "bursting", "into pieces"),
        ])

    func sound(on track: inout Track, _ dice: inout Dice) {
        var time = track.onset(&dice)
        let register = dice.ratio(1600...4200)
        let ringing = dice.ratio(0.03...0.16)
        while time < track.seconds {
            let crack = dice.uniform(0.3...1)
            track.note(time, force: crack)
            track.burst(
                at: time, decay: dice.ratio(0.05...0.3), amplitude: crack,
                [.highPass(register * 0.6, rate: track.rate), .lowPass(register * 4, rate: track.rate)], &dice)
            let spread = dice.ratio(0.12...0.5)
            for _ in 0..<dice.count(25...90) {
                let delay = dice.wait(spread)
                let force = dice.uniform(0.1...1) * dice.uniform(0.3...1)
                let pitch = register * dice.ratio(0.8...3)
                for ratio in [1, dice.uniform(1.3...1.9), dice.uniform(2...2.9)] {
                    track.ring(
                        at: time + delay, pitch * ratio, amplitude: 0.6 * force / ratio,
                        decay: ringing * dice.ratio(0.5...2), phase: dice.uniform(0...6.28))
                }
            }
            time += dice.ratio(1.4...4)
        }
    }

    /// It stands on a table until a stone hits it; then its pieces fly.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let wood = Tint.brown.colour
        painting.fill(.box(Point(-1, 0.84), Point(1, 0.98)), wood)
        let tint = look.colour.mixed(with: .white, 0.25)
        let coming = score.next(after: moment.time).map { $0.time - moment.time } ?? 100
        let past = score.last(by: moment.time).map { moment.time - $0.time } ?? 100
        if past == 100 || coming < 0.7 {
            let whole = past == 100 ? 1 : min(1, (0.7 - coming) / 0.2)
            painting.fill(.line(Point(0, 0.2), Point(0, 0.78), 0.08), tint.clear(0.85 * whole))
            painting.fill(.oval(Point(0, 0.8), 0.3, 0.07), tint.clear(0.85 * whole))
            painting.fill(
                .smooth([
                    Point(-0.42, -0.78), Point(0.42, -0.78), Point(0.48, -0.3), Point(0.3, 0.16), Point(0, 0.32),
                    Point(-0.3, 0.16),
                    Point(-0.48, -0.3),
                ]), tint.clear(0.7 * whole), edge: 0.045)
            painting.fill(.oval(Point(0, -0.7), 0.36, 0.09), tint.lit(1.3).clear(0.8 * whole), edge: 0.03)
            painting.line([Point(-0.28, -0.5), Point(-0.24, -0.05)], 0.08, Colour.white.clear(0.8 * whole))
            if coming < 0.3 {
                let way = coming / 0.3
                painting.fill(.disc(Point(-0.5 - 0.8 * way, -0.25 - 0.35 * way * (1 - way)), 0.13), Tint.grey.colour)
            }
        }
        guard past < 100 else { return }
        // Thrown up and aside, and held by the table.
        let fade = 1 - max(0, min(1, (0.7 - coming) / 0.2))
        let flash = moment.flash(of: score, fall: 0.1)
        if flash > 0 {
            for ray in 0..<8 {
                painting.with(painting.placement.moved(0, -0.2).turned(.pi / 4 * Double(ray))) {
                    $0.fill(
                        .polygon([Point(-0.12, 0), Point(0.12, 0), Point(0, -0.8)]), Colour(1, 1, 0.85).clear(flash), edge: 0,
                        shade: 0)
                }
            }
        }
        for shard in 0..<18 {
            let (a, b, c, d) = (
                Look.scatter(shard, 1), Look.scatter(shard, 2), Look.scatter(shard, 3),
                Look.scatter(shard, 4 + look.variety[0])
            )
            let floor = 0.74 - 0.12 * c
            let (speed, rise) = (2.8 * (d - 0.5) + 0.3, -2.4 * c * c)
            let start = Point(0.7 * (a - 0.5), 1.1 * b - 0.7)
            // y + v t + 3 t^2 until it is the table's.
            let down = (-rise + (rise * rise + 12 * (floor - start.y)).squareRoot()) / 6
            let t = min(past, down)
            let x = min(max(start.x + speed * t, -0.95), 0.95)
            painting.with(painting.placement.moved(x, start.y + rise * t + 3 * t * t).turned(9 * t * (c - 0.5) + 6 * c)) {
                $0.fill(
                    .polygon([Point(-0.13, 0.09), Point(0.14, 0.06 - 0.1 * a), Point(0.02, -0.16)]),
                    tint.lit(1.15).clear(0.85 * fade),
                    edge: 0.03)
            }
        }
        let stone = min(past, 0.5)
        painting.fill(
            .disc(Point(-0.5 + 1.1 * min(1, 3 * stone), min(0.72, -0.25 + 5 * stone * stone)), 0.13),
            Tint.grey.colour.clear(fade))
    }
}
