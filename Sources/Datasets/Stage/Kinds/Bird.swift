internal import Glibc

/// A songbird: phrases of short whistles whose pitch is drawn like handwriting, repeated, or a trill.
struct Bird: StageKind {
    let name = "bird"
    let model = """
        Syllables sin(2 pi integral of f(t) dt) under a raised cosine, f gliding up, down, or in an arch over up to an octave \
        (after the fits of birdsong by chirps, e.g. Stowell and Plumbley, 2014)
        """
    let tints: [Tint] = [.red, .blue, .yellow, .green, .brown]
    let speech = Speech(
        nouns: ["bird", "little bird"],
        clauses: [
            .init("sings", "singing"), .init("whistles", "whistling", "a song"),
            .init("sings", "singing", "on a branch"), .init("sings", "singing", "with an open beak"),
        ])
    let facesAside = true

    private struct Syllable {
        var centre, octaves, bend, length, gap, level: Double
    }

    func sound(on track: inout Track, _ dice: inout Dice) {
        let top = 0.4 * track.rate
        let register = dice.ratio(1900...5200)
        let trills = dice.chance(0.35)
        let motif = (0..<(trills ? dice.count(1...2) : dice.count(2...4))).map { _ in
            Syllable(
                centre: min(register * dice.ratio(0.75...1.33), top), octaves: dice.uniform(-1...1) * (trills ? 0.8 : 1),
                bend: dice.chance(0.4) ? dice.uniform(-0.8...0.8) : 0,
                length: trills ? dice.uniform(0.025...0.05) : dice.ratio(0.05...0.22),
                gap: trills ? dice.uniform(0.015...0.04) : dice.ratio(0.02...0.12), level: dice.uniform(0.5...1))
        }
        let overtone = dice.uniform(0...0.2)
        let wave = { (phase: Double) -> Double in
            let s = sin(2 * .pi * phase)
            return s + overtone * (s * s - 0.5)
        }
        var time = track.onset(&dice)
        while time < track.seconds {
            for _ in 0..<(trills ? dice.count(8...18) : dice.count(1...4)) {
                for syllable in motif where time < track.seconds {
                    let detune = 1 + 0.01 * dice.normal()
                    track.note(time, lasting: syllable.length, force: syllable.level)
                    track.sweep(
                        at: time, length: syllable.length,
                        frequency: { u in
                            let curve = syllable.octaves * (u - 0.5) + syllable.bend * (1 - pow(2 * u - 1, 2))
                            return min(syllable.centre * detune * pow(2, curve), top)
                        },
                        amplitude: { u in syllable.level * pow(sin(.pi * u), 0.8) }, wave: wave)
                    time += syllable.length + syllable.gap
                }
            }
            time += dice.ratio(0.2...0.9)
        }
    }

    /// It sits on a branch; the beak opens with every note.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let wood = Tint.brown.colour.lit(0.8)
        painting.line([Point(-1, 0.92), Point(-0.2, 0.72), Point(1, 0.78)], 0.12, wood)
        for (x, y) in [(-0.8, 0.76), (0.82, 0.66), (0.62, 0.92)] {
            painting.fill(.oval(Point(x, y), 0.15, 0.08), Tint.green.colour, edge: 0.02)
        }
        let song = score.opening(moment.time, least: 1.2 * moment.span)
        for x in [-0.02, 0.16] { painting.line([Point(x, 0.45), Point(x, 0.72)], 0.05, Colour(0.8, 0.5, 0.2)) }
        painting.fill(
            .smooth([Point(-0.98, 0.62), Point(-0.9, 0.42), Point(-0.3, 0.02), Point(-0.2, 0.34)]), look.colour.lit(0.75))
        let body: [Point] = [
            Point(-0.55, 0.2), Point(-0.2, -0.16), Point(0.2, -0.3), Point(0.56, -0.1), Point(0.52, 0.36), Point(0.2, 0.6),
            Point(-0.25, 0.52),
        ]
        painting.fill(.smooth(body), look.colour)
        painting.fill(.oval(Point(0.24, 0.28), 0.22, 0.22), look.colour.mixed(with: .white, 0.65), edge: 0)
        painting.fill(
            .smooth([Point(-0.7, 0.34), Point(-0.3, -0.06), Point(0.1, 0), Point(0.12, 0.24), Point(-0.15, 0.4)]),
            look.colour.lit(0.7))
        painting.with(painting.placement.moved(0.3, -0.3).turned(-0.3 * song)) { painting in
            let beak = Tint.orange.colour
            painting.fill(
                .polygon([Point(0.18, -0.04), Point(0.2, 0.14), Point(0.44, 0.06 + 0.1 * song)]), Colour(0.55, 0.1, 0.12),
                edge: 0)
            painting.with(painting.placement.moved(0.2, 0.06).turned(0.75 * song)) {
                $0.fill(.polygon([Point(-0.02, -0.02), Point(0.4, 0), Point(-0.02, 0.11)]), beak.lit(0.85), edge: 0.02)
            }
            painting.with(painting.placement.moved(0.2, 0.02).turned(-0.35 * song)) {
                $0.fill(.polygon([Point(-0.02, -0.14), Point(0.46, 0), Point(-0.02, 0.04)]), beak, edge: 0.02)
            }
            painting.fill(.disc(Point(0, 0), 0.3), look.colour)
            painting.fill(.disc(Point(0.1, -0.07), 0.085), .white, edge: 0)
            painting.fill(.disc(Point(0.12, -0.07), 0.055), .black, edge: 0)
        }
    }
}
