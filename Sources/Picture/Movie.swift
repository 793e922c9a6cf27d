internal import CMedia
public import Media
public import Sound
internal import Tensors

/// A movie, or a sound, in a file that libav reads.
///
/// `path` opens the file; `name`, if given, stands for it in messages. Everything throws `MediaFault` and what the
/// pool's `poll` throws. The movie's clock begins with whichever of its streams begins first; times are in seconds on it.
public struct Movie: Sendable {
    public let path: String
    public let name: String
    /// As libav calls it, such as `mov,mp4,m4a,3gp,3g2,mj2`.
    public let container: String
    /// In seconds; nil where the file does not tell.
    public let duration: Double?
    /// Nil in a file of sound alone.
    public let pictures: Pictures?
    /// Nil in a silent movie.
    public let sound: Sound?
    /// How many streams of pictures and of sound there are; of each the one that was chosen is used, else the first that can be
    /// decoded of those that are marked as usual.
    public let streams: (pictures: Int, sound: Int)
    private let pool: MediaPool
    /// Counted from 1 in the file's order.
    private let chosen: (pictures: Int?, sound: Int?)
    private let note: @Sendable (String) -> Void

    /// What the header says of the pictures.
    public struct Pictures: Sendable, Equatable {
        public let codec: String
        /// How they are stored, such as `yuv420p`; empty where that is not known.
        public let pixelFormat: String
        /// In square pixels, upright.
        public let width: Int
        public let height: Int
        /// In pixels, as they are stored.
        public let storedWidth: Int
        public let storedHeight: Int
        /// A stored pixel's width to its height, such as `2:1`; nil where it is square or as good as that.
        public let pixelShape: String?
        /// Whether they are mirrored, left for right, before they are turned. `Frames` are both already.
        public let isMirrored: Bool
        /// How far they are turned clockwise to be upright, in degrees: 0, 90, 180, 270.
        public let rotation: Int
        /// Pictures a second, on average; nil where the file does not tell.
        public let rate: Double?
        /// Nil where only decoding would tell.
        public let count: Int?
        /// Seconds on the movie's clock.
        public let start: Double
    }

    /// What the header says of the sound.
    public struct Sound: Sendable, Equatable {
        public let codec: String
        /// Samples a second.
        public let rate: Double
        public let channels: Int
        /// Seconds on the movie's clock.
        public let start: Double
        /// In seconds; nil where the file does not tell.
        public let duration: Double?
    }

    /// - pictureStream, soundStream: which streams, counted from 1 in the file's order; nil is the one that players take.
    /// - note: is told what is worth knowing of the file and no damage.
    public init(
        _ path: String, shownAs name: String? = nil, pictureStream: Int? = nil, soundStream: Int? = nil, pool: MediaPool,
        note: @escaping @Sendable (String) -> Void = { _ in }
    ) throws {
        self.path = path
        self.pool = pool
        self.note = note
        chosen = (pictureStream, soundStream)
        let name = name ?? path
        self.name = name
        let file = try Self.opened(path, name)
        let facts = try pool.talk(about: name, with: .movies) { conversation in
            var request = Self.request(FOLEY_MEDIA_PROBE, (pictureStream, soundStream))
            return try conversation.decode(&request, file: file, take: { _, _ in }).facts
        }
        func text(_ read: (UnsafePointer<foley_media_facts>) -> UnsafePointer<CChar>?) -> String {
            withUnsafePointer(to: facts) { String(cString: read($0)!) }
        }
        container = text(foley_media_container_name)
        duration = facts.duration >= 0 ? facts.duration : nil
        streams = (Int(facts.picture_streams), Int(facts.sound_streams))
        for (what, number, count) in [("pictures", pictureStream, streams.pictures), ("sound", soundStream, streams.sound)] {
            guard let number, count > 0, !(1...count).contains(number) else { continue }
            throw MediaFault(name: name, problem: .noStream(what: what, number: number, count: count))
        }
        let codec = text(foley_media_picture_codec)
        if codec.isEmpty {
            pictures = nil
        } else {
            let (rate, unit) = (Double(facts.rate_numerator), Double(facts.rate_denominator))
            pictures = Pictures(
                codec: codec, pixelFormat: text(foley_media_pixel_format),
                width: Int(facts.shown_width), height: Int(facts.shown_height), storedWidth: Int(facts.width),
                storedHeight: Int(facts.height),
                pixelShape: facts.pixel_width == facts.pixel_height ? nil : "\(facts.pixel_width):\(facts.pixel_height)",
                isMirrored: facts.mirrored != 0, rotation: Int(facts.rotation), rate: rate > 0 && unit > 0 ? rate / unit : nil,
                count: facts.pictures > 0 ? Int(facts.pictures) : nil, start: facts.picture_start)
        }
        let soundCodec = text(foley_media_sound_codec)
        sound =
            soundCodec.isEmpty
            ? nil
            : Sound(
                codec: soundCodec, rate: Double(facts.sample_rate), channels: Int(facts.sample_channels),
                start: facts.sound_start, duration: facts.sound_duration >= 0 ? facts.sound_duration : nil)
    }

    /// How long it lasts, in seconds: by decoding where the header does not tell.
    public var measuredDuration: Double {
        get throws {
            if let duration, duration > 0 { return duration }
            var seconds = 0.0
            if let header = sound {
                seconds = header.start + (try sound(rate: 8000, mono: true, partial: true).duration)
            }
            if let pictures {
                let all = try frames(FrameChoice(size: .init(width: 16, height: 16), colour: .grey), partial: true)
                seconds = max(seconds, all.end ?? (all.times.last ?? 0) + 1 / (pictures.rate ?? 25))
            }
            return seconds
        }
    }

    /// Throws `MediaFault` for what is no file, or an empty one.
    private static func opened(_ path: String, _ name: String) throws -> RegularFile {
        do { return try RegularFile(withContent: path) } catch {
            throw MediaFault(name: name, problem: .unreadable(error))
        }
    }

    private static func request(_ wish: foley_media_wish, _ chosen: (pictures: Int?, sound: Int?)) -> foley_media_request {
        var request = foley_media_request()
        request.wish = Int32(wish.rawValue)
        request.picture_stream = Int32(clamping: chosen.pictures ?? 0)
        request.sound_stream = Int32(clamping: chosen.sound ?? 0)
        return request
    }

    private func fault(_ problem: MediaFault.Problem) -> MediaFault { MediaFault(name: name, problem: problem) }

    private func check(_ part: Range<Double>?, of end: Double?) throws {
        guard let part, let end, part.lowerBound > end else { return }
        throw fault(.beyondEnd(from: part.lowerBound, to: part.upperBound, end: end))
    }

    /// Throws where the decoder complained and only a whole movie will do.
    private func check(_ reply: foley_media_reply, partial: Bool, present: @autoclosure () -> String) throws {
        guard reply.complaints > 0, !partial else { return }
        let message = reply.text
        throw fault(.damaged(message: message, present: present()))
    }

    /// Tells what a reply has to say of the file.
    private func tell(_ reply: foley_media_reply) {
        guard reply.notes > 0 else { return }
        let first = withUnsafePointer(to: reply) { String(cString: foley_media_note($0)) }
        note("'\(name)': \(first)" + (reply.notes > 1 ? " (and so \(reply.notes - 1) more)" : ""))
    }

    // MARK: Pictures

    /// Pictures of the movie, each with its time; of a part in which none begins the one that is seen then, at the part's start.
    ///
    /// - partial: of a movie that is damaged or cut short, what is there.
    /// - limit: the most bytes that they may take.
    public func frames(_ choice: FrameChoice = FrameChoice(), partial: Bool = false, limit: Int = Frames.limit) throws -> Frames {
        guard let pictures else { throw fault(.noPictures) }
        let size = try choice.checkedSize(in: pictures, name: name)
        try check(choice.part, of: duration)
        let bytes = size.width * size.height * choice.colour.channels
        guard bytes <= limit else { throw fault(.tooLarge(bytes: Double(bytes), limit: limit)) }
        var request = Self.request(FOLEY_MEDIA_PICTURES, chosen)
        choice.state(in: &request.pictures, size: size)
        let file = try Self.opened(path, name)
        var times: [Double] = []
        var pixels: [UInt8] = []
        pixels.reserveCapacity(min(limit, choice.expectedCount(in: pictures, duration: duration) * bytes))
        let reply = try pool.talk(about: name, with: .movies) { conversation in
            try conversation.worker.makeSlots(of: bytes + 64 + MemoryLayout<Double>.size + Int(FOLEY_MEDIA_MARGIN))
            return try conversation.decode(&request, file: file) { reply, slot in
                let (count, start) = (Int(clamping: reply.count), Int(clamping: reply.stride))
                guard count <= slot.count, start <= slot.count, count * MemoryLayout<Double>.size <= start,
                    start + count * bytes <= slot.count
                else { throw MediaWorker.Loss.ended(signal: 0) }
                let total = pixels.count + count * bytes
                guard total <= limit else { throw fault(.tooLarge(bytes: Double(total), limit: limit)) }
                for i in 0..<count { times.append(slot.load(fromByteOffset: i * MemoryLayout<Double>.size, as: Double.self)) }
                pixels.append(contentsOf: slot[start..<start + count * bytes])
            } again: {
                times.removeAll(keepingCapacity: true)
                pixels.removeAll(keepingCapacity: true)
            }
        }
        let present = times.count
        try check(reply, partial: partial, present: present == 1 ? "1 picture" : "\(present) pictures")
        guard present > 0 else {
            if let part = choice.part, reply.complaints == 0 {
                throw fault(.emptyPart(from: part.lowerBound, to: part.upperBound))
            }
            throw fault(.nothingDecoded(what: "pictures"))
        }
        let isAll = choice.pace == .every(1) && reply.complaints == 0
        return Frames(
            bytes: pixels, times: times, height: size.height, width: size.width, channels: choice.colour.channels,
            end: isAll ? Self.end(reply.end, of: times) : nil)
    }

    /// The end of the last picture, where it lasts another time than the others do on average; clocks of whole milliseconds make
    /// no difference.
    private static func end(_ end: Double, of times: [Double]) -> Double? {
        guard times.count > 1, let first = times.first, let last = times.last, end > last else { return nil }
        let spacing = (last - first) / Double(times.count - 1)
        return abs(end - last - spacing) > 0.002 ? end : nil
    }

    // MARK: Sound

    /// The sound of the movie, from its first sample on: where its packets leave a gap it is silent, and of samples that are
    /// there twice those that come later in the file are left out.
    ///
    /// - rate: samples a second, a whole number; nil is the file's own.
    /// - mono: the mean of all channels instead of each.
    /// - part: seconds from the sound's first sample.
    /// - partial: of a sound that is damaged or cut short, what is there.
    /// - limit: the most bytes that the samples may take.
    public func sound(
        rate: Double? = nil, mono: Bool = false, part: Range<Double>? = nil, partial: Bool = false, limit: Int = Frames.limit
    ) throws -> Signal {
        guard let sound else { throw fault(.noSound) }
        if let rate, !(1...4_000_000).contains(rate) || rate != rate.rounded() {
            throw fault(
                .outOfRange(option: "rate", value: "\(rate.spelled) Hz", allowed: "a whole number of hertz from 1 Hz to 4 MHz"))
        }
        try check(part, of: sound.duration ?? duration)
        var request = Self.request(FOLEY_MEDIA_SOUND, chosen)
        request.sound.rate = rate ?? 0
        request.sound.mono = mono
        request.sound.from = part?.lowerBound ?? 0
        request.sound.to = part?.upperBound ?? .infinity
        let file = try Self.opened(path, name)
        var rows: [[Float]] = []
        var decodedRate = 0.0
        let reply = try pool.talk(about: name, with: .movies) { conversation in
            try conversation.worker.makeSlots(of: MediaWorker.usualSlot)
            return try conversation.decode(&request, file: file) { reply, slot in
                let (channels, count) = (Int(reply.sample_channels), Int(clamping: reply.count))
                let stride = Int(clamping: reply.stride)
                guard channels > 0, stride <= slot.count, count <= stride,
                    channels * stride * MemoryLayout<Float>.size <= slot.count,
                    rows.isEmpty || rows.count == channels
                else { throw MediaWorker.Loss.ended(signal: 0) }
                if rows.isEmpty { rows = Array(repeating: [], count: channels) }
                decodedRate = reply.sample_rate
                let total = channels * (rows[0].count + count) * MemoryLayout<Float>.size
                guard total <= limit else { throw fault(.tooLarge(bytes: Double(total), limit: limit)) }
                let floats = slot.bindMemory(to: Float.self)
                for channel in 0..<channels {
                    rows[channel].append(contentsOf: floats[channel * stride..<channel * stride + count])
                }
            }
        }
        let samples = rows.first?.count ?? 0
        let seconds = decodedRate > 0 ? Double(samples) / decodedRate : 0
        tell(reply)
        try check(reply, partial: partial, present: "\(seconds.spelled) s")
        guard samples > 0 else {
            if let part, reply.complaints == 0 { throw fault(.emptyPart(from: part.lowerBound, to: part.upperBound)) }
            throw fault(.nothingDecoded(what: "sound"))
        }
        let tensor = Tensor([rows.count, samples]) { memory in
            for (channel, row) in rows.enumerated() {
                _ = UnsafeMutableBufferPointer(rebasing: memory[(channel * samples)...]).update(from: row)
            }
        }
        do { return try Signal(tensor, rate: decodedRate) } catch SignalFault.notFinite(_, let second) {
            throw fault(.damaged(message: "it holds infinity or NaN", present: "\(second.spelled) s"))
        }
    }

    /// The sound during a stretch of the movie's clock, exactly as long as it: silence where the movie has none.
    public func sound(
        during stretch: Range<Double>, rate: Double? = nil, mono: Bool = false, partial: Bool = false
    ) throws -> Signal {
        guard let sound else { throw fault(.noSound) }
        let (from, to) = (stretch.lowerBound - sound.start, stretch.upperBound - sound.start)
        guard to > from, to.isFinite else { throw fault(.emptyPart(from: stretch.lowerBound, to: stretch.upperBound)) }
        let bytes = (to - from) * (rate ?? sound.rate) * Double((mono ? 1 : sound.channels) * MemoryLayout<Float>.stride)
        guard bytes <= Double(Frames.limit) else { throw fault(.tooLarge(bytes: bytes, limit: Frames.limit)) }
        var found: Signal?
        if to > 0 {
            do {
                found = try self.sound(rate: rate, mono: mono, part: max(from, 0)..<to, partial: partial)
            } catch let fault as MediaFault where fault.isEmpty {}
        }
        let decodedRate = found?.rate ?? rate ?? sound.rate
        let channels = found?.channels ?? (mono ? 1 : sound.channels)
        let count = max(Int(((to - from) * decodedRate).rounded()), 1)
        let lead = min(Int((max(-from, 0) * decodedRate).rounded()), count)
        let tensor = Tensor([channels, count]) { memory in
            memory.initialize(repeating: 0)
            guard let found else { return }
            for channel in 0..<channels {
                found.withChannel(channel) { samples in
                    let kept = UnsafeBufferPointer(rebasing: samples.prefix(count - lead))
                    _ = UnsafeMutableBufferPointer(rebasing: memory[(channel * count + lead)...]).update(from: kept)
                }
            }
        }
        return try Signal(tensor, rate: decodedRate)
    }
}

extension FrameChoice {
    /// Writes the choice, met in `size`, as the helper reads it.
    fileprivate func state(in request: inout foley_media_pictures, size: Size) {
        request.width = Int32(size.width)
        request.height = Int32(size.height)
        request.channels = Int32(colour.channels)
        if let crop {
            request.crop_x = Int32(crop.x)
            request.crop_y = Int32(crop.y)
            request.crop_width = Int32(crop.width)
            request.crop_height = Int32(crop.height)
        }
        switch pace {
        case .every(let step): request.every = Int64(step)
        case .rate(let rate): request.rate = rate
        }
        request.from = part?.lowerBound ?? -.infinity
        request.to = part?.upperBound ?? .infinity
        request.all = decodesAll
    }
}
