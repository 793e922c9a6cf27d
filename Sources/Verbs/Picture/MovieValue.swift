import Datasets
public import Language
import Picture
public import Programs
public import Session
import Sound
import Study
import Tensors
import Workplace

/// A movie, or a part of one: pictures and sound with one clock, in a file that is decoded when something is asked of it.
public struct MovieValue: Value {
    public static let type = ValueType("movie")
    private var facts: Record

    /// What the file's header says, and which file it is.
    private struct Record: Codable {
        /// Of the file's content; where it lies is looked up when it is needed.
        var digest: String
        var duration: Double?
        var pictures: Pictures?
        var sound: Sound?
        /// From where to where, in seconds on the movie's clock; nil is the whole.
        var part: [Double]?

        struct Pictures: Codable {
            var codec: String
            var width, height: Int
            var rate: Double?
            /// As they are stored, where their pixels are not square, and a stored pixel's width to its height.
            var stored: [Int]?
            var shape: String?
        }

        struct Sound: Codable {
            var codec: String
            var rate: Double
            var channels: Int
        }
    }

    init(_ movie: Movie, file: SourceFile) {
        facts = Record(
            digest: file.digest.description, duration: movie.duration,
            pictures: movie.pictures.map {
                .init(
                    codec: $0.codec, width: $0.width, height: $0.height, rate: $0.rate,
                    stored: $0.pixelShape == nil ? nil : [$0.storedWidth, $0.storedHeight], shape: $0.pixelShape)
            },
            sound: movie.sound.map { .init(codec: $0.codec, rate: $0.rate, channels: $0.channels) })
    }

    public static let fields: [ValueField] = [
        ValueField("duration", .number, "How long it lasts, as its header says") { (movie: MovieValue) in
            Constant.seconds(try movie.given(movie.duration, "length"))
        },
        ValueField("rate", .number, "Pictures a second, on average") { (movie: MovieValue) in
            Constant.hertz(try movie.given(movie.pictures.rate, "rate of pictures"))
        },
        ValueField("width", .number, "Width of its pictures in pixels, upright") { (movie: MovieValue) in
            Constant.count(try movie.pictures.width)
        },
        ValueField("height", .number, "Height of its pictures in pixels, upright") { (movie: MovieValue) in
            Constant.count(try movie.pictures.height)
        },
    ]

    private var pictures: Record.Pictures { get throws { try given(facts.pictures, "pictures") } }

    private func given<T>(_ fact: T?, _ what: String) throws -> T {
        guard let fact else { throw NothingToMeasure(cause: "the movie has no \(what)") }
        return fact
    }

    /// `3.0 s · 320 x 240 px at 25 pictures/s, h264 · 2 channels at 44.1 kHz, aac`
    public var line: String {
        var parts = duration.map { [spelled(seconds: $0)] } ?? []
        if let pictures = facts.pictures {
            let rate = pictures.rate.map { " at \(Constant.number($0).line) pictures/s" } ?? ""
            var shape = ""
            if let stored = pictures.stored, stored.count == 2, let ratio = pictures.shape {
                shape = " (stored \(stored[0]) x \(stored[1]), pixels \(ratio))"
            }
            parts.append("\(pictures.width) x \(pictures.height) px\(shape)\(rate), \(pictures.codec)")
        } else {
            parts.append("no pictures")
        }
        if let sound = facts.sound {
            let channels = "\(sound.channels) channel\(sound.channels == 1 ? "" : "s")"
            parts.append("\(channels) at \(Constant.hertz(sound.rate).line), \(sound.codec)")
        } else {
            parts.append("no sound")
        }
        return parts.joined(separator: " · ")
    }

    private var duration: Double? { facts.part.map { $0[1] - $0[0] } ?? facts.duration }

    /// A part of the movie, in seconds on its clock, which goes on in the part as it was.
    ///
    /// - Throws: `UnfitSlice`.
    func slice(_ extent: Extent) throws -> MovieValue {
        guard case .positions(let from, let to) = extent else {
            throw UnfitSlice(cause: "a movie is sliced along time alone", remedy: "a range such as [1 s .. 2 s]")
        }
        let whole = facts.part.map { $0[0]..<$0[1] } ?? 0..<(facts.duration ?? .infinity)
        guard from < to, from >= whole.lowerBound, to <= whole.upperBound + 0.001 else {
            throw UnfitSlice(
                cause: "the movie has no part \(from.spelled)..\(to.spelled) s",
                remedy: "it goes from \(whole.lowerBound.spelled) s to \(whole.upperBound.spelled) s")
        }
        var movie = self
        movie.facts.part = [from, to]
        return movie
    }

    /// The movie, once it is certain that its file still is the one that was loaded; for a verb that takes no part of one.
    ///
    /// - Throws: `UnfitOperand`, `MovieChanged`, `UnreadableFile`, `MediaFault`.
    func opened(for call: Arguments) throws -> Movie {
        guard facts.part == nil else {
            throw UnfitOperand(verb: call.signature.verb, role: "", objection: "takes a whole movie, not a part of one")
        }
        return try source(call.context, call.shelf).movie
    }

    /// The movie and the part of it that is meant, once it is certain that its file still is the one that was loaded.
    ///
    /// - Throws: `MovieChanged`, `UnreadableFile`, `MediaFault`.
    func source(_ context: Context, _ shelf: Shelf, _ streams: ChosenStreams = ChosenStreams()) throws -> MovieSource {
        let path = Key(facts.digest).flatMap(shelf.path)
        guard let path, let absolute = try shelf.place(ofFile: path, digest: facts.digest, in: context.places) else {
            throw MovieChanged(path: path)
        }
        return MovieSource(
            movie: try context.movie(absolute, shownAs: path, streams), part: facts.part.map { $0[0]..<$0[1] }, name: path)
    }

    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(facts))
    }

    public init(payload: Payload) throws {
        facts = try Facts.decode(Record.self, from: payload)
        guard facts.part.map({ $0.count == 2 && $0[0] < $0[1] }) ?? true else {
            throw DamagedValue(type: Self.type, what: "its part has no length")
        }
    }
}

/// What a verb is given that takes a movie or one clip of a data set: the file, and which stretch of it.
struct MovieSource {
    let movie: Movie
    /// In seconds on the movie's clock; nil is the whole.
    let part: Range<Double>?
    /// What is spoken in it, where a data set says so.
    var words: [Clip.Word] = []
    /// The path as written.
    let name: String
    /// Whether it is one of a data set's, which has its path.
    var isClip = false

    /// From where to where it goes; nil where the file does not tell how long it is.
    var stretch: Range<Double>? { part ?? movie.duration.flatMap { $0 > 0 ? 0..<$0 : nil } }

    /// The sound of the stretch, or of `narrower` within it; silence where the movie has pictures and no sound yet, or no
    /// longer.
    ///
    /// - Throws: `MediaFault`.
    func sound(
        in narrower: Range<Double>? = nil, rate: Double? = nil, mono: Bool = false, partial: Bool = false
    ) throws -> Signal {
        guard let stretch = narrower ?? part else { return try movie.sound(rate: rate, mono: mono, partial: partial) }
        return try movie.sound(during: stretch, rate: rate, mono: mono, partial: partial)
    }
}

/// Which of a file's streams are meant, counted from 1 in its order; nil is the one that players take.
struct ChosenStreams {
    var pictures: Int?
    var sound: Int?
}

extension Context {
    /// Says it of a movie whose channels, which `channels` decodes, have `mean` as their mean.
    ///
    /// - Throws: what `channels` throws, but for `MediaFault`.
    func noteCancelling(in mean: Signal, of source: MovieSource, _ channels: () throws -> Signal) throws {
        if try source.movie.cancels(in: mean, channels) { noteCancelling(of: source.name) }
    }

    /// The movie in a file, which says what there is to say of it.
    ///
    /// - Throws: `MediaFault`.
    func movie(_ path: String, shownAs name: String, _ streams: ChosenStreams = ChosenStreams()) throws -> Movie {
        try Movie(
            path, shownAs: name, pictureStream: streams.pictures, soundStream: streams.sound, pool: movies, note: note)
    }
}

extension Arguments {
    /// The movie that the operand is, or is the one clip of.
    ///
    /// - Throws: `MovieChanged`, `UnreadableFile`, `MediaFault`, `SeveralClips`, `ClipsChanged`.
    func movie(_ streams: ChosenStreams = ChosenStreams()) throws -> MovieSource {
        guard let data = anyOperand() as? DatasetValue else {
            return try (operand() as MovieValue).source(context, shelf, streams)
        }
        try work.restoreStage(data.table)
        return try data.onlyClip(for: signature.verb).movie(context, shelf, streams)
    }
}

extension Clip {
    /// The clip as a movie, once it is certain that its file still is the one that was listed.
    func movie(_ context: Context, _ shelf: Shelf, _ streams: ChosenStreams = ChosenStreams()) throws -> MovieSource {
        let movie = try context.movie(checked(in: context.places, by: shelf), shownAs: path, streams)
        return MovieSource(movie: movie, part: part, words: words ?? [], name: path, isClip: true)
    }
}

/// A movie whose file is no longer the one that was loaded.
struct MovieChanged: Fault {
    var path: String?
    var cause: String { "\(path.map { "'\($0)'" } ?? "the movie's file") has changed since the movie was loaded" }
    var remedy: String? { "run the cell that loads it again" }
}

extension MovieValue: Sliceable {
    public func slice(_ parts: [Scalar]) throws -> any Value { try slice(parts.alongTime(of: "a movie is")) }
}

extension MovieValue: Exportable {
    var endings: [String] { ["mp4", "mov", "wav"] }
    func file(_ ending: String, _ export: Export) throws -> [UInt8]? { try export.movie(ending) }
}
