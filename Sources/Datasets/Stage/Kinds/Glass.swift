internal import Glibc

/// Glass that breaks: a crack, then a shower of shards that ring and thin out.
struct Glass: StageKind {
    let name = "glass"
    let model = """
        A burst of noise, then many small impacts whose rate falls exponentially, each ringing in two or three high modes \
        (after Cook's PhISEM, "Physically Informed Sonic Modeling", 1997)
        """

    func sound(on track: inout Track, _ dice: inout Dice) {
        var time = track.onset(&dice)
        let register = dice.ratio(1600...4200)
        let ringing = dice.ratio(0.03...0.16)
        while time < track.seconds {
            let crack = dice.uniform(0.3...1)
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
}
