internal import CMedia
internal import Glibc
public import Media
public import Sound
internal import Tensors

/// What a movie can be written as.
public enum MovieFormat: String, Sendable, CaseIterable {
    /// H.264 and AAC in MP4, which everything plays.
    case mp4
    /// MPEG-4 part 2 and AAC in MP4.
    case mpeg4
    /// H.264 and 16-bit samples in QuickTime: the sound as it is.
    case mov
    /// 16-bit samples in WAV: no pictures.
    case wav

    fileprivate func state(in encoding: inout foley_media_encoding) {
        let (container, pictures, sound) =
            switch self {
            case .mp4: (FOLEY_MEDIA_MP4, FOLEY_MEDIA_H264, FOLEY_MEDIA_AAC)
            case .mpeg4: (FOLEY_MEDIA_MP4, FOLEY_MEDIA_MPEG4, FOLEY_MEDIA_AAC)
            case .mov: (FOLEY_MEDIA_QUICKTIME, FOLEY_MEDIA_H264, FOLEY_MEDIA_PCM)
            case .wav: (FOLEY_MEDIA_WAV, FOLEY_MEDIA_H264, FOLEY_MEDIA_PCM)
            }
        encoding.container = Int32(container.rawValue)
        encoding.picture_codec = Int32(pictures.rawValue)
        encoding.sound_codec = Int32(sound.rawValue)
    }
}

extension Movie {
    /// Writes a movie to a file, which is there whole or not at all: the same pictures and sound, the same bytes.
    ///
    /// - rate: pictures a second; nil keeps their times to within 1/90000 s.
    /// - forPlayers: in H.264 pictures of odd width or height get their last column or row twice, as players show even sizes
    ///   alone; else they stay as large as they are.
    /// - Throws: `MediaFault`, and what the pool's `poll` throws.
    public static func write(
        _ frames: Frames?, rate: Double? = nil, sound: Signal?, to path: String, as format: MovieFormat,
        forPlayers: Bool = false, shownAs name: String? = nil, pool: MediaPool
    ) throws {
        let name = name ?? path
        let clock = try PictureClock(frames, rate: rate, name: name)
        var request = foley_media_request()
        request.wish = Int32(FOLEY_MEDIA_ENCODE.rawValue)
        try state(frames, clock, sound, format, in: &request.encoding, name: name)
        request.encoding.for_players = forPlayers ? 1 : 0
        let aside = path + ".\(getpid()).part"
        func notWritten() -> MediaFault {
            MediaFault(name: name, problem: .notWritten(message: String(cString: strerror(errno))))
        }
        let descriptor = open(aside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw notWritten() }
        defer { close(descriptor) }
        do {
            try pool.talk(about: name, with: .movies) { conversation in
                try conversation.encode(&request, descriptor: descriptor, frames: frames, clock: clock, sound: sound)
            }
            guard fsync(descriptor) == 0, rename(aside, path) == 0 else { throw notWritten() }
        } catch {
            unlink(aside)
            throw error
        }
    }

    private static func state(
        _ frames: Frames?, _ clock: PictureClock, _ sound: Signal?, _ format: MovieFormat,
        in encoding: inout foley_media_encoding, name: String
    ) throws {
        format.state(in: &encoding)
        func refuse(_ option: String, _ value: String, _ allowed: String) -> MediaFault {
            MediaFault(name: name, problem: .outOfRange(option: option, value: value, allowed: allowed))
        }
        if let frames, format != .wav {
            let sides = 1...16384
            guard sides.contains(frames.width), sides.contains(frames.height) else {
                throw refuse("size", "\(frames.width) x \(frames.height)", "1 to 16384 pixels each way")
            }
            encoding.width = Int32(frames.width)
            encoding.height = Int32(frames.height)
            encoding.channels = Int32(frames.channels)
            encoding.tick_numerator = clock.tick.numerator
            encoding.tick_denominator = clock.tick.denominator
            encoding.rate_numerator = clock.rate.numerator
            encoding.rate_denominator = clock.rate.denominator
            encoding.last_tick = Int64(clock.ticks.last ?? 0)
            encoding.last_ticks = Int64(clock.lastTicks)
        }
        if let sound {
            guard sound.rate == sound.rate.rounded(), (1...384_000).contains(sound.rate) else {
                throw refuse("rate", "\(sound.rate.spelled) Hz", "a whole number of hertz up to 384000 Hz")
            }
            guard sound.channels <= 8 else { throw refuse("channels", "\(sound.channels)", "8 or fewer") }
            encoding.sample_rate = Int32(sound.rate)
            encoding.sample_channels = Int32(sound.channels)
        }
        guard encoding.width > 0 || encoding.sample_rate > 0 else {
            throw MediaFault(name: name, problem: .noEncoder(message: "there is nothing to write"))
        }
    }
}

/// When pictures are seen, in ticks.
struct PictureClock {
    typealias Ratio = (numerator: Int32, denominator: Int32)
    /// Of one tick, in seconds.
    private(set) var tick: Ratio = (1, 90_000)
    /// Pictures a second, on average.
    private(set) var rate: Ratio = (25, 1)
    private(set) var ticks: [Double] = []
    /// For how many the last picture is seen; 0 where it is as many as for the others on average.
    private(set) var lastTicks = 0.0

    /// Throws `MediaFault` for a rate that cannot be, or times that do not grow.
    init(_ frames: Frames?, rate: Double?, name: String) throws {
        func refuse(_ option: String, _ value: String, _ allowed: String) -> MediaFault {
            MediaFault(name: name, problem: .outOfRange(option: option, value: value, allowed: allowed))
        }
        guard let frames, frames.count > 0 else { return }
        if let rate {
            guard rate >= 0.01, rate <= 1000 else {
                throw refuse("rate", "\(rate.spelled) Hz", "from 0.01 Hz to 1000 Hz")
            }
            self.rate = Self.ratio(rate)
            tick = (self.rate.denominator, self.rate.numerator)
            ticks = (0..<frames.count).map(Double.init)
            return
        }
        let first = frames.times[0]
        ticks = frames.times.map { (($0 - first) * 90_000).rounded() }
        guard zip(ticks, ticks.dropFirst()).allSatisfy({ $0 < $1 }), ticks.last! < 1e15 else {
            throw refuse("times", "not in order", "growing from picture to picture")
        }
        if let end = frames.end {
            let last = ((end - first) * 90_000).rounded() - ticks.last!
            lastTicks = min(max(last, 1), 1e15)
        }
        let seconds = ticks.last! / 90_000
        if seconds > 0 { self.rate = Self.ratio(min(max(Double(frames.count - 1) / seconds, 0.01), 1000)) }
    }

    /// The nearest fraction with a denominator of 1 or 1001, else of 1000.
    private static func ratio(_ rate: Double) -> Ratio {
        for unit in [1, 1001] {
            let count = (rate * Double(unit)).rounded()
            if abs(count / Double(unit) - rate) < 1e-6 * rate { return (Int32(count), Int32(unit)) }
        }
        return (Int32((rate * 1000).rounded()), 1000)
    }
}

extension MediaPool.Conversation {
    /// Sends pictures and sound in turn, each as far as the other has come.
    fileprivate func encode(
        _ request: inout foley_media_request, descriptor: Int32, frames: Frames?, clock: PictureClock, sound: Signal?
    ) throws {
        let encoding = request.encoding
        let frames = encoding.width > 0 ? frames : nil
        let bytes = frames.map { $0.height * $0.width * $0.channels } ?? 0
        let margin = Int(FOLEY_MEDIA_MARGIN)
        try worker.makeSlots(of: bytes + 64 + MemoryLayout<Double>.size + margin)
        let capacity = bytes > 0 ? (worker.slotBytes - 64 - margin) / (bytes + MemoryLayout<Double>.size) : 0
        try worker.send(&request, file: descriptor)
        var room = Room(conversation: self)
        let seconds = Double(clock.tick.numerator) / Double(clock.tick.denominator)
        let stretch = max(1, min(capacity, Int(Double(encoding.rate_numerator) / Double(max(encoding.rate_denominator, 1)))))
        var (picture, sample) = (0, 0)
        let (pictures, samples) = (frames?.count ?? 0, sound?.samples ?? 0)
        while picture < pictures || sample < samples {
            if let frames, picture < pictures {
                let count = min(stretch, pictures - picture)
                let slot = try room.slot()
                for i in 0..<count {
                    worker.slot(slot).storeBytes(
                        of: clock.ticks[picture + i], toByteOffset: i * MemoryLayout<Double>.size, as: Double.self)
                }
                frames.bytes.withUnsafeBytes { all in
                    (worker.slot(slot) + Int(foley_media_pictures_offset(UInt64(capacity)))).copyMemory(
                        from: all.baseAddress! + picture * bytes, byteCount: count * bytes)
                }
                try worker.send(FOLEY_MEDIA_MORE_PICTURES, slot: slot, count: count)
                picture += count
            }
            if let sound {
                let reached = picture < pictures ? Int(clock.ticks[picture] * seconds * sound.rate) : samples
                let stride = (worker.slotBytes - margin) / MemoryLayout<Float>.size / sound.channels & ~15
                while sample < min(samples, reached) {
                    let count = min(stride, min(samples, reached) - sample)
                    let slot = try room.slot()
                    for channel in 0..<sound.channels {
                        sound.withChannel(channel) { floats in
                            (worker.slot(slot) + channel * stride * MemoryLayout<Float>.size).copyMemory(
                                from: floats.baseAddress! + sample, byteCount: count * MemoryLayout<Float>.size)
                        }
                    }
                    try worker.send(FOLEY_MEDIA_MORE_SOUND, slot: slot, count: count)
                    sample += count
                }
            }
        }
        try room.empty()
        try worker.send(FOLEY_MEDIA_FINISH)
        _ = try next()
    }

    /// Which slots the helper still reads from.
    private struct Room {
        let conversation: MediaPool.Conversation
        var isTaken = [false, false]
        var number = 0

        /// A slot that can be written to; waits for one.
        mutating func slot() throws -> Int {
            number ^= 1
            while isTaken[number] { try release() }
            isTaken[number] = true
            return number
        }

        mutating func empty() throws { while isTaken.contains(true) { try release() } }

        private mutating func release() throws {
            let reply = try conversation.next()
            guard reply.slot < 2 else { throw MediaWorker.Loss.ended(signal: 0) }
            isTaken[Int(reply.slot)] = false
        }
    }
}
