internal import Glibc
public import Tensors

/// Sound files of every kind that libsndfile decodes: wav, aiff, flac, ogg, opus, mp3 and many more.
///
/// `path` opens the file; `name`, if given, stands for it in messages. Everything throws `SoundFileFault`.
public enum SoundFile {
    /// What a file's header says.
    public struct Info: Sendable, Equatable {
        /// In words, such as `WAV (Microsoft), Signed 16 bit PCM`.
        public let format: String
        public let rate: Double
        public let channels: Int
        /// Per channel; nil where only decoding the whole file would tell.
        public let samples: Int?
    }

    public static func info(_ path: String, shownAs name: String? = nil) throws -> Info {
        let file = try OpenedSound(path, name ?? path)
        return Info(
            format: file.decoder.formatName, rate: file.rate, channels: file.decoder.channels,
            samples: file.decoder.samples)
    }

    /// What a file's header says, with its length: by decoding where the header does not tell.
    ///
    /// A file that is cut short, or of which the last samples cannot be reached, throws as `read` does.
    public static func measure(_ path: String, shownAs name: String? = nil) throws -> Info {
        let name = name ?? path
        let file = try OpenedSound(path, name)
        func fault(_ problem: SoundFileFault.Problem) -> SoundFileFault { SoundFileFault(name: name, problem: problem) }
        let expected = try file.decoder.samples ?? OpenedSound(path, name).countByDecoding()
        if let promised = file.promise?.promisedSamples(read: expected) {
            throw fault(.truncated(present: expected, promised: promised, rate: file.rate))
        }
        guard expected > 0 else { throw fault(.noSamples) }
        if file.endIsMissing { throw fault(.truncated(present: expected, promised: nil, rate: file.rate)) }
        // A compressed file may end before what its header says: its last sample is there, or all of it is decoded.
        if file.promise == nil, try !file.reaches(expected - 1) {
            let decoded = try OpenedSound(path, name).countByDecoding()
            if decoded < expected - file.decoder.slack { throw fault(.truncated(present: decoded, promised: expected, rate: file.rate)) }
        }
        return Info(
            format: file.decoder.formatName, rate: file.rate, channels: file.decoder.channels, samples: expected)
    }

    /// The sound in a file.
    ///
    /// - channel: one channel alone, counted from 1; nil is all of them.
    /// - part: positions in seconds or indices of samples; nil is the whole.
    /// - partial: of a file that is cut short or breaks off, what is there.
    /// - limit: the most bytes the samples may take.
    public static func read(
        _ path: String, shownAs name: String? = nil, channel: Int? = nil, part: Extent? = nil, partial: Bool = false,
        limit: Int = 2 << 30
    ) throws -> Signal {
        let name = name ?? path
        let file = try OpenedSound(path, name)
        func fault(_ problem: SoundFileFault.Problem) -> SoundFileFault { SoundFileFault(name: name, problem: problem) }
        if let channel, !(1...file.decoder.channels).contains(channel) {
            throw fault(.noChannel(channel, of: file.decoder.channels))
        }
        let expected = try file.decoder.samples ?? OpenedSound(path, name).countByDecoding()
        let promised = file.promise?.promisedSamples(read: expected)
        guard expected > 0 else {
            if let promised { throw fault(.truncated(present: 0, promised: promised, rate: file.rate)) }
            throw fault(.noSamples)
        }
        let wanted = try file.range(part, of: promised ?? expected)
        if !partial {
            if let promised, wanted.upperBound > expected {
                throw fault(.truncated(present: expected, promised: promised, rate: file.rate))
            }
            if file.endIsMissing && wanted.upperBound >= expected {
                throw fault(.truncated(present: expected, promised: nil, rate: file.rate))
            }
        }
        let range = wanted.clamped(to: 0..<expected)
        guard !range.isEmpty else {
            throw fault(.truncated(present: expected, promised: promised, rate: file.rate))
        }
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
                throw fault(
                    file.decoder.complaint.map { .undecodable(sample: present, rate: file.rate, message: $0) }
                        ?? .truncated(present: present, promised: expected, rate: file.rate))
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
