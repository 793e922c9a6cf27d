public import Media
public import Tensors

/// Sound files of every kind that libsndfile and libmpg123 decode: wav, aiff, flac, ogg, opus, mp3 and many more.
///
/// `path` opens the file; `name`, if given, stands for it in messages. What is compressed is decoded in a process of
/// `pool`. Everything throws `SoundFileFault`, and `MediaFault` where that process fails.
public enum SoundFile {
    /// What a file is.
    public struct Info: Sendable, Equatable {
        /// In words, such as `WAV (Microsoft), Signed 16 bit PCM`.
        public let format: String
        public let rate: Double
        public let channels: Int
        /// Per channel.
        public let samples: Int
    }

    /// What a file is, and how long, as decoding would find it.
    ///
    /// A file that is cut short, or of which the last samples cannot be reached, throws as `read` does.
    public static func measure(_ path: String, shownAs name: String? = nil, pool: MediaPool = .shared) throws -> Info {
        let file = try OpenedSound(path, name ?? path, pool: pool)
        let samples = try file.count()
        if let promised = file.promised(read: samples) { throw file.truncated(samples, promised) }
        guard samples > 0 else { throw SoundFileFault(name: file.name, problem: .noSamples) }
        return Info(format: file.decoder.formatName, rate: file.rate, channels: file.decoder.channels, samples: samples)
    }

    /// The sound in a file.
    ///
    /// - channel: one channel alone, counted from 1; nil is all of them.
    /// - part: positions in seconds or indices of samples; nil is the whole.
    /// - partial: of a file that is cut short or breaks off, what is there.
    /// - limit: the most bytes the samples may take.
    public static func read(
        _ path: String, shownAs name: String? = nil, channel: Int? = nil, part: Extent? = nil, partial: Bool = false,
        limit: Int = 2 << 30, pool: MediaPool = .shared
    ) throws -> Signal {
        let name = name ?? path
        let file = try OpenedSound(path, name, isWanted: part == nil, pool: pool)
        func fault(_ problem: SoundFileFault.Problem) -> SoundFileFault { SoundFileFault(name: name, problem: problem) }
        if let channel, !(1...file.decoder.channels).contains(channel) {
            throw fault(.noChannel(channel, of: file.decoder.channels))
        }
        let expected = try file.count()
        let promised = file.promised(read: expected)
        guard expected > 0 else {
            if promised != nil { throw file.truncated(0, promised) }
            throw fault(.noSamples)
        }
        let whole = if case .samples(let count) = promised { max(count, expected) } else { expected }
        let wanted = try file.range(part, of: whole)
        if promised != nil, !partial, wanted.upperBound > expected || promised == .more && wanted.upperBound == expected {
            throw file.truncated(expected, promised)
        }
        let range = wanted.clamped(to: 0..<expected)
        guard !range.isEmpty else { throw file.truncated(expected, promised) }
        let kept = channel == nil ? file.decoder.channels : 1
        let bytes = Double(range.count) * Double(kept) * 4
        guard bytes <= Double(limit) else {
            throw fault(.tooLong(seconds: Double(range.count) / file.rate, bytes: bytes, limit: limit))
        }
        var decoded = 0
        let tensor = try Tensor([kept, range.count]) { memory in
            decoded = try file.decode(range, channel: channel.map { $0 - 1 }, into: memory)
        }
        if decoded < range.count {
            let present = range.lowerBound + decoded
            let isWhole = expected - present <= file.decoder.slack && file.decoder.complaint == nil
            guard partial || isWhole, decoded > 0 else {
                throw file.decoder.complaint.map { fault(.undecodable(sample: present, rate: file.rate, message: $0)) }
                    ?? file.truncated(present, .samples(expected))
            }
        }
        let sound = decoded < range.count ? tensor.slice(axis: 1, 0..<decoded) : tensor
        if let index = sound.firstNonFinite {
            let (row, sample) = index.quotientAndRemainder(dividingBy: decoded)
            let value = sound.withFloats { $0[index].isNaN ? "NaN" : "infinity" }
            throw fault(
                .notFinite(
                    channel: channel ?? row + 1, second: Double(range.lowerBound + sample) / file.rate, value: value))
        }
        return try Signal(sound, rate: file.rate)
    }
}
