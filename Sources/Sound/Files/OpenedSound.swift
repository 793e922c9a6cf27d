internal import Media
internal import Tensors

/// A sound file that is open, with what it says of its length.
struct OpenedSound {
    let name: String
    let decoder: any SoundDecoder
    /// Of a WAV, AIFF or AU file, what its chunks promise.
    private let promise: HeaderPromise?
    var rate: Double { Double(decoder.rate) }

    /// Opens a file, having looked at what it is. Plain samples are read here, all else in a process of its own.
    ///
    /// - isWanted: whether all of it is read at once.
    /// - Throws: `SoundFileFault`, `MediaFault`.
    init(_ path: String, _ name: String, isWanted: Bool = false, pool: MediaPool) throws {
        self.name = name
        func fault(_ problem: SoundFileFault.Problem) -> SoundFileFault { SoundFileFault(name: name, problem: problem) }
        let file: RegularFile
        do { file = try RegularFile(withContent: path) } catch { throw fault(.unreadable(error)) }
        let content = FileContent(file)
        if content.looks != nil { throw fault(.notSound(content)) }
        promise = HeaderPromise(descriptor: file.descriptor, size: file.size)
        let uncounted = HeaderPromise.uncounted(descriptor: file.descriptor, size: file.size)
        guard uncounted == 0 else { throw fault(.unfinished(bytes: uncounted)) }
        do {
            decoder =
                content == .plainSound
                ? try Sndfile(reading: file) : try DistantDecoder(file, name: name, isWanted: isWanted, pool: pool)
        } catch let refusal as DecoderRefusal {
            throw fault(refusal.isUnknown ? .notSound(.unknown) : .damaged(message: refusal.message))
        }
        guard (1...256).contains(decoder.channels) else { throw fault(.absurd(what: "\(decoder.channels) channels")) }
        guard (1...4_000_000).contains(decoder.rate) else { throw fault(.absurd(what: "a rate of \(decoder.rate) Hz")) }
    }

    /// What a file that ends early would have, given that `samples` can be read; nil where it is whole: where chunks count
    /// bytes they know better than a decoder, which may have guessed.
    func promised(read samples: Int) -> Promise? {
        guard let promise else { return decoder.promised }
        return promise.promisedSamples(read: samples).map { .samples($0) }
    }

    /// The fault of a file of which `present` samples are there.
    func truncated(_ present: Int, _ promised: Promise?) -> SoundFileFault {
        let whole: Int? = if case .samples(let count) = promised { count } else { nil }
        return SoundFileFault(name: name, problem: .truncated(present: present, promised: whole, rate: rate))
    }

    /// How many samples there are: by decoding where the file does not tell, which leaves it at its end.
    func count() throws -> Int {
        if let samples = decoder.samples { return samples }
        let buffer = Scratch(Self.piece * decoder.channels)
        var count = 0
        while true {
            try Interrupt.check()
            let read = try decoder.read(buffer.start, count: Self.piece)
            if read == 0 { return count }
            count += read
        }
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
        var position = try decoder.begin(range)
        while position < range.upperBound {
            try Interrupt.check()
            let wanted = min(Self.piece, range.upperBound - position)
            // One channel lies in the file as it is wanted.
            let isDirect = channels == 1 && position >= range.lowerBound
            let target = isDirect ? memory.baseAddress! + (position - range.lowerBound) : buffer.start
            let read = try decoder.read(target, count: wanted)
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
        // At its end a decoder says what it had to complain of.
        if position == range.upperBound { _ = try decoder.read(buffer.start, count: 1) }
        return max(0, position - range.lowerBound)
    }

    /// Samples per channel that are decoded at a time.
    private static let piece = 8192
}
