internal import Glibc

/// A bell or bell-like bar: inharmonic partials, each with its own decay and a slow beat.
struct Bell: StageKind {
    let name = "bell"
    let model = """
        Modal synthesis: sum of a[k] 10^(-3 t / T[k]) sin(2 pi r[k] f t) with the ratios of church bells (hum, prime, tierce, \
        quint, nominal, ...), of free bars or of hemispheres (Fletcher and Rossing, The Physics of Musical Instruments)
        """
    let tints: [Tint] = [.golden, .brown, .grey]
    let speech = Speech(
        nouns: ["bell", "church bell"],
        clauses: [
            .init("rings", "ringing"), .init("swings and rings", "swinging and ringing"),
            .init(by: "a clapper", "strikes", "striking"),
        ])

    private let ratios: [[Double]] = [
        [0.5, 1, 1.2, 1.5, 2, 2.5, 2.67, 3, 4, 5.33, 6.67],
        [1, 2.756, 5.404, 8.933, 13.34],
        [1, 2.32, 4.25, 6.63, 9.38],
    ]

    func sound(on track: inout Track, _ dice: inout Dice) {
        let (frequency, body) = (dice.ratio(220...1500), dice.pick(ratios))
        let decay = dice.ratio(1...4) * pow(frequency / 500, -0.4)
        // A hard clapper wakes the high partials too.
        let hardness = dice.ratio(1.5...8)
        let partials = body.map { ratio in
            (
                frequency: frequency * ratio * (1 + 0.008 * dice.normal()),
                amplitude: exp(-ratio / hardness) * dice.uniform(0.4...1),
                decay: decay * pow(ratio, -0.7) * dice.uniform(0.7...1.3), beat: dice.uniform(0.3...4)
            )
        }
        let period = dice.ratio(0.3...1.4)
        let strikes = dice.chance(0.4) ? 1 : Int(track.seconds / period) + 1
        var time = track.onset(&dice)
        for _ in 0..<strikes where time < track.seconds {
            let force = dice.uniform(0.6...1)
            track.note(time, force: force)
            for partial in partials {
                for side in [-0.5, 0.5] {
                    track.ring(
                        at: time, partial.frequency + side * partial.beat, amplitude: force * partial.amplitude * 0.5,
                        decay: partial.decay, phase: dice.uniform(0...6.28))
                }
            }
            track.burst(
                at: time, decay: 0.02, amplitude: 0.15 * force,
                [.bandPass(dice.ratio(1500...5000), q: 1, rate: track.rate)], &dice)
            time += period * (1 + 0.03 * dice.normal())
        }
    }

    /// It swings in a frame, and the clapper strikes where the swing ends.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let wood = Tint.brown.colour.lit(0.75)
        for x in [-0.82, 0.82] { painting.fill(.line(Point(x, 0.93), Point(x * 0.93, -0.8), 0.14), wood) }
        painting.fill(.line(Point(-0.93, -0.84), Point(0.93, -0.84), 0.18), wood)
        // A bell that is struck once more and no more comes to rest.
        let since = score.strokes.count == 1 ? max(0, moment.time - score.strokes[0].time) : 0
        let swing = cos(.pi * score.phase(moment.time, pace: 0.7)) * exp(-since / 1.2)
        let ringing = score.trail(moment.time - moment.span, fall: 0.25)
        let blow = moment.flash(of: score, fall: 0.25)
        let pivot = painting.placement.moved(0, -0.78)
        painting.with(pivot.turned(0.42 * swing)) { painting in
            if blow > 0 {
                let reach = 0.62 + 0.3 * (1 - blow)
                painting.fill(.ring(Point(0, 0.75), reach, 0.06), Colour(1, 0.97, 0.7).clear(0.9 * blow), edge: 0, shade: 0)
            }
            let clapper = Point(0.3 * swing, 1.38)
            painting.line([Point(0, 0.3), clapper], 0.07, .black)
            painting.fill(.disc(clapper, 0.13), Colour(0.3, 0.28, 0.28))
            painting.fill(.disc(Point(0, 0.06), 0.12), look.colour.lit(0.8))
            let body: [Point] = [
                Point(-0.12, 0.08), Point(0.12, 0.08), Point(0.3, 0.14), Point(0.36, 0.5), Point(0.42, 0.85),
                Point(0.66, 1.22),
                Point(0.6, 1.3), Point(-0.6, 1.3), Point(-0.66, 1.22), Point(-0.42, 0.85), Point(-0.36, 0.5),
                Point(-0.3, 0.14),
            ]
            painting.fill(.smooth(body), look.colour.lit(1 + 0.35 * ringing))
            painting.line([Point(-0.46, 1.05), Point(0.46, 1.05)], 0.06, look.colour.lit(0.65))
            painting.line([Point(-0.18, 0.35), Point(-0.26, 0.85)], 0.08, look.colour.lit(1.5).clear(0.7))
        }
    }
}
