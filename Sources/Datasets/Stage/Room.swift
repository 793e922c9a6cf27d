internal import Glibc

/// Where a clip was recorded.
enum Room: String, CaseIterable {
    case open, small, medium, large

    /// Seconds until an echo has died away by 60 dB, and the size that its walls are apart, 1 being a large hall.
    fileprivate func acoustics(_ dice: inout Dice) -> (reverberation: Double, size: Double) {
        switch self {
        case .open: (0, 0)
        case .small: (dice.ratio(0.12...0.3), dice.uniform(0.1...0.25))
        case .medium: (dice.ratio(0.3...0.7), dice.uniform(0.25...0.5))
        case .large: (dice.ratio(0.7...1.8), dice.uniform(0.5...1))
        }
    }

    /// What the room adds to a sound: a few early reflections and a dense tail that decays exponentially.
    ///
    /// A feedback delay network of eight lines with a Householder matrix (Jot and Chaigne, "Digital delay networks for
    /// designing artificial reverberators", 1991): line i of length d has the gain 10^(-3 d / T) and a low pass for the
    /// air and the walls.
    func echo(of sound: [Float], rate: Double, _ dice: inout Dice) -> [Float] {
        let (reverberation, size) = acoustics(&dice)
        guard size > 0 else { return [Float](repeating: 0, count: sound.count) }
        let early = (0..<6).map { _ in
            (delay: max(1, Int(dice.uniform(0.004...0.07) * size * rate)), gain: Float(dice.uniform(-0.5...0.5)))
        }
        let damping = Float(exp(-2 * .pi * dice.ratio(2000...8000) / rate))
        let lengths = [29.7, 37.1, 41.1, 43.7, 53.3, 61.9, 71.1, 79.3].map {
            max(2, Int($0 * 0.001 * size * dice.uniform(0.95...1.05) * rate))
        }
        let starts = lengths.reduce(into: [0]) { $0.append($0.last! + $1) }
        let gains = lengths.map { Float(pow(10, -3 * Double($0) / (reverberation * rate))) }
        var lines = [Float](repeating: 0, count: starts.last!)
        var out = [Float](repeating: 0, count: sound.count)
        out.withUnsafeMutableBufferPointer { out in
            sound.withUnsafeBufferPointer { sound in
                for (delay, gain) in early where delay < out.count {
                    for i in delay..<out.count { out[i] += gain * sound[i - delay] }
                }
                lines.withUnsafeMutableBufferPointer { lines in
                    // Each line is a ring; a place in it goes round.
                    var places = SIMD8<Int32>(repeating: 0)
                    var damped = SIMD8<Float>(repeating: 0)
                    let gain = SIMD8<Float>(gains)
                    let length = SIMD8<Int32>(lengths.map(Int32.init))
                    let start = SIMD8<Int32>(starts.dropLast().map(Int32.init))
                    let sign = SIMD8<Float>(1, -1, 1, -1, 1, -1, 1, -1)
                    for i in sound.indices {
                        var tail = SIMD8<Float>()
                        for line in 0..<8 { tail[line] = lines[Int(start[line] + places[line])] }
                        damped = tail + damping * (damped - tail)
                        let back = damped * gain
                        out[i] += 0.35 * (back * sign).sum()
                        let fed = back - back.sum() / 4 + (sound[i] + 1e-20)
                        for line in 0..<8 { lines[Int(start[line] + places[line])] = fed[line] }
                        places &+= 1
                        places.replace(with: 0, where: places .== length)
                    }
                }
            }
        }
        return out
    }
}
