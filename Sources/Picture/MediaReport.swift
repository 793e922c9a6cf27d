internal import Synchronization

/// What a file of pictures or sound holds, as libav reads it, and what is wrong with it.
public struct MediaReport: Sendable {
    /// Nil where the file cannot be opened.
    public let movie: Movie?
    /// How many pictures there are; nil without pictures, and where only decoding would tell.
    public let pictures: Int?
    /// How long it lasts; nil where only decoding would tell.
    public let seconds: Double?
    /// What is wrong, in words; empty where nothing is.
    public let complaints: [String]
    /// Whether it is no media at all.
    public let isForeign: Bool

    /// - decoding: all pictures and samples, of a damaged file what is there; else the header alone.
    /// - Throws: `MediaFault` where no file could be read, and what the pool's `poll` throws.
    public init(_ path: String, shownAs name: String, decoding: Bool, pool: MediaPool) throws {
        var problems: [MediaFault] = []
        /// Nil where there is something to complain of.
        func trying<Result>(_ body: () throws -> Result) throws -> Result? {
            do { return try body() } catch let fault as MediaFault where !fault.isOfHelper {
                problems.append(fault)
                return nil
            }
        }
        let notes = Notes()
        let movie = try trying { try Movie(path, shownAs: name, pool: pool) { text in notes.add(text) } }
        var (pictures, seconds) = (movie?.pictures?.count, movie?.duration)
        if decoding, let movie {
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
        let isEmpty = movie.map { $0.pictures == nil && $0.sound == nil } ?? false
        self.movie = movie
        self.pictures = pictures
        self.seconds = seconds
        complaints =
            problems.map { $0.cause(without: name) } + notes.all(without: name)
            + (isEmpty ? ["has neither pictures nor sound"] : [])
        isForeign = problems.contains { $0.problem == .notMedia }
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
