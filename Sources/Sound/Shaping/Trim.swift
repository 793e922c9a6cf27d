internal import Tensors

extension Signal {
    /// The sound without the quiet at its beginning and end: quiet are frames whose root mean square lies more than
    /// `below` decibels under the loudest frame's.
    ///
    /// Frames of 2048 samples every 512, centred, zeros beyond the ends; of several channels the loudest counts. What
    /// stays begins at the first loud frame's centre and ends a hop after the last one's. A silent sound throws.
    public func trimmed(below decibels: Double, frame: Int = 2048, hop: Int = 512) throws -> Signal {
        let part = try loudPart(below: decibels, frame: frame, hop: hop)
        return try slice(.indices(from: part.lowerBound, to: part.upperBound))
    }

    /// The samples that `trimmed` keeps.
    public func loudPart(below decibels: Double, frame: Int = 2048, hop: Int = 512) throws -> Range<Int> {
        guard decibels.isFinite, decibels > 0 else {
            throw SignalFault.outOfRange(option: "below", value: "\(decibels.spelled) dB", allowed: "above 0 dB")
        }
        let levels = squaredLevels(frame: frame, hop: hop)
        guard let loudest = levels.max(), loudest > 0 else { throw SignalFault.silence(for: "after trimming") }
        // 10 log10(level / loudest) > -decibels, as levels are squares.
        let threshold = loudest * Amplitude.factor(-decibels) * Amplitude.factor(-decibels)
        let loud = levels.indices.filter { levels[$0] > threshold }
        let start = loud.first! * hop
        return min(start, samples - 1)..<min(samples, (loud.last! + 1) * hop)
    }

    /// The mean square of each centred frame, the greatest over the channels.
    private func squaredLevels(frame: Int, hop: Int) -> [Double] {
        var levels = [Double](repeating: 0, count: 1 + samples / hop)
        for channel in 0..<channels {
            withChannel(channel) { x in
                for index in levels.indices {
                    let start = max(0, index * hop - frame / 2)
                    let end = min(samples, index * hop - frame / 2 + frame)
                    guard start < end else { continue }
                    let part = UnsafeBufferPointer(rebasing: x[start..<end])
                    levels[index] = max(levels[index], meanSquare(part) * Double(part.count) / Double(frame))
                }
            }
        }
        return levels
    }
}
