internal import Glibc

/// One or two drums in a rhythm.
struct Drum: StageKind {
    let name = "drum"
    let model = """
        Modes of a circular membrane, f times 1, 1.593, 2.135, 2.295, 2.653, 2.917, ... (zeros of Bessel functions), which \
        start sharp under the blow and settle, with the noise of the stick and sometimes of a snare
        """

    private let ratios = [1, 1.593, 2.135, 2.295, 2.653, 2.917, 3.155, 3.500, 3.598]

    func sound(on track: inout Track, _ dice: inout Dice) {
        let low = dice.ratio(60...230)
        let pitches = [low, low * dice.uniform(1.35...2.2)]
        let decay = dice.ratio(0.25...0.8)
        let glide = dice.uniform(0.05...0.5)
        let place = dice.uniform(0.25...1.2)
        let snare = dice.chance(0.35) ? dice.uniform(0.2...0.6) : 0
        let stick = dice.uniform(0.1...0.5)
        let colour = dice.ratio(600...4000)
        let modes = ratios.map { ratio in
            (ratio: ratio, amplitude: exp(-(ratio - 1) / place) * dice.uniform(0.5...1), decay: decay * pow(ratio, -1.2))
        }
        let step = dice.ratio(0.1...0.22)
        let pattern = (0..<8).map { beat in
            beat == 0 ? 1 : dice.chance(beat % 2 == 0 ? 0.65 : 0.35) ? dice.uniform(0.35...1) : 0
        }
        let voices = pattern.map { _ in dice.count(0...1) }
        let first = track.onset(&dice) * 0.7
        for beat in 0..<Int((track.seconds - first) / step) + 1 where pattern[beat % 8] > 0 {
            let time = first + Double(beat) * step * (1 + 0.002 * dice.normal())
            let force = pattern[beat % 8] * dice.uniform(0.9...1.1)
            let pitch = pitches[voices[beat % 8]]
            for mode in modes {
                track.ring(
                    at: time, pitch * mode.ratio, amplitude: force * mode.amplitude, decay: mode.decay,
                    phase: dice.uniform(0...0.6), glide: glide * force, settling: 0.03)
            }
            track.burst(at: time, decay: 0.03, amplitude: stick * force, [.bandPass(colour, q: 0.7, rate: track.rate)], &dice)
            if snare > 0 {
                track.burst(
                    at: time, decay: decay * 0.6, amplitude: snare * force, [.highPass(1200, rate: track.rate)], &dice)
            }
        }
    }
}
