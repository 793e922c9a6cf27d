public import Media
internal import Tensors

/// A sound file read from front to back, a stretch at a time, its channels mixed down to one.
///
/// Memory holds one stretch, however long the file is. Everything throws as `SoundFile` does; what may not be read whole
/// (a file that is cut short) is not read in stretches either.
public final class SoundReader {
    public let rate: Double
    private let file: OpenedSound
    private let buffer: Scratch
    /// What is decoded and not yet left behind, from sample `first` on.
    private var held: [Float] = []
    private var first = 0

    private static let piece = 8192

    /// Opens the file at `path`; `name` stands for it in messages.
    public init(_ path: String, shownAs name: String? = nil, pool: MediaPool = .shared) throws {
        file = try OpenedSound(path, name ?? path, isWanted: true, pool: pool)
        rate = file.rate
        buffer = Scratch(Self.piece * file.decoder.channels)
        if let present = file.decoder.samples, let promised = file.promised(read: present) {
            throw file.truncated(present, promised)
        }
    }

    /// The samples in `range`, which begins no earlier than the one before it did.
    ///
    /// A hundredth of a second may be missing at the end of the file: lengths are often given in rounded seconds.
    public func mono(_ range: Range<Int>) throws -> Signal {
        precondition(range.lowerBound >= first && !range.isEmpty)
        try leave(before: range.lowerBound)
        held.reserveCapacity(range.upperBound - first)
        while first + held.count < range.upperBound {
            try Interrupt.check()
            let position = first + held.count
            let count = try file.decoder.read(buffer.start, count: min(Self.piece, range.upperBound - position))
            guard count > 0 else {
                if range.upperBound - position <= max(Int(rate / 100), file.decoder.slack), position > range.lowerBound,
                    file.decoder.complaint == nil
                {
                    break
                }
                throw fault(
                    file.decoder.complaint.map { .undecodable(sample: position, rate: rate, message: $0) }
                        ?? file.truncated(position, file.decoder.samples.map { .samples($0) }).problem)
            }
            try take(count)
        }
        let count = min(range.count, held.count)
        return try Signal(Tensor([count]) { _ = $0.update(fromContentsOf: held[..<count]) }, rate: rate)
    }

    /// Lets go of what lies before `sample`, without decoding it where the format allows.
    private func leave(before sample: Int) throws {
        let known = min(sample - first, held.count)
        held.removeFirst(known)
        first += known
        guard first < sample else { return }
        if let plain = file.decoder as? Sndfile, plain.seeksExactly && plain.seek(sample) {
            first = sample
            return
        }
        while first < sample {
            try Interrupt.check()
            let count = try file.decoder.read(buffer.start, count: min(Self.piece, sample - first))
            guard count > 0 else {
                throw file.truncated(first, file.decoder.samples.map { .samples($0) })
            }
            first += count
        }
    }

    /// Mixes `count` decoded samples as `Signal.mono` does and holds them.
    private func take(_ count: Int) throws {
        let channels = file.decoder.channels
        let decoded = UnsafeBufferPointer(start: UnsafePointer(buffer.start), count: count * channels)
        guard Kernels.allFinite(decoded) else {
            let index = decoded.firstIndex { !$0.isFinite }!
            throw fault(
                .notFinite(
                    channel: index % channels + 1, second: Double(first + held.count + index / channels) / rate,
                    value: decoded[index].isNaN ? "NaN" : "infinity"))
        }
        guard channels > 1 else {
            held.append(contentsOf: decoded)
            return
        }
        let (weight, start) = (1 / Float(channels), held.count)
        held.append(contentsOf: repeatElement(0, count: count))
        held.withUnsafeMutableBufferPointer { held in
            for sample in 0..<count {
                var sum: Float = 0
                for channel in 0..<channels { sum += decoded[sample * channels + channel] }
                held[start + sample] = sum * weight
            }
        }
    }

    private func fault(_ problem: SoundFileFault.Problem) -> SoundFileFault {
        SoundFileFault(name: file.name, problem: problem)
    }
}
