internal import Glibc

/// A cricket, or two: a nearly pure tone in chirps of a few pulses, or an unbroken trill.
struct Cricket: StageKind {
    let name = "cricket"
    let model = """
        A wing's resonance at 2.5 to 6 kHz, one pulse for each closing of the wings, 20 to 60 a second, in groups \
        (Bennet-Clark, "Songs and the physics of sound production", 1989)
        """

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
}
