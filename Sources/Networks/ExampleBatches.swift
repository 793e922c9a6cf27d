internal import Tensors

/// Batches for the first layer.
extension Examples {
    /// Writes the examples at `indices` to `out`, (n, bands, frames), as `(x - mean) / deviation`; what is NaN becomes 0.
    ///
    /// With an augmentation each is first stretched and moved over its bands, then shifted in time and filtered, and then
    /// stretches of its bands and frames are set to 0, which is the mean. What is drawn depends on seed, epoch and the
    /// example's index alone.
    public func fill(
        _ indices: some Collection<Int>, into out: UnsafeMutableBufferPointer<Float>, _ standard: Standard,
        augmentation: Augmentation = .none, seed: UInt64 = 0, epoch: Int = 0
    ) {
        precondition(out.count == indices.count * size)
        for (number, index) in indices.enumerated() {
            let target = out.baseAddress! + number * size
            withFeatures(index) { source in
                Self.write(
                    source, bands: bands, frames: frames, valid: length(index), standard,
                    Draws(augmentation, seed: seed, epoch: epoch, index: index, bands: bands, frames: frames),
                    augmentation.edge, to: target)
            }
        }
    }

    /// Writes features brought to the standard, changed as was drawn; the first `valid` frames hold something.
    static func write(
        _ source: UnsafeBufferPointer<Float>, bands: Int, frames: Int, valid: Int, _ standard: Standard, _ draws: Draws,
        _ edge: Augmentation.Edge, to target: UnsafeMutablePointer<Float>
    ) {
        let isWrapped = edge == .wrap && valid == frames
        let end = draws.stretched(valid, of: frames)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: frames) { warped in
            for band in 0..<bands {
                var row = source.baseAddress! + band * frames
                if draws.speed != 1 || draws.rise != 0 {
                    warp(
                        source.baseAddress!, bands, frames, band: Float(band) - draws.rise, draws.speed,
                        last: isWrapped ? nil : valid - 1, to: warped.baseAddress!)
                    if !isWrapped { (warped.baseAddress! + end).update(repeating: silence, count: frames - end) }
                    row = UnsafePointer(warped.baseAddress!)
                }
                let (mean, weight) = (standard.mean(ofRow: band), standard.weight(ofRow: band))
                let out = target + band * frames
                shift(row, frames, by: draws.shift, edge, mean, weight, to: out)
                if !draws.levels.isEmpty {
                    raise(out, count: frames, by: draws.levels[band] * weight, silence: (silence - mean) * weight)
                }
            }
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

    /// How many frames of a batch's example hold something: up to where its last frame has been moved, or where
    /// what went out at the beginning has come in at the end.
    func length(_ index: Int, augmentation: Augmentation, seed: UInt64, epoch: Int) -> Int {
        length(index, of: length(index), augmentation: augmentation, seed: seed, epoch: epoch)
    }

    /// The same where `valid` of its frames hold something before it is stretched and shifted.
    func length(_ index: Int, of valid: Int, augmentation: Augmentation, seed: UInt64, epoch: Int) -> Int {
        guard augmentation.shift > 0 || augmentation.stretch > 0 else { return valid }
        let draws = Draws(augmentation, seed: seed, epoch: epoch, index: index, bands: bands, frames: frames)
        let isWrapped = augmentation.edge == .wrap
        let valid = valid == frames && isWrapped ? frames : draws.stretched(valid, of: frames)
        guard valid < frames else { return valid }
        if draws.shift < 0 && isWrapped { return min(frames, frames + draws.shift + valid) }
        return min(frames, max(1, valid + draws.shift))
    }

    /// Writes what lies between two bands, at `speed` frames of the source a frame, each number from the four around it.
    /// After frame `last` of the source that frame goes on, or the first where there is no last.
    private static func warp(
        _ source: UnsafePointer<Float>, _ bands: Int, _ frames: Int, band: Float, _ speed: Float, last: Int?,
        to out: UnsafeMutablePointer<Float>
    ) {
        let place = min(max(0, band), Float(bands - 1))
        let low = source + Int(place) * frames, high = source + min(Int(place) + 1, bands - 1) * frames
        let rise = place - place.rounded(.down)
        let latest = last.map(Float.init) ?? .infinity
        for frame in 0..<frames {
            var time = min(Float(frame) * speed, latest)
            if time >= Float(frames) { time -= Float(frames) }
            let first = Int(time), second = first + 1 < frames ? first + 1 : 0
            let part = time - Float(first)
            let below = low[first] + part * (low[second] - low[first])
            let above = high[first] + part * (high[second] - high[first])
            out[frame] = below + rise * (above - below)
        }
    }

    /// Writes a row moved by `shift` frames, to later for a positive one, as `(x - mean) * weight`.
    private static func shift(
        _ row: UnsafePointer<Float>, _ frames: Int, by shift: Int, _ edge: Augmentation.Edge, _ mean: Float, _ weight: Float,
        to out: UnsafeMutablePointer<Float>
    ) {
        guard shift != 0 else { return standardise(row, count: frames, mean, weight, to: out) }
        let size = abs(shift)
        let kept = frames - size
        let gap = shift > 0 ? out : out + kept
        standardise(shift > 0 ? row : row + size, count: kept, mean, weight, to: shift > 0 ? out + size : out)
        switch edge {
        case .wrap: standardise(shift > 0 ? row + kept : row, count: size, mean, weight, to: gap)
        case .silence: gap.update(repeating: (silence - mean) * weight, count: size)
        }
    }
}

/// What chance does to one example in one epoch.
struct Draws {
    /// In frames, positive to later.
    let shift: Int
    /// Frames of the source that go by in one.
    let speed: Float
    /// In bands, positive to higher.
    let rise: Float
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
        func either(_ purpose: String, _ most: Double) -> Float {
            most > 0 ? Float(most) * (2 * stream(purpose).uniform(0) - 1) : 0
        }
        speed = 1 + either("stretch", min(augmentation.stretch, 0.5))
        rise = either("pitch", augmentation.pitch)
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

    /// How many of `frames` hold something once `valid` of them have been stretched.
    func stretched(_ valid: Int, of frames: Int) -> Int {
        speed == 1 ? valid : min(frames, Int((Float(valid) / speed).rounded(.up)))
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

/// `out[i] = (x[i] - mean) * weight`, and 0, which is the mean, where x[i] is NaN.
private func standardise(
    _ x: UnsafePointer<Float>, count: Int, _ mean: Float, _ weight: Float, to out: UnsafeMutablePointer<Float>
) {
    for i in 0..<count {
        let value = (x[i] - mean) * weight
        out[i] = value == value ? value : 0
    }
}
