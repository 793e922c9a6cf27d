internal import Glibc

/// Surf: swells that rise, break and run out over the sand.
struct Waves: StageKind {
    let name = "waves"
    let model = """
        Noise through a low pass that opens as a swell rises and breaks, and a hiss of foam that follows it and dies away \
        (subtractive synthesis after Farnell, Designing Sound, 2010)
        """
    let tints: [Tint] = [.blue, .green, .grey]
    let speech = Speech(
        nouns: ["wave", "sea wave"], places: ["on the beach", "at the seaside"],
        clauses: [
            .init("breaks", "breaking"), .init("rolls", "rolling", "ashore"), .init("washes", "washing", "over the sand"),
        ])
    let isGround = true

    func sound(on track: inout Track, _ dice: inout Dice) {
        let rate = track.rate
        let period = dice.ratio(0.9...2.6)
        let crest = dice.uniform(0.35...0.65)
        let steep = dice.uniform(1.5...4)
        let deep = dice.ratio(150...600)
        let bright = dice.ratio(1200...5000)
        var swells: [(start: Double, length: Double, force: Double)] = []
        var time = -period * dice.uniform(0.1...0.9)
        while time < track.seconds {
            let length = period * dice.uniform(0.8...1.25)
            swells.append((time, length, dice.uniform(0.5...1)))
            time += length
        }
        // Up steeply to the crest, then down more slowly; 0 between swells.
        func height(_ t: Double) -> Double {
            guard let swell = swells.last(where: { $0.start <= t }) else { return 0 }
            let u = min((t - swell.start) / swell.length, 1)
            return swell.force * (u < crest ? pow(u / crest, steep) : pow(1 - (u - crest) / (1 - crest), 1.6))
        }
        track.trace(height)
        let roar = dice.noise(track.samples.count)
        let foam = dice.noise(track.samples.count)
        let floor = dice.ratio(0.01...0.06)
        let hiss = dice.uniform(0.15...0.5)
        track.samples.withUnsafeMutableBufferPointer { memory in
            var (first, second, slow) = (0.0, 0.0, 0.0)
            var (level, open) = (0.0, 0.0)
            for i in memory.indices {
                if i % 64 == 0 {
                    level = height(Double(i) / rate)
                    open = 1 - exp(-2 * .pi * deep * pow(bright / deep, level) / rate)
                }
                // Two poles that open with the swell; the foam lags behind by a sixth of a second.
                first += open * (Double(roar[i]) - first)
                second += open * (first - second)
                slow += (level - slow) * 6 / rate
                memory[i] = Float((floor + level) * second * 2 + hiss * slow * slow * Double(foam[i]) * 0.5)
            }
        }
        track.samples.pass(.highPass(60, rate: rate))
    }

    /// The sea from end to end: the breaker stands as high as it is loud, then its foam runs up the sand.
    func draw(on painting: inout Painting, _ look: Look, _ score: Score, at moment: Moment) {
        let time = moment.time
        let sea = look.colour.mixed(with: Tint.blue.colour, 0.5)
        let height = score.level(time)
        let run = score.level(max(0, time - 0.25))
        let shift = Float(6 * look.variety[0])
        let (now, crest, foam) = (Float(time), Float(height), Float(run))
        painting.fill(.below { _ in -0.35 }, sea.lit(0.6), edge: 0.02, shade: 0)
        painting.fill(.below { -0.18 + 0.03 * sin(7 * $0 + 2 * now + shift) }, sea.lit(0.72), edge: 0.02, shade: 0)
        painting.fill(.below { 0.7 + 0.04 * sin(2.3 * $0 + shift) }, Colour(0.90, 0.80, 0.56), edge: 0, shade: 0)
        let shore = { (x: Float) -> Float in 0.55 + 0.05 * sin(2.1 * x + shift) }
        // What lies above the water's edge on the sand: the wet part, the foam, the water itself.
        let reach = { (x: Float) -> Float in shore(x) + 0.3 * foam * (0.85 + 0.15 * sin(4 * x + shift)) }
        let top = { (x: Float) -> Float in
            0.2 - 0.85 * crest * (0.78 + 0.22 * sin(1.4 * x + shift - 0.8 * now)) + 0.02 * sin(9 * x + 3 * now)
        }
        painting.fill(.band(from: { top($0) }, to: { reach($0) + 0.1 }), Colour.white, edge: 0, shade: 0)
        painting.fill(.band(from: { top($0) }, to: { reach($0) }), sea.lit(1.12), edge: 0, shade: 0)
        painting.fill(
            .band(from: { top($0) + 0.3 + 0.3 * crest }, to: { reach($0) - 0.1 * foam }), sea.lit(0.85).clear(0.7), edge: 0,
            shade: 0)
        let comb = 0.04 + 0.2 * crest
        painting.fill(
            .band(from: { top($0) - 0.03 }, to: { top($0) + comb * (0.6 + 0.4 * sin(11 * $0 + shift)) }), Colour.white,
            edge: 0, shade: 0)
        for fleck in 0..<14 {
            let x = Float(2.6 * (Look.scatter(fleck, 1) - 0.5))
            let y = top(x) + (reach(x) - top(x)) * Float(0.25 + 0.7 * Look.scatter(fleck, 2))
            painting.fill(.oval(Point(Double(x), Double(y)), 0.12, 0.03), Colour.white.clear(0.75 * run), edge: 0, shade: 0)
        }
    }
}
