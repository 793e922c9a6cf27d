internal import Glibc
internal import Tensors

/// A sound file that is open, with what its header promises.
struct OpenedSound {
    let name: String
    let decoder: Sndfile
    let promise: HeaderPromise?
    var rate: Double { Double(decoder.rate) }

    /// Whether the file is an Ogg stream that stops without its end mark.
    var endIsMissing: Bool { decoder.isOgg && decoder.samples == nil }

    /// Opens a file, having looked at what it is. Throws `SoundFileFault`.
    init(_ path: String, _ name: String) throws {
        self.name = name
        func fault(_ problem: SoundFileFault.Problem) -> SoundFileFault { SoundFileFault(name: name, problem: problem) }
        let file: RegularFile
        do { file = try RegularFile(withContent: path) } catch { throw fault(.unreadable(error)) }
        promise = HeaderPromise(descriptor: file.descriptor, size: file.size)
        var head = [UInt8](repeating: 0, count: min(file.size, 512))
        let count = pread(file.descriptor, &head, head.count, 0)
        guard count >= 0 else { throw fault(.unreadable(.system(code: errno))) }
        let looks = Resemblance.of(Array(head.prefix(count)))
        do { decoder = try Sndfile(reading: file) } catch let refusal as Sndfile.Refusal {
            throw fault(
                refusal.unrecognised || looks != nil
                    ? .notSound(looksLike: looks) : .damaged(message: refusal.decodingMessage))
        }
        guard (1...256).contains(decoder.channels) else { throw fault(.absurd(what: "\(decoder.channels) channels")) }
        guard (1...4_000_000).contains(decoder.rate) else { throw fault(.absurd(what: "a rate of \(decoder.rate) Hz")) }
    }

    /// How many samples decoding to the end gives; the file stands at its end afterwards.
    func countByDecoding() throws -> Int {
        let buffer = Scratch(Self.piece * decoder.channels)
        var count = 0
        while true {
            try Interrupt.check()
            let read = decoder.read(buffer.start, count: Self.piece)
            if read == 0 { return count }
            count += read
        }
    }

    /// Whether a sample can be gone to and decoded.
    func reaches(_ sample: Int) throws -> Bool {
        try Interrupt.check()
        let buffer = Scratch(decoder.channels)
        return decoder.seek(sample) && decoder.read(buffer.start, count: 1) == 1 && decoder.complaint == nil
    }

    /// The samples that `part` selects of a file of `count` samples.
    func range(_ part: Extent?, of count: Int) throws -> Range<Int> {
        guard let part else { return 0..<count }
        let axis = Axis("time", unit: "s", .linear(start: 0, step: 1 / rate))
        let duration = Double(count) / rate
        do {
            return try axis.indices(part, count: count, within: 0...duration)
        } catch SelectionFault.outside(_, let from, let to, _) {
            throw beyondEnd("\(from.spelled) s", "\(to.spelled) s", "\(duration.spelled) s")
        } catch SelectionFault.outsideCount(_, let from, let to, _) {
            throw beyondEnd("sample \(from &+ 1)", "\(to)", "sample \(count)")
        }
    }

    private func beyondEnd(_ from: String, _ to: String, _ end: String) -> SoundFileFault {
        SoundFileFault(name: name, problem: .beyondEnd(from: from, to: to, end: end))
    }

    /// Writes the samples in `range` to `memory`, channel after channel (or one channel alone, counted from 0);
    /// returns how many there were.
    func decode(
        _ range: Range<Int>, channel: Int?, into memory: UnsafeMutableBufferPointer<Float>
    ) throws -> Int {
        let channels = decoder.channels
        let buffer = Scratch(Self.piece * channels)
        var position = 0
        if range.lowerBound > 0 && decoder.seeksExactly && decoder.seek(range.lowerBound) {
            position = range.lowerBound
        }
        while position < range.upperBound {
            try Interrupt.check()
            let wanted = min(Self.piece, range.upperBound - position)
            // One channel lies in the file as it is wanted.
            let isDirect = channels == 1 && position >= range.lowerBound
            let target = isDirect ? memory.baseAddress! + (position - range.lowerBound) : buffer.start
            let read = decoder.read(target, count: wanted)
            if !isDirect {
                let first = max(range.lowerBound, position)
                for (row, source) in (channel.map { [$0] } ?? Array(0..<channels)).enumerated() {
                    let row = memory.baseAddress! + row * range.count
                    for sample in first..<max(first, position + read) {
                        row[sample - range.lowerBound] = buffer.start[(sample - position) * channels + source]
                    }
                }
            }
            position += read
            if read < wanted { break }
        }
        return max(0, position - range.lowerBound)
    }

    /// Samples per channel that are decoded at a time.
    private static let piece = 8192
}
