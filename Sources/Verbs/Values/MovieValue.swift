public import Language
import Picture
public import Session
import Tensors

/// A movie: pictures and sound with one clock, in a file that is decoded when something is asked of it.
public struct MovieValue: Value {
    public static let type = ValueType("movie")
    private let facts: Record

    /// What the file's header says, and which file it is.
    private struct Record: Codable {
        var path: String
        /// Of the file's content.
        var digest: String
        var duration: Double?
        var pictures: Pictures?
        var sound: Sound?

        struct Pictures: Codable {
            var codec: String
            var width, height: Int
            var rate: Double?
        }

        struct Sound: Codable {
            var codec: String
            var rate: Double
            var channels: Int
        }
    }

    init(_ movie: Movie, file: SourceFile) {
        facts = Record(
            path: file.path, digest: file.digest.description, duration: movie.duration,
            pictures: movie.pictures.map { .init(codec: $0.codec, width: $0.width, height: $0.height, rate: $0.rate) },
            sound: movie.sound.map { .init(codec: $0.codec, rate: $0.rate, channels: $0.channels) })
    }

    public static let fields: [ValueField] = [
        ValueField("duration", .number, "How long it lasts, as its header says") { (movie: MovieValue) in
            Constant.seconds(try movie.given(movie.facts.duration, "length"))
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
        guard let fact else { throw NothingToMeasure(cause: "'\(facts.path)' has no \(what)") }
        return fact
    }

    /// `3.0 s · 320 x 240 px at 25 pictures/s, h264 · 2 channels at 44.1 kHz, aac`
    public var line: String {
        var parts = facts.duration.map { [spelled(seconds: $0)] } ?? []
        if let pictures = facts.pictures {
            let rate = pictures.rate.map { " at \(Constant.number($0).line) pictures/s" } ?? ""
            parts.append("\(pictures.width) x \(pictures.height) px\(rate), \(pictures.codec)")
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

    /// The movie, once it is certain that its file still is the one that was loaded.
    ///
    /// - Throws: `MovieChanged`, `UnreadableFile`, `MediaFault`.
    func opened(for call: Arguments) throws -> Movie {
        guard let absolute = try call.shelf.place(ofFile: facts.path, digest: facts.digest, in: call.context.places) else {
            throw MovieChanged(path: facts.path)
        }
        return try Movie(absolute, shownAs: facts.path, pool: call.context.movies)
    }

    public func payload() throws -> Payload {
        Payload(type: Self.type.name, line: line, facts: try Facts.encode(facts))
    }

    public init(payload: Payload) throws { facts = try Facts.decode(Record.self, from: payload) }
}

/// A movie whose file is no longer the one that was loaded.
struct MovieChanged: Fault {
    var path: String
    var cause: String { "'\(path)' has changed since the movie was loaded" }
    var remedy: String? { "run the cell that loads it again" }
}
