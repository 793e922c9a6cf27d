import Datasets
import Networks
import Picture
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

    /// (segments, rows, columns): the examples numbered `numbers` of a clip whose file is at `path`.
    ///
    /// Throws `SoundFileFault`, `MediaFault`, `SpectralFault`, `ResampleFault`.
    func segments(of clip: Clip, at path: String, overlapping: Bool = false, numbers: Range<Int>) throws -> Tensor {
        switch sense {
        case .hearing(let hearing) where clip.isMovie:
            let sound = try Movie(path, shownAs: clip.path, pool: movies).sound(mono: true)
            return try hearing.segments(of: sound, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
        case .hearing(let hearing):
            return try hearing.segments(
                ofFile: path, shownAs: clip.path, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
        case .seeing(let pictures):
            let movie = try Movie(path, shownAs: clip.path, pool: movies)
            return try pictures.segments(of: movie, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
        case .both(let hearing, let both):
            guard clip.isMovie else { return try examples(of: SoundFile.read(path, shownAs: clip.path), hearing, both, numbers, clip, overlapping) }
            let movie = try Movie(path, shownAs: clip.path, pool: movies)
            guard movie.sound != nil || movie.pictures != nil else { throw NothingToTakeIn(path: clip.path) }
            let heard = try movie.sound.map { _ in
                try hearing.segments(of: movie.sound(mono: true), at: starts(both, clip, overlapping, numbers))
            }
            let seen = try movie.pictures.map { _ in
                try both.pictures.segments(of: movie, seconds: clip.seconds, overlapping: overlapping, numbers: numbers)
            }
            return both.examples(heard, seen)
        }
    }

    private func examples(
        of sound: Signal, _ hearing: Hearing, _ both: JoinedFrontEnd, _ numbers: Range<Int>, _ clip: Clip, _ overlapping: Bool
    ) throws -> Tensor {
        both.examples(try hearing.segments(of: sound, at: starts(both, clip, overlapping, numbers)), nil)
    }

    private func starts(_ both: JoinedFrontEnd, _ clip: Clip, _ overlapping: Bool, _ numbers: Range<Int>) -> [Double] {
        both.pictures.segments(seconds: clip.seconds, overlapping: overlapping)[numbers].map(\.lowerBound)
    }
}

/// A movie that has neither.
struct NothingToTakeIn: Fault {
    var path: String
    var cause: String { "'\(path)' has neither sound nor pictures" }
    var remedy: String? { "leave it out of the data set" }
}

extension Clip {
    /// Whether libav decodes it.
    var isMovie: Bool { pictures != nil || MediaNames.isForLibav(path) }
}
