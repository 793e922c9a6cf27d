public import Media
internal import Sound
internal import Synchronization
internal import Tensors

/// What a file of pictures or sound holds, and what is wrong with it.
public struct MediaReport: Sendable {
    /// What libav makes of it; nil where that does not open it.
    public let movie: Movie?
    /// The sound's codec or format; nil without sound.
    public let sound: String?
    /// Samples a second, and channels; nil without sound.
    public let rate: Double?
    public let channels: Int?
    /// How many pictures there are; nil without pictures, and where only decoding would tell.
    public let pictures: Int?
    /// How long it lasts; nil where only decoding would tell.
    public let seconds: Double?
    /// What is wrong, in words; empty where nothing is.
    public let complaints: [String]
    /// Whether it is known to be something else.
    public let isForeign: Bool

    /// - decoding: all pictures and samples, of a damaged file what is there; else the header alone.
    /// - Throws: `MediaFault` where no file could be read, and what the pool's `poll` throws.
    public init(_ path: String, shownAs name: String, decoding: Bool, pool: MediaPool) throws {
        var complaints: [String] = []
        /// Nil where there is something to complain of.
        func trying<Result>(_ body: () throws -> Result) throws -> Result? {
            do { return try body() } catch let fault as MediaFault where !fault.isOfHelper {
                complaints.append(fault.cause(without: name))
                return nil
            }
        }
        // Of a sound that libsndfile knows it has the last word, as it has where the sound is loaded.
        var info: SoundFile.Info?
        do { info = try trying { try SoundFile.measure(path, shownAs: name, pool: pool) } } catch let fault as SoundFileFault {
            if !fault.isRefusal(partial: false) { complaints.append(fault.cause(without: name)) }
        }
        // One complaint about what the file is will do.
        let known = complaints
        let notes = Notes()
        let movie = try trying { try Movie(path, shownAs: name, pool: pool) { text in notes.add(text) } }
        if movie == nil, info != nil || !known.isEmpty { complaints = known }
        var (pictures, seconds) = (movie?.pictures?.count, movie?.duration)
        if decoding, known.isEmpty, let movie {
            /// All, and of what is damaged what there is.
            func decoded<Result>(_ body: (_ partial: Bool) throws -> Result) throws -> Result? {
                if let whole = try trying({ try body(false) }) { return whole }
                do { return try body(true) } catch is MediaFault { return nil }
            }
            var ends: [Double] = []
            if let header = movie.pictures {
                let choice = FrameChoice(size: .init(width: 16, height: 16), colour: .grey)
                let frames = try decoded { try movie.frames(choice, partial: $0) }
                pictures = frames?.count ?? 0
                if let frames, let last = frames.times.last {
                    ends.append(frames.end ?? last + (header.rate.map { 1 / $0 } ?? 0))
                }
            }
            if let header = movie.sound {
                // At a low rate a day fits into memory.
                let rate = min(header.rate, 8000)
                if let sound = try decoded({ try movie.sound(rate: rate, mono: true, partial: $0) }) {
                    ends.append(header.start + sound.duration)
                }
            }
            seconds = ends.max() ?? 0
        }
        if let info, movie?.pictures == nil { seconds = Double(info.samples) / info.rate }
        if let movie, movie.pictures == nil, movie.sound == nil, info == nil, known.isEmpty {
            complaints.append("has neither pictures nor sound")
        }
        self.movie = movie
        sound = movie?.sound?.codec ?? info?.format
        rate = movie?.sound?.rate ?? info?.rate
        channels = movie?.sound?.channels ?? info?.channels
        self.pictures = pictures
        self.seconds = seconds
        self.complaints = complaints + notes.all(without: name)
        do {
            isForeign = if case .other = try FileContent(ofFile: path) { true } else { false }
        } catch {
            // Of what cannot be opened nothing is known, and the readers have complained of it.
            isForeign = false
        }
    }
}

/// What a movie has to say of itself.
private final class Notes: Sendable {
    private let said = Mutex<[String]>([])

    func add(_ text: String) { said.withLock { if !$0.contains(text) { $0.append(text) } } }

    func all(without name: String) -> [String] {
        said.withLock { $0 }.map { $0.hasPrefix("'\(name)': ") ? String($0.dropFirst(name.count + 4)) : $0 }
    }
}

extension MediaFault {
    /// Whether every other file would fail as this one does.
    public var isOfHelper: Bool {
        switch problem {
        case .helperMissing, .helperFails: true
        default: false
        }
    }
}
