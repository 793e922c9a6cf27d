import Tensors

/// What a stretch of samples spans; samples that are not numbers do not count.
struct SampleSpread: Hashable, Sendable {
    var least: Float
    var greatest: Float
    var mean: Float
    var deviation: Float

    init(least: Float, greatest: Float, mean: Float, deviation: Float) {
        self.least = least
        self.greatest = greatest
        self.mean = mean
        self.deviation = deviation
    }

    /// nil where there is no number.
    init?(_ samples: Slice<UnsafeBufferPointer<Float>>) {
        var least = Float.infinity
        var greatest = -Float.infinity
        var sum = 0.0
        var squares = 0.0
        var count = 0
        for sample in UnsafeBufferPointer(rebasing: samples) where sample.isFinite {
            least = min(least, sample)
            greatest = max(greatest, sample)
            sum += Double(sample)
            squares += Double(sample) * Double(sample)
            count += 1
        }
        guard count > 0 else { return nil }
        let mean = sum / Double(count)
        let variance = max(squares / Double(count) - mean * mean, 0)
        self.init(least: least, greatest: greatest, mean: Float(mean), deviation: Float(variance.squareRoot()))
    }

    /// Column `column` of four rows of `count` columns; nil where it is a gap.
    init?(kept rows: UnsafeBufferPointer<Float>, column: Int, of count: Int) {
        let numbers = (0..<4).map { rows[$0 * count + column] }
        guard numbers.allSatisfy(\.isFinite) else { return nil }
        self.init(least: numbers[0], greatest: numbers[1], mean: numbers[2], deviation: numbers[3])
    }

    /// Equally long stretches as one; nil where there are none.
    init?(merging spans: [SampleSpread]) {
        guard let first = spans.first else { return nil }
        if spans.count == 1 {
            self = first
            return
        }
        let count = Double(spans.count)
        let mean = spans.reduce(0) { $0 + Double($1.mean) } / count
        let square = spans.reduce(0) {
            $0 + Double($1.mean) * Double($1.mean) + Double($1.deviation) * Double($1.deviation)
        }
        self.init(
            least: spans.map(\.least).min()!, greatest: spans.map(\.greatest).max()!, mean: Float(mean),
            deviation: Float(max(square / count - mean * mean, 0).squareRoot()))
    }
}

/// (channel, sample) -> (channel, 4, column): least, greatest, mean, deviation of each column; NaN where it is empty.
func envelope(of channels: Tensor, columns: Int) -> Tensor {
    let channelCount = channels.shape[0]
    let count = channels.shape[1]
    return Tensor([channelCount, 4, columns]) { memory in
        channels.withFloats { floats in
            for channel in 0..<channelCount {
                let samples = UnsafeBufferPointer(rebasing: floats[channel * count..<(channel + 1) * count])
                for column in 0..<columns {
                    let span = SampleSpread(samples[count * column / columns..<count * (column + 1) / columns])
                    let place = channel * 4 * columns + column
                    memory[place] = span?.least ?? .nan
                    memory[place + columns] = span?.greatest ?? .nan
                    memory[place + 2 * columns] = span?.mean ?? .nan
                    memory[place + 3 * columns] = span?.deviation ?? .nan
                }
            }
        }
    }
}
