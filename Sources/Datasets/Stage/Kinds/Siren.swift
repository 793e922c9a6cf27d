internal import Glibc

/// A siren: wailing, yelping or in two tones, near or driving by.
struct Siren: StageKind {
    let name = "siren"
    let model = """
        A loud horn, tanh(g sin), whose pitch follows the wail (a slow rise and fall), the yelp (a fast one) or steps between \
        two tones; it drives by with f (1 - v/c)
        """

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
}
