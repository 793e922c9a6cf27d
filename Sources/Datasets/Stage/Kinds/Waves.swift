internal import Glibc

/// Surf: swells that rise, break and run out over the sand.
struct Waves: StageKind {
    let name = "waves"
    let model = """
        Noise through a low pass that opens as a swell rises and breaks, and a hiss of foam that follows it and dies away \
        (subtractive synthesis after Farnell, Designing Sound, 2010)
        """

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
}
