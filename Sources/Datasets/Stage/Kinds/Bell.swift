internal import Glibc

/// A bell or bell-like bar: inharmonic partials, each with its own decay and a slow beat.
struct Bell: StageKind {
    let name = "bell"
    let model = """
        Modal synthesis: sum of a[k] 10^(-3 t / T[k]) sin(2 pi r[k] f t) with the ratios of church bells (hum, prime, tierce, \
        quint, nominal, ...), of free bars or of hemispheres (Fletcher and Rossing, The Physics of Musical Instruments)
        """

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
}
