import Datasets
import Media
import Networks
import Picture
import Programs
import Sound
import Tensors

/// A front end at work on the files of clips.
struct Perception: Sendable {
    let frontEnd: FrontEnd
    private let sense: Sense
    private let movies: MediaPool

    private enum Sense {
        case hearing(Hearing)
        case seeing(PictureFrontEnd)
        case both(Hearing, JoinedFrontEnd)
    }

    /// Throws `SpectralFault`.
    init(_ frontEnd: FrontEnd, movies: MediaPool) throws {
        self.frontEnd = frontEnd
        self.movies = movies
        sense =
            switch frontEnd {
            case .sound(let sound): .hearing(try Hearing(sound))
            case .pictures(let pictures): .seeing(pictures)
            case .both(let both): .both(try Hearing(both.sound), both)
            }
    }

    /// (segments, rows, columns): the examples numbered `numbers` of a clip whose file is at `path`; and whether the
    /// channels of its sound cancel each other, so that what is heard of it is silence.
    ///
    /// Throws `SoundFileFault`, `MediaFault`, `SpectralFault`, `ResampleFault`.
    func segments(
        of clip: Clip, at path: String, overlapping: Bool = false, numbers: Range<Int>
    ) throws -> (features: Tensor, cancels: Bool) {
        if clip.isFeaturesAlone { throw FeaturesAlone(path: clip.path) }
        switch sense {
        case .hearing(let hearing):
            return try AnySound.reading(
                path, clip.path, movies,
                file: {
                    try hearing.segments(
                        ofFile: path, shownAs: clip.path, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
                },
                movie: { movie in
                    guard movie.sound != nil else { throw NothingForItsSense(path: clip.path, lack: .sound) }
                    let mean = try movie.sound(mono: true)
                    let features = try hearing.segments(
                        of: mean, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
                    return (features, try movie.cancels(in: mean) { try movie.sound() })
                })
        case .seeing(let pictures):
            let movie = try Movie(path, shownAs: clip.path, pool: movies)
            guard movie.pictures != nil else { throw NothingForItsSense(path: clip.path, lack: .pictures) }
            let features = try pictures.segments(of: movie, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
            return (features, false)
        case .both(let hearing, let both):
            let parts = both.pictures.segments(seconds: clip.seconds, overlapping: overlapping)
            let starts = parts[numbers].map(\.lowerBound)
            guard clip.pictures != nil else {
                let signal = try AnySound.read(path, shownAs: clip.path, pool: movies)
                return (both.examples(try hearing.segments(of: signal, at: starts), nil), signal.cancelsInMono)
            }
            let movie = try Movie(path, shownAs: clip.path, pool: movies)
            guard movie.sound != nil || movie.pictures != nil else { throw NothingToTakeIn(path: clip.path) }
            // What is seen in a clip of one part goes from the first picture on, and what is heard goes with it.
            let origin = parts.count == 1 ? movie.pictures?.start ?? 0 : 0
            let stretch = origin..<origin + clip.seconds
            let mean = try movie.sound.map { _ in try movie.sound(during: stretch, mono: true) }
            let heard = try mean.map { try hearing.segments(of: $0, at: starts) }
            let seen = try movie.pictures.map { _ in
                try both.pictures.segments(of: movie, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
            }
            let cancels = try mean.map { try movie.cancels(in: $0) { try movie.sound(during: stretch) } }
            return (both.examples(heard, seen), cancels ?? false)
        }
    }
}

/// A movie without what the network's one sense takes in.
struct NothingForItsSense: Fault {
    var path: String
    var lack: Lack
    var cause: String { "'\(path)' has no \(lack.rawValue)" }
    var remedy: String? {
        switch lack {
        case .sound: "this network hears; ask one that sees"
        case .pictures: "this network sees; ask one that hears"
        }
    }
}

/// What a clip may lack that a network takes in.
enum Lack: String, CaseIterable {
    case sound, pictures

    /// What all of these clips lack, by the reasons why they were not taken in; nil where there is another.
    init?(_ reasons: [String]) {
        let lacks = Self.allCases.filter { lack in reasons.allSatisfy { $0.hasSuffix(" no \(lack.rawValue)") } }
        guard lacks.count == 1 else { return nil }
        self = lacks[0]
    }
}

/// A clip that is numbers computed elsewhere, where something is to be heard or seen.
struct FeaturesAlone: Fault {
    var path: String
    var cause: String { "'\(path)' holds features: there is no sound in it and no picture" }
    var remedy: String? { "take the sounds or movies that the features were computed from" }
}

/// A movie that has neither.
struct NothingToTakeIn: Fault {
    var path: String
    var cause: String { "'\(path)' has neither sound nor pictures" }
    var remedy: String? { "leave it out of the data set" }
}

