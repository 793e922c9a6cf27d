internal import Glibc

/// One or two drums in a rhythm.
struct Drum: StageKind {
    let name = "drum"
    let model = """
        Modes of a circular membrane, f times 1, 1.593, 2.135, 2.295, 2.653, 2.917, ... (zeros of Bessel functions), which \
        start sharp under the blow and settle, with the noise of the stick and sometimes of a snare
        """
    let tints: [Tint] = [.red, .blue, .green, .yellow, .purple]
    let speech = Speech(
        nouns: ["drum"],
        clauses: [
            .init(by: "a pair of sticks", "beats", "beating"), .init(by: "somebody", "beats", "beating"),
            .init("sounds", "sounding", "under two sticks"),
        ])

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
            track.note(time, force: force, voice: voices[beat % 8])
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

    /// The stick of a voice comes down for its beat, and the skin lights up under it.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let (body, brass) = (look.colour, Tint.golden.colour)
        painting.fill(.oval(Point(0, 0.72), 0.7, 0.25), body.lit(0.7))
        painting.fill(.polygon([Point(-0.78, 0), Point(0.78, 0), Point(0.7, 0.72), Point(-0.7, 0.72)]), body, edge: 0.03)
        let cords = (0...6).map { Point(-0.74 + 0.247 * Double($0), $0 % 2 == 0 ? 0.16 : 0.78) }
        painting.line(cords, 0.05, .white)
        painting.fill(.oval(Point(0, 0), 0.84, 0.3), brass)
        let blow = moment.flash(of: score, fall: 0.12)
        let skin = Colour(0.72, 0.68, 0.6).mixed(with: Colour(1, 1, 0.92), blow)
        painting.fill(.oval(Point(0, -0.02), 0.74, 0.24), skin, edge: 0.02, shade: 0.05)
        for voice in 0...1 {
            let side = voice == 0 ? 1.0 : -1
            let part = score.voice(voice)
            let past = part.last(by: moment.time).map { moment.time - $0.time - moment.span } ?? 1
            let coming = part.next(after: moment.time).map { $0.time - moment.time } ?? 1
            let lift = min(1, max(0, past) / 0.12, coming / 0.1)
            if past <= 0 {
                painting.fill(.oval(Point(0.26 * side, -0.03), 0.3, 0.13), Colour(1, 0.75, 0.2), edge: 0, shade: 0)
            }
            let tip = Point(side * (0.28 + 0.1 * lift), -0.05 - 0.7 * lift)
            painting.line([Point(0.95 * side, -0.42 - 0.2 * lift), tip], 0.1, Colour(0.85, 0.68, 0.42))
            painting.fill(.disc(tip, 0.1), Colour(0.95, 0.85, 0.65))
        }
    }
}
