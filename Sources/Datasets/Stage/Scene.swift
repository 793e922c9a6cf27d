internal import Glibc

/// What stands between a sound and its recording: room, distance, background, another thing far off, the recorder.
///
/// It is drawn for every clip from the same chances, whatever its kind: so the average spectrum says little of the kind.
struct Scene {
    let room: Room
    /// Of the sound to the background, in dB, where the sound can be heard.
    let snr: Double
    /// A kind that is faintly heard as well.
    let other: String?
    /// How much fainter that is, in dB.
    var faintness = -30.0...(-18)
    /// From 0, near, to 1, far; nil leaves it to chance.
    var distance: Double?
    /// Whether the background is loud and of all frequencies alike, so that no part of the sound stands out.
    var isMasked = false
    /// The highest sample, in dB below full scale; nil leaves it to chance.
    var peak: Double?

    /// A scene whose distance is seen too: the farther, the softer and the less above the background. `masked` drowns it.
    init(_ dice: inout Dice, distance: Double, other: String?, masked: Bool) {
        room = dice.pick(Room.allCases)
        let clear = 30 - 16 * distance + dice.uniform(-2...2)
        let drowned = dice.uniform(-30...(-26))
        snr = ((masked ? drowned : clear) * 10).rounded() / 10
        self.other = other
        isMasked = masked
        faintness = -12...(-8)
        self.distance = distance
        peak = -2 - 14 * distance - dice.uniform(0...2)
    }

    init(_ dice: inout Dice, without kind: String) {
        room = dice.pick(Room.allCases)
        snr = (dice.uniform(8...30) * 10).rounded() / 10
        let others = StageKinds.names.filter { $0 != kind }
        let neighbour = dice.pick(others)
        other = dice.chance(0.2) ? neighbour : nil
    }

    /// The recording of `sound`, with `neighbour` in the distance; its peak is below full scale.
    func recording(of sound: [Float], neighbour: [Float]?, rate: Double, _ dice: inout Dice) -> [Float] {
        var scene = sound
        let level = scene.loudness(rate: rate)
        scene.scale(by: level > 0 ? 1 / level : 0)
        if var neighbour {
            neighbour.pass(.lowPass(dice.ratio(900...4000), rate: rate))
            let distant = neighbour.loudness(rate: rate)
            let faint = pow(10, dice.uniform(faintness) / 20)
            if distant > 0 { scene.add(neighbour, gain: faint / distant) }
        }

        // Farther away there is more room in the sound, and the air has taken the highest frequencies.
        let distance = distance ?? dice.uniform()
        let echo = room.echo(of: scene, rate: rate, &dice)
        scene.add(echo, gain: 0.2 + 1.0 * distance)
        scene.pass(.lowPass(14_000 * pow(0.25, distance), q: 0.6, rate: rate))

        let heard = scene.loudness(rate: rate)
        scene.scale(by: heard > 0 ? 1 / heard : 0)
        scene.add(background(scene.count, rate: rate, &dice), gain: pow(10, -snr / 20))

        // The recorder's colour.
        scene.pass(
            .highPass(dice.ratio(25...160), rate: rate),
            .highShelf(dice.ratio(600...2500), gain: dice.uniform(-7...7), rate: rate),
            .peak(dice.ratio(150...800), q: 0.7, gain: dice.uniform(-5...5), rate: rate),
            .peak(dice.ratio(800...6000), q: 0.7, gain: dice.uniform(-5...5), rate: rate))
        let highest = scene.reduce(1e-9) { max($0, abs($1)) }
        scene.scale(by: pow(10, (peak ?? dice.uniform(-16...(-1))) / 20) / Double(highest))
        return scene
    }

    /// Noise of a random colour, sometimes with the hum of the mains, at a root mean square of 1.
    private func background(_ count: Int, rate: Double, _ dice: inout Dice) -> [Float] {
        var noise = dice.noise(count)
        if isMasked { return noise }
        switch dice.count(0...2) {
        case 0: noise.pass(.highShelf(dice.ratio(300...3000), gain: dice.uniform(-12...12), rate: rate))
        case 1: noise.pass(.highShelf(120, gain: -15, rate: rate), .highShelf(1200, gain: -15, rate: rate))
        default: noise.pass(.lowPass(dice.ratio(60...250), q: 0.5, rate: rate), .highPass(20, rate: rate))
        }
        noise.pass(.peak(dice.ratio(150...6000), q: dice.uniform(0.5...3), gain: dice.uniform(0...15), rate: rate))
        let swell = Wander(period: 0.7, seconds: Double(count) / rate, &dice)
        let depth = dice.uniform(0...0.15)
        noise.shape(rate: rate) { exp(depth * swell($0)) }
        noise.scale(by: 1 / max(noise.rms, 1e-9))
        if dice.chance(0.3) {
            var hum = Track(rate: rate, seconds: Double(count) / rate)
            let mains = dice.chance(0.5) ? 50.0 : 60
            let level = dice.uniform(0.2...1)
            for harmonic in [1.0, 2, 3, 5, 7] {
                let amplitude = level * dice.uniform(0.2...1) / harmonic.squareRoot()
                hum.sweep(at: 0, length: hum.seconds, frequency: { _ in mains * harmonic }, amplitude: { _ in amplitude })
            }
            noise.add(hum.samples)
            noise.scale(by: 1 / max(noise.rms, 1e-9))
        }
        return noise
    }
}

extension [Float] {
    mutating func scale(by factor: Double) {
        let factor = Float(factor)
        withUnsafeMutableBufferPointer { memory in for i in memory.indices { memory[i] *= factor } }
    }

    mutating func add(_ other: [Float], gain: Double = 1) {
        let gain = Float(gain)
        withUnsafeMutableBufferPointer { memory in
            other.withUnsafeBufferPointer { other in
                for i in 0..<Swift.min(memory.count, other.count) { memory[i] += gain * other[i] }
            }
        }
    }
}
