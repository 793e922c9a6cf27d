public import Datasets
public import Language
public import Media
public import Networks
public import Picture
public import Session
public import Tensors
public import Workplace

/// The options that say how a network sees.
enum SeeingOptions {
    static let size = Parameter<PixelCount>(
        "size", in: 8...1024, "Of pictures: the width and height that each is scaled to; 64 px when absent")
    static let pace = Parameter<Hertz>(
        "pace", in: 0.01...240, "Of pictures: how many it looks at a second; 4 Hz when absent")
    static let colour = Parameter<Colour>("colour", "Of pictures: red, green and blue, or grey alone; rgb when absent")
    static let crop = Parameter<[PixelCount]>(
        "crop",
        "Of modality: pictures: only this part of each: [x, y, width, height] from the upper left corner, before it is scaled")

    static var all: [any OptionDeclaration] { [HearingOptions.length, size, pace, colour, crop] }

    enum Colour: String, WordChoice { case rgb, grey }
}

extension PictureFrontEnd: AskedSense {
    public static let recipeVerb = RecipeVerb(name: "picture-front-end", version: 2)
    public static var word: String { "pictures" }
    public static var judge: String { "the eye" }
    public static var mark: String? { "width" }
    public static var options: [any OptionDeclaration] { SeeingOptions.all }
    public static func suits(_ table: ClipTable) -> Bool { table.clips.contains { $0.pictures != nil } }

    /// - Throws: `NothingToSee`, `PictureFrontEndFault`, `UnfitOption`.
    public static func chosen(by choices: Choices, for table: ClipTable, in work: Workspace) throws -> PictureFrontEnd {
        guard table.clips.isEmpty || suits(table) else { throw NothingToSee() }
        let side = try choices.given(SeeingOptions.size)?.count ?? 64
        return try PictureFrontEnd(
            width: side, height: side, colour: choices.given(SeeingOptions.colour) == .grey ? .grey : .rgb,
            rate: choices.given(SeeingOptions.pace)?.value ?? 4,
            length: choices.given(HearingOptions.length)?.value ?? table.usualLength, crop: choices.box(SeeingOptions.crop))
    }

    public var steps: Int { count }
    public func steps(seconds: Double) -> Int { count(seconds: seconds) }
    public var isStandardisedByRow: Bool { false }
    public var seen: PictureFrontEnd? { self }

    public var summary: String {
        "\(count)\(colour == .grey ? " grey" : "") picture\(count == 1 ? "" : "s") of \(width) x \(height) px "
            + "(\(spelled(seconds: length)) at \(Scalar.quantity(Quantity(rate, .frequency)).display))"
    }
    public var axes: String { "picture, channel, row, column" }
    public var standardLine: String { "(share of white - \(standard.means[0])) / \(standard.deviations[0])" }

    public func cut(overlapping: Bool) -> Recipe {
        let box = crop.map { "\($0.x) \($0.y) \($0.width) \($0.height)" }
        return Recipe(
            Self.recipeVerb, operands: [],
            options: [
                ("pace", literal(rate, .frequency)), ("length", literal(length, .time)), ("width", literal(Double(width))),
                ("height", literal(Double(height))), ("channels", literal(Double(colour.channels))),
                ("overlap", .literal(Scalar.flag(overlapping).description)),
            ] + (box.map { [("crop", .literal($0))] } ?? []))
    }

    public func perceiver(_ movies: MediaPool) throws -> any Perceiver { Watcher(frontEnd: self, movies: movies) }

    public func checkVariation(_ choices: Choices) throws {
        if let option = TrainOptions.ofSounds.first(where: choices.isChosen) {
            throw choices.unfit(option, "varies sounds: this network sees")
        }
    }

    public func lessons(
        _ examples: Examples, of table: ClipTable, _ choices: Choices, seed: UInt64, in work: Workspace
    ) throws -> any Lessons {
        try checkVariation(choices)
        let variation = PictureVariation(
            shift: try choices(TrainOptions.shift).value, flips: try choices.given(TrainOptions.flip) ?? false)
        return PictureLessons(examples, self, variation, seed: seed)
    }
}

/// Sees the pictures of movies.
private struct Watcher: Perceiver {
    let frontEnd: PictureFrontEnd
    let movies: MediaPool

    func examples(
        of clip: Clip, at path: String, overlapping: Bool, numbers: Range<Int>
    ) throws -> (features: Tensor, cancels: Bool) {
        if clip.isFeaturesAlone { throw FeaturesAlone(path: clip.path) }
        let movie = try Movie(path, shownAs: clip.path, pool: movies)
        guard movie.pictures != nil else {
            throw NothingForItsSense(
                path: clip.path, lack: PictureFrontEnd.word, remedy: "this network sees; ask one that hears")
        }
        let features = try frontEnd.segments(
            of: movie, seconds: clip.seconds, from: clip.start, overlapping: overlapping, numbers: numbers)
        return (features, false)
    }

    func examples(of pictures: Frames, in parts: [Range<Double>], _ parallel: Parallel) throws -> Tensor {
        try frontEnd.segments(of: pictures, at: parts.map(\.lowerBound), parallel: parallel)
    }
}

extension Choices {
    /// The part of a picture that an option names.
    ///
    /// - Throws: `UnfitOption`.
    public func box(_ region: Parameter<[PixelCount]>) throws -> Crop? {
        try given(region).map { sides in
            let sides = sides.map(\.count)
            guard sides.count == 4 else { throw unfit(region, "takes four numbers: [x, y, width, height]") }
            return Crop(x: sides[0], y: sides[1], width: sides[2], height: sides[3])
        }
    }
}

/// A network that is to see clips of which none is a movie.
public struct NothingToSee: Fault {
    public var cause: String { "no clip of the data set has pictures" }
    public var remedy: String? { "choose movies, or a network of modality: sound" }
    public var option: String? { ModalityOptions.modality.key }
}
