internal import Glibc

/// A songbird: phrases of short whistles whose pitch is drawn like handwriting, repeated, or a trill.
struct Bird: StageKind {
    let name = "bird"
    let model = """
        Syllables sin(2 pi integral of f(t) dt) under a raised cosine, f gliding up, down, or in an arch over up to an octave \
        (after the fits of birdsong by chirps, e.g. Stowell and Plumbley, 2014)
        """

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
}
