internal import Glibc
public import Tensors

/// What a sound can be written as.
public enum SoundFormat: String, Sendable, CaseIterable {
    case wav16
    case wav24
    case wavFloat
    case flac16
    case flac24
    /// MPEG layer III: what is read of it is alike and not the same.
    case mp3

    /// Of an integer sample; nil where floats are written.
    var bits: Int? {
        switch self {
        case .wav16, .flac16: 16
        case .wav24, .flac24: 24
        case .wavFloat, .mp3: nil
        }
    }

    /// `x` 2^(bits - 1), rounded to even and clipped to the integers of that size.
    func quantise(_ x: Float) -> Int32 {
        let full = Float(1 << (bits! - 1))
        return Int32(min(max((x * full).rounded(.toNearestOrEven), -full), full - 1))
    }
}

/// A sound as the bytes of a file.
public struct EncodedSound: Sendable {
    public let bytes: [UInt8]
    /// Samples beyond full scale that an integer format had to cut down.
    public let clipped: Int
}

/// A sound that a format has no place for.
public enum EncodingFault: Fault, Equatable {
    case rateNotWhole(Double)
    case refused(SoundFormat, channels: Int, rate: Double)
    case notWritten(name: String, reason: String)

    public var cause: String {
        switch self {
        case .rateNotWhole(let rate): "a sound file's rate is a whole number of hertz, not \(rate.spelled)"
        case .refused(let format, let channels, let rate):
            "\(format.rawValue) cannot hold \(channels) channels at \(rate.spelled) Hz"
        case .notWritten(let name, let reason): "cannot write '\(name)': \(reason)"
        }
    }

    public var remedy: String? {
        switch self {
        case .rateNotWhole(let rate): "resample it to \(rate.rounded().spelled) Hz first"
        case .refused: "write it as wav, or with fewer channels"
        case .notWritten: "choose a place that can be written to"
        }
    }
}

extension Signal {
    /// The sound as the bytes of a file: the same sound, the same bytes. Reading gives the same samples to within half
    /// a step of an integer format, and such as sound alike of `mp3`. Throws `EncodingFault`.
    public func encoded(as format: SoundFormat) throws -> EncodedSound {
        guard rate == rate.rounded(), rate < Double(Int32.max) else { throw EncodingFault.rateNotWhole(rate) }
        let scratch = Scratch(channels * samples)
        var clipped = 0
        let top: Float = format.bits.map { 1 - 1 / Float(1 << ($0 - 1)) / 2 } ?? .infinity
        tensor.withFloats { floats in
            for channel in 0..<channels {
                for i in 0..<samples {
                    let x = floats[channel * samples + i]
                    scratch.memory[i * channels + channel] = x
                    if x > top || x < -1 && format.bits != nil { clipped += 1 }
                }
            }
        }
        guard
            let bytes = Sndfile.encode(
                format, rate: Int(rate), channels: channels, interleaved: UnsafeBufferPointer(scratch.memory))
        else { throw EncodingFault.refused(format, channels: channels, rate: rate) }
        return EncodedSound(bytes: bytes, clipped: clipped)
    }

    /// Writes the sound to a file, which is there whole or not at all; returns how many samples were clipped.
    @discardableResult
    public func write(to path: String, as format: SoundFormat, shownAs name: String? = nil) throws -> Int {
        let encoded = try encoded(as: format)
        let aside = path + ".\(getpid()).part"
        func fault() -> EncodingFault { .notWritten(name: name ?? path, reason: String(cString: strerror(errno))) }
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw fault() }
        do {
            try encoded.bytes.withUnsafeBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
                    if count < 0 && errno == EINTR { continue }
                    guard count > 0 else { throw fault() }
                    rest = rest.dropFirst(count)
                }
            }
            guard fsync(descriptor) == 0, rename(aside, path) == 0 else { throw fault() }
        } catch {
            close(descriptor)
            unlink(aside)
            throw error
        }
        close(descriptor)
        return encoded.clipped
    }
}
