public import Media
public import Sound
public import Tensors

/// The sound in a file of any kind, be it a sound or a movie; what reads it is chosen by what is in it.
///
/// Plain samples and what libsndfile and libmpg123 know are theirs; movies, and what those refuse, are libav's. `path` opens
/// the file; `name` stands for it in messages. Everything throws `SoundFileFault` or `MediaFault`.
public enum AnySound {
    /// What a file is by its content.
    public enum Kind: String, Sendable, Codable {
        case sound
        /// It has pictures.
        case movie
    }

    /// Whether a file's first bytes leave open which it is.
    public static func needsProbing(_ path: String) throws(FileRefusal) -> Bool {
        switch try FileContent(ofFile: path) {
        case .plainSound, .sound, .other: false
        case .streams, .unknown: true
        }
    }

    /// A file that is neither is a sound: reading it says what is wrong. Throws `MediaFault`, `FileRefusal`.
    public static func kind(ofFile path: String, pool: MediaPool) throws -> Kind {
        guard try needsProbing(path) else { return .sound }
        do { return try Movie(path, pool: pool).pictures == nil ? .sound : .movie } catch let fault as MediaFault {
            if fault.isOfHelper { throw fault }
            // Of what is too damaged to tell, the first bytes have the last word.
            return try FileContent(ofFile: path) == .unknown ? .sound : .movie
        }
    }

    /// The sound in a file.
    ///
    /// - channel: one alone, counted from 1; nil is all of them.
    /// - part: in seconds from the sound's first sample; nil is the whole.
    /// - partial: of a file that is damaged or ends early, what is there.
    /// - stream: which stream of sound, counted from 1; nil is the one that players take.
    /// - note: is told what there is to say of the file that is no damage.
    public static func read(
        _ path: String, shownAs name: String, channel: Int? = nil, part: Range<Double>? = nil, partial: Bool = false,
        stream: Int? = nil, pool: MediaPool = .shared, note: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> Signal {
        try reading(
            path, name, pool, partial: partial, stream: stream, note: note,
            file: {
                if let stream, stream != 1 {
                    throw MediaFault(name: name, problem: .noStream(what: "sound", number: stream, count: 1))
                }
                let extent = part.map { Extent.positions(from: $0.lowerBound, to: $0.upperBound) }
                return try SoundFile.read(path, shownAs: name, channel: channel, part: extent, partial: partial, pool: pool)
            },
            movie: { movie in
                let sound = try movie.sound(part: part, partial: partial)
                guard let channel else { return sound }
                guard (1...sound.channels).contains(channel) else {
                    throw SoundFileFault(name: name, problem: .noChannel(channel, of: sound.channels))
                }
                return try sound.channel(channel)
            })
    }

    /// How long it is, and what of it can be heard and seen.
    public struct Overview: Sendable {
        /// In seconds.
        public let duration: Double
        /// Samples a second, and channels; 0 without sound.
        public let rate: Double
        public let channels: Int
        /// Nil without pictures.
        public let pictures: Movie.Pictures?

        /// Throws `MediaFault` where there is neither sound nor pictures.
        public init(_ movie: Movie) throws {
            guard movie.sound != nil || movie.pictures != nil else { throw MediaFault(name: movie.name, problem: .nothing) }
            duration = try movie.measuredDuration
            (rate, channels) = (movie.sound?.rate ?? 0, movie.sound?.channels ?? 0)
            pictures = movie.pictures
        }

        public init(duration: Double, rate: Double = 0, channels: Int = 0) {
            (self.duration, self.rate, self.channels, pictures) = (duration, rate, channels, nil)
        }
    }

    public static func measure(_ path: String, shownAs name: String, pool: MediaPool = .shared) throws -> Overview {
        try reading(
            path, name, pool,
            file: {
                let info = try SoundFile.measure(path, shownAs: name, pool: pool)
                return Overview(duration: Double(info.samples) / info.rate, rate: info.rate, channels: info.channels)
            },
            movie: Overview.init)
    }

    /// Asks the library that is meant for such files, and the other one where that refuses.
    ///
    /// - file: reads it as `SoundFile` does; movie: as a movie.
    public static func reading<Result>(
        _ path: String, _ name: String, _ pool: MediaPool, partial: Bool = false, stream: Int? = nil,
        note: @escaping @Sendable (String) -> Void = { _ in }, file: () throws -> Result, movie: (Movie) throws -> Result
    ) throws -> Result {
        func opened() throws -> Movie { try Movie(path, shownAs: name, soundStream: stream, pool: pool, note: note) }
        let content: FileContent
        do { content = try FileContent(ofFile: path) } catch { throw SoundFileFault(name: name, problem: .unreadable(error)) }
        if case .streams = content { return try movie(opened()) }
        do { return try file() } catch let refusal as SoundFileFault where refusal.isRefusal(partial: partial) {
            if case .other = content { throw refusal }
            let other: Movie
            do { other = try opened() } catch let fault as MediaFault {
                throw fault.isOfHelper ? fault : refusal
            }
            guard other.sound != nil || other.pictures != nil else { throw refusal }
            return try movie(other)
        }
    }
}

extension SoundFileFault {
    /// Whether the file was not opened as a sound at all, and what is there of it may be another's.
    func isRefusal(partial: Bool) -> Bool {
        switch problem {
        case .notSound, .damaged: true
        case .unfinished: partial
        default: false
        }
    }
}
