internal import Media
public import Picture
public import Tensors

/// How a network sees: what the pictures of a clip become before the first layer, stored inside the model.
///
/// An example lasts `length` seconds, in which `rate` pictures a second are looked at: at each moment the one that is seen
/// then, cut to `crop`, scaled to `width` x `height`, its channels from 0 to 1. Moments after the end of the movie are
/// black. What a network sees is brought to a standard, whose mean 0 and deviation 1 are those of what it was trained on.
public struct PictureFrontEnd: Hashable, Sendable {
    /// In pixels.
    public let width, height: Int
    public let colour: FrameChoice.Colour
    /// Pictures a second.
    public let rate: Double
    /// Seconds of one example.
    public let length: Double
    /// The part of each picture that is looked at; nil is the whole.
    public let crop: Crop?
    /// Over the examples that a network was trained on.
    public var standard: Standard

    /// Throws `PictureFrontEndFault`.
    public init(
        width: Int, height: Int, colour: FrameChoice.Colour = .rgb, rate: Double, length: Double, crop: Crop? = nil,
        standard: Standard = Standard()
    ) throws {
        guard rate.isFinite, rate > 0, rate <= 1000 else { throw PictureFrontEndFault.notARate(rate) }
        guard length.isFinite, length > 0, length <= SoundFrontEnd.longest else {
            throw PictureFrontEndFault.lengthOutOfRange(length)
        }
        self.width = width
        self.height = height
        self.colour = colour
        self.rate = rate
        self.length = length
        self.crop = crop
        self.standard = standard
        let sides = 1...4096
        guard sides.contains(width), sides.contains(height),
            Double(width * height * colour.channels) * max(1, rate * length) <= Double(SoundFrontEnd.mostNumbers)
        else { throw PictureFrontEndFault.tooLarge(width: width, height: height, seconds: length, rate: rate) }
        guard standard.fits(rows: 1) else { throw PictureFrontEndFault.notAStandard }
    }

    /// Pictures of one example.
    public var count: Int { max(1, Int((rate * length).rounded())) }
    /// (pictures, channels, rows, columns)
    public var input: Shape { [count, colour.channels, height, width] }

    /// How many pictures of an example a clip of `seconds` fills.
    public func count(seconds: Double) -> Int {
        guard seconds.isFinite else { return count }
        return min(count, max(1, Int(min(seconds * rate, 1e9).rounded(.up))))
    }

    /// The stretches, in seconds, that a movie becomes examples of: `SoundFrontEnd.segments` says how it is cut.
    public func segments(seconds: Double, overlapping: Bool = false) -> [Range<Double>] {
        // In whole microseconds.
        func ticks(_ seconds: Double) -> Int { seconds.isFinite ? Int(min(max(0, seconds * 1e6), 1e15).rounded()) : 0 }
        return windowStarts(of: ticks(seconds), window: max(1, ticks(length)), overlapping: overlapping)
            .map { Double($0) / 1e6..<Double($0) / 1e6 + length }
    }

    /// Which pictures of a movie the network sees, and how.
    public func choice(of part: Range<Double>?) -> FrameChoice {
        FrameChoice(.rate(rate), part: part, crop: crop, size: .init(width: width, height: height), colour: colour)
    }

    /// (segments, pictures x channels x rows, columns): the examples numbered `numbers` of a movie that lasts `seconds`, or of
    /// as much of one from `start` on, before standardisation.
    ///
    /// Throws `MediaFault` and what the movie's pool throws.
    public func segments(
        of movie: Movie, seconds: Double, from start: Double? = nil, overlapping: Bool = false, numbers: Range<Int>
    ) throws -> Tensor {
        let parts = segments(seconds: seconds, overlapping: overlapping).map { part in
            part.lowerBound + (start ?? 0)..<part.upperBound + (start ?? 0)
        }
        return try gathered(numbers.count) { number in
            // One that is the whole movie has pictures from the first on, whenever that is.
            let part = start == nil && parts.count == 1 ? nil : parts[numbers.lowerBound + number]
            let choice = choice(of: part)
            do {
                let frames = try movie.frames(choice)
                guard let part, let moment = choice.moments(frames.times).first else { return (frames, 0) }
                return (frames, Int(((moment - part.lowerBound) * rate).rounded()))
            } catch let fault as MediaFault where fault.isEmpty && part != nil {
                // The sound goes on.
                return (Frames(bytes: [], times: [], height: height, width: width, channels: colour.channels), 0)
            }
        }
    }

    /// (segments, pictures x channels x rows, columns): the examples that begin at `starts`, in seconds after the first of some
    /// pictures, of any size and colour.
    ///
    /// Throws `MediaFault` where their size cannot be changed.
    public func segments(of frames: Frames, at starts: [Double], parallel: Parallel) throws -> Tensor {
        let fitting = try fitted(frames, parallel: parallel)
        guard let first = frames.times.first else { return try gathered(starts.count) { _ in (fitting, 0) } }
        return try gathered(starts.count) { number in
            let places = (0..<count).compactMap { picture -> Int? in
                let moment = first + starts[number] + Double(picture) / rate + 1e-6
                guard moment < first + max(frames.duration, 1 / rate) else { return nil }
                return frames.times.lastIndex { $0 <= moment }
            }
            return (fitting.selecting(places), 0)
        }
    }

    /// The pictures in the size and the colour that the network sees them in, cut before.
    ///
    /// Throws `MediaFault`.
    public func fitted(_ frames: Frames, parallel: Parallel) throws -> Frames {
        var fitting = try crop.map { try frames.cropped(to: $0) } ?? frames
        if colour == .grey { fitting = fitting.grey }
        let size = FrameChoice.Size(width: width, height: height)
        if fitting.width != width || fitting.height != height { fitting = try fitting.resized(to: size, parallel: parallel) }
        return colour == .rgb && fitting.channels == 1 ? fitting.coloured : fitting
    }

    /// (pictures x channels x rows, columns): all of some pictures that have the size and the colour of the front end.
    public func pictures(of frames: Frames) -> Tensor {
        Tensor([frames.count * colour.channels * height, width]) { out in
            out.initialize(repeating: 0)
            write(frames, frames.count, to: out.baseAddress!)
        }
    }

    /// The pictures of each segment, the first of them at a moment of its own; those before it are black.
    private func gathered(_ segments: Int, _ frames: (Int) throws -> (Frames, first: Int)) throws -> Tensor {
        let picture = colour.channels * height
        let rows = count * picture
        return try Tensor([segments, rows, width]) { out in
            out.initialize(repeating: 0)
            for segment in 0..<segments {
                let (frames, first) = try frames(segment)
                let start = out.baseAddress! + (segment * rows + first * picture) * width
                write(frames, min(max(0, count - first), frames.count), to: start)
            }
        }
    }

    /// The first `count` pictures, channel by channel, each number from 0 to 1.
    private func write(_ frames: Frames, _ count: Int, to out: UnsafeMutablePointer<Float>) {
        let (channels, plane) = (colour.channels, width * height)
        precondition(frames.width == width && frames.height == height && frames.channels == channels)
        for picture in 0..<count {
            let start = out + picture * channels * plane
            frames.withPicture(picture) { bytes in
                for channel in 0..<channels {
                    for i in 0..<plane { start[channel * plane + i] = Float(bytes[i * channels + channel]) * (1 / 255) }
                }
            }
        }
    }
}

/// A model's file may come from anywhere, so what is decoded is checked as what is given.
extension PictureFrontEnd: Codable {
    private enum Key: String, CodingKey { case width, height, colour, rate, length, crop, mean, deviation }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Key.self)
        let crop = try box.decodeIfPresent([Int].self, forKey: .crop)
        guard crop.map({ $0.count == 4 && $0.allSatisfy { (0...1 << 20).contains($0) } }) ?? true else {
            throw DecodingError.dataCorruptedError(forKey: .crop, in: box, debugDescription: "not x, y, width and height")
        }
        try self.init(
            width: box.decode(Int.self, forKey: .width), height: box.decode(Int.self, forKey: .height),
            colour: box.decode(Int.self, forKey: .colour) == 1 ? .grey : .rgb, rate: box.decode(Double.self, forKey: .rate),
            length: box.decode(Double.self, forKey: .length),
            crop: crop.map { Crop(x: $0[0], y: $0[1], width: $0[2], height: $0[3]) },
            standard: Standard(
                mean: box.decode(Float.self, forKey: .mean), deviation: box.decode(Float.self, forKey: .deviation)))
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(width, forKey: .width)
        try box.encode(height, forKey: .height)
        try box.encode(colour.channels, forKey: .colour)
        try box.encode(rate, forKey: .rate)
        try box.encode(length, forKey: .length)
        try box.encodeIfPresent(crop.map { [$0.x, $0.y, $0.width, $0.height] }, forKey: .crop)
        try box.encode(standard.means[0], forKey: .mean)
        try box.encode(standard.deviations[0], forKey: .deviation)
    }
}

/// A front end of pictures that there cannot be.
public enum PictureFrontEndFault: Fault, Equatable {
    case notARate(Double)
    case lengthOutOfRange(Double)
    case notAStandard
    case tooLarge(width: Int, height: Int, seconds: Double, rate: Double)

    public var cause: String {
        switch self {
        case .notARate(let rate): "a network cannot look at \(rate.spelled) pictures a second"
        case .lengthOutOfRange(let length): "an example cannot last \(length.spelled) s"
        case .notAStandard: "pictures cannot be brought to the mean and deviation that are stated"
        case .tooLarge(let width, let height, let seconds, let rate):
            "an example would be \((rate * seconds).rounded().spelled) pictures of \(width) x \(height) px"
        }
    }

    public var remedy: String? {
        switch self {
        case .notARate: "choose a rate up to 1000 Hz"
        case .lengthOutOfRange: "choose a length up to an hour"
        case .notAStandard: "train the network again"
        case .tooLarge: "use a smaller size, fewer pictures a second or a shorter length"
        }
    }

    public var option: String? {
        switch self {
        case .notARate: "pace"
        case .lengthOutOfRange: "length"
        case .notAStandard: nil
        case .tooLarge: "size"
        }
    }
}
