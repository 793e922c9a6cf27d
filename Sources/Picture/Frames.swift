public import Tensors

/// Pictures of one size in order, each with its time.
public struct Frames: Sendable {
    /// Row after row from the upper left corner: (picture, row, column, channel), each 0 (black) to 255.
    public let bytes: [UInt8]
    /// When each is seen first, in seconds on the movie's clock.
    public let times: [Double]
    /// In pixels.
    public let height: Int
    public let width: Int
    /// 1 for grey, 3 for red, green and blue.
    public let channels: Int
    /// When the last is gone, in seconds on the movie's clock; nil where it lasts as long as the others do on average.
    public let end: Double?

    public var count: Int { times.count }

    /// As many bytes as the times and the size ask for.
    public init(bytes: [UInt8], times: [Double], height: Int, width: Int, channels: Int, end: Double? = nil) {
        precondition(channels == 1 || channels == 3)
        precondition(height > 0 && width > 0 && bytes.count == times.count * height * width * channels)
        self.bytes = bytes
        self.times = times
        self.height = height
        self.width = width
        self.channels = channels
        self.end = end
    }

    /// From one picture to the next, on average, in seconds; nil where there are not two.
    public var spacing: Double? { count > 1 ? (times[count - 1] - times[0]) / Double(count - 1) : nil }

    /// From the first picture to the end of the last, which lasts as long as the others do on average where no end is known; in
    /// seconds, then 0 of one picture.
    public var duration: Double { end.map { $0 - times[0] } ?? spacing.map { $0 * Double(count) } ?? 0 }

    /// The picture that is seen at `time`, counted from 0: the last to begin by then, else the first.
    public func index(at time: Double) -> Int { max((times.firstIndex { $0 > time + 1e-6 } ?? count) - 1, 0) }

    /// The pictures in `range`, counted from 0; they keep their times.
    public func slice(_ range: Range<Int>) -> Frames { selecting(Array(range)) }

    /// The pictures at `indices`, in that order; they keep their times.
    public func selecting(_ indices: [Int]) -> Frames {
        var chosen: [UInt8] = []
        chosen.reserveCapacity(indices.count * height * width * channels)
        for index in indices { withPicture(index) { chosen.append(contentsOf: $0) } }
        return Frames(
            bytes: chosen, times: indices.map { times[$0] }, height: height, width: width, channels: channels,
            end: indices.last == count - 1 ? end : nil)
    }

    /// The same pictures at other times, one for each.
    public func timed(_ times: [Double]) -> Frames {
        Frames(
            bytes: bytes, times: times, height: height, width: width, channels: channels, end: times == self.times ? end : nil)
    }

    /// The picture that is seen all the time from `from` to `to`, in seconds, where none begins; it comes at `from`.
    ///
    /// Nil where one begins, and before the first.
    public func seen(from: Double, to: Double) -> Frames? {
        guard let first = times.first, from < to, from >= first else { return nil }
        guard !times.contains(where: { $0 >= from && $0 < to }) else { return nil }
        return selecting([index(at: from)]).timed([from])
    }

    /// The bytes of one picture, counted from 0.
    public func withPicture<Result>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        let size = height * width * channels
        return try bytes.withUnsafeBufferPointer {
            try body(UnsafeBufferPointer(rebasing: $0[index * size..<(index + 1) * size]))
        }
    }

    /// The pictures as numbers from 0 to 1, with their times: (time, row, column, channel).
    public var tensor: Tensor {
        Tensor(
            [count, height, width, channels],
            axes: [
                Axis("time", unit: "s", .values(times)), Axis("row"), Axis("column"),
                Axis("channel", .labels(channels == 1 ? ["grey"] : ["red", "green", "blue"])),
            ]
        ) { floats in
            bytes.withUnsafeBufferPointer { bytes in
                for i in bytes.indices { floats[i] = Float(bytes[i]) * (1 / 255) }
            }
        }
    }

    /// The mean of each channel over one picture, counted from 0; from 0 to 255.
    public func mean(of index: Int) -> [Double] {
        withPicture(index) { bytes in
            (0..<channels).map { channel in
                var sum = 0
                for i in stride(from: channel, to: bytes.count, by: channels) { sum += Int(bytes[i]) }
                return Double(sum) / Double(height * width)
            }
        }
    }
}
