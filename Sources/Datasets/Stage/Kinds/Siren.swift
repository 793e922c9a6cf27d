internal import Glibc

/// A siren: wailing, yelping or in two tones, near or driving by.
struct Siren: StageKind {
    let name = "siren"
    let model = """
        A loud horn, tanh(g sin), whose pitch follows the wail (a slow rise and fall), the yelp (a fast one) or steps between \
        two tones; it drives by with f (1 - v/c)
        """
    let tints: [Tint] = [.red, .blue, .orange]
    let speech = Speech(
        nouns: ["siren"],
        clauses: [
            .init("wails", "wailing"), .init("wails", "wailing", "with a flashing lamp"),
            .init("gives", "giving", "an alarm"),
        ])

    private enum Pattern: CaseIterable { case wail, yelp, steps }

    func sound(on track: inout Track, _ dice: inout Dice) {
        let pattern = dice.pick(Pattern.allCases)
        let low = dice.ratio(350...900)
        let span = pattern == .steps ? dice.uniform(1.18...1.5) : dice.uniform(1.5...2.4)
        let period =
            switch pattern {
            case .wail: dice.ratio(1.1...3.5)
            case .yelp: dice.ratio(0.2...0.45)
            case .steps: dice.ratio(0.5...1.2)
            }
        let start = dice.uniform()
        let rise = dice.uniform(0.3...0.7)
        let contour = { (t: Double) -> Double in
            let u = t / period + start
            let turn = u - u.rounded(.down)
            switch pattern {
            case .steps: return turn < 0.5 ? 0 : 1
            case .wail, .yelp: return turn < rise ? sin(.pi / 2 * turn / rise) : cos(.pi / 2 * (turn - rise) / (1 - rise))
            }
        }
        // Metres a second; it passes at some moment, at some distance.
        let speed = dice.chance(0.5) ? dice.uniform(8...25) : 0
        let whole = track.seconds
        let (passing, distance) = (dice.uniform(0...1) * whole, dice.uniform(6...30))
        let away = { (t: Double) in speed * (t - passing) }
        let drive = dice.uniform(2...5)
        let bias = dice.uniform(0.15...0.6)
        let begin = dice.chance(0.3) ? track.onset(&dice) : 0
        track.note(begin, lasting: whole - begin)
        // The lamp turns once while the pitch goes up and down.
        track.trace { $0 / period + start }
        track.sweep(
            at: begin, length: whole - begin,
            frequency: { u in
                let t = u * whole
                let toward = -speed * away(t) / (away(t) * away(t) + distance * distance).squareRoot()
                return low * pow(span, contour(t)) * (1 + toward / 343)
            },
            amplitude: { u in
                let t = u * whole
                let near = distance / (away(t) * away(t) + distance * distance).squareRoot()
                return min(1, u * whole / 0.02) * near
            },
            wave: { tanh(drive * (sin(2 * .pi * $0) + bias)) - tanh(drive * bias) })
        track.samples.pass(
            .highPass(low * 0.8, rate: track.rate), .peak(dice.ratio(900...2500), q: 1, gain: 6, rate: track.rate))
    }

    /// A lamp that turns once while the pitch rises and falls.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let isOn = score.last(by: moment.time) != nil
        let turn = 2 * .pi * score.level(moment.time)
        let facing = isOn ? max(0, sin(turn)) : 0
        let glow = look.colour.mixed(with: .white, 0.35)
        for ray in -2...2 where isOn {
            let bright = pow(max(0, cos(0.5 * (turn - .pi / 2 + 0.75 * Double(ray)))), 6)
            painting.with(painting.placement.moved(0, 0.1).turned(0.62 * Double(ray))) {
                $0.fill(
                    .polygon([Point(-0.05, -0.72), Point(0.05, -0.72), Point(0.12, -1.08), Point(-0.12, -1.08)]),
                    glow.clear(0.25 + 0.75 * bright), edge: 0, shade: 0)
            }
        }
        painting.fill(.box(Point(-0.62, 0.62), Point(0.62, 0.96)), Colour(0.3, 0.3, 0.34))
        painting.fill(.box(Point(-0.5, 0.5), Point(0.5, 0.66)), Colour(0.6, 0.6, 0.64))
        let dome: [Point] = (0...16).map {
            Point(-0.46 * cos(.pi * Double($0) / 16), -0.05 - 0.5 * sin(.pi * Double($0) / 16))
        }
        painting.fill(
            .polygon([Point(-0.46, 0.5)] + dome + [Point(0.46, 0.5)]), look.colour.lit(isOn ? 0.75 + 0.45 * facing : 0.6))
        if isOn {
            // The mirror inside goes from side to side, seen only in front.
            let x = 0.34 * cos(turn)
            painting.fill(
                .oval(Point(x, 0.05), 0.1 + 0.1 * facing, 0.3), glow.mixed(with: .white, 0.6).clear(0.25 + 0.75 * facing),
                edge: 0, shade: 0)
        }
        painting.line([Point(-0.3, -0.1), Point(-0.3, 0.3)], 0.07, Colour.white.clear(0.5))
    }
}
