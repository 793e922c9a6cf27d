import Datasets
import Networks
import Picture
import Tensors

/// A front end at work on the files of clips.
struct Perception: Sendable {
    let frontEnd: FrontEnd
    private let sense: Sense
    private let movies: MediaPool

    private enum Sense {
        case hearing(Hearing)
        case seeing(PictureFrontEnd)
    }

    /// Throws `SpectralFault`.
    init(_ frontEnd: FrontEnd, movies: MediaPool) throws {
        self.frontEnd = frontEnd
        self.movies = movies
        sense =
            switch frontEnd {
            case .sound(let sound): .hearing(try Hearing(sound))
            case .pictures(let pictures): .seeing(pictures)
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
        }
    }
}

extension Clip {
    /// Whether it is decoded as a movie.
    var isMovie: Bool { pictures != nil || channels == 0 }
}
