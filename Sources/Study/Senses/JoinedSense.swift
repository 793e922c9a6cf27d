import Datasets
import Language
public import Media
public import Networks
import Picture
public import Session
import Sound
import Tensors
public import Workplace

extension JoinedFrontEnd: Sense {
    public static let recipeVerb = RecipeVerb(name: "joined-front-end", version: 3)
    public static var word: String { "both" }
    public static var judge: String { "the other" }
    public static var mark: String? { "pictures" }

    public var input: Shape { [1, rows, pictures.count] }
    public var steps: Int { pictures.count }
    public func steps(seconds: Double) -> Int { pictures.count(seconds: seconds) }
    public var length: Double { pictures.length }
    public func segments(seconds: Double, overlapping: Bool) -> [Range<Double>] {
        pictures.segments(seconds: seconds, overlapping: overlapping)
    }
    public var isStandardisedByRow: Bool { true }
    public var heard: SoundFrontEnd? { sound }
    public var seen: PictureFrontEnd? { pictures }

    public var summary: String { "\(sound.summary) beside \(pictures.summary)" }
    public var axes: String { "channel, row, picture" }

    public func cut(overlapping: Bool) -> Recipe {
        Recipe(
            Self.recipeVerb, operands: [],
            options: [
                ("sound", .recipe(sound.cut(overlapping: overlapping))),
                ("pictures", .recipe(pictures.cut(overlapping: overlapping))),
            ])
    }

    public func perceiver(_ movies: MediaPool) throws -> any Perceiver {
        Witness(hearing: try Hearing(sound), frontEnd: self, movies: movies)
    }

    public func checkVariation(_ choices: Choices) throws {
        if let option = (TrainOptions.ofSounds + [TrainOptions.shift, TrainOptions.flip]).first(where: choices.isChosen) {
            throw choices.unfit(option, "varies one sense: this network hears and sees")
        }
    }
}

/// Hears and sees.
private struct Witness: Perceiver {
    let hearing: Hearing
    let frontEnd: JoinedFrontEnd
    let movies: MediaPool

    func examples(
        of clip: Clip, at path: String, overlapping: Bool, numbers: Range<Int>
    ) throws -> (features: Tensor, cancels: Bool) {
        if clip.isFeaturesAlone { throw FeaturesAlone(path: clip.path) }
        let parts = frontEnd.segments(seconds: clip.seconds, overlapping: overlapping)
        let starts = parts[numbers].map(\.lowerBound)
        guard clip.pictures != nil else {
            let signal = try AnySound.read(path, shownAs: clip.path, part: clip.part, pool: movies)
            return (frontEnd.examples(try hearing.segments(of: signal, at: starts), nil), signal.cancelsInMono)
        }
        let movie = try Movie(path, shownAs: clip.path, pool: movies)
        guard movie.sound != nil || movie.pictures != nil else { throw NothingToTakeIn(path: clip.path) }
        // What is seen in a clip of one part goes from the first picture on, and what is heard goes with it.
        let origin = clip.start ?? (parts.count == 1 ? movie.pictures?.start ?? 0 : 0)
        let stretch = origin..<origin + clip.seconds
        let mean = try movie.sound.map { _ in try movie.sound(during: stretch, mono: true) }
        let heard = try mean.map { try hearing.segments(of: $0, at: starts) }
        let seen = try movie.pictures.map { _ in
            try frontEnd.pictures.segments(
                of: movie, seconds: clip.seconds, from: clip.start, overlapping: overlapping, numbers: numbers)
        }
        let cancels = try mean.map { try movie.cancels(in: $0) { try movie.sound(during: stretch) } }
        return (frontEnd.examples(heard, seen), cancels ?? false)
    }

    func examples(of sound: Signal, in parts: [Range<Double>]) throws -> Tensor {
        frontEnd.examples(try hearing.segments(of: sound, at: parts.map(\.lowerBound)), nil)
    }
}
