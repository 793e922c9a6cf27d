internal import Glibc

/// A dog: one to four barks in a row, small and high or large and low.
struct Dog: StageKind {
    let name = "dog"
    let model = """
        Source and filter: glottal pulses whose pitch leaps up and falls within a bark, with breath noise, through three \
        formants of a vocal tract of 8 to 20 cm (Riede and Fitch, 1999)
        """
    let tints: [Tint] = [.brown, .black, .white, .grey, .golden]
    let speech = Speech(
        nouns: ["dog", "hound"],
        clauses: [
            .init("barks", "barking"), .init("barks", "barking", "at somebody"),
            .init("barks", "barking", "with its mouth open"),
        ])

    func sound(on track: inout Track, _ dice: inout Dice) {
        // 0 is a large dog, 1 a small one.
        let size = dice.uniform()
        let pitch = 170 * pow(4, size) * dice.ratio(0.85...1.18)
        let tract = pow(1.9, size)
        let length = dice.uniform(0.1...0.24) * (1.2 - 0.4 * size)
        let breath = dice.uniform(0.1...0.35)
        let leap = dice.uniform(0.25...0.7)
        let formants = [(430.0, 1.0), (1150.0, 0.8), (2500.0, 0.35), (3600.0, 0.15)].map {
            (frequency: $0.0 * tract * dice.ratio(0.87...1.15), gain: $0.1 * dice.uniform(0.6...1.2))
        }
        let gap = dice.ratio(0.12...0.45)
        var time = track.onset(&dice) * 0.8
        while time < track.seconds {
            for _ in 0..<dice.count(1...4) where time < track.seconds {
                let lasts = length * dice.uniform(0.85...1.2)
                track.note(time, lasting: lasts)
                bark(
                    on: &track, at: time, length: lasts, pitch: pitch * dice.ratio(0.92...1.08), leap: leap, breath: breath,
                    formants: formants, &dice)
                time += lasts + gap * dice.uniform(0.8...1.3)
            }
            time += dice.ratio(0.4...1.5)
        }
    }

    private func bark(
        on track: inout Track, at time: Double, length: Double, pitch: Double, leap: Double, breath: Double,
        formants: [(frequency: Double, gain: Double)], _ dice: inout Dice
    ) {
        var source = Track(rate: track.rate, seconds: length)
        let rough = Wander(period: 0.008, seconds: length, &dice)
        // Quick rise to the peak after a quarter, then a long fall.
        let contour = { (u: Double) in u < 0.25 ? sin(2 * .pi * u) : pow(cos((u - 0.25) * 2 / 3 * .pi), 1.5) }
        source.sweep(
            at: 0, length: length,
            frequency: { pitch * (1 + leap * contour($0)) * (1 + 0.025 * rough($0 * length)) }, amplitude: { _ in 1 },
            // A glottal pulse: a rounded saw, softer than the mathematical one.
            wave: { phase in phase < 0.9 ? 2 * phase / 0.9 - 1 : 1 - 20 * (phase - 0.9) })
        let noise = dice.noise(source.samples.count)
        source.add(noise, gain: Float(breath))
        source.samples = source.samples.split(
            formants.map { (.bandPass($0.frequency, q: 4, rate: track.rate), $0.gain) }
                + [(.lowPass(pitch * 2.5, rate: track.rate), 0.35)])
        source.shape { t in
            let u = min(t / length, 1)
            return min(1, u / 0.06) * pow(1 - u, 0.7)
        }
        track.add(source.samples, at: min(track.samples.count, Int(time * track.rate)))
    }

    /// It sits and looks at us; the mouth is open as long as a bark lasts.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let bark = score.opening(moment.time, least: 1.5 * moment.span)
        let (coat, dark) = (look.colour, look.colour.mixed(with: .black, 0.45))
        let pale = coat.mixed(with: .white, 0.5)
        painting.line([Point(0.4, 0.75), Point(0.75, 0.6), Point(0.8, 0.3)], 0.15, coat.lit(0.8))
        painting.fill(
            .smooth([
                Point(-0.35, -0.1), Point(0.35, -0.1), Point(0.62, 0.6), Point(0.6, 1), Point(-0.6, 1), Point(-0.62, 0.6),
            ]), coat.lit(0.9))
        for x in [-0.2, 0.2] {
            painting.fill(.line(Point(x, 0.45), Point(x, 0.9), 0.24), coat)
            painting.fill(.oval(Point(x * 1.15, 0.92), 0.19, 0.09), pale)
        }
        painting.with(painting.placement.moved(0, -0.3 - 0.06 * bark).turned(0.14 * (look.variety[0] - 0.5))) { painting in
            painting.fill(.oval(Point(0, 0.3 + 0.2 * bark), 0.22, 0.12 + 0.08 * bark), coat.lit(0.85))
            painting.fill(.oval(Point(0, 0.02), 0.54, 0.48), coat)
            for side in [-1.0, 1] {
                painting.fill(
                    .smooth([
                        Point(0.28 * side, -0.44), Point(0.62 * side, -0.4), Point(0.84 * side, 0.1),
                        Point(0.74 * side, 0.42),
                        Point(0.5 * side, 0.2),
                    ]), dark)
                painting.fill(.disc(Point(0.21 * side, -0.1), 0.11), .white, edge: 0.02)
                painting.fill(.disc(Point(0.19 * side, -0.08), 0.065), .black, edge: 0)
            }
            if bark > 0.02 {
                painting.fill(.oval(Point(0, 0.3 + 0.1 * bark), 0.2, 0.05 + 0.19 * bark), Colour(0.35, 0.05, 0.07), edge: 0.02)
                painting.fill(.oval(Point(0, 0.38 + 0.14 * bark), 0.12, 0.03 + 0.1 * bark), Colour(0.9, 0.4, 0.42), edge: 0)
            }
            painting.fill(.oval(Point(-0.12, 0.2), 0.17, 0.13), pale, edge: 0.02)
            painting.fill(.oval(Point(0.12, 0.2), 0.17, 0.13), pale, edge: 0.02)
            painting.fill(.oval(Point(0, 0.1), 0.13, 0.09), .black, edge: 0)
            painting.fill(.disc(Point(-0.04, 0.07), 0.025), .white, edge: 0)
        }
    }
}
