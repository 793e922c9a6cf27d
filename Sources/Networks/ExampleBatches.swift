public import Tensors

/// Batches for the first layer.
extension Examples {
    /// Writes the examples at `indices` to `out`, (n, bands, frames), as `(x - mean) / deviation`.
    ///
    /// With an augmentation each is first shifted in time, and then stretches of its bands and frames are set to 0,
    /// which is the mean. What is drawn depends on seed, epoch and the example's index alone.
    public func fill(
        _ indices: some Collection<Int>, into out: UnsafeMutableBufferPointer<Float>, _ standard: Standard,
        augmentation: Augmentation = .none, seed: UInt64 = 0, epoch: Int = 0
    ) {
        precondition(out.count == indices.count * size)
        for (number, index) in indices.enumerated() {
            let target = out.baseAddress! + number * size
            withFeatures(index) { source in
                Self.write(
                    source, bands: bands, frames: frames, standard,
                    Draws(augmentation, seed: seed, epoch: epoch, index: index, bands: bands, frames: frames),
                    augmentation.edge, to: target)
            }
        }
    }

    /// Writes features brought to the standard, changed as was drawn.
    static func write(
        _ source: UnsafeBufferPointer<Float>, bands: Int, frames: Int, _ standard: Standard, _ draws: Draws,
        _ edge: Augmentation.Edge, to target: UnsafeMutablePointer<Float>
    ) {
        shift(source.baseAddress!, bands, frames, by: draws.shift, edge, standard, to: target)
        for (band, level) in draws.levels.enumerated() {
            let (mean, weight) = (standard.mean(ofRow: band), standard.weight(ofRow: band))
            raise(target + band * frames, count: frames, by: level * weight, silence: (silence - mean) * weight)
        }
        for range in draws.bands {
            (target + range.lowerBound * frames).update(repeating: 0, count: range.count * frames)
        }
        for range in draws.frames where !range.isEmpty {
            for band in 0..<bands {
                (target + band * frames + range.lowerBound).update(repeating: 0, count: range.count)
            }
        }
    }

    /// How many frames of a batch's example hold something: up to where its last frame has been shifted, or where
    /// what went out at the beginning has come in at the end.
    func length(_ index: Int, augmentation: Augmentation, seed: UInt64, epoch: Int) -> Int {
        length(index, of: length(index), augmentation: augmentation, seed: seed, epoch: epoch)
    }

    /// The same where `valid` of its frames hold something before it is shifted.
    func length(_ index: Int, of valid: Int, augmentation: Augmentation, seed: UInt64, epoch: Int) -> Int {
        guard valid < frames, augmentation.shift > 0 else { return valid }
        let shift = Draws(augmentation, seed: seed, epoch: epoch, index: index, bands: bands, frames: frames).shift
        if shift < 0 && augmentation.edge == .wrap { return min(frames, frames + shift + valid) }
        return min(frames, max(1, valid + shift))
    }

    /// Writes each row moved by `shift` frames, to later for a positive one.
    private static func shift(
        _ source: UnsafePointer<Float>, _ bands: Int, _ frames: Int, by shift: Int, _ edge: Augmentation.Edge,
        _ standard: Standard, to target: UnsafeMutablePointer<Float>
    ) {
        let size = abs(shift)
        let kept = frames - size
        for band in 0..<bands {
            let (row, out) = (source + band * frames, target + band * frames)
            let (mean, weight) = (standard.mean(ofRow: band), standard.weight(ofRow: band))
            guard shift != 0 else {
                standardise(row, count: frames, mean, weight, to: out)
                continue
            }
            let gap = shift > 0 ? out : out + kept
            standardise(shift > 0 ? row : row + size, count: kept, mean, weight, to: shift > 0 ? out + size : out)
            switch edge {
            case .wrap: standardise(shift > 0 ? row + kept : row, count: size, mean, weight, to: gap)
            case .silence: gap.update(repeating: (silence - mean) * weight, count: size)
            }
        }
    }
}

/// What chance does to one example in one epoch.
struct Draws {
    /// In frames, positive to later.
    let shift: Int
    let bands: [Range<Int>]
    let frames: [Range<Int>]
    /// Of each band, in decibels; none where nothing is filtered.
    let levels: [Float]

    init(_ augmentation: Augmentation, seed: UInt64, epoch: Int, index: Int, bands: Int, frames: Int) {
        func stream(_ purpose: String) -> Philox {
            Philox(seed: seed, purpose: purpose, UInt64(truncatingIfNeeded: epoch), UInt64(truncatingIfNeeded: index))
        }
        let most = min(frames, Int((max(0, augmentation.shift) * Double(frames)).rounded()))
        shift = most > 0 ? stream("shift").number(0, in: -most...most) : 0
        func masks(_ purpose: String, widest: Int, of length: Int) -> [Range<Int>] {
            let widest = min(max(0, widest), length)
            guard widest > 0, augmentation.masks > 0 else { return [] }
            let stream = stream(purpose)
            return (0..<augmentation.masks).map { number in
                let width = stream.number(2 * number, in: 0...widest)
                let start = stream.number(2 * number + 1, in: 0...length - width)
                return start..<start + width
            }
        }
        self.bands = masks("mask bands", widest: augmentation.maskBands, of: bands)
        self.frames = masks("mask frames", widest: augmentation.maskFrames, of: frames)
        let filter = Float(augmentation.filter)
        let knots = filter > 0 ? (0...4).map { filter * (2 * stream("filter").uniform($0) - 1) } : []
        levels = (0..<(knots.isEmpty ? 0 : bands)).map { band in
            let place = 4 * Float(band) / Float(max(1, bands - 1))
            let knot = min(3, Int(place))
            return knots[knot] + (place - Float(knot)) * (knots[knot + 1] - knots[knot])
        }
    }
}

extension Philox {
    /// Element `index` as a whole number, evenly drawn from `range`.
    fileprivate func number(_ index: Int, in range: ClosedRange<Int>) -> Int {
        let span = UInt64(range.upperBound - range.lowerBound + 1)
        return range.lowerBound + Int((UInt64(bits(index)) * span) >> 32)
    }
}

/// In decibels: what nothing lies below.
private let silence: Float = -80

/// Adds `level` to what is not silence, and leaves nothing below silence; all of them standardised.
private func raise(_ x: UnsafeMutablePointer<Float>, count: Int, by level: Float, silence: Float) {
    for i in 0..<count { x[i] = x[i] > silence ? max(x[i] + level, silence) : x[i] }
}

/// `out[i] = (x[i] - mean) * weight`
private func standardise(
    _ x: UnsafePointer<Float>, count: Int, _ mean: Float, _ weight: Float, to out: UnsafeMutablePointer<Float>
) {
    for i in 0..<count { out[i] = (x[i] - mean) * weight }
}
